import { type PoolCallHandlers, PROOFS_AT_ONCE } from '#shared/api/poolApi.ts';
import { genesisTip } from '#shared/ledger/ledger.ts';
import type { Tip } from '#shared/ledger/ledgerView.ts';
import { decodeProof } from '#shared/protocol/block.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import { FIRST_BLOCK_ID } from '#shared/protocol/network.ts';
import type { Clock } from '../base/clock.ts';
import { provenTip } from '../peers/proofChain.ts';
import type { ProofBook } from './proofBook.ts';

export type ProvingPool = Pick<PoolCallHandlers, 'getStatus' | 'getProofs'>;

/** Two clocks may be so far apart before a block counts as one of the future, ms. */
const CLOCKS_APART = 120_000;
/** The chain may change while it is asked for: then from the start. */
const TRIES = 4;
const SAVE_EVERY = 20_000;
const BUSY_WAIT = 1_000;
const BUSY_TRIES = 120;

/**
 * Checks the work of a pool's chain from the last block on that was checked before, or from genesis: links, dates,
 * hashes below the target that the rule asks for (docs/PROTOCOL.md §4, §7). Everything checked goes into the book.
 * Resolves to the end of the pool's chain, as far as it is proven.
 * Faults: `remote.badProof` {reason, blockId}: no honest pool says that; those of the session.
 */
export async function provePool(pool: ProvingPool, book: ProofBook, clock: Clock): Promise<Tip> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await proveOnce(pool, book, clock);
    } catch (error) {
      if (!(error instanceof ChainMoved)) throw error;
      if (attempt === TRIES) {
        throw new Fault('remote.badProof', { reason: 'block.previousHash', blockId: error.blockId });
      }
    }
  }
}

/** A block does not stand on the one before it, which was asked for earlier: another chain, or a lie. */
class ChainMoved extends Error {
  readonly blockId: number;

  constructor(blockId: number) {
    super('The chain has changed meanwhile.');
    this.blockId = blockId;
  }
}

async function proveOnce(pool: ProvingPool, book: ProofBook, clock: Clock): Promise<Tip> {
  const { tip: claimed } = await pool.getStatus({});
  let tip = await lastKnown(pool, book, claimed.id, clock);
  for (;;) {
    const proofs = await ask(pool, tip.id + 1, PROOFS_AT_ONCE, clock);
    let isFirst = true;
    for (const bytes of proofs) {
      const next = proveNext(book, tip, bytes, isFirst, clock.now());
      book.add(next, tip);
      tip = next;
      isFirst = false;
    }
    // An answer may hold fewer than were asked for, where reading them takes a while.
    const isLast = proofs.length === 0 || (proofs.length < PROOFS_AT_ONCE && tip.id >= claimed.id);
    // A long chain is not written again for each answer.
    if (isLast || tip.id % SAVE_EVERY < PROOFS_AT_ONCE) await book.save();
    if (isLast) return tip;
  }
}

/** The newest of the pool's blocks that was checked before. */
async function lastKnown(pool: ProvingPool, book: ProofBook, poolTip: number, clock: Clock): Promise<Tip> {
  let id = Math.min(poolTip, book.best.id);
  for (let back = 1; id >= FIRST_BLOCK_ID; back *= 2) {
    const [bytes] = await ask(pool, id, 1, clock);
    if (bytes !== undefined) {
      const known = book.find(decoded(bytes, id).footer.hash);
      if (known?.tip.id === id) return known.tip;
    }
    id -= back;
  }
  return genesisTip(book.network);
}

function proveNext(book: ProofBook, parent: Tip, bytes: Uint8Array, isFirst: boolean, now: number): Tip {
  const blockId = parent.id + 1;
  let next: Tip;
  try {
    next = provenTip(book.network, parent, bytes);
  } catch (error) {
    if (!isFault(error)) throw error;
    if (isFirst && error.code === 'block.previousHash') throw new ChainMoved(blockId);
    throw new Fault('remote.badProof', { reason: error.code, blockId });
  }
  if (next.minedDate > now + CLOCKS_APART) {
    throw new Fault('remote.badProof', { reason: 'block.minedDate', blockId });
  }
  return next;
}

function decoded(bytes: Uint8Array, blockId: number) {
  try {
    return decodeProof(bytes);
  } catch (error) {
    throw isFault(error) ? new Fault('remote.badProof', { reason: error.code, blockId }) : error;
  }
}

/** Asks again, with patience, when the pool has no time: a long chain takes many calls. */
async function ask(pool: ProvingPool, from: number, count: number, clock: Clock): Promise<Uint8Array[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await pool.getProofs({ from, count })).proofs;
    } catch (error) {
      const isBusy = isFault(error) && /^(server\.(rateLimited|busy)|pool\.busy)$/.test(error.code);
      if (!isBusy || attempt === BUSY_TRIES) throw error;
      await new Promise<void>((resolve) => clock.after(BUSY_WAIT, resolve));
    }
  }
}
