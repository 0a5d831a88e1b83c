import type { RunRecord } from '#shared/contracts/contractRunner.ts';
import type { Block } from '#shared/protocol/block.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { eachIdentityPlace, eachMovedWallet, eachNamedWallet } from './blockPlaces.ts';
import type { ItemPlace } from './chainStore.ts';
import type { Database, DatabaseOperation } from './database.ts';
import { seal, unseal } from './sealed.ts';

/** From so many entries on a block's index is kept in buckets: some hundred keys instead of hundreds of thousands. */
const LARGE = 4096;
const GROUP_BITS = 10;
const TAIL = 0xffffffff;

/**
 * Two indexes, written with each block: where a transaction stands, and which items name a wallet.
 *
 *     t identity 16             → block 4 || list 4 || item 4
 *     T bucket 1 || block 4     → (identity 16 || list 4 || item 4)…     bucket: the identity's first byte
 *     w wallet 4 || ~block 4    → (list 4 || item 4)…
 *     W wallet/1024 4 || ~block 4 → (wallet 4 || list 4 || item 4)…
 *
 * ~block is 2^32−1 − block, so that the newest comes first. A block has small entries or large ones.
 */
export function indexOperations(
  block: Block,
  { identities, firstNewId, runs }: { identities: Bytes; firstNewId: number; runs: readonly RunRecord[] },
  type: 'put' | 'del',
): DatabaseOperation[] {
  const operations: DatabaseOperation[] = [];
  const put = (key: Buffer, value: Buffer) => {
    operations.push(type === 'put' ? { type, key, value: seal(value) } : { type, key });
  };
  indexTransactions(block, identities, put);
  indexHistory(block, firstNewId, runs, put);
  return operations;
}

type Put = (key: Buffer, value: Buffer) => void;

function indexTransactions(block: Block, identities: Bytes, put: Put): void {
  const { id } = block.header;
  const count = identities.length / 32;
  let at = 0;
  if (count < LARGE) {
    eachIdentityPlace(block, (list, item) => {
      const value = Buffer.alloc(12);
      value.writeUInt32BE(id, 0);
      value.writeUInt32BE(list, 4);
      value.writeUInt32BE(item, 8);
      put(smallKey(identities, at * 32), value);
      at += 1;
    });
    return;
  }
  // Sorted into buckets by counting, so that a large block makes a few hundred things and not some for each entry.
  const starts = new Uint32Array(257);
  for (let n = 0; n < count; n++)
    starts[(identities[n * 32] as number) + 1] = 1 + (starts[(identities[n * 32] as number) + 1] as number);
  for (let bucket = 0; bucket < 256; bucket++) {
    starts[bucket + 1] = (starts[bucket + 1] as number) + (starts[bucket] as number);
  }
  const next = starts.slice(0, 256);
  const all = Buffer.allocUnsafe(count * 24);
  eachIdentityPlace(block, (list, item) => {
    const from = at * 32;
    const bucket = identities[from] as number;
    const slot = next[bucket] as number;
    next[bucket] = slot + 1;
    const to = slot * 24;
    for (let i = 0; i < 16; i++) all[to + i] = identities[from + i] as number;
    all.writeUInt32BE(list, to + 16);
    all.writeUInt32BE(item, to + 20);
    at += 1;
  });
  for (let bucket = 0; bucket < 256; bucket++) {
    const value = all.subarray((starts[bucket] as number) * 24, (starts[bucket + 1] as number) * 24);
    if (value.length > 0) put(bucketKey(bucket, id), value);
  }
}

function smallKey(identity: Bytes, at = 0): Buffer {
  const key = Buffer.alloc(17, 't');
  key.set(identity.subarray(at, at + 16), 1);
  return key;
}

function bucketKey(bucket: number, block: number): Buffer {
  const key = Buffer.alloc(6, 'T');
  key.writeUInt8(bucket, 1);
  key.writeUInt32BE(block, 2);
  return key;
}

function historyKey(letter: 'w' | 'W', number: number, block: number): Buffer {
  const key = Buffer.alloc(9, letter);
  key.writeUInt32BE(number, 1);
  key.writeUInt32BE(TAIL - block, 5);
  return key;
}

function indexHistory(block: Block, firstNewId: number, runs: readonly RunRecord[], put: Put): void {
  // Triples of wallet, list, item; the two last +1, as the reward's list is −1.
  let entries = new Uint32Array(256);
  let count = 0;
  const { id } = block.header;
  const name = (wallet: number, list: number, item: number) => {
    if ((count + 1) * 3 > entries.length) {
      const grown = new Uint32Array(entries.length * 2);
      grown.set(entries);
      entries = grown;
    }
    entries[count * 3] = wallet;
    entries[count * 3 + 1] = list + 1;
    entries[count * 3 + 2] = item;
    count += 1;
  };
  eachNamedWallet(block, firstNewId, name);
  eachMovedWallet(runs, name);
  if (count >= LARGE) indexLargeHistory(id, entries, count, put);
  else indexSmallHistory(id, entries, count, put);
}

function indexSmallHistory(block: number, entries: Uint32Array, count: number, put: Put): void {
  const wallets = new Map<number, number[]>();
  for (let n = 0; n < count; n++) {
    const wallet = entries[n * 3] as number;
    const members = wallets.get(wallet);
    if (members === undefined) wallets.set(wallet, [n]);
    else if (!sameEntry(entries, members.at(-1) as number, n)) members.push(n);
  }
  for (const [wallet, members] of wallets) {
    const value = Buffer.alloc(members.length * 8);
    members.forEach((n, at) => {
      value.writeUInt32BE(entries[n * 3 + 1] as number, at * 8);
      value.writeUInt32BE(entries[n * 3 + 2] as number, at * 8 + 4);
    });
    put(historyKey('w', wallet, block), value);
  }
}

/** As `indexTransactions`: sorted into groups by counting. */
function indexLargeHistory(block: number, entries: Uint32Array, count: number, put: Put): void {
  let groups = 0;
  for (let n = 0; n < count; n++) groups = Math.max(groups, ((entries[n * 3] as number) >>> GROUP_BITS) + 1);
  const starts = new Uint32Array(groups + 1);
  for (let n = 0; n < count; n++) {
    const group = (entries[n * 3] as number) >>> GROUP_BITS;
    starts[group + 1] = 1 + (starts[group + 1] as number);
  }
  for (let group = 0; group < groups; group++) {
    starts[group + 1] = (starts[group + 1] as number) + (starts[group] as number);
  }
  const next = starts.slice(0, groups);
  const all = Buffer.allocUnsafe(count * 12);
  for (let n = 0; n < count; n++) {
    // A wallet that an item names again stands right behind itself.
    if (n > 0 && sameEntry(entries, n - 1, n)) continue;
    const group = (entries[n * 3] as number) >>> GROUP_BITS;
    const slot = next[group] as number;
    next[group] = slot + 1;
    for (let i = 0; i < 3; i++) all.writeUInt32BE(entries[n * 3 + i] as number, slot * 12 + i * 4);
  }
  for (let group = 0; group < groups; group++) {
    const value = all.subarray((starts[group] as number) * 12, (next[group] as number) * 12);
    if (value.length > 0) put(historyKey('W', group, block), value);
  }
}

function sameEntry(entries: Uint32Array, one: number, other: number): boolean {
  for (let i = 0; i < 3; i++) if (entries[one * 3 + i] !== entries[other * 3 + i]) return false;
  return true;
}

/** Where the transaction of an identity (32 bytes) stands. Its first 16 bytes decide, which nobody can make alike. */
export async function findTransaction(database: Database, identity: Bytes): Promise<ItemPlace | undefined> {
  if (identity.length !== 32) return undefined;
  const sealed = await database.get(smallKey(identity));
  if (sealed !== undefined) {
    const value = unseal(sealed, 'transaction');
    return {
      blockId: value.readUInt32BE(0),
      listIndex: value.readUInt32BE(4),
      itemIndex: value.readUInt32BE(8),
    };
  }
  const bucket = identity[0] as number;
  const wanted = Buffer.from(identity.subarray(0, 16));
  const range = { gte: bucketKey(bucket, 0), lte: bucketKey(bucket, TAIL), reverse: true };
  for await (const [key, sealedBucket] of database.iterator(range)) {
    const value = unseal(sealedBucket, 'transactions');
    for (let at = 0; at < value.length; at += 24) {
      if (value.compare(wanted, 0, 16, at, at + 16) !== 0) continue;
      return {
        blockId: key.readUInt32BE(2),
        listIndex: value.readUInt32BE(at + 16),
        itemIndex: value.readUInt32BE(at + 20),
      };
    }
  }
  return undefined;
}

/** Places of the items that name a wallet, the newest first; `before`: only those in blocks older than that one. */
export async function findHistory(
  database: Database,
  wallet: number,
  options: { before?: number; limit: number },
): Promise<ItemPlace[]> {
  const newest = options.before === undefined ? TAIL : options.before - 1;
  const small = await historyOf(database, 'w', wallet, wallet, newest, options.limit);
  const large = await historyOf(database, 'W', wallet >>> GROUP_BITS, wallet, newest, options.limit);
  return [...small, ...large].sort((a, b) => b.blockId - a.blockId).slice(0, options.limit);
}

async function historyOf(
  database: Database,
  letter: 'w' | 'W',
  group: number,
  wallet: number,
  newest: number,
  limit: number,
): Promise<ItemPlace[]> {
  const places: ItemPlace[] = [];
  if (newest < 0) return places;
  const range = { gte: historyKey(letter, group, newest), lte: historyKey(letter, group, 0) };
  for await (const [key, sealed] of database.iterator(range)) {
    const value = unseal(sealed, 'history');
    const blockId = TAIL - key.readUInt32BE(5);
    const ofBlock: ItemPlace[] = [];
    const width = letter === 'W' ? 12 : 8;
    for (let at = 0; at < value.length; at += width) {
      if (letter === 'W' && value.readUInt32BE(at) !== wallet) continue;
      const listIndex = value.readUInt32BE(at + width - 8) - 1;
      const itemIndex = value.readUInt32BE(at + width - 4);
      ofBlock.push({ blockId, listIndex, itemIndex });
    }
    // Within a block the last item is the newest; the reward, whose list is −1, comes after all of them.
    ofBlock.sort((a, b) => order(b.listIndex) - order(a.listIndex) || b.itemIndex - a.itemIndex);
    places.push(...ofBlock);
    if (places.length >= limit) break;
  }
  return places.slice(0, limit);
}

function order(listIndex: number): number {
  return listIndex < 0 ? Number.MAX_SAFE_INTEGER : listIndex;
}
