import { describe, expect, it } from 'vitest';
import type { RecordOperation } from '../store/chainStore.ts';
import { RecordJournal } from './recordJournal.ts';

class SlowTarget {
  readonly written: (readonly RecordOperation[])[] = [];
  #finish: (() => void)[] = [];
  fail = false;

  write(operations: readonly RecordOperation[]): Promise<void> {
    if (this.fail) return Promise.reject(new Error('disk full'));
    return new Promise((resolve) => {
      this.#finish.push(() => {
        this.written.push(operations);
        resolve();
      });
    });
  }

  async finishOne(): Promise<void> {
    await settle();
    this.#finish.shift()?.();
    await settle();
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const value = (n: number) => () => Uint8Array.of(n);

describe('RecordJournal', () => {
  it('acknowledges only what is written, and writes together what came in the meantime', async () => {
    const target = new SlowTarget();
    const journal = new RecordJournal(target);
    const done: string[] = [];
    journal.put('a', value(1));
    void journal.flushed().then(() => done.push('a'));
    await settle();
    journal.put('b', value(2));
    void journal.flushed().then(() => done.push('b'));
    journal.put('c', value(3));
    void journal.flushed().then(() => done.push('c'));
    await settle();
    expect(done).toEqual([]);
    await target.finishOne();
    expect(done).toEqual(['a']);
    await target.finishOne();
    expect(done).toEqual(['a', 'b', 'c']);
    expect(target.written.map((batch) => batch.map((op) => op.key))).toEqual([['a'], ['b', 'c']]);
  });

  it('writes the latest value of a key, and deletes', async () => {
    const target = new SlowTarget();
    const journal = new RecordJournal(target);
    let points = 1;
    journal.put('miner', () => Uint8Array.of(points));
    points = 2;
    journal.put('gone', () => undefined);
    const flushed = journal.flushed();
    await target.finishOne();
    await flushed;
    expect(target.written[0]).toEqual([
      { type: 'put', key: 'miner', value: Uint8Array.of(2) },
      { type: 'del', key: 'gone' },
    ]);
  });

  it('says so when a write fails, and writes it with the next one', async () => {
    const target = new SlowTarget();
    const journal = new RecordJournal(target);
    target.fail = true;
    journal.put('a', value(1));
    await expect(journal.flushed()).rejects.toThrow('disk full');
    target.fail = false;
    journal.put('b', value(2));
    const flushed = journal.flushed();
    await target.finishOne();
    await flushed;
    expect(new Set(target.written[0]?.map((op) => op.key))).toEqual(new Set(['a', 'b']));
  });

  it('discards many records a few at a time, and waits for none of them', async () => {
    const target = new SlowTarget();
    const journal = new RecordJournal(target);
    for (let n = 0; n < 1200; n++) journal.discard(`old/${n}`);
    await settle();
    journal.put('old/7', value(7));
    journal.put('a', value(1));
    const flushed = journal.flushed();
    let idle = false;
    const idleness = journal.idle().then(() => {
      idle = true;
    });
    await target.finishOne();
    await target.finishOne();
    await flushed;
    expect(idle).toBe(false);
    await target.finishOne();
    await idleness;
    const [first, second, third] = target.written;
    expect([first?.length, second?.length, third?.length]).toEqual([500, 502, 200]);
    expect(second?.slice(0, 2).map(({ key, type }) => [key, type])).toEqual([
      ['old/7', 'put'],
      ['a', 'put'],
    ]);
    const keys = new Set(target.written.flat().map(({ key }) => key));
    expect(keys.size).toBe(1201);
  });

  it('discards with the next write what could not be discarded', async () => {
    const target = new SlowTarget();
    const journal = new RecordJournal(target);
    target.fail = true;
    journal.discard('old');
    await settle();
    await expect(journal.idle()).rejects.toThrow('disk full');
    target.fail = false;
    const idle = journal.idle();
    await target.finishOne();
    await idle;
    expect(target.written).toEqual([[{ type: 'del', key: 'old' }]]);
  });

  it('has nothing to wait for when nothing was put', async () => {
    await expect(new RecordJournal(new SlowTarget()).flushed()).resolves.toBeUndefined();
  });
});
