import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '#shared/protocol/bytes.ts';
import { Crash, PaymentChain, POOL, wallet } from '../paymentChain.fixture.ts';
import type { PaymentContents } from './paymentRecords.ts';
import { paymentsAfter, withContents } from './paymentRecords.ts';
import type { Part } from './winParts.ts';

const MINERS = [1, 2, 3].map(wallet);

const parts = fc.dictionary(fc.constantFrom(...MINERS, POOL), fc.bigInt(1n, 400n), { minKeys: 1 });
const block = fc.record({ mines: fc.boolean(), parts: fc.option(parts) });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('block' as const), block }) },
  // Another pool's chain, which may be of fewer blocks.
  fc.record({
    type: fc.constant('fork' as const),
    takenBack: fc.integer({ min: 1, max: 12 }),
    blocks: fc.array(fc.boolean(), { maxLength: 14 }),
  }),
  // Back to a chain that was left.
  fc.record({ type: fc.constant('back' as const), to: fc.nat(5) }),
  fc.record({ type: fc.constant('restart' as const), lost: fc.boolean() }),
  fc.record({ type: fc.constant('funds' as const), funds: fc.bigInt(0n, 2_000n) }),
);
const trouble = fc.record({
  write: fc.integer({ min: 1, max: 4 }),
  /** It fails before it is durable, or after it. */
  when: fc.constantFrom('before' as const, 'after' as const),
  dies: fc.boolean(),
  lost: fc.boolean(),
});
const move = fc.record({
  step,
  settles: fc.boolean(),
  trouble: fc.option(trouble, { freq: 3 }),
  /** Comes while the payouts look at the chain. */
  meanwhile: fc.option(step, { freq: 8 }),
});

type Value<A> = A extends fc.Arbitrary<infer V> ? V : never;

/** A chain that may do anything, and what is true of it. */
class Chaos {
  readonly chain = new PaymentChain();
  /** Parts of won blocks, by hash. */
  readonly #won = new Map<string, readonly Part[]>();
  readonly #left: ReturnType<PaymentChain['branch']>[] = [];
  /** The highest block that was won, and the highest of all: a payment that names it ends six blocks later. */
  #highest = 0;
  #tallest = 0;

  async step(next: Value<typeof step>): Promise<void> {
    const { chain } = this;
    if (next.type === 'block') await this.#block(next.block.mines, next.block.parts);
    if (next.type === 'fork') {
      this.#left.push(chain.branch());
      chain.switchTo(Math.max(93, chain.id - next.takenBack));
      for (const mines of next.blocks) await this.#block(mines, null);
    }
    if (next.type === 'back' && this.#left.length > 0) {
      const branch = this.#left[next.to % this.#left.length] ?? [];
      this.#left.push(chain.branch());
      chain.switchTo(branch);
    }
    if (next.type === 'restart') await chain.crash(next.lost);
    if (next.type === 'funds') chain.funds = next.funds;
    this.#neverTwice();
  }

  async settle(at: Value<typeof trouble> | null): Promise<void> {
    const { chain } = this;
    const { records } = chain;
    if (at !== null) records.dieAt = { write: records.writes + at.write, when: at.when };
    try {
      await chain.payouts.settle();
      records.dieAt = undefined;
      await this.addsUp();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      records.dieAt = undefined;
      if (at?.dies) await chain.crash(at.lost);
    }
    this.#neverTwice();
  }

  /** After it was settled: all that was earned is received, on its way, owed or maturing. */
  async addsUp(): Promise<void> {
    const { chain } = this;
    // What was won above the tip may come back.
    if (chain.id < this.#highest) return;
    const sent = new Map<string, bigint>();
    for (const payment of await paymentsAfter(chain.records, -1)) {
      if (payment.state !== 'sent') continue;
      const { receivers } = (await withContents(chain.records, payment)).contents as PaymentContents;
      for (const { wallet: of, amount } of receivers) sent.set(of, (sent.get(of) ?? 0n) + amount);
    }
    for (const of of [...MINERS, POOL]) {
      const { owed, paid } = chain.payouts.account(of);
      // The pool's own part lies in its wallet already.
      if (of !== POOL) expect(paid).toBe(chain.received.get(of) ?? 0n);
      expect(owed + paid + (sent.get(of) ?? 0n) + chain.payouts.maturingOf(of)).toBe(this.#earned(of, 0));
    }
  }

  /** In the end all is mined, and the smallest debt is paid. */
  async end(): Promise<void> {
    const { chain } = this;
    chain.funds = 10n ** 16n;
    chain.threshold = 1n;
    for (let n = 0; n < 20 || chain.id < this.#tallest + 20; n++) {
      await chain.payouts.settle();
      await chain.block(true);
    }
    await chain.payouts.settle();
    for (const of of [...MINERS, POOL]) {
      const earned = this.#earned(of, 0);
      if (of !== POOL) expect(chain.received.get(of) ?? 0n).toBe(earned);
      expect(chain.payouts.account(of)).toEqual({ owed: 0n, paid: earned });
    }
  }

  async #block(mines: boolean, won: Record<string, bigint> | null): Promise<void> {
    const list =
      won === null ? undefined : Object.entries(won).map(([of, amount]) => ({ wallet: of, amount }));
    await this.chain.block(mines, list);
    this.#tallest = Math.max(this.#tallest, this.chain.id);
    if (list === undefined) return;
    this.#won.set(toHex(this.chain.branch().at(-1)?.hash as Uint8Array), list);
    this.#highest = Math.max(this.#highest, this.chain.id);
  }

  /** At any moment nobody has received more than was due in this very chain. */
  #neverTwice(): void {
    for (const of of MINERS) {
      expect(this.chain.received.get(of) ?? 0n).toBeLessThanOrEqual(this.#earned(of, 6));
    }
  }

  #earned(of: string, depth: number): bigint {
    let sum = 0n;
    for (const { id, hash } of this.chain.branch()) {
      if (id + depth > this.chain.id) continue;
      for (const { wallet: one, amount } of this.#won.get(toHex(hash)) ?? []) if (one === of) sum += amount;
    }
    return sum;
  }
}

describe('Payouts in a chain that is switched, of a process that dies and a disk that fails', () => {
  it('pay everybody exactly what was earned in the chain that stands', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 40 }), async (moves) => {
        const chaos = new Chaos();
        await chaos.chain.open();
        for (const { step: next, settles, trouble: at, meanwhile } of moves) {
          await chaos.step(next);
          if (!settles) continue;
          // What a crash in a block's own commit leaves is the store's matter.
          if (at === null && meanwhile !== null && meanwhile.type !== 'restart') {
            chaos.chain.meanwhile = () => chaos.step(meanwhile);
          }
          await chaos.settle(at);
          chaos.chain.meanwhile = undefined;
        }
        await chaos.end();
      }),
      { numRuns: Number(process.env.CHAOS_RUNS ?? 150) },
    );
  });
});
