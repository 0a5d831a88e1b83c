import { afterEach, describe, expect, it } from 'vitest';
import { frameHeader, openUnderAttack, rawWebSocket } from './hostile.fixture.ts';
import { closeAll, START, until } from './serverTest.fixture.ts';
import { SmallPool } from './smallPool.fixture.ts';

afterEach(closeAll);

/** How many files this process may have open; where the system does not say, enough. */
const { userLimits } = process.report.getReport() as {
  userLimits?: { open_files?: { soft: number | 'unlimited' } };
};
const openFiles = Number(userLimits?.open_files?.soft ?? Infinity) || Infinity;

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
