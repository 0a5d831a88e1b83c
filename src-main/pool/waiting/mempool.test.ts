import { beforeEach, describe, expect, it } from 'vitest';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import { Fault, type FaultCode } from '#shared/protocol/fault.ts';
import type { Network } from '#shared/protocol/network.ts';
import { type EasyChain, easyMempool, transferMessage } from '../chain/easyChain.fixture.ts';
import { type TestWallet, testWallet } from '../testPool.fixture.ts';
import type { MempoolLimits } from './evictions.ts';
import { Mempool } from './mempool.ts';

const COIN = 100_000_000n;
const operator = testWallet('operator');
const [alice, bob, carol] = [testWallet('alice'), testWallet('bob'), testWallet('carol')] as const;

let chain: EasyChain;
let mempool: Mempool;
const limits: MempoolLimits = { transactions: 1000, bytes: 1_000_000 };

/** The operator has coins from the first blocks on. */
function fresh(of: MempoolLimits = limits, network: Partial<Network> = {}): void {
  ({ chain, mempool } = easyMempool(of, network));
}

const message = (from: TestWallet, to: [TestWallet, bigint][], fee?: bigint): Bytes =>
  transferMessage(chain, from, to, fee);

function add(bytes: Bytes) {
  return mempool.add(bytes, new Uint8Array(64), chain.now);
}

const send = (from: TestWallet, to: TestWallet, amount: bigint, fee?: bigint) =>
  add(message(from, [[to, amount]], fee)).pending;

/** A block by which alice has 100 coins. */
function payAlice(): void {
  send(operator, alice, 100n * COIN);
  chain.mine(chain.template(mempool));
  mempool.tipGrown();
}

/** What waits at another pool: a payment of alice's that this one has not seen. */
function knownElsewhere(): Mempool {
  const other = new Mempool(chain.begin, limits);
  other.add(message(alice, [[carol, 50n * COIN]]), new Uint8Array(64), chain.now);
  return other;
}

/** The same numbers below what is asked for in each run. */
function chances(seed: number): (limit: number) => number {
  let chance = seed;
  return (limit) => {
    chance = (Math.imul(chance, 1664525) + 1013904223) >>> 0;
    return Math.floor((chance / 2 ** 32) * limit);
  };
}

const refusal = (code: FaultCode) => expect.objectContaining({ code });

beforeEach(() => fresh());

describe('Mempool before a tip that grows', () => {
  /** What it says of everybody, to be compared. */
  const standing = (of: Mempool) => ({
    waiting: [...of.all()].map(({ key }) => key),
    wallets: [operator, alice, bob, carol].map(({ publicKey }) => {
      const id = of.view.idOfKey(publicKey);
      return [id < 0 ? undefined : of.view.balanceOf(id), of.pendingOf(toHex(publicKey))];
    }),
  });

  it('knows what will wait on it when it comes, also what came in the meantime', () => {
    send(operator, alice, 100n * COIN);
    const mined = send(operator, bob, 70n * COIN);
    const template = chain.template(mempool);
    send(alice, carol, 30n * COIN);
    const { after, changes } = chain.seal(template);
    mempool.expect(after);
    expect(mempool.advance(() => true)).toBe(false);
    send(bob, carol, 60n * COIN);
    while (!mempool.advance(() => true));
    const late = send(carol, alice, 80n * COIN);
    expect(mempool.get(mined.key)).toBe(mined);
    expect(mempool.size).toBe(5);
    expect(mempool.advance(() => false)).toBe(true);
    chain.ledger.apply(changes);
    expect(mempool.tipGrown(changes, chain.ledger)).toMatchObject({
      mined: [{ amount: 100n * COIN }, { amount: 70n * COIN }],
    });
    expect(mempool.unchecked).toBe(3);
    mempool.recheck();
    expect(mempool.takeRefused()).toEqual([]);
    expect(mempool.get(late.key)).toBe(late);
    expect(() => send(bob, alice, 60n * COIN)).toThrow(refusal('transaction.balanceTooLow'));
  });

  it('tells afterwards what is not possible on it, and forgets who made room', () => {
    fresh({ transactions: 3, bytes: 1_000_000 });
    payAlice();
    const spent = send(alice, bob, 90n * COIN, 50_000n);
    const cheap = send(operator, carol, COIN, 10_000n);
    send(operator, carol, 2n * COIN, 20_000n);
    const { after, changes } = chain.seal(chain.template(knownElsewhere()));
    mempool.expect(after);
    expect(mempool.advance(() => false)).toBe(true);
    const { evicted } = add(message(operator, [[carol, 3n * COIN]], 30_000n));
    expect(evicted).toEqual([cheap]);
    chain.ledger.apply(changes);
    mempool.tipGrown(changes, chain.ledger);
    mempool.recheck();
    expect(mempool.takeRefused()).toMatchObject([
      { pending: { key: spent.key }, fault: { code: 'transaction.balanceTooLow' } },
    ]);
    expect([mempool.get(spent.key), mempool.get(cheap.key), mempool.size]).toEqual([undefined, undefined, 2]);
    expect(mempool.pendingOf(toHex(alice.publicKey))).toEqual({ in: 0n, out: 0n });
  });

  it('stands as one that began on the new tip, however far it had come', () => {
    const people = [operator, alice, bob, carol];
    const below = chances(7);
    const pay = () => {
      const [from, to] = [people[below(4)], people[below(4)]] as [TestWallet, TestWallet];
      try {
        send(from, to, BigInt(1 + below(40)) * COIN + BigInt(below(1_000_000)));
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    };
    for (let block = 0; block < 30; block++) {
      for (let n = below(10); n >= 0; n--) pay();
      const template = chain.template(mempool);
      for (let n = below(6); n > 0; n--) pay();
      const { after, changes } = chain.seal(template);
      if (below(4) > 0) mempool.expect(after);
      for (let n = below(12); n > 0; n--) {
        mempool.advance(() => true);
        if (below(3) === 0) pay();
      }
      chain.ledger.apply(changes);
      mempool.tipGrown(changes, chain.ledger);
      mempool.recheck();
      const other = new Mempool(chain.begin, limits);
      for (const { bytes, signature } of mempool.all()) other.add(bytes, signature, chain.now);
      expect(standing(mempool)).toEqual(standing(other));
    }
  });
});

describe('Mempool ahead of its tests on a tip that grew', () => {
  /** A block of what waits, with something behind it that waits on, untested. */
  function grown(): void {
    send(operator, alice, 100n * COIN);
    send(operator, bob, 70n * COIN);
    const { after, changes } = chain.seal(chain.template(mempool));
    send(alice, carol, 30n * COIN);
    mempool.expect(after);
    chain.ledger.apply(changes);
    mempool.tipGrown(changes, chain.ledger);
    expect(mempool.unchecked).toBe(1);
  }

  it('says yes to a payment at once, which is then tested behind the others', () => {
    grown();
    const told = mempool.ahead(() => send(alice, bob, 50n * COIN));
    const pending = told?.value;
    expect(mempool.unchecked).toBe(2);
    // Whoever pays from it right after that is seen, too.
    expect(mempool.ahead(() => send(carol, bob, 29n * COIN))?.value.message.sender).toEqual(carol.publicKey);
    expect(mempool.pendingOf(toHex(alice.publicKey)).out).toBe(80n * COIN + 20_000n);
    expect(mempool.ahead(() => mempool.view.balanceOf(mempool.view.idOfKey(alice.publicKey)))).toEqual({
      value: 20n * COIN - 20_000n,
    });
    expect(mempool.unchecked).toBe(3);
    mempool.recheck();
    expect(mempool.takeRefused()).toEqual([]);
    expect([...mempool.all()].map(({ key }) => key)).toContain(pending?.key);
    expect(mempool.view.balanceOf(mempool.view.idOfKey(alice.publicKey))).toBe(20n * COIN - 20_000n);
    expect(mempool.ahead(() => 'nothing to be ahead of')).toBeUndefined();
  });

  it('says no only when all are tested', () => {
    grown();
    // Too much, and the same twice.
    expect(mempool.ahead(() => send(alice, bob, 90n * COIN))).toBeUndefined();
    const bytes = message(alice, [[bob, COIN]]);
    expect(mempool.ahead(() => add(bytes))).toBeDefined();
    expect(mempool.ahead(() => add(bytes))).toBeUndefined();
    expect(mempool.unchecked).toBe(2);
    expect(() => send(alice, bob, 90n * COIN)).toThrow(refusal('transaction.balanceTooLow'));
    expect(mempool.unchecked).toBe(0);
  });

  it('tells of an error that is no refusal', () => {
    grown();
    expect(() =>
      mempool.ahead(() => {
        throw new TypeError('broken');
      }),
    ).toThrow('broken');
    // The next one is not taken for one that asks ahead.
    expect(() => send(alice, bob, 90n * COIN)).toThrow(refusal('transaction.balanceTooLow'));
    expect(mempool.unchecked).toBe(0);
  });

  it('does not when the block held what did not wait here', () => {
    payAlice();
    send(alice, bob, 40n * COIN);
    const { after, changes } = chain.seal(chain.template(knownElsewhere()));
    mempool.expect(after);
    chain.ledger.apply(changes);
    mempool.tipGrown(changes, chain.ledger);
    expect(mempool.ahead(() => send(alice, bob, 30n * COIN))).toBeUndefined();
    expect(mempool.unchecked).toBe(1);
  });

  it('holds over more than one block, with new wallets in another order', () => {
    const people = [operator, alice, bob, carol, testWallet('dora'), testWallet('emil'), testWallet('fred')];
    const below = chances(11);
    let ahead = 0;
    const pay = () => {
      const [from, to] = [people[below(4)], people[below(people.length)]] as [TestWallet, TestWallet];
      const bytes = message(from, [[to, BigInt(1 + below(3)) * COIN + BigInt(below(1_000_000))]]);
      if (mempool.ahead(() => add(bytes)) !== undefined) ahead += 1;
      else if (mempool.unchecked === 0) {
        try {
          add(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
        }
      }
    };
    for (const one of [alice, bob, carol]) send(operator, one, 200n * COIN);
    for (let block = 0; block < 40; block++) {
      for (let n = below(8); n >= 0; n--) pay();
      // Only some of what waits, in another order.
      const waiting = [...mempool.all()].filter(() => below(3) > 0).reverse();
      const some = new Mempool(chain.begin, limits);
      for (const { bytes, signature } of waiting) {
        try {
          some.add(bytes, signature, chain.now);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
        }
      }
      const { after, changes } = chain.seal(chain.template(some));
      mempool.expect(after);
      if (below(2) > 0) pay();
      chain.ledger.apply(changes);
      mempool.tipGrown(changes, chain.ledger);
      for (let n = below(4); n > 0; n--) pay();
      if (below(3) > 0) mempool.recheck(() => below(2) > 0);
      if (below(4) > 0) continue;
      mempool.recheck();
      // What can be refused spent what came by one that was mined after it in its own order.
      mempool.takeRefused();
      const other = new Mempool(chain.begin, limits);
      for (const { bytes, signature } of mempool.all()) other.add(bytes, signature, chain.now);
      for (const { publicKey } of people) {
        const balance = (of: Mempool) => {
          const id = of.view.idOfKey(publicKey);
          return id < 0 ? undefined : of.view.balanceOf(id);
        };
        expect(balance(mempool)).toBe(balance(other));
      }
    }
    expect(ahead).toBeGreaterThan(20);
  });
});

describe('Mempool on a tip that grew', () => {
  it('drops what was mined at once, and tests the rest in its order later', () => {
    send(operator, alice, 100n * COIN);
    const template = chain.template(mempool);
    const waiting = [
      send(alice, bob, 50n * COIN),
      send(bob, carol, 20n * COIN),
      send(alice, carol, 5n * COIN),
    ];
    chain.mine(template);
    expect(mempool.tipGrown()).toMatchObject({ mined: [{ amount: 100n * COIN }], expired: [] });
    expect([...mempool.all()]).toEqual(waiting);
    expect(mempool.unchecked).toBe(3);
    mempool.recheck(() => true);
    expect(mempool.unchecked).toBe(2);
    mempool.recheck();
    expect(mempool.unchecked).toBe(0);
    expect(mempool.takeRefused()).toEqual([]);
    expect([...mempool.all()]).toEqual(waiting);
    expect(mempool.pendingOf(toHex(alice.publicKey))).toEqual({ in: 0n, out: 55n * COIN + 20_000n });
  });

  it('lets nobody spend what waits to be tested', () => {
    payAlice();
    send(alice, bob, 90n * COIN);
    const elsewhere = new Mempool(chain.begin, limits);
    chain.mine(chain.template(elsewhere));
    mempool.tipGrown();
    expect(mempool.unchecked).toBe(1);
    expect(() => send(alice, carol, 90n * COIN)).toThrow(refusal('transaction.balanceTooLow'));
    expect(mempool.unchecked).toBe(0);
    expect(mempool.size).toBe(1);
  });

  it('tells what is not possible any more, once', () => {
    payAlice();
    const waiting = send(alice, bob, 90n * COIN);
    chain.mine(chain.template(knownElsewhere()));
    mempool.tipGrown();
    mempool.recheck();
    expect(mempool.takeRefused()).toMatchObject([
      { pending: { key: waiting.key }, fault: { code: 'transaction.balanceTooLow' } },
    ]);
    expect(mempool.takeRefused()).toEqual([]);
    expect(mempool.size).toBe(0);
    expect(mempool.pendingOf(toHex(alice.publicKey))).toEqual({ in: 0n, out: 0n });
  });
});

describe('Mempool', () => {
  it('lets transactions follow each other, and nobody spend twice', () => {
    send(operator, alice, 100n * COIN);
    send(alice, bob, 60n * COIN);
    expect(() => send(alice, carol, 60n * COIN)).toThrow(refusal('transaction.balanceTooLow'));
    send(alice, carol, 30n * COIN);
    expect(mempool.pendingOf(toHex(alice.publicKey))).toEqual({ in: 100n * COIN, out: 90n * COIN + 20_000n });
    expect(mempool.size).toBe(3);
  });

  it('takes the same transaction once', () => {
    const bytes = message(operator, [[alice, COIN]]);
    add(bytes);
    expect(() => add(bytes)).toThrow(refusal('transaction.repeated'));
    expect(mempool.size).toBe(1);
  });

  it('changes nothing by a check', () => {
    mempool.check(message(operator, [[alice, COIN]]), new Uint8Array(64), chain.now);
    expect(mempool.size).toBe(0);
    expect(mempool.view.idOfKey(alice.publicKey)).toBe(-1);
    expect(() => send(alice, bob, 1n)).toThrow(refusal('wallet.unknown'));
  });

  it('forgets what was mined, and keeps the rest valid on the new tip', () => {
    send(operator, alice, 100n * COIN);
    const template = chain.template(mempool);
    const later = send(alice, bob, 50n * COIN);
    chain.mine(template);
    const change = mempool.tipChanged();
    expect(change.mined).toHaveLength(1);
    expect([...mempool.all()]).toEqual([later]);
    chain.mine(chain.template(mempool));
    expect(mempool.tipChanged().mined).toEqual([later]);
    expect(mempool.size).toBe(0);
  });

  it('lets go of what expired, and of what the new tip made impossible', () => {
    const old = send(operator, alice, COIN);
    const reference = old.reference;
    const nothing = new Mempool(chain.begin, limits);
    for (let n = 0; n < 5; n++) {
      chain.mine(chain.template(nothing));
      expect(mempool.tipChanged().expired).toEqual([]);
    }
    chain.mine(chain.template(nothing));
    expect(chain.ledger.tip.id).toBe(reference + 6);
    expect(mempool.tipChanged().expired).toEqual([old]);

    const all = mempool.view.balanceOf(0);
    const rich = send(operator, alice, all - 10_000n);
    const other = new Mempool(chain.begin, limits);
    const spent = message(operator, [[bob, all - 20_000n]]);
    other.add(spent, new Uint8Array(64), chain.now);
    chain.mine(chain.template(other, carol.publicKey));
    expect(mempool.tipChanged().refused).toEqual([
      { pending: rich, fault: expect.objectContaining({ code: 'transaction.balanceTooLow' }) },
    ]);
  });

  it('takes transactions of abandoned blocks back, before all others', () => {
    const first = send(operator, alice, 10n * COIN);
    const bytes = message(operator, [[alice, COIN]]);
    mempool.tipChanged([mempool.check(bytes, new Uint8Array(64), chain.now).pending]);
    expect([...mempool.all()].map(({ amount }) => amount)).toEqual([COIN, 10n * COIN]);
    expect(mempool.get(first.key)).toBe(first);
  });

  it('makes room for who pays more when it is full, and refuses who pays less', () => {
    fresh({ transactions: 3, bytes: 1_000_000 });
    const cheap = send(operator, alice, 1n, 100n);
    send(operator, alice, 2n, 300n);
    send(operator, alice, 3n, 200n);
    expect(() => send(operator, alice, 4n, 50n)).toThrow(refusal('mempool.full'));
    const { evicted } = add(message(operator, [[alice, 4n]], 400n));
    expect(evicted).toEqual([cheap]);
    expect(mempool.size).toBe(3);
    expect(mempool.pendingOf(toHex(alice.publicKey)).in).toBe(9n);
    // What was evicted can come again when there is room.
    mempool.tipChanged();
    expect(mempool.size).toBe(3);
  });

  it('is bounded in bytes too', () => {
    fresh({ transactions: 1000, bytes: 200 });
    send(operator, alice, 1n, 100n);
    send(operator, alice, 2n, 100n);
    expect(() => send(operator, alice, 3n, 50n)).toThrow(refusal('mempool.full'));
  });

  it('refuses what no block could hold', () => {
    fresh(limits, { maxBlockBytes: 2048 });
    const many = Array.from({ length: 40 }, (_, n): [TestWallet, bigint] => [testWallet(`${n}`), 1n]);
    expect(() => add(message(operator, many))).toThrow(refusal('mempool.tooLarge'));
  });

  it('refuses bytes that name no block of the window', () => {
    const bytes = message(operator, [[alice, COIN]]);
    for (let n = 0; n < 6; n++) chain.mine(chain.template(new Mempool(chain.begin, limits)));
    mempool.tipChanged();
    expect(() => add(bytes)).toThrow(refusal('transaction.reference'));
  });
});
