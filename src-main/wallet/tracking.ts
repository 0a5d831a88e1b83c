import type { Tracked } from '#shared/api/bridgeStates.ts';
import type { HistoryEntry, TransactionRecord } from '#shared/api/poolValues.ts';
import { fromHex, toHex } from '#shared/protocol/bytes.ts';
import type { Log } from '../base/log.ts';
import type { SignedNote } from './book.ts';
import type { PoolLink } from './poolLink.ts';

/** A payment this deep is taken as final; it is followed no longer. */
const DEEP = 6;

/** Follows what this wallet signed from the moment it was sent until it is deep in the chain or void. */
export class Tracking {
  readonly #emit: (tracked: Tracked) => void;
  readonly #log: Log;
  readonly #tracked = new Map<string, Tracked>();

  constructor(emit: (tracked: Tracked) => void, log: Log) {
    this.#emit = emit;
    this.#log = log;
  }

  get all(): Tracked[] {
    return [...this.#tracked.values()];
  }

  clear(): void {
    this.#tracked.clear();
  }

  /** The pool took it. What it said meanwhile by an event stands. */
  sent(note: SignedNote): Tracked {
    const known = this.#tracked.get(note.identity);
    if (known !== undefined) return known;
    const tracked = firstState(note);
    this.#set(tracked);
    return tracked;
  }

  /** Takes up again what was signed before the wallet was locked or the app closed. */
  async resume(notes: readonly SignedNote[], link: PoolLink): Promise<void> {
    for (const note of notes) {
      if (note.expiresAfter + DEEP < link.tip || this.#tracked.has(note.identity)) continue;
      const record = await this.#ask(note.identity, link);
      if (record === undefined) return;
      this.#tracked.set(note.identity, firstState(note));
      if (record !== null) this.#apply(note.identity, record, link.tip);
      else if (link.tip >= note.expiresAfter) this.#tracked.delete(note.identity);
      else this.#emit(firstState(note));
    }
  }

  /** A transaction of ours has changed. `note`: what the book says of it, if this wallet signed it. */
  update(entry: HistoryEntry, note: SignedNote | undefined, tip: number): void {
    const identity = toHex(entry.identity);
    if (note !== undefined && !this.#tracked.has(identity)) this.#tracked.set(identity, firstState(note));
    this.#apply(identity, entry, tip);
  }

  /** A new block: one confirmation more, or the end of a payment's life. */
  async onTip(link: PoolLink): Promise<void> {
    for (const [identity, tracked] of [...this.#tracked]) {
      if (tracked.state === 'mined' && tracked.blockId !== null) {
        this.#set({ ...tracked, confirmations: confirmations(tracked.blockId, link.tip) });
        // One block more than shown, so that an event of a block that goes again still finds it.
        if (link.tip - tracked.blockId >= DEEP) this.#tracked.delete(identity);
      } else if (tracked.state === 'expired') {
        if (link.tip > tracked.expiresAfter + DEEP) this.#tracked.delete(identity);
      } else if (link.tip >= tracked.expiresAfter) {
        const record = await this.#ask(identity, link);
        const now = this.#tracked.get(identity);
        if (record === undefined || now === undefined || now.state === 'mined') continue;
        if (record?.state === 'mined') this.#apply(identity, record, link.tip);
        // In its last block it may be mined and still be called waiting for a moment.
        else if (record?.state !== 'pending' || link.tip > now.expiresAfter) {
          this.#set({ ...now, state: 'expired' });
        }
      }
    }
  }

  #apply(identity: string, record: TransactionRecord, tip: number): void {
    const tracked = this.#tracked.get(identity);
    if (tracked === undefined) return;
    if (record.state === 'mined' && record.blockId !== null) {
      const { blockId } = record;
      this.#set({ ...tracked, state: 'mined', blockId, confirmations: confirmations(blockId, tip) });
    } else {
      const state = record.state === 'expired' ? 'expired' : 'pending';
      this.#set({ ...tracked, state, blockId: null, confirmations: 0 });
    }
  }

  /** Tells of changes only. */
  #set(next: Tracked): void {
    const identity = toHex(next.identity);
    const before = this.#tracked.get(identity);
    this.#tracked.set(identity, next);
    const same =
      before?.state === next.state &&
      before.blockId === next.blockId &&
      before.confirmations === next.confirmations;
    if (!same) this.#emit(next);
  }

  /** undefined: the pool did not answer; null: it does not know the transaction. */
  async #ask(identity: string, link: PoolLink): Promise<TransactionRecord | null | undefined> {
    try {
      return await link.session.getTransaction({ identity: fromHex(identity) });
    } catch (error) {
      this.#log.warn('pool.notAnswered', { error });
      return undefined;
    }
  }
}

function firstState(note: SignedNote): Tracked {
  const { account, expiresAfter } = note;
  const identity = fromHex(note.identity);
  return { identity, account, state: 'sent', blockId: null, confirmations: 0, expiresAfter };
}

/** 1 in its own block, up to 6. */
function confirmations(blockId: number, tip: number): number {
  return Math.min(Math.max(tip - blockId + 1, 1), DEEP);
}
