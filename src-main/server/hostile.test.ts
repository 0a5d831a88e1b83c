import { afterEach, describe, expect, it } from 'vitest';
import { frameHeader, openUnderAttack, rawWebSocket } from './hostile.fixture.ts';
import { closeAll, START, until, upgradeRequest } from './serverTest.fixture.ts';

afterEach(closeAll);

describe('what is too much or makes no sense', () => {
  it('refuses a message that is announced as too large, before it comes', async () => {
    const test = await openUnderAttack({ messageBytes: 10_000 });
    const one = await rawWebSocket(test);
    one.socket.write(frameHeader(2 ** 40));
    await one.closed;
    const two = await rawWebSocket(test);
    two.socket.write(
      Buffer.concat([
        frameHeader(6000, { fin: false }),
        Buffer.alloc(6000, 32),
        frameHeader(6000, { opcode: 0 }),
      ]),
    );
    await two.closed;
    expect(test.refused('server.tooLarge')).toBe(2);
    await test.servesOn();
  });

  it('refuses a long message of a call that is never long, before it is parsed', async () => {
    const test = await openUnderAttack();
    const someone = await test.client();
    someone.send(`{"jsonrpc":"2.0","id":1,"method":"getStatus","params":{"x":"${'y'.repeat(50_000)}"}}`);
    expect((await someone.next()).error).toMatchObject({ message: 'server.tooLarge', data: { limit: 1024 } });
    someone.send(`{"x":"${'y'.repeat(50_000)}","jsonrpc":"2.0","id":1,"method":"watch"}`);
    expect((await someone.next()).error?.message).toBe('server.tooLarge');
    someone.send(`[${'7,'.repeat(40_000)}7]`);
    expect((await someone.next()).error?.message).toBe('server.tooLarge');
    someone.send(`{"jsonrpc":"2.0","id":5,"method":"submitShare","params":{"x":"${'y'.repeat(2000)}"}}`);
    expect(await someone.next()).toMatchObject({ id: 5, error: { message: 'server.tooLarge' } });
    expect(test.refused('server.tooLarge')).toBe(4);
    await test.servesOn();
  });

  it('answers what is no JSON-RPC with a code, and shuts out who keeps at it', async () => {
    const test = await openUnderAttack({ strikes: 100 }, { proxies: ['127.0.0.1'] });
    const bad = await test.client({ headers: { 'x-forwarded-for': '203.0.113.5' } });
    const wrong: [unknown, string][] = [
      ['{', 'server.malformed'],
      ['{"jsonrpc":"1.0","id":1,"method":"getStatus"}', 'server.request'],
      ['{"jsonrpc":"2.0","id":{},"method":"getStatus"}', 'server.request'],
      [`{"jsonrpc":"2.0","id":"${'x'.repeat(65)}","method":"getStatus"}`, 'server.request'],
      ['[]', 'server.batch'],
      ['7', 'server.request'],
    ];
    for (const [text, code] of wrong) {
      bad.send(text);
      expect((await bad.next()).error?.message).toBe(code);
    }
    bad.send({ jsonrpc: '2.0', id: 1, method: 'constructor' });
    expect((await bad.next()).error).toMatchObject({ code: -32601, message: 'server.method' });
    for (let more = 0; more < 10; more++) bad.send('nonsense');
    expect(await bad.closed).toEqual({ code: 1013, reason: 'server.banned' });
    await expect(test.client({ headers: { 'x-forwarded-for': '203.0.113.5' } })).rejects.toThrow('403');
    const banned = test.server.facts().banned;
    expect(banned).toEqual([{ address: '203.0.113.5', reason: 'server.banned', until: START + 600_000 }]);
    await test.servesOn();
    // Until the time is over, or the operator says so.
    test.server.pardon('203.0.113.5');
    await test.client({ headers: { 'x-forwarded-for': '203.0.113.5' } });
  });

  it('closes on binary frames and on broken ones', async () => {
    const test = await openUnderAttack();
    const binary = await test.client();
    binary.send(Buffer.from([1, 2, 3]));
    expect(await binary.closed).toEqual({ code: 1003, reason: 'server.binary' });
    const broken = await rawWebSocket(test);
    broken.socket.write(Buffer.from([0xf1, 0x80, 0, 0, 0, 0]));
    await broken.closed;
    const unmasked = await rawWebSocket(test);
    unmasked.socket.write(Buffer.from([0x81, 0x02, 0x7b, 0x7d]));
    await unmasked.closed;
    const invalid = await rawWebSocket(test);
    invalid.socket.write(Buffer.concat([frameHeader(2), Buffer.from([0xc3, 0x28])]));
    await invalid.closed;
    expect(test.refused('server.malformed')).toBe(3);
    expect(test.refused('server.binary')).toBe(1);
    await test.servesOn();
  });

  it('survives what is no HTTP at all, and headers without end', async () => {
    const test = await openUnderAttack();
    for (const text of [
      '\x16\x03\x01\x02\x00',
      'GET\r\n\r\n',
      `GET / HTTP/1.1\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,
    ]) {
      const one = await test.raw();
      one.socket.write(text);
      await one.closed;
    }
    expect(test.refused('server.malformed') + test.refused('server.tooLarge')).toBe(3);
    await test.servesOn();
  });

  it('does not blame whose line breaks in the middle of a request', async () => {
    const test = await openUnderAttack({ strikes: 10 });
    for (let at = 0; at < 3; at++) {
      const reset = await test.raw();
      reset.socket.write('GET / HTTP/1.1\r\nHost: po');
      const ended = await test.raw();
      ended.socket.end('GET / HTTP/1.1\r\nHost: po');
      await ended.closed;
      reset.socket.resetAndDestroy();
    }
    await until(() => test.server.facts().connections === 1);
    expect(test.server.facts()).toMatchObject({ refused: {}, banned: [] });
    await test.servesOn();
  });

  it('answers a handshake that is none with a code, and shuts out who keeps at it', async () => {
    const test = await openUnderAttack({ strikes: 20 }, { proxies: ['127.0.0.1'], acceptPeer: () => {} });
    const forwarded = upgradeRequest('X-Forwarded-For: 203.0.113.5\r\n');
    const tries: [string, RegExp][] = [
      [forwarded.replace(/Sec-WebSocket-Key: .*/, 'Sec-WebSocket-Key: short'), /^HTTP\/1.1 400 /],
      [forwarded.replace('GET / ', 'GET /peer ').replace('Version: 13', 'Version: 7'), /^HTTP\/1.1 400 /],
      [forwarded, /^HTTP\/1.1 403 [\s\S]*"server.banned"/],
    ];
    for (const [text, answer] of tries) {
      const one = await test.raw();
      one.socket.write(text);
      await one.closed;
      expect(one.text()).toMatch(answer);
      expect(one.text()).toMatch(/"message":"server\.(malformed|banned)"/);
    }
    expect(test.refused('server.malformed')).toBe(2);
    await test.servesOn();
  });

  it('takes deep and strange JSON without falling over', async () => {
    const test = await openUnderAttack();
    const someone = await test.client();
    someone.send(`${'['.repeat(60_000)}${']'.repeat(60_000)}`);
    expect((await someone.next()).error).toBeDefined();
    someone.send(
      '{"jsonrpc":"2.0","id":1,"method":"getWallet","params":{"__proto__":{"address":"lcoco1mine"}}}',
    );
    expect((await someone.next()).error?.message).toBe('server.params');
    someone.send('{"jsonrpc":"2.0","id":1e999,"method":"getStatus"}');
    expect((await someone.next()).error?.message).toBe('server.request');
    await test.servesOn();
  });
});
