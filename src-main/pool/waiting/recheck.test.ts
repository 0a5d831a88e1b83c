import { beforeEach, describe, expect, it } from 'vitest';
import type { Mempool, RefusedPending } from './mempool.ts';
import { Recheck } from './recheck.ts';

/** A mempool of so many that wait for their test; each tenth one is refused. */
class Waiting {
  unchecked: number;
  #refused: string[] = [];
  canTell = false;
  /** How many were tested in each turn. */
  readonly turns: number[] = [];

  constructor(unchecked: number) {
    this.unchecked = unchecked;
  }

  recheck(enough: () => boolean = () => false): void {
    let tested = 0;
    while (this.unchecked > 0) {
      this.unchecked -= 1;
      tested += 1;
      if (this.unchecked % 10 === 0) this.#refused.push(`${this.unchecked}`);
      const until = performance.now() + 0.2;
      while (performance.now() < until);
      if (enough()) break;
    }
    this.turns.push(tested);
  }

  ahead<T>(work: () => T): { value: T } | undefined {
    return this.canTell ? { value: work() } : undefined;
  }

  takeRefused(): readonly RefusedPending[] {
    return this.#refused.splice(0) as unknown as readonly RefusedPending[];
  }
}

let told: number[];
const open = (mempool: Waiting, steady = async () => {}) =>
  new Recheck(mempool as unknown as Mempool, steady, (refused) => told.push(refused.length));

beforeEach(() => {
  told = [];
});

describe('Recheck', () => {
  it('tests a few at once', () => {
    const mempool = new Waiting(60);
    const recheck = open(mempool);
    recheck.tipGrown();
    expect(mempool.unchecked).toBe(0);
    recheck.start();
    expect(told).toEqual([6]);
  });

  it('tests many in turns, and whoever needs to know waits for the end', async () => {
    const mempool = new Waiting(300);
    const recheck = open(mempool);
    recheck.tipGrown();
    expect(mempool.unchecked).toBe(300);
    let others = 0;
    const other = setInterval(() => {
      others += 1;
    }, 1);
    recheck.start();
    await recheck.settled();
    clearInterval(other);
    expect(mempool.unchecked).toBe(0);
    expect(mempool.turns.length).toBeGreaterThan(2);
    expect(others).toBeGreaterThan(0);
    expect(told).toEqual([30]);
  });

  it('is begun by whoever waits for it, and rests while the chain changes', async () => {
    const mempool = new Waiting(300);
    let release = () => {};
    let isChanging = true;
    const changing = new Promise<void>((resolve) => {
      release = () => {
        isChanging = false;
        resolve();
      };
    });
    const recheck = open(mempool, async () => {
      if (isChanging) await changing;
    });
    const settled = recheck.settled();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(mempool.unchecked).toBe(300);
    release();
    await settled;
    expect(mempool.unchecked).toBe(0);
  });

  it('tells at once what can be told, and the rest when all are tested', async () => {
    const mempool = new Waiting(300);
    const recheck = open(mempool);
    mempool.canTell = true;
    expect(await recheck.tell(() => mempool.unchecked)).toBeGreaterThan(200);
    mempool.canTell = false;
    expect(await recheck.tell(() => mempool.unchecked)).toBe(0);
    expect(told).toEqual([30]);
  });

  it('tells who waits of an error, and goes on with the next start', async () => {
    const mempool = new Waiting(300);
    const recheck = open(mempool);
    const { recheck: test } = mempool;
    mempool.recheck = () => {
      mempool.recheck = test;
      throw new Error('broken');
    };
    recheck.start();
    await expect(recheck.settled()).rejects.toThrow('broken');
    await recheck.settled();
    expect(mempool.unchecked).toBe(0);
  });
});
