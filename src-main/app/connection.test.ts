import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { PoolSession } from '#shared/api/poolApi.ts';
import type { Tip } from '#shared/ledger/ledgerView.ts';
import { decodeProof, encodeProof } from '#shared/protocol/block.ts';
import { equalBytes } from '#shared/protocol/bytes.ts';
import { genesisHash } from '#shared/protocol/network.ts';
import { type Clock, ManualClock, systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { TestPool, type TestWallet, testWallet } from '../pool/testPool.fixture.ts';
import type { ProofBook } from '../remote/proofBook.ts';
import { openPoolServer } from '../server/poolServer.ts';
import { until } from '../server/serverTest.fixture.ts';
import { openWallet } from '../wallet/openWallet.ts';
import { quickStretch } from '../wallet/testStretch.fixture.ts';
import type { Wallet } from '../wallet/wallet.ts';
import { Connection } from './connection.ts';
import { PoolList } from './poolList.ts';
import { troubleOf } from './poolStanding.ts';

const COIN = 100_000_000n;
const START = 1_760_000_000_000;
const password = 'a long password';
const miner = testWallet('miner');
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function openPool(options: Parameters<typeof TestPool.open>[0] = {}): Promise<TestPool> {
  const test = await TestPool.open({ clock: new ManualClock(START), ...options });
  closing.push(() => test.remove());
  return test;
}

interface Served {
  readonly test: TestPool;
  readonly url: string;
  close(): Promise<void>;
}

/** The pool of a friend, over a real socket. */
async function serve(test: TestPool, port = 0, change = (session: PoolSession) => session): Promise<Served> {
  const server = await openPoolServer({
    openSession: () => change(test.pool.openSession()),
    ...{ host: '127.0.0.1', port, log: silentLog, clock: systemClock },
  });
  const close = () => server.close();
  closing.push(close);
  return { test, url: `ws://127.0.0.1:${server.port}`, close };
}

interface Person {
  readonly folder: string;
  readonly connection: Connection;
  readonly wallet: Wallet;
  close(): Promise<void>;
}

/** An app's wallet and connection as the composition root wires them, over its own pool. */
async function openPerson(own: TestPool, folder?: string, clock: Clock = systemClock): Promise<Person> {
  const place = folder ?? (await mkdtemp(join(tmpdir(), 'coco-person-')));
  if (folder === undefined) closing.push(() => rm(place, { recursive: true, force: true }));
  const connection = await Connection.open({
    ...{ folder: place, own: own.pool, clock, log: silentLog, random: Math.random },
  });
  const wallet = await openWallet({
    ...{ folder: place, clock: systemClock, log: silentLog, stretch: quickStretch, autoLockMinutes: 0 },
    random: (length) => new Uint8Array(randomBytes(length)),
    session: connection.session,
    network: connection.network,
  });
  connection.events.on('connected', () => void wallet.refresh());
  connection.events.on('network', (network) => void wallet.connect(connection.session, network));
  const close = async () => {
    await wallet.close();
    await connection.close();
  };
  closing.push(close);
  return { folder: place, connection, wallet, close };
}

async function join_(person: Person, url: string): Promise<void> {
  const { network } = await person.connection.inspect(url);
  await person.connection.add({ url, genesis: network.genesis, use: true });
  await until(() => person.connection.chain.connection.status === 'connected');
}

const spendable = (wallet: Wallet) => wallet.state.accounts[0]?.spendable ?? 0n;

describe('a wallet on a friend’s pool', () => {
  it('is shown the network first, joins, mines there, is paid, pays, and finds all of it again', async () => {
    const friend = await serve(await openPool({ operator: 'friend' }));
    const own = await openPool();
    const person = await openPerson(own);
    await person.wallet.restore('abandon '.repeat(11).concat('about'), password);

    const preview = await person.connection.inspect(friend.url.replace('ws://', ''));
    expect(preview).toMatchObject({
      ...{ url: friend.url, link: 'nearby', sameNetwork: false, known: false, feePercent: 1 },
      network: { name: 'local', genesis: genesisHash(friend.test.pool.network), addressPrefix: 'lcoco' },
    });
    await expect(
      person.connection.add({ url: friend.url, genesis: new Uint8Array(32), use: true }),
    ).rejects.toMatchObject({ code: 'connection.changed' });
    expect(person.connection.state).toMatchObject({ use: 'embedded', pools: [] });

    await join_(person, friend.url);
    expect(person.connection.state).toMatchObject({
      use: 'remote',
      network: { genesis: genesisHash(friend.test.pool.network) },
      pools: [{ url: friend.url, inUse: true, sameNetwork: true }],
    });

    const me: TestWallet = { ...miner, address: person.wallet.addressOf(0) };
    await friend.test.mine(9, me, person.connection.session);
    await friend.test.mine(2, testWallet('somebody'));
    await until(() => spendable(person.wallet) > COIN);
    await until(() => person.connection.chain.tip.id === friend.test.pool.store.ledger.tip.id);
    expect(person.connection.state.provenTo).toBe(friend.test.pool.store.ledger.tip.id);

    const draft = await person.wallet.prepare({
      account: 0,
      receivers: [{ address: miner.address, amount: COIN }],
    });
    await person.wallet.approve({ draftId: draft.draftId, password });
    await friend.test.mine(1, testWallet('somebody'));
    expect(await friend.test.balance(miner)).toBe(COIN);
    await expect(own.balance(miner)).resolves.toBe(0n);

    await person.close();
    const again = await openPerson(own, person.folder);
    await until(() => again.connection.chain.connection.status === 'connected');
    await again.wallet.unlock(password);
    await until(() => spendable(again.wallet) > 0n);
    expect(JSON.parse(await readFile(join(person.folder, 'pools.json'), 'utf8'))).toMatchObject({
      use: 'remote',
      pools: [{ url: friend.url }],
    });

    await again.connection.choose(null);
    await until(() => again.connection.state.use === 'embedded');
    await until(() => spendable(again.wallet) === 0n);
    await again.connection.remove(friend.url);
    expect(again.connection.state.pools).toEqual([]);
    await expect(again.connection.remove(friend.url)).rejects.toMatchObject({ code: 'connection.unknown' });
  });

  it('goes on with the next pool when the first is gone, and a job is asked for there', async () => {
    const a = await openPool({ operator: 'a' });
    const b = await openPool({ operator: 'b', network: a.pool.network, clock: a.clock });
    a.pool.events.on('block.accepted', ({ bytes }) => void b.pool.importBlock(bytes, null));
    const [first, second] = [await serve(a), await serve(b)];
    const person = await openPerson(await openPool());
    await join_(person, first.url);
    await person.connection.add({ url: second.url, genesis: genesisHash(a.pool.network), use: false });
    await person.connection.session.requestJob({ address: miner.address, shareDifficulty: 3 });
    await a.mine(2, miner);
    await until(() => b.pool.store.ledger.tip.id === 95);
    await first.close();
    await until(() => person.connection.state.pools[1]?.inUse === true);
    await until(() => person.connection.chain.connection.status === 'connected');
    const { session } = person.connection;
    expect((await session.getStatus({})).tip.id).toBe(95);
    expect(person.connection.chain).toMatchObject({ tip: { id: 95 } });
    expect(person.connection.state.pools[0]).toMatchObject({ inUse: false });
  }, 30_000);

  it('is closed only when nothing of it is under way: a pool that is being looked at is left', async () => {
    const silent = await openPool({ operator: 'silent' });
    let asked = false;
    const { url } = await serve(silent, 0, (session) =>
      altered(session, {
        getStatus: async () => {
          asked = true;
          return await new Promise(() => {});
        },
      }),
    );
    const folder = await mkdtemp(join(tmpdir(), 'coco-person-'));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    const list = await PoolList.open(folder, silentLog);
    await list.add({ url, network: silent.pool.network }, false);
    const person = await openPerson(await openPool(), folder);
    let isLooking = true;
    void person.connection.look().then(() => {
      isLooking = false;
    });
    await until(() => asked);
    expect(isLooking).toBe(true);
    await person.close();
    expect(isLooking).toBe(false);
  });
});

describe('a pool that lies', () => {
  it('is not used: nothing of it is signed, another one takes over', async () => {
    const a = await openPool({ operator: 'a' });
    await a.mine(9, miner);
    const liar = await serve(a, 0, (session) =>
      altered(session, {
        getProofs: async (params) => {
          const { proofs } = await session.getProofs(params);
          return {
            proofs: proofs.map((bytes) => {
              const proof = decodeProof(bytes);
              proof.footer.blob = new Uint8Array(8);
              return encodeProof(proof);
            }),
          };
        },
      }),
    );
    const honest = await serve(a);
    const person = await openPerson(await openPool());
    await join_(person, liar.url);
    await until(() => person.connection.state.trouble !== null);
    expect(person.connection.state).toMatchObject({
      trouble: { code: 'remote.badProof', facts: { reason: 'block.blockHash', blockId: 94 } },
      pools: [{ verdict: 'lies' }],
      provenTo: 93,
    });
    const request = {
      kind: 'transfer' as const,
      sender: miner.address,
      receivers: [{ address: testWallet('x').address, amount: COIN }],
    };
    await expect(person.connection.session.prepare(request)).rejects.toMatchObject({
      code: 'remote.badProof',
    });
    const genesis = genesisHash(a.pool.network);
    await person.connection.add({ url: honest.url, genesis, use: false });
    await until(() => person.connection.state.provenTo === 102);
    expect(person.connection.state.trouble).toBeNull();
    expect(person.connection.state.pools).toMatchObject([
      { verdict: 'lies', inUse: false },
      { verdict: 'agrees', inUse: true },
    ]);
    await expect(person.connection.session.prepare(request)).resolves.toMatchObject({ amount: COIN });
  });

  it('names a block of another network to get a signature for it: nothing is signed', async () => {
    const worthless = await openPool({ operator: 'worthless' });
    const main = await openPool({ operator: 'main', clock: worthless.clock });
    const me = testWallet('me');
    await worthless.mine(9, me);
    await main.mine(9, me);
    const mainTip = main.pool.store.ledger.tip;
    const replayer = await serve(worthless, 0, (session) =>
      altered(session, {
        prepare: async (request) => ({
          ...(await session.prepare(request)),
          reference: { id: mainTip.id, hash: mainTip.hash },
        }),
      }),
    );
    const person = await openPerson(await openPool());
    await join_(person, replayer.url);
    await expect(
      person.connection.session.prepare({
        kind: 'transfer',
        sender: me.address,
        receivers: [{ address: miner.address, amount: COIN }],
      }),
    ).rejects.toMatchObject({ code: 'remote.unproven', facts: { blockId: mainTip.id } });
  });

  it('disagrees with another one: the person is told from where on, and which has more work', async () => {
    const a = await openPool({ operator: 'a' });
    const b = await openPool({ operator: 'b', network: a.pool.network, clock: a.clock });
    await a.mine(1, miner);
    await b.mine(4, miner);
    const [first, second] = [await serve(a), await serve(b)];
    const person = await openPerson(await openPool());
    await join_(person, first.url);
    await until(() => person.connection.state.provenTo === 94);
    const genesis = genesisHash(a.pool.network);
    await person.connection.add({ url: second.url, genesis, use: false });
    // Until the look at the other one is over, there only was one with more work.
    await until(() => person.connection.state.trouble?.code === 'remote.disagrees');
    const host = (url: string) => new URL(url).host;
    expect(person.connection.state).toMatchObject({
      trouble: {
        code: 'remote.disagrees',
        facts: { blockId: 94, used: host(first.url), other: host(second.url), heavier: host(second.url) },
      },
      pools: [{ verdict: 'agrees' }, { verdict: 'forked' }],
    });
  });
});

describe('a pool with a lighter chain', () => {
  it('is told of when one with more work was checked here before, by whichever pool', async () => {
    const a = await openPool({ operator: 'a' });
    const b = await openPool({ operator: 'b', network: a.pool.network, clock: a.clock });
    await a.mine(1, miner);
    await b.mine(4, miner);
    const [light, heavy] = [await serve(a), await serve(b)];
    const person = await openPerson(await openPool());
    await join_(person, heavy.url);
    await until(() => person.connection.state.provenTo === 97);
    await person.connection.remove(heavy.url);
    await join_(person, light.url);
    await until(() => person.connection.state.provenTo === 94);
    const trouble = { code: 'remote.lighter', facts: { used: new URL(light.url).host } };
    expect(person.connection.state).toMatchObject({ trouble, pools: [{ inUse: true }] });
    // It is so until there is more work in it.
    await a.mine(4, miner);
    await until(() => person.connection.state.provenTo === 98);
    expect(person.connection.state.trouble).toBeNull();
  });

  it('is told of too when the two part below all blocks that are remembered', async () => {
    const test = await openPool();
    const { tip } = test.pool.store.ledger;
    const chain = (id: number, totalWork: bigint) => ({
      tip: { ...tip, id, hash: new Uint8Array(32).fill(id % 251), totalWork },
      parent: 'of a block that was forgotten',
    });
    const [light, heavy] = [chain(5000, 10n), chain(9000, 11n)];
    const book = {
      best: heavy.tip,
      find: (hash: Uint8Array) => [light, heavy].find((block) => equalBytes(block.tip.hash, hash)),
      parentOf: () => undefined,
    } as unknown as ProofBook;
    const used = (at: Tip) =>
      troubleOf({
        ...{ pools: [], looks: new Map(), liars: new Map(), network: test.pool.network, book },
        remote: {
          status: { url: 'wss://pool.example', state: 'connected', latency: 1, reason: null, nextTry: null },
          tip: at,
        },
      });
    expect(used(light.tip)).toEqual({ code: 'remote.lighter', facts: { used: 'pool.example' } });
    expect(used(heavy.tip)).toBeNull();
  });

  it('is no trouble while it is only a few blocks behind, or on another side of a fresh fork', async () => {
    const a = await openPool({ operator: 'a' });
    const b = await openPool({ operator: 'b', network: a.pool.network, clock: a.clock });
    const part = a.pool.events.on('block.accepted', ({ bytes }) => void b.pool.importBlock(bytes, null));
    await a.mine(2, miner);
    await until(() => b.pool.store.ledger.tip.id === 95);
    part();
    await b.mine(2, miner);
    const [behind, ahead] = [await serve(a), await serve(b)];
    const person = await openPerson(await openPool());
    await join_(person, ahead.url);
    await until(() => person.connection.state.provenTo === 97);
    await person.connection.remove(ahead.url);
    await join_(person, behind.url);
    await until(() => person.connection.state.provenTo === 95);
    expect(person.connection.state.trouble).toBeNull();
    await a.mine(1, miner);
    await until(() => person.connection.state.provenTo === 96);
    expect(person.connection.state.trouble).toBeNull();
  });
});

/** A session with some of its methods changed. */
function altered(session: PoolSession, changes: Partial<PoolSession>): PoolSession {
  return new Proxy(session, {
    get(target, name) {
      const value = (Reflect.get(changes, name) ?? Reflect.get(target, name)) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
