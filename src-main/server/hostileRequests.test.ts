import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, openUnderAttack } from './hostile.fixture.ts';
import { START } from './serverTest.fixture.ts';

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
});
