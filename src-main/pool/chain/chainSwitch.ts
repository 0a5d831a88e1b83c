import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { blockId, hash } from '#shared/api/values.ts';
import { REFERENCE_WINDOW } from '#shared/ledger/ledger.ts';
import type { AppliedBlock } from '#shared/ledger/transition.ts';
import { decodeBlockEnds } from '#shared/protocol/block.ts';
import { type Bytes, equalBytes } from '#shared/protocol/bytes.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import { FIRST_BLOCK_ID } from '#shared/protocol/network.ts';
import { failPoint } from '../../base/failPoint.ts';
import type { Log } from '../../base/log.ts';
import type { ChainStore, RecordOperation } from '../../store/chainStore.ts';
import { importChain } from '../../store/importChain.ts';
import type { Verifier } from '../../verifier/verifier.ts';
import { decodeRecord, encodeRecord } from '../recordCodec.ts';
import { BlockSpool, readSpool } from './blockSpool.ts';

/**
 * What is about to happen, durable before the first block is taken back: whoever opens the pool after a crash knows
 * from it that the chain stands between two, and brings it to one of them.
 */
const intentRecord = z.object({
  /** The last block that both chains have. */
  fork: z.object({ id: blockId, hash }),
  old: z.object({ id: blockId, hash, stateHash: hash }),
  next: z.object({ id: blockId, hash }),
  /** The chain that the switch goes to: back to the old one when a block of the other was refused. */
  to: z.enum(['next', 'old']),
});
type Intent = z.output<typeof intentRecord>;

const INTENT = 'pool/chainSwitch';
export const SWITCH_FOLDER = 'chainSwitch';

export interface SwitchParts {
  readonly store: ChainStore;
  readonly verifier: Verifier;
  /** The pool's folder. */
  readonly folder: string;
  readonly log: Log;
}

/** Where a chain that is fetched may be put. */
export const nextSpoolPath = (folder: string): string => join(folder, SWITCH_FOLDER, 'next.blocks');
const oldSpoolPath = (folder: string): string => join(folder, SWITCH_FOLDER, 'old.blocks');

/** Another chain, whose proofs of work were checked and whose blocks were all fetched. */
export interface NextChain {
  readonly fork: { readonly id: number; readonly hash: Bytes };
  readonly end: { readonly id: number; readonly hash: Bytes };
  /** Blocks from fork + 1 to the end in a finished spool at `nextSpoolPath`. */
  readonly spool: string;
}

/** Whether so many blocks can be taken back on the way to another chain, and on the way back from it. */
export async function isWithinReach(store: ChainStore, next: NextChain): Promise<boolean> {
  const { fork, end } = next;
  // The other way too: where one of its last blocks is refused, all those before it have to be taken back again.
  if (Math.max(store.ledger.tip.id, end.id) - fork.id > store.undoDepth) return false;
  // After a switch to a chain of fewer blocks there are fewer records: better asked for now than missed on the way.
  return await store.keepsUndo(Math.max(FIRST_BLOCK_ID, fork.id + 1 - REFERENCE_WINDOW));
}

/**
 * Switches to another chain by taking blocks back to the fork point and applying the other ones (docs/PROTOCOL.md §7).
 *
 * The present chain's blocks are copied beside it and an intent is written, both durably, before anything changes.
 * Each block that is taken back or applied is one atomic commit, so a crash leaves the chain somewhere between the two
 * and `finishChainSwitch` goes on from there at the next start. Where a block is refused, the old chain is put back
 * and must have the very state that it had.
 *
 * In place and not in a copy beside it: what is undone and done again are a few blocks out of very many, and a copy
 * of the whole database for each of them would take longer than the blocks between two forks. To be called for a chain
 * that is within reach (`isWithinReach`); for one that is not, `deepSwitch.ts` makes that copy.
 *
 * `before` gives records that are written with the intent. Resolves to the new chain's last `told` blocks. Throws the
 * fault of the refused block with the old chain restored; `store.*` and `pool.closed` with the
 * switch unfinished, to be finished at the next start.
 */
export async function switchChain(
  parts: SwitchParts,
  next: NextChain,
  options: { before: readonly RecordOperation[]; isClosed: () => boolean; told: number },
): Promise<AppliedBlock[]> {
  const { store, folder } = parts;
  const { tip } = store.ledger;
  const { fork } = next;
  const spool = await BlockSpool.create(oldSpoolPath(folder));
  try {
    for (let id = fork.id + 1; id <= tip.id; id++) {
      const bytes = await store.blockBytes(id);
      if (bytes === undefined) throw new Fault('store.blockDamaged', { block: id });
      await spool.add(bytes);
    }
    await spool.finish();
  } catch (error) {
    await spool.discard();
    throw error;
  }
  const intent: Intent = {
    fork: { id: fork.id, hash: fork.hash },
    old: { id: tip.id, hash: tip.hash, stateHash: store.stateHash() },
    next: { id: next.end.id, hash: next.end.hash },
    to: 'next',
  };
  failPoint('pool.switch.beforeIntent');
  await store.records.write([...options.before, put(intent)]);
  failPoint('pool.switch.afterIntent');
  try {
    const applied = await goTo(parts, intent, options);
    await finish(parts);
    return applied;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    parts.log.warn('chain.switchRefused', { error, fork: fork.id, restored: tip.id });
    await restore(parts, intent);
    throw error;
  }
}

/**
 * Ends a switch that a crash broke off: with the other chain where its blocks are good, else with the old one. To be
 * called before anybody else uses the store.
 */
export async function finishChainSwitch(parts: SwitchParts): Promise<void> {
  const stored = await parts.store.records.get(INTENT);
  if (stored === undefined) return;
  const intent = decodeRecord(intentRecord, stored);
  parts.log.warn('chain.switchFound', { to: intent.to, at: parts.store.ledger.tip.id });
  if (intent.to === 'old') return restore(parts, intent);
  try {
    await goTo(parts, intent, { isClosed: () => false, told: 0 });
    await finish(parts);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await restore(parts, intent);
  }
}

/** A block was refused; anything else is no verdict on it. */
function isRefusal(error: unknown): error is Fault {
  return isFault(error) && !error.code.startsWith('store.') && !error.code.startsWith('pool.');
}

/** Brings the chain to the end that the intent names, wherever between the two it stands. */
async function goTo(
  { store, verifier, folder }: SwitchParts,
  intent: Intent,
  options: { isClosed: () => boolean; told: number },
): Promise<AppliedBlock[]> {
  const path = intent.to === 'next' ? nextSpoolPath(folder) : oldSpoolPath(folder);
  const wanted = await hashesOf(path, store.network.maxBlockBytes);
  const { fork } = intent;
  for (;;) {
    const { tip } = store.ledger;
    if (tip.id <= fork.id) break;
    const place = tip.id - fork.id - 1;
    const there = wanted[place];
    if (there !== undefined && equalBytes(there, tip.hash)) break;
    if (options.isClosed()) throw new Fault('pool.closed');
    await store.undoTip();
    failPoint('pool.switch.afterUndo');
  }
  if (store.ledger.tip.id < fork.id) throw new Fault('store.stateDamaged', { block: fork.id });
  const done = store.ledger.tip.id - fork.id;
  const last: AppliedBlock[] = [];
  await importChain(store, verifier, rest(path, done, store.network.maxBlockBytes, options.isClosed), {
    committed: (applied) => {
      failPoint('pool.switch.afterApply');
      last.push(applied);
      if (last.length > options.told) last.shift();
    },
  });
  return last;
}

export async function hashesOf(path: string, maxBlockBytes: number): Promise<Bytes[]> {
  const hashes: Bytes[] = [];
  for await (const bytes of readSpool(path, maxBlockBytes)) {
    hashes.push(decodeBlockEnds(bytes, { maxBlockBytes }).footer.hash.slice());
  }
  return hashes;
}

async function* rest(
  path: string,
  skip: number,
  maxBlockBytes: number,
  isClosed: () => boolean,
): AsyncGenerator<Bytes> {
  let at = 0;
  for await (const bytes of readSpool(path, maxBlockBytes)) {
    at += 1;
    if (at <= skip) continue;
    if (isClosed()) throw new Fault('pool.closed');
    yield bytes;
  }
}

/** Puts the old chain back; it must be the same to the last coin. */
async function restore(parts: SwitchParts, intent: Intent): Promise<void> {
  const { store } = parts;
  const back: Intent = { ...intent, to: 'old' };
  failPoint('pool.switch.beforeRestore');
  await store.records.write([put(back)]);
  await goTo(parts, back, { isClosed: () => false, told: 0 });
  const { old } = intent;
  if (!equalBytes(store.ledger.tip.hash, old.hash) || !equalBytes(store.stateHash(), old.stateHash)) {
    throw new Fault('store.stateDamaged', { block: old.id });
  }
  await finish(parts);
}

async function finish({ store, folder, log }: SwitchParts): Promise<void> {
  failPoint('pool.switch.beforeFinish');
  await store.records.write([{ type: 'del', key: INTENT }]);
  failPoint('pool.switch.afterFinish');
  log.info('chain.switchEnded', { tip: store.ledger.tip.id });
  await rm(join(folder, SWITCH_FOLDER), { recursive: true, force: true });
}

function put(intent: Intent): RecordOperation {
  return { type: 'put', key: INTENT, value: encodeRecord(intentRecord, intent) };
}
