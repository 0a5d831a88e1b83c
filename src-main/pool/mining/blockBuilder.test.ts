import { beforeEach, describe, expect, it } from 'vitest';
import { executeBlock } from '#shared/ledger/transition.ts';
import { decodeBlock } from '#shared/protocol/block.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { Network } from '#shared/protocol/network.ts';
import { allSteps } from '#shared/protocol/steps.ts';
import { encodeTrustMessage } from '#shared/protocol/trusts.ts';
import { type EasyChain, easyMempool, transferMessage } from '../chain/easyChain.fixture.ts';
import { type TestWallet, testWallet } from '../testPool.fixture.ts';
import type { MempoolLimits } from '../waiting/evictions.ts';
import type { Mempool } from '../waiting/mempool.ts';
import type { Pending } from '../waiting/pending.ts';
import { BlockBuilder, buildTemplate } from './blockBuilder.ts';

const COIN = 100_000_000n;
const operator = testWallet('operator');
const alice = testWallet('alice');
const bob = testWallet('bob');
const carol = testWallet('carol');
const limits: MempoolLimits = { transactions: 1000, bytes: 1_000_000 };

let chain: EasyChain;
let mempool: Mempool;

/** The operator has coins from the first blocks on. */
function fresh(of: MempoolLimits = limits, network: Partial<Network> = {}): void {
  ({ chain, mempool } = easyMempool(of, network));
}

const message = (from: TestWallet, to: [TestWallet, bigint][], fee?: bigint): Bytes =>
  transferMessage(chain, from, to, fee);
const add = (bytes: Bytes) => mempool.add(bytes, new Uint8Array(64), chain.now);
const send = (from: TestWallet, to: TestWallet, amount: bigint, fee?: bigint) =>
  add(message(from, [[to, amount]], fee)).pending;

beforeEach(() => fresh());

describe('buildTemplate', () => {
  it('groups what belongs together, in the shortest form, new wallets first', () => {
    send(operator, alice, COIN);
    send(operator, bob, 2n * COIN);
    send(operator, alice, 20n * COIN);
    send(operator, alice, COIN, 5n);
    add(
      message(operator, [
        [alice, COIN],
        [carol, COIN],
      ]),
    );
    add(
      message(operator, [
        [alice, COIN],
        [carol, 2n * COIN],
      ]),
    );
    const { lists, header, transactions } = chain.template(mempool);
    expect(transactions).toBe(6);
    expect(header.transactionFees).toBe(50_005n);
    expect(lists[0]).toMatchObject({ type: 9, items: [{}, {}, {}] });
    const shape = lists.slice(1).map(({ type, features, items }) => `${type}/${features}/${items.length}`);
    expect(shape.sort()).toEqual(['1/1/1', '1/2/1', '1/3/2', '2/3/1', '3/3/1']);
    const bytes = chain.mine(chain.template(mempool));
    expect(decodeBlock(bytes, chain.ledger.network).lists).toEqual(lists);
  });

  it('puts items that need others’ coins behind them, whatever they pay', () => {
    send(operator, alice, 10n * COIN, 1n);
    // In the list of the large amounts, which would come first: it pays most.
    send(alice, bob, 9n * COIN, 900_000n);
    send(bob, carol, 8n * COIN, 800_000n);
    const template = chain.template(mempool);
    expect(template.transactions).toBe(3);
    chain.mine(template);
    expect(chain.ledger.balanceOf(chain.ledger.idOfKey(carol.publicKey))).toBe(8n * COIN);
  });

  it('takes what pays most for each byte when not all fits', () => {
    fresh(limits, { maxBlockBytes: 1024 + 400 });
    send(operator, alice, 1n, 10n);
    for (let n = 0; n < 8; n++) send(operator, alice, 2n, 1000n + BigInt(n));
    const template = chain.template(mempool);
    const fees = template.lists.flatMap((list) => (list.type === 1 ? list.items.map(({ fee }) => fee) : []));
    expect(fees.length).toBeGreaterThan(1);
    expect(fees.length).toBeLessThan(9);
    expect(fees).toEqual(Array.from(fees, (_, n) => 1007n - BigInt(n)));
    expect(chain.mine(template).length).toBeLessThanOrEqual(1024 + 400);
  });

  it('registers no wallet that only a left-out transaction would need', () => {
    send(operator, alice, 1n);
    const [pending] = [...mempool.all()];
    const { message: said } = pending as Pending;
    const place = () => {
      throw new Fault('transaction.balanceTooLow');
    };
    const impossible = Object.defineProperty(pending as Pending, 'message', { value: { ...said, place } });
    const template = buildTemplate({
      begin: chain.begin,
      reward: operator.publicKey,
      domain: 'localhost',
      candidates: [impossible],
    });
    expect(template.lists).toEqual([]);
  });

  it('registers the key that earns with its first block', () => {
    const template = chain.template(mempool, carol.publicKey);
    expect(template.lists).toEqual([
      { type: 9, reference: chain.ledger.tip.id, features: 0, items: [{ key: carol.publicKey }] },
    ]);
    expect(template.header.rewardId).toBe(chain.ledger.walletCount);
    const bytes = chain.mine(template);
    expect(() => executeBlock(chain.ledger, decodeBlock(bytes, chain.ledger.network))).toThrow();
    expect(chain.ledger.balanceOf(template.header.rewardId)).toBe((250n * COIN * 99n) / 100n);
  });
});

describe('BlockBuilder', () => {
  const begun = () => new BlockBuilder({ begin: () => chain.begin(), reward: operator.publicKey });
  const template = (builder: BlockBuilder) => {
    allSteps(builder.take(mempool.all()));
    return allSteps(builder.template('localhost'));
  };

  it('grows with what comes, without executing again what it holds', () => {
    const builder = begun();
    const first = [send(operator, alice, 10n * COIN), send(alice, bob, 3n * COIN)];
    let placed = 0;
    for (const pending of first) {
      const { place } = pending.message;
      Object.assign(pending.message, {
        place: (...all: Parameters<typeof place>) => {
          placed += 1;
          return place(...all);
        },
      });
    }
    const small = template(builder);
    const placedAtFirst = placed;
    expect(placedAtFirst).toBeGreaterThanOrEqual(2);
    send(bob, carol, COIN);
    add(
      message(operator, [
        [alice, 1n],
        [carol, 2n],
      ]),
    );
    expect(builder.mayGrow(mempool.all())).toBe(true);
    const large = template(builder);
    expect(placed).toBe(placedAtFirst);
    expect([small.transactions, large.transactions]).toEqual([2, 4]);
    // The first one is what it was, and both are good blocks.
    const { block } = chain.seal(small);
    expect(block.lists.flatMap(({ type, items }) => (type === 9 ? [] : [...items]))).toHaveLength(2);
    chain.mine(large);
    expect(mempool.tipChanged().mined).toHaveLength(4);
  });

  it('holds after any growth what a new one would hold', () => {
    fresh();
    let seed = 7;
    const below = (end: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % end;
    };
    const wallets = [operator, alice, bob, carol];
    let grown = 0;
    for (let block = 0; block < 12; block++) {
      let builder = begun();
      for (let round = 0; round < 5; round++) {
        for (let n = below(8); n > 0; n--) {
          const [from, to] = [wallets[below(4)] as TestWallet, wallets[below(4)] as TestWallet];
          try {
            send(from, to, BigInt(1 + below(2_000_000)) * 1000n, BigInt(1000 + below(20_000)));
          } catch (error) {
            if (!(error instanceof Fault)) throw error;
          }
        }
        if (builder.mayGrow(mempool.all())) grown += 1;
        else builder = begun();
        const made = template(builder);
        expect(made.transactions).toBe(template(begun()).transactions);
        chain.seal(made);
      }
      chain.mine(template(builder));
      mempool.tipChanged();
    }
    expect(grown).toBeGreaterThan(40);
  });

  it('does not grow where something had to be left out, or has gone', () => {
    fresh(limits, { maxBlockBytes: 1024 + 400 });
    for (let n = 0; n < 8; n++) send(operator, alice, 2n, 1000n + BigInt(n));
    const full = begun();
    expect(template(full).transactions).toBeLessThan(8);
    expect(full.mayGrow(mempool.all())).toBe(false);

    fresh();
    const [gone, ...rest] = [send(operator, alice, COIN), send(operator, bob, COIN)];
    const builder = begun();
    template(builder);
    expect(builder.mayGrow([gone as Pending, ...rest])).toBe(true);
    expect(builder.mayGrow(rest)).toBe(false);
  });

  it('does not grow by what hangs on the time: who is trusted', () => {
    const builder = begun();
    send(operator, bob, COIN);
    template(builder);
    const { tip } = chain.ledger;
    add(
      encodeTrustMessage({
        blockHash: tip.hash,
        sender: operator.publicKey,
        party: bob.publicKey,
        hours: 24,
      }),
    );
    expect(builder.mayGrow(mempool.all())).toBe(false);
    const other = begun();
    expect(template(other).transactions).toBe(2);
    expect(other.mayGrow(mempool.all())).toBe(false);
  });
});
