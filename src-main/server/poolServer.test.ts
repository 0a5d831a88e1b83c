import { afterEach, describe, expect, it, vi } from 'vitest';
import { BatchWriter } from './batchWriter.ts';
import {
  closeAll,
  closeLater,
  openTestServer,
  openWithClients,
  rawSocket,
  START,
  until,
  upgradeRequest,
} from './serverTest.fixture.ts';
import { SmallPool } from './smallPool.fixture.ts';

afterEach(closeAll);

const share = (jobId: unknown, blob = '0011223344556677') => ({ jobId, minedDate: START, blob });

describe('the pool over WebSocket', () => {
  it('answers calls with the values as they look on the wire', async () => {
    const { client } = await openWithClients();
    const someone = await client();
    expect(await someone.ask('getWallet', { address: 'lcoco1friend' })).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: expect.objectContaining({ address: 'lcoco1friend', balance: '0', lastActivity: null }),
    });
    expect((await someone.ask('getStatus')).result).toMatchObject({
      target: `${'0'.repeat(3)}1${'0'.repeat(60)}`,
    });
  });

  it('mines: a job, a share, each once, and a new job with each block', async () => {
    const { client, pool } = await openWithClients();
    const miner = await client();
    const job = (await miner.ask('requestJob', { address: 'lcoco1miner', shareDifficulty: null })).result;
    expect(job).toMatchObject({ shareDifficulty: 7, blockId: 101 });
    expect((await miner.ask('submitShare', share(job?.jobId))).result).toEqual({ points: 7, block: null });
    expect((await miner.ask('submitShare', share(job?.jobId))).error).toEqual({
      code: -32000,
      message: 'share.duplicate',
      data: {},
    });
    pool.findBlock();
    expect(await miner.next()).toMatchObject({ method: 'block', params: { id: 101, reward: '250' } });
    expect(await miner.next()).toMatchObject({ method: 'job', params: { blockId: 102, shareDifficulty: 7 } });
    expect((await miner.ask('submitShare', share(job?.jobId, '1111111111111111'))).error?.message).toBe(
      'share.stale',
    );
  });

  it('sends a waiting event before a later answer, so that an old job never comes after its successor', async () => {
    const { client, pool } = await openWithClients();
    const miner = await client();
    await miner.ask('requestJob', { address: 'lcoco1miner', shareDifficulty: 1 });
    pool.hold();
    miner.send({ jsonrpc: '2.0', id: 'status', method: 'getStatus' });
    await until(() => pool.held?.length === 1);
    pool.findBlock();
    pool.release();
    expect([(await miner.next()).method, (await miner.next()).method, (await miner.next()).id]).toEqual([
      'block',
      'job',
      'status',
    ]);
  });

  it('sends a job in one write with the answer to the share in whose step it was made', async () => {
    const pool = new SmallPool(() => START);
    const openSession = () => {
      const session = pool.openSession();
      const { submitShare } = session;
      return Object.assign(session, {
        submitShare: async (share: Parameters<typeof submitShare>[0]) => {
          const verdict = await submitShare(share);
          pool.findBlock();
          return verdict;
        },
      });
    };
    const { client } = await openWithClients({}, { openSession });
    const miner = await client();
    const job = (await miner.ask('requestJob', { address: 'lcoco1miner', shareDifficulty: 1 })).result;
    const writes = vi.spyOn(BatchWriter.prototype, 'write');
    closeLater(() => writes.mockRestore());
    miner.send({ jsonrpc: '2.0', id: 'share', method: 'submitShare', params: share(job?.jobId) });
    expect([(await miner.next()).method, (await miner.next()).method, (await miner.next()).id]).toEqual([
      'block',
      'job',
      'share',
    ]);
    expect(writes).toHaveBeenCalledOnce();
  });

  it('tells a wallet of what it watches only', async () => {
    const { client, pool } = await openWithClients();
    const wallet = await client();
    expect((await wallet.ask('watch', { addresses: ['lcoco1mine'] })).result).toEqual({});
    pool.pay('lcoco1others', 1n);
    pool.pay('lcoco1mine', 150_000_000n);
    expect(await wallet.next()).toMatchObject({
      method: 'wallet',
      params: { address: 'lcoco1mine', balance: '1.5' },
    });
  });

  it('answers a batch in one message, leaves out notifications, and runs them', async () => {
    const { client, pool } = await openWithClients();
    const someone = await client();
    someone.send([
      { jsonrpc: '2.0', id: 'a', method: 'getWallet', params: { address: 'lcoco1aa' } },
      { jsonrpc: '2.0', method: 'watch', params: { addresses: ['lcoco1aa'] } },
      { jsonrpc: '2.0', id: 2, method: 'noSuchCall' },
      7,
    ]);
    const answers = (await someone.next()) as unknown as { id: unknown; error?: { message: string } }[];
    expect(answers).toHaveLength(3);
    expect(answers.find(({ id }) => id === 'a')).toHaveProperty('result');
    expect(answers.find(({ id }) => id === 2)?.error?.message).toBe('server.method');
    expect(answers.find(({ id }) => id === null)?.error?.message).toBe('server.request');
    expect([...pool.sessions].some((session) => session.watched.includes('lcoco1aa'))).toBe(true);
  });

  it('speaks a version, and refuses another one', async () => {
    const { client, server } = await openWithClients();
    expect((await client({}, ['coco-pool.v1'])).socket.protocol).toBe('coco-pool.v1');
    expect((await client({}, ['coco-pool.v9', 'coco-pool.v1'])).socket.protocol).toBe('coco-pool.v1');
    const other = await rawSocket(server.port);
    other.socket.write(upgradeRequest('Sec-WebSocket-Protocol: coco-pool.v9\r\n'));
    await other.closed;
    expect(other.text()).toMatch(
      /^HTTP\/1.1 426 [\s\S]*"message":"server.version","data":{"speaks":"coco-pool.v1"}/,
    );
  });

  it('tells what is wrong with a parameter as a code and a field, without words', async () => {
    const { client } = await openWithClients();
    const someone = await client();
    const wrong = async (method: string, params: unknown) => (await someone.ask(method, params)).error;
    expect(await wrong('getWallet', { address: 5 })).toEqual({
      code: -32602,
      message: 'server.params',
      data: { field: 'address' },
    });
    expect(await wrong('getTransaction', { identity: 'zz'.repeat(32) })).toEqual({
      code: -32000,
      message: 'decode.hex',
      data: { field: 'identity' },
    });
    const receivers = [{ address: 'lcoco1friend', amount: '1.123456789' }];
    expect((await wrong('prepare', { kind: 'transfer', sender: 'lcoco1mine', receivers }))?.message).toBe(
      'amount.tooPrecise',
    );
    expect((await wrong('submitShare', share('zz'.repeat(16))))?.message).toBe('decode.hex');
    expect((await wrong('getWallet', ['lcoco1mine']))?.message).toBe('server.params');
    expect((await wrong('getWallet', { address: 'btc1friend' }))?.data).toEqual({ expected: 'lcoco' });
  });

  it('never tells what broke inside', async () => {
    const { client, pool } = await openWithClients();
    const someone = await client();
    await someone.ask('getStatus');
    const [session] = [...pool.sessions].slice(-1);
    Object.assign(session ?? {}, {
      getMiner: async () => {
        throw new Error('the database password is hunter2');
      },
    });
    expect(await someone.ask('getMiner', { address: 'lcoco1mine' })).toEqual({
      jsonrpc: '2.0',
      id: 2,
      error: { code: -32603, message: 'server.internal', data: {} },
    });
  });

  it('closes the pool session with the connection', async () => {
    const { client, pool, server } = await openWithClients();
    const before = pool.sessions.size;
    const someone = await client();
    await someone.ask('getStatus');
    expect(server.sessions()).toBe(1);
    expect(pool.sessions.size).toBe(before + 1);
    someone.end();
    await until(() => server.sessions() === 0);
    expect(pool.sessions.size).toBe(before);
  });

  it('tells everybody when it closes', async () => {
    const { client, server } = await openWithClients();
    const someone = await client();
    await server.close();
    expect(await someone.closed).toEqual({ code: 1001, reason: 'server.closing' });
  });

  it('says why it cannot listen', async () => {
    const { server } = await openWithClients();
    await expect(openTestServer({}, { port: server.port })).rejects.toMatchObject({
      code: 'server.listen',
      facts: { reason: 'EADDRINUSE' },
    });
  });
});
