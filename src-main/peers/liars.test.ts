import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PeerHandlers, type PeerTip, peerCalls } from '#shared/api/peerApi.ts';
import { forgeBlock } from '#shared/ledger/forge.ts';
import { decodeBlock, encodeFooter, encodeHeader } from '#shared/protocol/block.ts';
import { concatBytes, toHex } from '#shared/protocol/bytes.ts';
import { workOfTarget } from '#shared/protocol/difficulty.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { listsHash } from '#shared/protocol/hashing.ts';
import { genesisHash } from '#shared/protocol/network.ts';
import { ManualClock } from '../base/clock.ts';
import { BlockSpool } from '../pool/chain/blockSpool.ts';
import { START, settle, testWallet } from '../pool/testPool.fixture.ts';
import { replayChain } from '../store/replay.ts';
import { openVerifier } from '../verifier/verifier.ts';
import { LyingPool, PeerPool, rawPeer, until } from './peerPool.fixture.ts';

const alice = testWallet('alice');
const bob = testWallet('bob');

let clock: ManualClock;
let ours: PeerPool;
/** What the liar's lies are made of. */
let other: PeerPool;
let liar: LyingPool | undefined;
beforeEach(async () => {
  clock = new ManualClock(START);
  ours = await PeerPool.open('ours', clock);
  other = await PeerPool.open('other', clock);
  await ours.test.mine(3, alice);
  await other.test.mine(5, bob);
});
afterEach(async () => {
  liar?.close();
  await ours.remove();
  await other.remove();
});

/** Our pool meets the liar, shuts it out and has what it had before; resolves to the ban's reason. */
async function meet(change: Parameters<typeof LyingPool.open>[1], tip: PeerTip = other.tip): Promise<string> {
  const before = ours.state;
  const { tip: oldTip } = ours;
  liar = await LyingPool.open(other, change, tip);
  await ours.connect(liar.url);
  await until(clock, 'it is shut out', () => (ours.peers?.banned().length ?? 0) > 0, 50);
  await ours.peers?.idle();
  await settle();
  expect(ours.state).toBe(before);
  expect(ours.tip).toEqual(oldTip);
  expect(ours.peers?.list()).toEqual([]);
  await ours.test.mine(1, alice);
  expect(ours.tip.id).toBe(oldTip.id + 1);
  const verifier = openVerifier({ threads: 1 });
  await replayChain(ours.test.pool.store as Parameters<typeof replayChain>[0], verifier);
  await verifier.close();
  return ours.peers?.banned()[0]?.fault.code ?? '';
}

/** Answers `getProofs` with changed proofs. */
const proofs =
  (change: (bytes: Uint8Array, at: number) => Uint8Array) =>
  (honest: PeerHandlers): Partial<PeerHandlers> => ({
    getProofs: async (params) => ({ proofs: (await honest.getProofs(params)).proofs.map(change) }),
  });

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

describe('a pool that lies is shut out, and nothing changes', () => {
  it.each([
    ['work that is none', (bytes: Uint8Array) => flipped(bytes, bytes.length - 40)],
    ['a hash that is not that of the work', (bytes: Uint8Array) => flipped(bytes, bytes.length - 32)],
    ['another header than was mined', (bytes: Uint8Array) => flipped(bytes, 5)],
    ['dates that were changed', (bytes: Uint8Array) => flipped(bytes, bytes.length - 41)],
    ['a torn proof', (bytes: Uint8Array) => bytes.slice(0, 50)],
  ])('about proofs: %s', async (_what, change) => {
    expect(await meet(proofs((bytes, at) => (at === 2 ? change(bytes) : bytes)))).toBe('peer.lied');
    // No block was asked for.
    expect(liar?.asked).not.toContain('getBlocks');
  });

  it('about the work that its chain has', async () => {
    const tip = { ...other.tip, totalWork: other.tip.totalWork * 1000n };
    // Its chain ends before it has as much as ours, whatever it said.
    const after = toHex((await other.test.pool.store.blockHash(95)) ?? new Uint8Array(0));
    const shorter = (honest: PeerHandlers): Partial<PeerHandlers> => ({
      getProofs: async (params) => {
        const { proofs: all } = await honest.getProofs(params);
        return { proofs: toHex(params.after) === after ? [] : all.slice(0, 2) };
      },
    });
    expect(await meet(shorter, tip)).toBe('peer.lied');
    expect(liar?.asked).not.toContain('getBlocks');
  });

  it('about a chain that is never there when it is asked for it', async () => {
    const tip = { ...other.tip, hash: new Uint8Array(32).fill(9), totalWork: other.tip.totalWork * 1000n };
    const change = (honest: PeerHandlers, socket: { send(text: string): void }): Partial<PeerHandlers> => ({
      getProofs: async () => ({ proofs: [] }),
      locate: async (params) => {
        if (params.hashes.length > 1) return honest.locate(params);
        // It has a new one each time.
        const next = { id: 99, hash: toHex(randomBytes(32)), totalWork: 'ffffff' };
        const announced = { tip: next, bytes: null };
        setTimeout(() => {
          socket.send(JSON.stringify({ jsonrpc: '2.0', id: 5, method: 'announceBlock', params: announced }));
        }, 5);
        return { hash: null };
      },
    });
    expect(await meet(change, tip)).toBe('peer.lied');
  });

  it('about where the chains part', async () => {
    const change = () => ({ locate: async () => ({ hash: new Uint8Array(32).fill(7) }) });
    expect(await meet(change)).toBe('peer.lied');
  });

  it('about a block: other bytes than were proven', async () => {
    const change = (honest: PeerHandlers): Partial<PeerHandlers> => ({
      getBlocks: async (params) => {
        const { blocks } = await honest.getBlocks(params);
        return { blocks: blocks.map((bytes, at) => (at === 1 ? flipped(bytes, 60) : bytes)) };
      },
    });
    expect(await meet(change)).toBe('peer.lied');
  });

  it('about a block that breaks the rules, under good work', async () => {
    // A block with a good proof that pays its miner too much; it is the last of six.
    clock.advance(1_000);
    const { block, bytes } = forgeBlock(other.test.pool.store.ledger, {
      minedDate: clock.now(),
      header: { reward: 251 },
    });
    const { header, lists, footer } = decodeBlock(bytes, other.test.pool.network);
    const proof = concatBytes(encodeHeader(header), listsHash(lists), encodeFooter(footer));
    const change = (honest: PeerHandlers): Partial<PeerHandlers> => ({
      getProofs: async (params) => ({ proofs: [...(await honest.getProofs(params)).proofs, proof] }),
      getBlocks: async (params) => {
        const { blocks } = await honest.getBlocks(params);
        const wantsIt = params.hashes.some((hash) => toHex(hash) === toHex(footer.hash));
        return { blocks: wantsIt ? [...blocks, bytes] : blocks };
      },
    });
    const { tip } = other;
    const claimed = {
      id: block.header.id,
      hash: footer.hash,
      totalWork: tip.totalWork + workOfTarget(tip.nextTarget),
    };
    expect(await meet(change, claimed)).toBe('peer.lied');
    expect(liar?.asked).toContain('getBlocks');
  });

  it('by sending more than a message may hold', async () => {
    const change = (_honest: PeerHandlers, socket: { send(text: string): void }) => ({
      locate: async () => {
        socket.send('x'.repeat(4 * 2 ** 20));
        return { hash: null };
      },
    });
    expect(await meet(change)).toBe('peer.lied');
  });

  it('by sending what is no message', async () => {
    const change = (_honest: PeerHandlers, socket: { send(text: string): void }) => ({
      locate: async () => {
        socket.send('[1, 2');
        return { hash: null };
      },
    });
    expect(await meet(change)).toBe('peer.lied');
  });
});

describe('a pool that keeps us waiting is shut out, and nothing changes', () => {
  it('for blocks that it proved', async () => {
    const change = () => ({
      getBlocks: async () => ({ blocks: [] }),
      getBlockPiece: async () => null,
    });
    expect(await meet(change)).toBe('peer.slow');
  });

  it('for an answer', async () => {
    const change = () => ({ getProofs: () => new Promise<never>(() => {}) });
    expect(await meet(change)).toBe('peer.slow');
  });
});

it('a ban ends, and an honest chain of the same place is taken then', async () => {
  let honestly = false;
  const change = (honest: PeerHandlers): Partial<PeerHandlers> => ({
    locate: async (params) => (honestly ? honest.locate(params) : { hash: new Uint8Array(32) }),
  });
  liar = await LyingPool.open(other, change);
  await ours.connect(liar.url);
  await until(clock, 'it is shut out', () => ours.peers?.banned().length === 1);
  honestly = true;
  for (let minute = 0; minute < 50; minute++) {
    clock.advance(60_000);
    await settle();
  }
  expect(ours.tip.id).toBe(96);
  expect(liar.sockets).toHaveLength(1);
  clock.advance(10 * 60_000);
  // In steps in which a connection can be made.
  await until(clock, 'its chain is taken', () => ours.state === other.state, 500);
});

describe('whoever connects', () => {
  it('is let go when it says nothing, or nonsense, or hello twice', async () => {
    await ours.connect();
    const silent = await rawPeer(ours);
    clock.advance(10_001);
    expect(await silent.closed).toBe('peer.slow');
    const noise = await rawPeer(ours);
    noise.socket.send('hello');
    expect(await noise.closed).toBe('peer.lied');
    clock.advance(4_000_000);
    const large = await rawPeer(ours);
    large.socket.send('x'.repeat(5 * 2 ** 20));
    await large.closed;
    expect(ours.peers?.list()).toEqual([]);
    await ours.test.mine(1, alice);
  });

  it('may send whatever it likes: it is answered or let go, and others are served', async () => {
    await ours.connect();
    const hello = {
      version: 1,
      genesis: toHex(genesisHash(ours.test.pool.network)),
      node: '00'.repeat(16),
      domain: 'fuzz.example',
      tip: { id: 93, hash: '00'.repeat(32), totalWork: '0' },
    };
    const method = fc.constantFrom(...Object.keys(peerCalls), 'toString', '__proto__', '');
    const call = fc.record({ jsonrpc: fc.constant('2.0'), id: fc.nat(), method, params: fc.jsonValue() });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(call, fc.jsonValue()), { maxLength: 4 }), async (messages) => {
        // As long as a ban lasts.
        clock.advance(3_600_001);
        const { socket } = await rawPeer(ours);
        socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'hello', params: hello }));
        for (const message of messages) socket.send(JSON.stringify(message));
        await new Promise((resolve) => setTimeout(resolve, 5));
        socket.terminate();
      }),
      { numRuns: 60 },
    );
    await until(clock, 'they are gone', () => ours.peers?.list().length === 0);
    clock.advance(3_600_001);
    const honest = await rawPeer(ours);
    const answer = new Promise<string>((resolve) =>
      honest.socket.once('message', (data) => resolve(String(data))),
    );
    honest.socket.send(JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'hello', params: hello }));
    expect(JSON.parse(await answer)).toMatchObject({
      id: 7,
      result: { domain: ours.domain, tip: { id: 96 } },
    });
    honest.socket.terminate();
  });

  it('gets nothing before it has said who it is', async () => {
    await ours.connect();
    const { socket } = await rawPeer(ours);
    const answers: string[] = [];
    socket.on('message', (data) => answers.push(String(data)));
    const params = { after: toHex(ours.tip.hash), count: 1 };
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'getProofs', params }));
    await settle();
    expect(answers).toEqual([]);
    socket.terminate();
  });
});

it('an honest pool is taken over from, whatever an earlier attempt left behind', async () => {
  const left = await BlockSpool.create(ours.test.pool.spool);
  await left.add(new Uint8Array(1_000));
  await left.finish();
  await ours.test.restart();
  liar = await LyingPool.open(other, () => ({}));
  await ours.connect(liar.url);
  await until(clock, 'the honest chain is taken', () => ours.state === other.state);
  await ours.disconnect();
  await ours.test.restart();
  expect(ours.state).toBe(other.state);
});

it('a pool that gives a little just in time does not keep one with a chain of its own waiting', async () => {
  await other.test.mine(60, bob);
  const honest = await PeerPool.open('honest', clock);
  await honest.test.mine(12, bob);
  await honest.connect();
  liar = await LyingPool.open(other, (given) => ({
    getProofs: async (params) => {
      await new Promise<void>((resolve) => clock.after(12_000, resolve));
      const { proofs: all } = await given.getProofs(params);
      return { proofs: all.slice(0, 1) };
    },
  }));
  await ours.connect(liar.url);
  await until(
    clock,
    'it is asked',
    () => (liar?.asked.filter((name) => name === 'getProofs').length ?? 0) > 0,
  );
  ours.peers?.add(honest.url);
  const start = clock.now();
  await until(clock, 'the honest one is heard', () => ours.state === honest.state, 1_000);
  expect(clock.now() - start).toBeLessThan(12 * 60_000);
  expect(ours.peers?.banned()).toEqual([]);
  await ours.disconnect();
  await honest.remove();
}, 60_000);

it.each([
  ['wallet.poolLied', 'peer.lost'],
  ['remote.badProof', 'peer.lost'],
  ['peer.full', 'peer.full'],
] as const)(
  'a pool that refuses with %s is known by %s: it does not speak for this side',
  async (said, shown) => {
    liar = await LyingPool.open(other, () => ({ hello: () => Promise.reject(new Fault(said)) }));
    await ours.connect(liar.url);
    await until(clock, 'it has refused', () => ours.peers?.view()[0]?.fault !== undefined);
    expect(ours.peers?.view()[0]?.fault?.code).toBe(shown);
    await ours.disconnect();
  },
);
