import { afterEach, describe, expect, it } from 'vitest';
import { openUnderAttack } from './hostile.fixture.ts';
import { closeAll, START } from './serverTest.fixture.ts';
import { SmallPool } from './smallPool.fixture.ts';

afterEach(closeAll);

describe('who asks too much', () => {
  it('limits the requests of a connection, says for how long, and serves it again then', async () => {
    const test = await openUnderAttack({ connectionBurst: 40, connectionRate: 10 });
    const greedy = await test.client();
    const params = { address: 'lcoco1greedy', shareDifficulty: 1 };
    const ask = (id: number) => greedy.send({ jsonrpc: '2.0', id, method: 'requestJob', params });
    const answers = [];
    for (let id = 0; id < 150; id++) ask(id);
    for (let at = 0; at < 150; at++) answers.push(await greedy.next());
    // Ten jobs are what 40 buys: of a million requests the pool would see no more.
    expect(answers.filter(({ result }) => result !== undefined)).toHaveLength(10);
    expect(answers.find(({ error }) => error !== undefined)?.error).toEqual({
      code: -32005,
      message: 'server.rateLimited',
      data: { retryAfter: 400 },
    });
    expect(test.pool.jobs.size).toBe(11);
    test.clock.advance(400);
    ask(1000);
    expect((await greedy.next()).result).toMatchObject({ shareDifficulty: 1 });
    await test.servesOn();
  });

  it('shuts out who goes on and on with job requests, before the pool has seen more than a few', async () => {
    const test = await openUnderAttack(
      { connectionBurst: 40, connectionRate: 10 },
      { proxies: ['127.0.0.1'] },
    );
    const flood = await test.client({ headers: { 'x-forwarded-for': '203.0.113.5' } });
    const params = { address: 'lcoco1greedy', shareDifficulty: 1 };
    for (let id = 0; id < 20_000; id++) flood.send({ jsonrpc: '2.0', id, method: 'requestJob', params });
    expect(await flood.closed).toEqual({ code: 1013, reason: 'server.banned' });
    expect(test.pool.jobs.size).toBeLessThanOrEqual(11);
    expect(test.refused('server.rateLimited')).toBeLessThanOrEqual(200);
    await test.servesOn();
  });

  it('limits an address over all its connections', async () => {
    const test = await openUnderAttack({ addressBurst: 30, addressRate: 10 }, { proxies: ['127.0.0.1'] });
    const from = (address: string) => test.client({ headers: { 'x-forwarded-for': address } });
    let taken = 0;
    for (let at = 0; at < 10; at++) {
      const one = await from('203.0.113.5');
      for (let round = 0; round < 5; round++)
        if ((await one.ask('getStatus')).result !== undefined) taken += 1;
    }
    expect(taken).toBe(30);
    expect((await (await from('203.0.113.6')).ask('getStatus')).result).toBeDefined();
    expect(test.refused('server.rateLimited')).toBe(20);
    await test.servesOn();
  });

  it('limits what waits for the pool', async () => {
    const test = await openUnderAttack({ pending: 5 });
    test.pool.hold();
    const eager = await test.client();
    for (let id = 0; id < 8; id++) eager.send({ jsonrpc: '2.0', id, method: 'getStatus' });
    for (let at = 0; at < 3; at++) expect((await eager.next()).error?.message).toBe('server.busy');
    test.pool.release();
    for (let at = 0; at < 5; at++) expect((await eager.next()).result).toBeDefined();
    await test.servesOn();
  });

  it('takes a call that it does not know from the allowance too, forgives some of them and shuts out who goes on', async () => {
    const test = await openUnderAttack(
      { connectionBurst: 1000, addressBurst: 50, addressRate: 10, strikes: 200 },
      { proxies: ['127.0.0.1'] },
    );
    const flood = await test.client({ headers: { 'x-forwarded-for': '203.0.113.5' } });
    for (let id = 0; id < 60; id++) flood.send({ jsonrpc: '2.0', id, method: 'callOfTomorrow' });
    const codes: unknown[] = [];
    for (let at = 0; at < 60; at++) codes.push((await flood.next()).error?.message);
    expect(codes.filter((code) => code === 'server.method')).toHaveLength(50);
    expect(codes.filter((code) => code === 'server.rateLimited')).toHaveLength(10);
    expect(test.server.facts().banned).toEqual([]);
    for (let id = 0; id < 200; id++) flood.send({ jsonrpc: '2.0', id, method: 'callOfTomorrow' });
    expect(await flood.closed).toEqual({ code: 1013, reason: 'server.banned' });
    await test.servesOn();
  });

  it('answers a batch up to the longest answer, and strikes once for what is beyond', async () => {
    const pool = new SmallPool(() => START);
    const openSession = () =>
      Object.assign(pool.openSession(), {
        getBlockBytes: async () => ({ bytes: new Uint8Array(3 * 1024 * 1024) }),
      });
    const test = await openUnderAttack({ strikes: 40 }, { openSession, proxies: ['127.0.0.1'] });
    const batch = Array.from({ length: 12 }, (_, id) => ({
      ...{ jsonrpc: '2.0', id, method: 'getBlockBytes', params: { id: 99 } },
    }));
    const answer = await fetch(`${test.http}/rpc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.5' },
      body: JSON.stringify(batch),
    });
    const answers = (await answer.json()) as { result?: unknown; error?: { message: string } }[];
    expect(answers.map(({ error }) => error?.message)).toEqual([
      ...Array.from({ length: 3 }, () => undefined),
      ...Array.from({ length: 9 }, () => 'server.tooLarge'),
    ]);
    expect(test.refused('server.tooLarge')).toBe(9);
    expect(test.server.facts().banned).toEqual([]);
    await test.servesOn();
  });

  it('refuses a batch of too many', async () => {
    const test = await openUnderAttack({ batch: 10 });
    const someone = await test.client();
    someone.send(Array.from({ length: 11 }, (_, id) => ({ jsonrpc: '2.0', id, method: 'getStatus' })));
    expect((await someone.next()).error).toMatchObject({
      message: 'server.batch',
      data: { requests: 11, limit: 10 },
    });
    await test.servesOn();
  });
});

describe('bad work', () => {
  it('shuts out an address whose shares are mostly bad, and not the one on the allow-list', async () => {
    const test = await openUnderAttack(
      { badShareOf: 20, badShare: 0.5 },
      { proxies: ['127.0.0.1'], allow: ['203.0.113.9'] },
    );
    const bad = await test.client({ headers: { 'x-forwarded-for': '203.0.113.5' } });
    const friend = await test.client({ headers: { 'x-forwarded-for': '203.0.113.9' } });
    const job = (await bad.ask('requestJob', { address: 'lcoco1bad', shareDifficulty: 1 })).result;
    const blob = '0000000000000000';
    const tries = [
      // Of nobody, in the future, and the same one again and again.
      { jobId: '00'.repeat(16), minedDate: START, blob },
      { jobId: job?.jobId, minedDate: START + 60_000, blob },
      { jobId: job?.jobId, minedDate: START, blob },
      { jobId: job?.jobId, minedDate: START, blob },
    ];
    const codes: unknown[] = [];
    for (const share of tries) codes.push((await bad.ask('submitShare', share)).error?.message);
    expect(codes).toEqual(['share.unknownJob', 'share.future', undefined, 'share.duplicate']);
    for (let at = 0; at < 16; at++) {
      await friend.ask('submitShare', tries[0]);
      bad.send({ jsonrpc: '2.0', id: at, method: 'submitShare', params: tries[0] });
    }
    expect(await bad.closed).toEqual({ code: 1013, reason: 'server.badWork' });
    expect(test.server.facts().shares).toMatchObject({ 'share.future': 1, 'share.duplicate': 1 });
    expect((await friend.ask('getStatus')).result).toBeDefined();
    await test.servesOn();
  });

  it('counts a malformed share as a bad one, and every parameter that makes no sense', async () => {
    const test = await openUnderAttack({ badShareOf: 10 }, { proxies: ['127.0.0.1'] });
    const bad = await test.client({ headers: { 'x-forwarded-for': '203.0.113.5' } });
    const receivers = [{ address: 'lcoco1friend', amount: '1.123456789' }];
    await bad.ask('prepare', { kind: 'transfer', sender: 'lcoco1mine', receivers });
    await bad.ask('getTransaction', { identity: 'zz'.repeat(32) });
    const noHex = { jobId: 'zz'.repeat(16), minedDate: START, blob: '00'.repeat(8) };
    for (const share of [noHex, { ...noHex, jobId: 7 }]) await bad.ask('submitShare', share);
    expect(test.server.facts().refused).toEqual({
      'amount.tooPrecise': 1,
      'decode.hex': 2,
      'server.params': 1,
    });
    expect(test.server.facts().shares).toMatchObject({ 'decode.hex': 1, 'server.params': 1 });
    for (let id = 0; id < 8; id++) bad.send({ jsonrpc: '2.0', id, method: 'submitShare', params: noHex });
    expect(await bad.closed).toEqual({ code: 1013, reason: 'server.badWork' });
    await test.servesOn();
  });
});
