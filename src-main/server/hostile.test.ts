import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, openUnderAttack } from './hostile.fixture.ts';
import { START, until, upgradeRequest } from './serverTest.fixture.ts';
import { SmallPool } from './smallPool.fixture.ts';

afterEach(closeAll);

/** How many files this process may have open; where the system does not say, enough. */
const { userLimits } = process.report.getReport() as {
  userLimits?: { open_files?: { soft: number | 'unlimited' } };
};
const openFiles = Number(userLimits?.open_files?.soft ?? Infinity) || Infinity;

/** A masked text frame's header for `length` bytes of payload; the mask is zero. */
function frameHeader(length: number, { fin = true, opcode = 1 } = {}): Buffer {
  const first = (fin ? 0x80 : 0) | opcode;
  const mask = [0, 0, 0, 0];
  if (length < 126) return Buffer.from([first, 0x80 | length, ...mask]);
  const size = Buffer.alloc(length < 65_536 ? 2 : 8);
  if (length < 65_536) size.writeUInt16BE(length);
  else size.writeBigUInt64BE(BigInt(length));
  return Buffer.concat([Buffer.from([first, 0x80 | (length < 65_536 ? 126 : 127)]), size, Buffer.from(mask)]);
}

/** A WebSocket by hand, to send half of things. */
async function rawWebSocket(test: Awaited<ReturnType<typeof openUnderAttack>>) {
  const opened = await test.raw();
  opened.socket.write(upgradeRequest());
  await until(() => opened.text().includes('\r\n\r\n'));
  return opened;
}

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

describe('who is slow, silent or many', () => {
  it('cuts off who sends a message byte by byte, also between signs of life', async () => {
    const test = await openUnderAttack({ messageTimeout: 20_000, pingEvery: 1e9, firstRequestTimeout: 1e9 });
    const slow = await rawWebSocket(test);
    slow.socket.write(Buffer.concat([frameHeader(100), Buffer.from('{')]));
    const sly = await rawWebSocket(test);
    sly.socket.write(Buffer.concat([frameHeader(50, { fin: false }), Buffer.alloc(50, 32)]));
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (let second = 0; second < 25; second++) {
      test.clock.advance(1000);
      slow.socket.write('x');
      sly.socket.write(frameHeader(0, { opcode: 10 }));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await Promise.all([slow.closed, sly.closed]);
    expect(test.refused('server.slowSender')).toBe(2);
    await test.servesOn();
  });

  it('makes room among connections that say nothing, and lets go of them', async () => {
    const test = await openUnderAttack({ halfOpen: 50, connectionsPerAddress: 10_000, connectBurst: 10_000 });
    for (let at = 0; at < 300; at++) await test.raw();
    await until(() => test.refused('server.halfOpen') === 250);
    expect(test.server.facts().halfOpen).toBe(50);
    // A wallet still gets in.
    const wallet = await test.client();
    expect((await wallet.ask('getStatus')).result).toBeDefined();
    test.clock.advance(11_000);
    await until(() => test.server.facts().halfOpen === 0);
    await test.servesOn();
  });

  // Both ends of those that hang are files of this process.
  it.skipIf(openFiles < 4096)(
    'answers others while 10,000 connections from 40 addresses come and say nothing',
    async () => {
      const test = await openUnderAttack();
      let most = 0;
      for (let address = 1; address <= 40; address++) {
        const localAddress = `127.0.1.${address}`;
        await Promise.all(Array.from({ length: 250 }, () => test.raw(localAddress)));
        const { halfOpen } = test.server.facts();
        most = Math.max(most, halfOpen);
        const wallet = await test.client();
        expect((await wallet.ask('getStatus')).result).toBeDefined();
        wallet.end();
      }
      expect(most).toBe(1000);
      expect(test.refused('server.halfOpen')).toBeGreaterThanOrEqual(9000);
      expect(test.server.facts().banned).toEqual([]);
      await test.servesOn();
    },
  );

  it('lets go of a socket that asks nothing, and of one that gives no sign of life', async () => {
    const test = await openUnderAttack({ pingEvery: 30_000, firstRequestTimeout: 45_000 });
    const silent = await test.client();
    const dead = await test.client({ autoPong: false });
    await dead.ask('getStatus');
    for (let second = 0; second < 70; second++) {
      test.clock.advance(1000);
      // The others answer pings meanwhile.
      if (second % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await silent.closed).toEqual({ code: 1008, reason: 'server.idle' });
    expect((await dead.closed).code).toBe(1006);
    expect(test.refused('server.idle')).toBe(2);
    await test.servesOn();
  });

  it('cuts off who asks and does not read', async () => {
    const test = await openUnderAttack({
      sendBuffer: 200_000,
      connectionRate: 1e9,
      connectionBurst: 1e9,
      addressBurst: 1e9,
    });
    const deaf = await test.client();
    deaf.socket.pause();
    const batch = Array.from({ length: 20 }, (_, id) => ({
      jsonrpc: '2.0',
      id,
      method: 'getBlocks',
      params: { limit: 7 },
    }));
    for (let round = 0; round < 20_000 && test.refused('server.slowReader') === 0; round++) {
      deaf.send(batch);
      if (round % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(test.refused('server.slowReader')).toBe(1);
    await test.servesOn();
  });

  it('cuts off who does not read what it asked for, however little it asks', async () => {
    const pool = new SmallPool(() => START);
    let asked = 0;
    const openSession = () => {
      const session = pool.openSession();
      const { getNetwork } = session;
      return Object.assign(session, {
        getNetwork: async () => {
          asked += 1;
          return { ...(await getNetwork({})), name: 'x'.repeat(4_000_000) };
        },
      });
    };
    const test = await openUnderAttack(
      { sendBuffer: 1e9, answerTimeout: 20_000, answerRate: 1e6, pingEvery: 1e9 },
      { openSession },
    );
    const [deaf, slow] = [await test.client(), await test.client()];
    for (const each of [deaf, slow]) {
      each.socket.pause();
      // More than two sockets keep between them.
      for (let id = 0; id < 5; id++) each.send({ jsonrpc: '2.0', id, method: 'getNetwork' });
    }
    await until(() => asked === 10 && test.server.facts().pending === 0);
    test.clock.advance(15_000);
    expect(test.refused('server.slowReader')).toBe(0);
    slow.socket.resume();
    for (let id = 0; id < 5; id++) await slow.next();
    // It reads, but there is always something new.
    slow.socket.pause();
    for (let id = 0; id < 5; id++) slow.send({ jsonrpc: '2.0', id, method: 'getNetwork' });
    await until(() => asked === 15 && test.server.facts().pending === 0);
    test.clock.advance(30_000);
    expect(test.refused('server.slowReader')).toBe(1);
    slow.socket.resume();
    for (let id = 0; id < 5; id++) await slow.next();
    await test.servesOn();
  });

  it('limits connections in all and of one address, and tells some of them why', async () => {
    const test = await openUnderAttack(
      { connections: 12, connectionsPerAddress: 8, connectBurst: 1000 },
      { allow: ['127.0.0.2'] },
    );
    for (let at = 0; at < 7; at++) await test.client();
    await expect(test.client()).rejects.toThrow('429');
    expect(test.refused('server.tooManyFromAddress')).toBe(1);
    // From another address (this machine has a whole network of them) there is room, until all is full.
    for (let at = 0; at < 4; at++) await test.client({ localAddress: '127.0.0.2' });
    await expect(test.client({ localAddress: '127.0.0.2' })).rejects.toThrow('503');
    expect(test.refused('server.full')).toBe(1);
    await test.servesOn();
  });

  it('limits how fast one address connects', async () => {
    const test = await openUnderAttack({ connectBurst: 10, connectRate: 1 });
    const opened = [];
    for (let at = 0; at < 30; at++) opened.push(await test.raw());
    await until(() => test.refused('server.rateLimited') === 21);
    await test.servesOn();
    test.clock.advance(2000);
    await test.client();
  });
});
