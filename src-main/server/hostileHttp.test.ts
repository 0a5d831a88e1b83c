import { afterEach, describe, expect, it } from 'vitest';
import { openUnderAttack } from './hostile.fixture.ts';
import { closeAll, START, until } from './serverTest.fixture.ts';
import { SmallPool } from './smallPool.fixture.ts';

afterEach(closeAll);

const MiB = 1024 * 1024;
/** More than two sockets keep between them, so that it waits in the server. */
const BLOCK_BYTES = 16 * MiB;

const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: pool\r\n${headers}\r\n`;
const postHead = (length: number, headers = '') =>
  `POST /rpc HTTP/1.1\r\nHost: pool\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n${headers}\r\n`;
const FORWARDED = 'X-Forwarded-For: 203.0.113.5\r\n';

/** Waits until the server says that it holds so many bytes of this kind. */
async function untilHeld(test: { http: string }, kind: 'body' | 'answer', bytes: number): Promise<void> {
  for (;;) {
    const text = await (await fetch(`${test.http}/metrics`)).text();
    if (text.includes(`\ncoco_pool_${kind}_bytes ${bytes}\n`)) return;
  }
}

function openWithLargeBlocks(limits: Parameters<typeof openUnderAttack>[0] = {}, more = {}) {
  const pool = new SmallPool(() => START);
  const bytes = new Uint8Array(BLOCK_BYTES);
  const openSession = () => Object.assign(pool.openSession(), { getBlockBytes: async () => ({ bytes }) });
  return openUnderAttack(limits, { openSession, ...more });
}

describe('who asks over HTTP and does not read', () => {
  it('has one answer waiting for each connection, and is cut off after a time', async () => {
    const test = await openWithLargeBlocks({ answerTimeout: 20_000, answerRate: MiB, pingEvery: 1e9 });
    const deaf = await test.raw();
    deaf.socket.pause();
    deaf.socket.write(get('/blocks/99').repeat(10));
    await untilHeld(test, 'answer', BLOCK_BYTES);
    test.clock.advance(35_999);
    await untilHeld(test, 'answer', BLOCK_BYTES);
    expect(test.refused('server.slowReader')).toBe(0);
    test.clock.advance(1);
    expect(test.refused('server.slowReader')).toBe(1);
    deaf.socket.resume();
    await deaf.closed;
    await untilHeld(test, 'answer', 0);
    expect(test.refused('server.slowReader')).toBe(1);
    await test.servesOn();
  });

  it('has no more than the share of an address waiting, and others are still answered', async () => {
    const test = await openWithLargeBlocks(
      { answerBytesPerAddress: 2 * BLOCK_BYTES, answerBytesInAll: 4 * BLOCK_BYTES },
      { proxies: ['127.0.0.1'] },
    );
    const statuses: string[] = [];
    for (let at = 0; at < 4; at++) {
      const deaf = await test.raw();
      deaf.socket.write(get('/blocks/99', FORWARDED));
      await new Promise((resolve) => deaf.socket.once('data', resolve));
      deaf.socket.pause();
      statuses.push(deaf.text().slice(9, 12));
    }
    expect(statuses).toEqual(['200', '200', '503', '503']);
    expect(test.refused('server.busy')).toBe(2);
    // What is short is answered in any case.
    expect(
      (await fetch(`${test.http}/status`, { headers: { 'x-forwarded-for': '203.0.113.5' } })).status,
    ).toBe(200);
    expect((await (await fetch(`${test.http}/blocks/99`)).arrayBuffer()).byteLength).toBe(BLOCK_BYTES);
    await test.servesOn();
  });

  it('is served one request at a time, in order', async () => {
    const test = await openUnderAttack();
    test.pool.hold();
    const eager = await test.raw();
    const ask = (id: number) => {
      const body = JSON.stringify({ jsonrpc: '2.0', id, method: 'getStatus' });
      return postHead(body.length) + body;
    };
    eager.socket.write(ask(1) + ask(2) + ask(3));
    await until(() => test.pool.held?.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(test.pool.held).toHaveLength(1);
    test.pool.release();
    await until(() => eager.text().includes('"id":3'));
    expect([...eager.text().matchAll(/"jsonrpc":"2.0","id":(\d)/g)].map(([, id]) => id)).toEqual([
      '1',
      '2',
      '3',
    ]);
    await test.servesOn();
  });

  it('is cut off, and in the end shut out, when too many requests wait behind one another', async () => {
    const test = await openUnderAttack({ pipelined: 16, strikes: 20 }, { allow: ['127.0.0.2'] });
    const some = await test.raw();
    some.socket.write(get('/status').repeat(15));
    await until(() => some.text().split('HTTP/1.1 200').length === 16);
    for (let at = 0; at < 2; at++) {
      const flood = await test.raw();
      flood.socket.write(get('/openrpc.json').repeat(500));
      await flood.closed;
    }
    expect(test.refused('server.batch')).toBe(2);
    expect(test.server.facts().banned).toMatchObject([{ address: '127.0.0.1' }]);
    const friend = await test.client({ localAddress: '127.0.0.2' });
    expect((await friend.ask('getStatus')).result).toBeDefined();
  });
});

describe('bodies over HTTP', () => {
  it('are refused by their announced length, and when they announce none', async () => {
    const test = await openUnderAttack({ bodyBytes: 10_000 });
    const large = await test.raw();
    large.socket.write(postHead(10_001));
    await large.closed;
    expect(large.text()).toMatch(
      /^HTTP\/1.1 413 [\s\S]*"server.tooLarge","data":{"bytes":10001,"limit":10000}/,
    );
    const chunked = await test.raw();
    chunked.socket.write(
      'POST /rpc HTTP/1.1\r\nHost: pool\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
    );
    await chunked.closed;
    expect(chunked.text()).toMatch(/^HTTP\/1.1 400 [\s\S]*content-length/);
    await test.servesOn();
  });

  it('take room as they come, and no more than the share of an address', async () => {
    const test = await openUnderAttack(
      { bodyBytes: 10_000, bodyBytesPerAddress: 12_000, bodyBytesInAll: 20_000 },
      { proxies: ['127.0.0.1'] },
    );
    // What is only announced keeps nobody out.
    for (let at = 0; at < 9; at++) (await test.raw()).socket.write(`${postHead(10_000, FORWARDED)}{`);
    const post = (body: string) =>
      fetch(`${test.http}/rpc`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const status = '{"jsonrpc":"2.0","id":1,"method":"getStatus"}';
    expect((await post(status)).status).toBe(200);
    const first = await test.raw();
    first.socket.write(postHead(10_000, FORWARDED) + 'x'.repeat(9000));
    await untilHeld(test, 'body', 9009);
    const second = await test.raw();
    second.socket.write(postHead(10_000, FORWARDED) + 'x'.repeat(9000));
    await second.closed;
    expect(second.text()).toMatch(/^HTTP\/1.1 503 [\s\S]*"server.busy"/);
    expect((await post(status)).status).toBe(200);
    first.socket.destroy();
    await untilHeld(test, 'body', 9);
    expect(test.refused('server.slowSender')).toBe(1);
    await test.servesOn();
  });

  it('shut out who breaks them off again and again', async () => {
    const test = await openUnderAttack({ strikes: 40 }, { proxies: ['127.0.0.1'] });
    for (let at = 1; at <= 2; at++) {
      const one = await test.raw();
      one.socket.write(`${postHead(10_000, FORWARDED)}{`);
      await untilHeld(test, 'body', 1);
      one.socket.destroy();
      await until(() => test.refused('server.slowSender') === at);
    }
    expect(test.server.facts().banned).toMatchObject([{ address: '203.0.113.5' }]);
    await test.servesOn();
  });

  it('have to come in time, as headers have', async () => {
    const test = await openUnderAttack({ headersTimeout: 300, bodyTimeout: 30_000, pingEvery: 1e9 });
    const headers = await test.raw();
    headers.socket.write('GET / HTTP/1.1\r\nHost: po');
    const body = await test.raw();
    body.socket.write(`${postHead(50)}{`);
    await untilHeld(test, 'body', 1);
    test.clock.advance(30_000);
    await Promise.all([headers.closed, body.closed]);
    await until(() => test.refused('server.slowSender') + test.refused('server.halfOpen') === 2);
    await test.servesOn();
  });

  it('end the connection where nobody reads them', async () => {
    const test = await openUnderAttack();
    const one = await test.raw();
    one.socket.write(get('/status', 'Content-Length: 50\r\n'));
    await one.closed;
    expect(one.text()).toMatch(/^HTTP\/1.1 200 [\s\S]*connection: close/i);
    await test.servesOn();
  });
});

describe('what is refused over HTTP', () => {
  it('costs as much as what is answered', async () => {
    const test = await openUnderAttack({ addressBurst: 10, addressRate: 1 }, { proxies: ['127.0.0.1'] });
    const ask = async (path: string, init: RequestInit) =>
      (
        await fetch(test.http + path, {
          ...init,
          headers: { ...init.headers, 'x-forwarded-for': '203.0.113.5' },
        })
      ).status;
    const statuses: number[] = [];
    for (let round = 0; round < 4; round++) {
      statuses.push(await ask('/rpc', { method: 'GET' }));
      statuses.push(
        await ask('/rpc', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '7' }),
      );
      statuses.push(await ask('/nothing', { method: 'GET' }));
    }
    expect(statuses).toEqual([405, 415, 404, 405, 415, 404, 405, 415, 404, 405, 429, 429]);
    await test.servesOn();
  });

  it('ends the connection where more of it would be refused too', async () => {
    const test = await openUnderAttack({ addressBurst: 5, addressRate: 1 }, { proxies: ['127.0.0.1'] });
    const limited = await test.raw();
    limited.socket.write(get('/nothing', FORWARDED).repeat(9));
    await limited.closed;
    expect([...limited.text().matchAll(/HTTP\/1.1 (\d+)/g)].map(([, status]) => status)).toEqual([
      ...['404', '404', '404', '404', '404', '429'],
    ]);
    test.clock.advance(5000);
    await test.servesOn();
  });

  it('is the rest too, once a visitor is shut out', async () => {
    const test = await openUnderAttack({ strikes: 10 }, { proxies: ['127.0.0.1'] });
    const banned = await test.raw();
    banned.socket.write(`${postHead(1, FORWARDED)}{${get('/status', FORWARDED).repeat(5)}`);
    await banned.closed;
    expect([...banned.text().matchAll(/HTTP\/1.1 (\d+)/g)].map(([, status]) => status)).toEqual([
      '400',
      '403',
    ]);
    await test.servesOn();
  });
});
