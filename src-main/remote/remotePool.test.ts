import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { PoolEvent } from '#shared/api/poolApi.ts';
import { ManualClock, systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { openTestServer, START, until } from '../server/serverTest.fixture.ts';
import { SmallPool } from '../server/smallPool.fixture.ts';
import { openRemotePool, type RemotePoolOptions } from './remotePool.ts';
import { describePoolSession } from './sessionContract.fixture.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describePoolSession('in this process', async () => {
  const pool = new SmallPool();
  const session = pool.openSession();
  return { pool, session, close: async () => session.close() };
});

describePoolSession('over a socket', async () => {
  const { pool, server, url } = await openTestServer();
  const session = openRemotePool({ url, log: silentLog, clock: systemClock, random: () => 0 });
  return {
    pool,
    session,
    close: async () => {
      session.close();
      await server.close();
    },
  };
});

function remote(url: string, more: Partial<RemotePoolOptions> = {}) {
  const clock = new ManualClock(START);
  const pool = openRemotePool({ url, log: silentLog, clock, random: () => 0, ...more });
  const events: PoolEvent[] = [];
  pool.subscribe((event) => events.push(event));
  closing.push(() => pool.close());
  return { pool, clock, events };
}

/** A pool that says what a test wants it to say, to each message that comes. */
async function liar(answer: (request: { id: number; method: string }) => unknown) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'coco-pool.v1' });
  await new Promise((resolve) => server.once('listening', resolve));
  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    socket.on('message', (data) => {
      const said = answer(JSON.parse(data.toString()));
      if (said !== undefined) socket.send(typeof said === 'string' ? said : JSON.stringify(said));
    });
  });
  closing.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return { url: `ws://127.0.0.1:${port}`, server, connections: () => connections };
}

describe('a remote pool', () => {
  it('comes back after a break, asks for everything again and tells what was missed', async () => {
    const first = await openTestServer();
    const { port } = first.server;
    const { pool, clock, events } = remote(first.url);
    await pool.watch({ addresses: ['lcoco1mine'] });
    await pool.requestJob({ address: 'lcoco1mine', shareDifficulty: 9 });
    expect(pool.status).toMatchObject({ state: 'connected', reason: null });
    await first.server.close();
    await until(() => pool.status.state === 'lost');
    expect(pool.status).toMatchObject({ latency: null, nextTry: START + 500 });
    await expect(pool.getStatus({})).rejects.toMatchObject({ code: 'remote.lost' });

    const second = await openTestServer({}, { port });
    closing.push(() => second.server.close());
    second.pool.tipId = 110;
    second.pool.pay('lcoco1mine', 5n);
    clock.advance(499);
    expect(second.server.facts().connections).toBe(0);
    clock.advance(1);
    await until(() => events.length === 3);
    expect(events).toMatchObject([
      { type: 'job', value: { blockId: 111, shareDifficulty: 9 } },
      { type: 'block', value: { id: 110 } },
      { type: 'wallet', value: { address: 'lcoco1mine', balance: 5n } },
    ]);
    await until(() => pool.status.state === 'connected');
    second.pool.findBlock();
    await until(() => events.length === 5);
    expect(events[4]).toMatchObject({ type: 'job', value: { blockId: 112 } });
  });

  it('does not ask for jobs again that were stopped while it was away', async () => {
    const first = await openTestServer();
    const { port } = first.server;
    const { pool, clock, events } = remote(first.url);
    await pool.requestJob({ address: 'lcoco1mine', shareDifficulty: 9 });
    await first.server.close();
    await until(() => pool.status.state === 'lost');
    await expect(pool.stopJobs({})).rejects.toMatchObject({ code: 'remote.lost' });
    const second = await openTestServer({}, { port });
    closing.push(() => second.server.close());
    clock.advance(500);
    await until(() => pool.status.state === 'connected');
    expect(events.map(({ type }) => type)).toEqual(['block']);
  });

  it('tries again with growing delays, and says why and when', async () => {
    const { url, server } = await openTestServer();
    await server.close();
    const { pool, clock } = remote(url);
    const delays: number[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      await until(() => (pool.status.nextTry ?? 0) > clock.now());
      expect(pool.status).toMatchObject({ state: 'connecting', reason: { code: 'remote.lost' } });
      delays.push((pool.status.nextTry ?? 0) - clock.now());
      clock.advance(delays.at(-1) ?? 0);
    }
    expect(delays).toEqual([500, 1000, 2000, 4000]);
  });

  it('measures latency, and leaves a pool that gives no sign of life', async () => {
    const { url } = await openTestServer();
    const near = remote(url, { clock: systemClock });
    await until(() => near.pool.status.latency !== null);
    expect(near.pool.status.latency).toBeLessThan(5000);

    const mute = new WebSocketServer({
      port: 0,
      host: '127.0.0.1',
      autoPong: false,
      handleProtocols: () => 'coco-pool.v1',
    });
    await new Promise((resolve) => mute.once('listening', resolve));
    closing.push(() => mute.close());
    const far = remote(`ws://127.0.0.1:${(mute.address() as { port: number }).port}`);
    await until(() => far.pool.status.state === 'connected');
    far.clock.advance(10_000);
    expect(far.pool.status).toMatchObject({ state: 'lost', reason: { code: 'remote.timeout' } });
  });

  it('gives up on an answer that does not come', async () => {
    const { url } = await liar(() => undefined);
    const { pool, clock } = remote(url, { limits: { pongTimeout: 1e9, pingEvery: 1e9 } });
    await until(() => pool.status.state === 'connected');
    const asked = pool.getStatus({});
    clock.advance(20_000);
    await expect(asked).rejects.toMatchObject({ code: 'remote.timeout', facts: { method: 'getStatus' } });
  });

  it.each([
    ['no answer of this call', ({ id }: { id: number }) => ({ jsonrpc: '2.0', id, result: { balance: 5 } })],
    ['an error that is none', ({ id }: { id: number }) => ({ jsonrpc: '2.0', id, error: 'no' })],
    ['no JSON', () => 'Hello!'],
    ['no JSON-RPC', () => [1, 2, 3]],
    ['an event that is none', () => ({ jsonrpc: '2.0', method: 'wallet', params: { balance: 'much' } })],
  ])('refuses %s', async (_name, answer) => {
    const { url } = await liar(answer);
    const { pool, events } = remote(url);
    await expect(pool.getWallet({ address: 'lcoco1mine' })).rejects.toMatchObject({
      code: 'remote.malformed',
    });
    expect(events).toEqual([]);
  });

  it('leaves a pool after several answers that make no sense', async () => {
    const { url } = await liar(({ id }) => ({ jsonrpc: '2.0', id, result: 5 }));
    const { pool } = remote(url, { limits: { malformed: 3 } });
    for (let asked = 0; asked < 3; asked++)
      await expect(pool.getStatus({})).rejects.toThrow('remote.malformed');
    expect(pool.status).toMatchObject({ state: 'lost', reason: { code: 'remote.malformed' } });
  });

  it('refuses what is too large before it is read', async () => {
    const { url } = await liar(({ id }) => ({ jsonrpc: '2.0', id, result: 'x'.repeat(20_000) }));
    const { pool } = remote(url, { limits: { messageBytes: 10_000 } });
    await expect(pool.getStatus({})).rejects.toMatchObject({ code: 'remote.tooLarge' });
    const { url: real } = await openTestServer();
    const small = remote(real, { limits: { bodyBytes: 999 } });
    await expect(small.pool.getBlockBytes({ id: 99 })).rejects.toMatchObject({ code: 'remote.tooLarge' });
  });

  it('shows no words of a pool', async () => {
    const error = { code: 1, message: 'Please visit evil.example', data: { text: 'now' } };
    const { url } = await liar(({ id }) => ({ jsonrpc: '2.0', id, error }));
    const { pool } = remote(url);
    await expect(pool.getStatus({})).rejects.toMatchObject({ code: 'remote.refused', facts: {} });
  });

  it('ignores events that it does not know and answers that nobody waits for', async () => {
    const { url } = await liar(({ id }) => ({ jsonrpc: '2.0', id: id + 1000, result: 5 }));
    const { pool, clock } = remote(url);
    await until(() => pool.status.state === 'connected');
    const asked = pool.getStatus({});
    clock.advance(20_000);
    await expect(asked).rejects.toThrow('remote.timeout');
  });

  it('does not use a pool of another network', async () => {
    const { url, server } = await openTestServer();
    closing.push(() => server.close());
    const { pool } = remote(url, { genesis: '00'.repeat(32) });
    await expect(pool.getStatus({})).rejects.toMatchObject({ code: 'remote.anotherNetwork' });
    expect(pool.status.state).toBe('connecting');
    await expect(remote(url, { addressPrefix: 'coco' }).pool.getStatus({})).rejects.toMatchObject({
      code: 'remote.anotherNetwork',
    });
    await expect(remote(url, { addressPrefix: 'lcoco' }).pool.getStatus({})).resolves.toBeDefined();
  });

  it('tells a pool of another version from one that is not there', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => false });
    await new Promise((resolve) => server.once('listening', resolve));
    closing.push(() => server.close());
    const { pool } = remote(`ws://127.0.0.1:${(server.address() as { port: number }).port}`);
    await expect(pool.getStatus({})).rejects.toMatchObject({ code: 'remote.version' });
  });

  it('says what our own side asked wrongly without asking', async () => {
    const { url, server } = await openTestServer();
    closing.push(() => server.close());
    const { pool } = remote(url);
    await expect(pool.getWallet({ address: 'x' })).rejects.toMatchObject({
      code: 'server.params',
      facts: { field: 'address' },
    });
  });

  it('is closed for good', async () => {
    const { url, server } = await openTestServer();
    closing.push(() => server.close());
    const { pool, clock } = remote(url);
    const asked = pool.getStatus({});
    pool.close();
    await expect(asked).rejects.toMatchObject({ code: 'remote.closed' });
    clock.advance(1e6);
    await expect(pool.getStatus({})).rejects.toMatchObject({ code: 'remote.closed' });
    expect(pool.status.state).toBe('closed');
  });
});
