import type { LedgerScalars } from '#shared/ledger/ledgerChanges.ts';
import type { Tip } from '#shared/ledger/ledgerView.ts';
import { fromHex, toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { BlockPlace, FilesEnd } from './blockFiles.ts';
import { seal, unseal } from './sealed.ts';

/** Form of what lies on disk; a program refuses a higher one. */
const VERSION = 1;

/** Where the chain ends: rewritten in the same batch with every block. */
export interface ChainMeta {
  readonly tip: Tip;
  readonly scalars: LedgerScalars;
  readonly stateHash: Uint8Array;
  readonly end: FilesEnd;
  /** The first block whose changes may be missing in a page of rows. */
  readonly redoFrom: number;
}

export function tipJson(tip: Tip) {
  return {
    ...tip,
    hash: toHex(tip.hash),
    nextTarget: tip.nextTarget.toString(16),
    totalWork: tip.totalWork.toString(16),
  };
}

export function tipOf(json: ReturnType<typeof tipJson>): Tip {
  return {
    ...json,
    hash: fromHex(json.hash, 32),
    nextTarget: BigInt(`0x${json.nextTarget}`),
    totalWork: BigInt(`0x${json.totalWork}`),
  };
}

export function scalarsJson(scalars: LedgerScalars) {
  return { ...scalars, supply: scalars.supply.toString(), lostCoins: scalars.lostCoins.toString() };
}

export function scalarsOf(json: ReturnType<typeof scalarsJson>): LedgerScalars {
  return { ...json, supply: BigInt(json.supply), lostCoins: BigInt(json.lostCoins) };
}

export function encodeMeta(meta: ChainMeta): Buffer {
  const json = {
    version: VERSION,
    tip: tipJson(meta.tip),
    scalars: scalarsJson(meta.scalars),
    stateHash: toHex(meta.stateHash),
    end: meta.end,
    redoFrom: meta.redoFrom,
  };
  return seal(Buffer.from(JSON.stringify(json)));
}

/** Throws `store.databaseDamaged`, `store.tooNew`. */
export function decodeMeta(sealed: Buffer): ChainMeta {
  const json = JSON.parse(unseal(sealed, 'meta').toString());
  if (json.version > VERSION) throw new Fault('store.tooNew', { version: json.version, known: VERSION });
  return {
    tip: tipOf(json.tip),
    scalars: scalarsOf(json.scalars),
    stateHash: fromHex(json.stateHash, 32),
    end: json.end,
    redoFrom: json.redoFrom,
  };
}

/** What is kept of a block beside its bytes. */
export interface BlockEntry {
  readonly place: BlockPlace;
  readonly hash: Uint8Array;
  readonly listsHash: Uint8Array;
  readonly stateHash: Uint8Array;
  /** ms epoch */
  readonly minedDate: number;
  /** Ids given out after it. */
  readonly walletCount: number;
}

export function encodeEntry(entry: BlockEntry): Buffer {
  const head = Buffer.alloc(28);
  head.writeUInt32BE(entry.place.file, 0);
  head.writeDoubleBE(entry.place.offset, 4);
  head.writeUInt32BE(entry.place.length, 12);
  head.writeDoubleBE(entry.minedDate, 16);
  head.writeUInt32BE(entry.walletCount, 24);
  return seal(Buffer.concat([head, entry.hash, entry.listsHash, entry.stateHash]));
}

export function decodeEntry(sealed: Buffer, id: number): BlockEntry {
  const value = unseal(sealed, `block ${id}`);
  return {
    place: { file: value.readUInt32BE(0), offset: value.readDoubleBE(4), length: value.readUInt32BE(12) },
    minedDate: value.readDoubleBE(16),
    walletCount: value.readUInt32BE(24),
    hash: Uint8Array.from(value.subarray(28, 60)),
    listsHash: Uint8Array.from(value.subarray(60, 92)),
    stateHash: Uint8Array.from(value.subarray(92, 124)),
  };
}

/** How a block is taken back, or done again: see `changeRecord.ts` for the changes. */
export interface UndoRecord {
  readonly tip: Tip;
  readonly scalars: LedgerScalars;
  readonly identities: Uint8Array;
  readonly changes: Uint8Array;
}

export function encodeUndo(record: UndoRecord): Buffer {
  const json = Buffer.from(
    JSON.stringify({ tip: tipJson(record.tip), scalars: scalarsJson(record.scalars) }),
  );
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(json.length, 0);
  lengths.writeUInt32BE(record.identities.length, 4);
  return seal(Buffer.concat([lengths, json, record.identities, record.changes]));
}

export function decodeUndo(sealed: Buffer, id: number): UndoRecord {
  const value = unseal(sealed, `undo ${id}`);
  const identitiesAt = 8 + value.readUInt32BE(0);
  const changesAt = identitiesAt + value.readUInt32BE(4);
  const json = JSON.parse(value.subarray(8, identitiesAt).toString());
  return {
    tip: tipOf(json.tip),
    scalars: scalarsOf(json.scalars),
    identities: value.subarray(identitiesAt, changesAt),
    changes: value.subarray(changesAt),
  };
}
