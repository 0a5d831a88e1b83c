import type { Bytes } from '#shared/protocol/bytes.ts';

/**
 * Keys of the database. One letter for the kind, numbers big-endian so that the byte order is the number's order:
 *
 *     m        what the chain's end is            n        the network file
 *     b id     index of a block                   h hash   block id by hash
 *     u id     how to undo and redo a block       p page   256 wallets' rows
 *     t, T     transactions                       w, W     history of wallets       (blockIndexes.ts)
 *     k id     contract                           a contract applicant   application   (contractRecords.ts)
 *     v block  how to undo a block's changes to contracts
 *     e block  what contracts did in a block      x, y   where to find that            (runRecords.ts)
 *     r text   records of other rooms
 */
export const META_KEY = Buffer.from('m');
export const NETWORK_KEY = Buffer.from('n');

function numbered(letter: string, id: number): Buffer {
  const key = Buffer.alloc(5, letter);
  key.writeUInt32BE(id, 1);
  return key;
}

export const blockKey = (id: number) => numbered('b', id);
export const undoKey = (id: number) => numbered('u', id);
export const pageKey = (page: number) => numbered('p', page);
export const hashKey = (hash: Bytes) => Buffer.concat([Buffer.from('h'), hash]);
function pair(letter: string, first: number, second: number): Buffer {
  const key = Buffer.alloc(9, letter);
  key.writeUInt32BE(first, 1);
  key.writeUInt32BE(second, 5);
  return key;
}

const NEWEST = 0xffffffff;

export const contractKey = (id: number) => numbered('k', id);
export const applicationKey = (contract: number, applicant: number) => pair('a', contract, applicant);
export const contractUndoKey = (block: number) => numbered('v', block);
export const runsKey = (block: number) => numbered('e', block);
export const contractRunsKey = (contract: number, block: number) => pair('x', contract, NEWEST - block);
export const walletRunsKey = (wallet: number, block: number) => pair('y', wallet, NEWEST - block);
export const recordKey = (text: string) => Buffer.from(`r${text}`);

/** The first key behind all that begin with `prefix`. */
export function keyBehind(prefix: Buffer): Buffer {
  const end = Buffer.from(prefix);
  for (let at = end.length - 1; at >= 0; at--) {
    const byte = end[at] as number;
    if (byte < 0xff) {
      end[at] = byte + 1;
      return end.subarray(0, at + 1);
    }
  }
  return Buffer.alloc(64, 0xff);
}
