import { afterEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { openUnderAttack } from './hostile.fixture.ts';
import { closeAll, upgradeRequest } from './serverTest.fixture.ts';

afterEach(closeAll);

const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
const metricsAs = async (http: string, address: string) =>
  (await fetch(`${http}/metrics`, from(address))).status;

describe('visitors that a proxy carries', () => {
  it('connect as often as others', async () => {
    const test = await openUnderAttack({ connectBurst: 5, connectRate: 1 }, { proxies: ['127.0.0.1'] });
    for (let at = 0; at < 5; at++) await test.client(from('203.0.113.5'));
    for (let at = 0; at < 3; at++) {
      await expect(test.client(from('203.0.113.5'))).rejects.toThrow('429');
    }
    expect(test.refused('server.rateLimited')).toBe(3);
    await test.client(from('203.0.113.6'));
    // Over HTTP the proxy keeps the connections, and requests are counted.
    for (let at = 0; at < 10; at++) {
      expect((await fetch(`${test.http}/status`, from('203.0.113.7'))).status).toBe(200);
    }
    test.clock.advance(1000);
    await test.client(from('203.0.113.5'));
    await test.servesOn();
  });

  it('have so many connections, those of their pools among them', async () => {
    const peers: WebSocket[] = [];
    const test = await openUnderAttack(
      { connectionsPerAddress: 3 },
      { proxies: ['127.0.0.1'], acceptPeer: (socket) => void peers.push(socket) },
    );
    const peer = async () => {
      const opened = await test.raw();
      opened.socket.write(upgradeRequest('X-Forwarded-For: 203.0.113.5\r\n').replace('GET / ', 'GET /peer '));
      await new Promise((resolve) => opened.socket.once('data', resolve));
      return opened;
    };
    await test.client(from('203.0.113.5'));
    const [first, second, third] = [await peer(), await peer(), await peer()];
    expect(first.text()).toMatch(/^HTTP\/1.1 101/);
    expect(second.text()).toMatch(/^HTTP\/1.1 101/);
    expect(third.text()).toMatch(/^HTTP\/1.1 429 [\s\S]*"server.tooManyFromAddress"/);
    expect(peers).toHaveLength(2);
    first.socket.destroy();
    await new Promise((resolve) => peers[0]?.once('close', resolve));
    expect((await peer()).text()).toMatch(/^HTTP\/1.1 101/);
    await test.servesOn();
  });

  it('are refused while the proxy does not say who they are', async () => {
    const test = await openUnderAttack({}, { proxies: ['127.0.0.1'] });
    for (const header of ['unknown', '203.0.113.5, nonsense', '203.0.113.5,', '1.2.3.4:', '']) {
      const answer = await fetch(`${test.http}/metrics`, from(header));
      expect([answer.status, await answer.json()]).toMatchObject([
        400,
        { error: { message: 'server.params', data: { field: 'x-forwarded-for' } } },
      ]);
      await expect(test.client(from(header))).rejects.toThrow('400');
    }
    expect(test.refused('server.params')).toBe(10);
    await test.servesOn();
  });

  it('do not share what the proxy itself may do, and it may no more than others', async () => {
    const test = await openUnderAttack({ addressBurst: 10, addressRate: 1 }, { proxies: ['127.0.0.1'] });
    for (const address of ['203.0.113.5', '203.0.113.5:80', '[::1]:80', '127.0.0.1', '127.0.0.2:5678'])
      expect(await metricsAs(test.http, address)).toBe(404);
    // Who comes from the proxy's machine without it has limits too.
    const statuses = [];
    for (let at = 0; at < 12; at++) statuses.push((await fetch(`${test.http}/status`)).status);
    expect(statuses).toContain(429);
    test.clock.advance(10_000);
    await test.servesOn();
  });
});

describe('metrics', () => {
  it('are for this machine and for whom the operator named, directly or through a proxy', async () => {
    const test = await openUnderAttack({}, { proxies: ['127.0.0.1'], metricsReaders: ['203.0.113.9'] });
    expect((await fetch(`${test.http}/metrics`)).status).toBe(200);
    expect(await metricsAs(test.http, '203.0.113.9')).toBe(200);
    expect(await metricsAs(test.http, '203.0.113.8')).toBe(404);
  });
});
