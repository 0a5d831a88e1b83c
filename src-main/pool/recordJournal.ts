import type { Bytes } from '#shared/protocol/bytes.ts';
import { failPoint } from '../base/failPoint.ts';
import { Turnstile } from '../base/turnstile.ts';
import type { RecordOperation } from '../store/chainStore.ts';

/** So many records are discarded with one write. */
const DISCARDED_AT_ONCE = 500;

/** Where the journal writes: atomic and durable when the promise resolves. */
export interface JournalTarget {
  write(operations: readonly RecordOperation[]): Promise<void>;
}

/**
 * Group commit: whatever is put while a write is under way goes into the next one, so that thousands of
 * acknowledgements a second share a few durable writes. Who acknowledges something waits for `flushed()` first.
 * The value of a key is made when its write begins: a miner's record that changed a hundred times is written once.
 */
export class RecordJournal {
  readonly #target: JournalTarget;
  /** Keys of records that nobody needs any more. */
  readonly #discarded = new Set<string>();
  readonly #turnstile = new Turnstile();
  #waiting = new Map<string, () => Bytes | undefined>();
  #next: Promise<void> | undefined;
  #running: Promise<void> | undefined;
  #isWriting = false;

  constructor(target: JournalTarget) {
    this.#target = target;
  }

  /** `value` is asked once, when the write begins; undefined deletes the record. */
  put(key: string, value: () => Bytes | undefined): void {
    this.#discarded.delete(key);
    this.#waiting.set(key, value);
  }

  /**
   * Deletes a record that does no harm while it is still there, some time: a few with each write, so that the many
   * that a block makes superfluous keep nobody waiting. `flushed` tells nothing about it, `idle` does.
   */
  discard(key: string): void {
    this.#discarded.add(key);
    if (!this.#isWriting) this.#start().catch(() => {});
  }

  /**
   * Resolves when all that was put until now is durable; rejects when it could not be written. What could not
   * be written is tried again with the next write. Those who wait for the same write go on in turns.
   */
  async flushed(): Promise<void> {
    await (this.#waiting.size === 0 ? (this.#next ?? this.#running) : this.#start());
    await this.#turnstile.pass();
  }

  /** Resolves when nothing is left to write, nothing to discard either; rejects when that is not possible. */
  async idle(): Promise<void> {
    while (this.#waiting.size > 0 || this.#discarded.size > 0) await this.#start();
    await this.flushed();
  }

  #start(): Promise<void> {
    this.#next ??= this.#afterRunning();
    return this.#next;
  }

  async #afterRunning(): Promise<void> {
    await this.#running?.catch(() => {});
    this.#running = this.#write();
    this.#next = undefined;
    await this.#running;
  }

  async #write(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = new Map();
    const operations: RecordOperation[] = [];
    for (const [key, make] of batch) {
      const value = make();
      operations.push(value === undefined ? { type: 'del', key } : { type: 'put', key, value });
    }
    const discarded: string[] = [];
    for (const key of this.#discarded) {
      if (discarded.length >= DISCARDED_AT_ONCE) break;
      this.#discarded.delete(key);
      discarded.push(key);
      operations.push({ type: 'del', key });
    }
    this.#isWriting = true;
    try {
      failPoint('pool.journal.beforeWrite');
      await this.#target.write(operations);
      failPoint('pool.journal.afterWrite');
    } catch (error) {
      for (const [key, make] of batch) if (!this.#waiting.has(key)) this.#waiting.set(key, make);
      for (const key of discarded) if (!this.#waiting.has(key)) this.#discarded.add(key);
      throw error;
    } finally {
      this.#isWriting = false;
    }
    if (this.#discarded.size > 0) this.#start().catch(() => {});
  }
}
