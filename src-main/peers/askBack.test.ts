import { randomBytes } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import type { Network } from '#shared/protocol/network.ts';
import { ManualClock, systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { TestPool } from '../pool/testPool.fixture.ts';
import { openPoolServer } from '../server/poolServer.ts';
import { openAskBack } from './askBack.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const random = (length: number) => new Uint8Array(randomBytes(length));

async function served(): Promise<{ network: Network; port: number }> {
  const test = await TestPool.open();
  closing.push(() => test.remove());
  const server = await openPoolServer({
    openSession: (info) => test.pool.openSession(info),
    ...{ host: '127.0.0.1', port: 0, log: silentLog, clock: systemClock },
  });
  closing.push(() => server.close());
  return { network: test.pool.network, port: server.port };
}

it('tells whether a pool answers there, also under the address that the question came from', async () => {
  const { network, port } = await served();
  const ask = openAskBack({ clock: systemClock, log: silentLog, random });
  const from = (host: string, caller = '') => ask({ host, port, secure: false }, { network, caller });
  expect(await from('localhost')).toEqual({ target: `localhost:${port}`, reached: true });
  expect(await from('', '::ffff:127.0.0.1')).toEqual({ target: `127.0.0.1:${port}`, reached: true });
  expect(await ask({ host: '127.0.0.1', port: 9, secure: false }, { network, caller: '' })).toMatchObject({
    reached: false,
  });
  for (const host of ['user@localhost', 'localhost/x', '', 'a b']) {
    await expect(from(host), host).rejects.toMatchObject({ code: 'pool.domain' });
  }
});

it('never knocks at private addresses on a public network, and not as a trade', async () => {
  const { network, port } = await served();
  const clock = new ManualClock(1_760_000_000_000);
  const ask = openAskBack({ clock, log: silentLog, random });
  const isPublic = { ...network, name: 'main' };
  const from = (host: string) => ask({ host, port, secure: false }, { network: isPublic, caller: '' });
  for (const host of ['127.0.0.1', 'localhost', '::1', '10.0.0.1', '169.254.169.254']) {
    expect(await from(host), host).toMatchObject({ reached: false });
  }
  for (let n = 5; n < 20; n++) await from('127.0.0.1');
  await expect(from('127.0.0.1')).rejects.toMatchObject({ code: 'reach.tooMany' });
  clock.advance(60_000);
  expect(await from('127.0.0.1')).toMatchObject({ reached: false });
});
