import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { easyNetwork, forgeBlock } from '#shared/ledger/forge.ts';
import { genesisHash } from '#shared/protocol/network.ts';
import { ManualClock } from '../base/clock.ts';
import { START, settle, sharedNetwork, testWallet } from '../pool/testPool.fixture.ts';
import { replayChain } from '../store/replay.ts';
import { openVerifier } from '../verifier/verifier.ts';
import { fetchNetwork } from './fetchNetwork.ts';
import { PeerPool, referenceSearch, until } from './peerPool.fixture.ts';

const COIN = 100_000_000n;
const alice = testWallet('alice');
const bob = testWallet('bob');
const carol = testWallet('carol');

let clock: ManualClock;
let pools: PeerPool[];
beforeEach(() => {
  clock = new ManualClock(START);
  pools = [];
});
afterEach(async () => {
  for (const pool of pools) await pool.disconnect();
  for (const pool of pools) await pool.remove();
});

async function open(name: string, options: Parameters<typeof PeerPool.open>[2] = {}): Promise<PeerPool> {
  const pool = await PeerPool.open(name, clock, options);
  pools.push(pool);
  return pool;
}

const agree = (...some: PeerPool[]) =>
  until(clock, `all agree (${some.map(({ state }) => state.slice(0, 12)).join(', ')})`, () =>
    some.every(({ state }) => state === some[0]?.state),
  );

async function expectReplays(pool: PeerPool) {
  const verifier = openVerifier({ threads: 1 });
  const store = pool.test.pool.store as Parameters<typeof replayChain>[0];
  expect((await replayChain(store, verifier)).stateHash).toEqual(store.stateHash());
  await verifier.close();
}

describe('pools that are connected', () => {
  it('come to the heavier of the chains that they mined apart', async () => {
    const [a, b] = [await open('a'), await open('b')];
    await a.test.mine(3, alice);
    await b.test.mine(5, bob);
    await a.connect();
    await b.connect(a.url);
    await agree(a, b);
    expect(a.tip.id).toBe(98);
    await expectReplays(a);
    // And go on together: each block of one becomes the other's, as a new tip.
    await a.test.mine(1, alice);
    await agree(a, b);
    await b.test.mine(1, bob);
    await agree(a, b);
    expect(a.tip.id).toBe(100);
  });

  it('come together also where they parted deeper than blocks can be taken back', async () => {
    const [a, b] = [await open('a', { undoDepth: 4 }), await open('b')];
    await a.test.mine(2, alice);
    await b.connect();
    await a.connect(b.url);
    await agree(a, b);
    await a.disconnect();
    await b.disconnect();
    await a.test.mine(11, alice);
    await b.test.mine(14, bob);
    await b.connect();
    await a.connect(b.url);
    await agree(a, b);
    expect(a.tip.id).toBe(109);
    await expectReplays(a);
    await a.test.mine(1, alice);
    await agree(a, b);
    await b.test.mine(1, bob);
    await agree(a, b);
  });

  it('come together also when the one that calls has the heavier chain', async () => {
    const [a, b] = [await open('a'), await open('b')];
    await a.test.mine(4, alice);
    await b.test.mine(2, bob);
    await b.connect();
    await a.connect(b.url);
    await agree(a, b);
    expect(b.tip.id).toBe(97);
  });

  it('mine abandoned transactions again, and pay each miner once', async () => {
    const [a, b] = [await open('a'), await open('b')];
    await a.connect();
    await b.connect(a.url);
    await a.test.mine(8, alice);
    await agree(a, b);
    const before = await a.test.balance(alice);
    expect(before).toBeGreaterThan(0n);
    await a.disconnect();
    await b.disconnect();
    const identity = await a.test.send(alice, [{ wallet: bob, amount: COIN }]);
    await a.test.mine(1, carol);
    await b.test.mine(2, bob);
    await a.connect();
    await b.connect(a.url);
    await agree(a, b);
    await until(clock, 'it waits again', () => a.test.pool.waitingOne(identity) !== undefined);
    // The other pool, which never saw it mined, hears of it and mines it.
    await until(clock, 'b knows', () => b.test.pool.waitingOne(identity) !== undefined);
    await b.test.mine(12, carol);
    await agree(a, b);
    expect((await a.test.pool.openSession().getTransaction({ identity }))?.state).toBe('mined');
    const part = (((250n * COIN * 99n) / 100n) * 99n) / 100n;
    const { entries } = await a.test.pool.openSession().getHistory({ address: alice.address, limit: 50 });
    const paid = entries.filter(({ change, state }) => change > 0n && state === 'mined');
    const sum = paid.reduce((total, { change }) => total + change, 0n);
    // Beside the rewards, her part of the fees that stood in those blocks.
    expect(sum).toBeGreaterThanOrEqual(8n * part);
    expect(sum - 8n * part).toBeLessThan(100_000n);
    await expectReplays(b);
  });

  it('pass signed transactions on', async () => {
    const [a, b, c] = [await open('a'), await open('b'), await open('c')];
    await a.connect();
    await b.connect(a.url);
    await a.test.mine(8, alice);
    await agree(a, b);
    // C is connected with B only, and has no chain yet.
    const identity = await a.test.send(alice, [{ wallet: bob, amount: 3n * COIN }]);
    await until(clock, 'b knows', () => b.test.pool.waitingOne(identity) !== undefined);
    await c.connect(b.url);
    await agree(a, b, c);
    await until(clock, 'c knows', () => c.test.pool.waitingOne(identity) !== undefined);
    await c.test.mine(1, carol);
    await agree(a, b, c);
    const session = a.test.pool.openSession();
    await until(clock, 'it is mined', () => a.test.pool.waitingOne(identity) === undefined);
    expect((await session.getTransaction({ identity }))?.state).toBe('mined');
  });

  it('heal after a partition of three', async () => {
    const [a, b, c] = [await open('a'), await open('b'), await open('c')];
    await a.connect();
    await b.connect(a.url);
    await c.connect(b.url);
    await a.test.mine(2, alice);
    await agree(a, b, c);
    await c.disconnect();
    await b.disconnect();
    await a.disconnect();
    await a.test.mine(2, alice);
    await b.test.mine(3, bob);
    await c.test.mine(5, carol);
    await a.connect();
    await b.connect(a.url);
    await agree(a, b);
    expect(a.tip.id).toBe(98);
    await c.connect(b.url);
    await agree(a, b, c);
    expect(a.tip.id).toBe(100);
    for (const one of [a, b, c]) await expectReplays(one);
  });

  it('find each other by the domains in the blocks', async () => {
    const [a, b, c] = [await open('a'), await open('b'), await open('c')];
    await a.connect();
    await b.connect(a.url);
    await a.test.mine(1, alice);
    await agree(a, b);
    await b.test.mine(1, bob);
    await agree(a, b);
    // C knows B only; A's domain stands in a block.
    await c.connect(b.url);
    await agree(a, b, c);
    await until(clock, 'c is connected with a', () =>
      (a.peers?.list() ?? []).some(({ domain }) => domain === c.domain),
    );
    await until(
      clock,
      'one connection each',
      () => a.peers?.list().length === 2 && c.peers?.list().length === 2,
    );
  });

  it('do not dial private addresses that stand in blocks, on any network but a local one', async () => {
    const network = { ...sharedNetwork, name: 'public' };
    const [a, b, c] = [
      await open('a', { network }),
      await open('b', { network }),
      await open('c', { network }),
    ];
    await a.test.mine(1, alice);
    await a.connect();
    // What the operator named is dialed wherever it is.
    await b.connect(a.url);
    await agree(a, b);
    await c.connect(b.url);
    await agree(b, c);
    const seenAs = (url: string) => c.peers?.view().find((one) => one.url === url);
    await until(clock, 'it would have been dialed', () => seenAs(a.domain)?.fault !== undefined, 50);
    expect(seenAs(a.domain)).toMatchObject({
      source: 'learned',
      state: 'away',
      fault: { code: 'peer.silent' },
    });
    expect(c.peers?.list().map(({ domain }) => domain)).toEqual([b.domain]);
  });

  it('let a late one catch up with 500 blocks', async () => {
    const network = easyNetwork(testWallet('leadership').publicKey, { genesisTime: START - 10_000_000 });
    const [a, b] = [await open('a', { network }), await open('b', { network })];
    for (let n = 0; n < 500; n++) {
      const { bytes } = forgeBlock(a.test.pool.store.ledger, {});
      await a.test.pool.importBlock(bytes, null);
    }
    await a.connect();
    await b.connect(a.url);
    await agree(a, b);
    expect(b.tip.id).toBe(593);
    await expectReplays(b);
  });
});

describe('what the operator sees', () => {
  it('is every pool once, also where both named each other, with how it stands', async () => {
    const [a, b] = [await open('a'), await open('b')];
    await a.connect(b.url);
    await b.connect(a.url);
    const states = (pool: PeerPool) => pool.peers?.view().map(({ state, url }) => `${state} ${url}`);
    await until(
      clock,
      'each shows the other',
      () => [states(a), states(b)].join() === `connected ${b.url},connected ${a.url}`,
      200,
    );
    await until(clock, 'it is known how far away it is', () => a.peers?.view()[0]?.latency !== undefined);
    await a.test.mine(1, alice);
    await agree(a, b);
    expect(b.peers?.view()).toMatchObject([{ source: 'kept', domain: a.domain, fault: undefined }]);
  });

  it('is why one is away, until it is taken off the list', async () => {
    const [a, b] = [
      await open('a'),
      await open('b', { network: { ...sharedNetwork, genesisTime: START - 1 } }),
    ];
    await b.connect();
    await a.connect('127.0.0.1:1');
    a.peers?.add(b.url);
    const faultOf = (url: string) => a.peers?.view().find((one) => one.url === url)?.fault?.code;
    await until(clock, 'nobody is there', () => faultOf('127.0.0.1:1') === 'peer.silent', 50);
    await until(clock, 'it is on another network', () => faultOf(b.url) === 'peer.anotherNetwork', 50);
    a.peers?.remove(b.url);
    a.peers?.remove('127.0.0.1:1');
    expect(a.peers?.view()).toEqual([]);
    expect(() => a.peers?.add('no address at all')).toThrow('remote.url');
  });
});

describe('whether others know more of the chain', () => {
  it('is not known until those that were named have been met, or were waited for long enough', async () => {
    const [a, b] = [await open('a'), await open('b')];
    await a.test.mine(2, alice);
    await b.connect(a.url);
    // Nobody answers there yet.
    expect(b.peers?.isBehind()).toBe(true);
    await a.connect();
    await until(clock, 'both have the same chain', () => a.state === b.state, 200);
    expect(b.peers?.isBehind()).toBe(false);
    const c = await open('c');
    await c.connect('127.0.0.1:1');
    expect(c.peers?.isBehind()).toBe(true);
    clock.advance(11 * 60_000);
    expect(c.peers?.isBehind()).toBe(false);
    const d = await open('d');
    await d.connect();
    expect(d.peers?.isBehind()).toBe(false);
  });
});

describe('a new tip', () => {
  it('of a domain that is silent waits until another block stands on it', async () => {
    const [a, b] = [await open('a', { domain: '127.0.0.1:1' }), await open('b')];
    await a.connect();
    await b.connect(a.url);
    await until(clock, 'they are connected', () => b.peers?.list().length === 1);
    await a.test.mine(1, alice);
    await settle();
    await settle();
    expect(b.tip.id).toBe(93);
    await a.test.mine(1, alice);
    await agree(a, b);
    expect(b.tip.id).toBe(95);
  });
});

describe('a new tip of the near future', () => {
  it('is held until its time, and tested again', async () => {
    const ahead = new ManualClock(START + 40_000);
    const a = await PeerPool.open('a', ahead);
    const b = await open('b');
    pools.push(a);
    await a.connect();
    await b.connect(a.url);
    await until(clock, 'they are connected', () => b.peers?.list().length === 1);
    // Ten seconds later there, so fifty in our future.
    await a.test.mine(1, alice);
    await settle();
    expect(b.tip.id).toBe(93);
    clock.advance(20_000);
    await settle();
    expect(b.tip.id).toBe(93);
    clock.advance(31_000);
    await until(clock, 'it is taken', () => b.tip.id === 94);
    expect(b.peers?.banned()).toEqual([]);
  });

  it('that is caught up with is taken when its time has come', async () => {
    const ahead = new ManualClock(START + 30_000);
    const a = await PeerPool.open('a', ahead);
    const b = await open('b');
    pools.push(a);
    await a.test.mine(2, alice);
    await a.connect();
    await b.connect(a.url);
    await until(clock, 'they are connected', () => b.peers?.list().length === 1);
    await settle();
    expect(b.tip.id).toBe(93);
    clock.advance(41_000);
    await until(clock, 'the first is taken', () => b.tip.id === 94);
    clock.advance(10_000);
    await until(clock, 'all is taken', () => b.tip.id === 95);
  });

  it('that is older than a minute is not taken as a tip', async () => {
    const [a, b] = [await open('a'), await open('b')];
    await a.connect();
    await b.connect(a.url);
    await until(clock, 'they are connected', () => b.peers?.list().length === 1);
    const bytes = forgeBlock(a.test.pool.store.ledger, {
      minedDate: START + 1_000,
      header: { domain: a.domain },
    });
    clock.advance(120_000);
    await a.test.pool.importBlock(bytes.bytes, null);
    await settle();
    expect(b.tip.id).toBe(93);
    await a.test.mine(1, alice);
    await agree(a, b);
    expect(b.peers?.banned()).toEqual([]);
  });
});

describe('joining the royal network', () => {
  it('is mining one block under the own domain for a member', async () => {
    const [member, joiner] = [await open('member'), await open('joiner')];
    await member.connect();
    await member.test.mine(1, alice);
    await joiner.connect(member.url);
    await agree(member, joiner);
    clock.advance(10_000);
    const block = await joiner.peers?.join(member.url, referenceSearch(clock));
    expect(block?.id).toBe(95);
    await agree(member, joiner);
    const [summary] = (await joiner.test.pool.openSession().getBlocks({ limit: 1 })).blocks;
    expect(summary).toMatchObject({
      id: 95,
      domain: joiner.domain,
      rewardAddress: member.test.operatorWallet.address,
    });
  });
});

it('the network file of a pool is that of its network', async () => {
  const a = await open('a');
  expect(genesisHash(await fetchNetwork(a.url))).toEqual(genesisHash(sharedNetwork));
  await expect(fetchNetwork('127.0.0.1:1')).rejects.toMatchObject({ code: 'remote.lost' });
});

it('another network is no peer', async () => {
  const a = await open('a');
  const b = await open('b', { network: { ...sharedNetwork, genesisTime: START - 1 } });
  await b.test.mine(1, bob);
  await a.connect();
  await b.connect(a.url);
  await settle();
  await settle();
  expect(a.peers?.list()).toEqual([]);
  expect(a.tip.id).toBe(93);
});
