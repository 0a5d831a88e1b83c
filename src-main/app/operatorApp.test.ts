import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type BridgeEvent, bridgeCalls } from '#shared/api/bridge.ts';
import { systemClock } from '../base/clock.ts';
import { openLog } from '../base/log.ts';
import { TestPool, testWallet } from '../pool/testPool.fixture.ts';
import { openPoolServer } from '../server/poolServer.ts';
import { until } from '../server/serverTest.fixture.ts';
import { fixedServing } from './fixedServing.ts';
import { LogRing } from './logRing.ts';
import { openOperatorApp } from './operatorApp.ts';
import { PeerBook } from './peerBook.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

it('shows and changes the pool, hears of it, and knows no wallet, no miner and no other pools', async () => {
  const test = await TestPool.open();
  closing.push(() => test.remove());
  const folder = await mkdtemp(join(tmpdir(), 'coco-operator-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const ring = new LogRing();
  const log = openLog({ level: 'info', to: ring });
  const server = await openPoolServer({
    openSession: (info) => test.pool.openSession(info),
    ...{ host: '127.0.0.1', port: 0, log, clock: systemClock },
  });
  closing.push(() => server.close());
  const serving = fixedServing(server, { host: '127.0.0.1', domain: 'wss://pool.example:443' });
  const random = (length: number) => new Uint8Array(randomBytes(length));
  const book = await PeerBook.open({
    ...{ folder, pool: test.pool, clock: systemClock, log, random, fixed: ['127.0.0.1:1'] },
    changed: () => test.pool.operator.tell(),
  });
  closing.push(() => book.close());
  const app = await openOperatorApp({ folder, pool: test.pool, serving, book, ring, log });
  closing.push(() => app.close());
  const heard: BridgeEvent[] = [];
  app.on((event) => heard.push(event));
  const ask = (method: string, params: unknown = {}) => app.bridge.answer({ id: 1, method, params });

  expect(await ask('app.read')).toMatchObject({
    result: {
      app: { stage: 'operator' },
      wallets: { accounts: [] },
      mining: { status: 'stopped' },
      pool: {
        ...{ serving: true, port: server.port, front: { connections: 0, banned: [] } },
        urls: ['wss://pool.example', `ws://127.0.0.1:${server.port}`],
      },
    },
  });
  expect(await ask('pool.change', { feePercent: 2 })).toMatchObject({ result: {} });
  expect(await ask('app.read')).toMatchObject({ result: { pool: { contractFiles: true } } });
  expect(await ask('pool.change', { contractFiles: false })).toMatchObject({ result: {} });
  expect(await ask('app.read')).toMatchObject({ result: { pool: { contractFiles: false } } });
  expect(test.pool.operator.status().feePercent).toBe(2);
  await test.mine(1, testWallet('miner'));
  await until(() => heard.some(({ type }) => type === 'block'));
  expect(await ask('explorer.blocks', { limit: 5 })).toMatchObject({ result: { blocks: [{ id: 94 }] } });
  expect(await ask('log.read', { level: 'info', limit: 200 })).toMatchObject({
    result: { lines: expect.arrayContaining([expect.objectContaining({ event: 'server.opened' })]) },
  });
  expect(await ask('peers.add', { url: '127.0.0.1:2' })).toMatchObject({ result: {} });
  expect(await ask('peers.add', { url: 'ws://127.0.0.1:2' })).toMatchObject({
    fault: { code: 'connection.known' },
  });
  expect(await ask('app.read')).toMatchObject({
    result: {
      pool: {
        peers: {
          list: [
            { url: 'ws://127.0.0.1:1', source: 'file' },
            { url: 'ws://127.0.0.1:2', source: 'here' },
          ],
          ...{ movable: false, joined: false },
        },
      },
    },
  });
  // What stands in the file is the file's to change.
  expect(await ask('peers.remove', { url: 'ws://127.0.0.1:1' })).toMatchObject({
    fault: { code: 'connection.unknown' },
  });
  expect(await ask('peers.remove', { url: 'ws://127.0.0.1:2' })).toMatchObject({ result: {} });
  expect(await ask('peers.leaveNetwork')).toMatchObject({ fault: { code: 'bridge.method' } });
  expect(await ask('pool.serve', { on: false })).toEqual({
    id: 1,
    fault: { code: 'bridge.method', facts: {} },
  });

  const refused = Object.keys(bridgeCalls).filter((method) =>
    /^(wallet|account|contact|address|activity|balance|send|trust|update|group|mining|connection)\./.test(
      method,
    ),
  );
  expect(refused.length).toBeGreaterThan(30);
  for (const method of refused) {
    expect(await ask(method), method).toMatchObject({ fault: { code: expect.stringMatching(/^bridge\./) } });
  }
});
