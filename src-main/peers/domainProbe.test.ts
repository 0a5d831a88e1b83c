import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { START, sharedNetwork } from '../pool/testPool.fixture.ts';
import { DomainProbe } from './domainProbe.ts';
import { PeerPool } from './peerPool.fixture.ts';

const clock = new ManualClock(START);
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** `choice`: which of the four calls is asked. */
function probe(choice = 0, settings: { allowPrivate?: boolean; network?: typeof sharedNetwork } = {}) {
  return new DomainProbe({
    network: settings.network ?? sharedNetwork,
    clock,
    log: silentLog,
    random: () => Uint8Array.of(choice),
    allowPrivate: settings.allowPrivate ?? true,
  });
}

async function serve(listener: RequestListener): Promise<{ domain: string; asked: () => number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    listener(request, response);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { domain: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked };
}

describe('the domain of a block', () => {
  it.each([0, 1, 2, 3])('is that of a pool when one of the calls (%i) is answered', async (choice) => {
    const pool = await PeerPool.open('a', clock);
    expect(await probe(choice).ask(pool.url)).toBe(true);
    await pool.remove();
  });

  it('is none when another network answers', async () => {
    const pool = await PeerPool.open('a', clock);
    const network = { ...sharedNetwork, genesisTime: START - 1 };
    expect(await probe(0, { network }).ask(pool.url)).toBe(false);
    await pool.remove();
  });

  it('is none on a private address where those do not count', async () => {
    const pool = await PeerPool.open('a', clock);
    expect(await probe(0, { allowPrivate: false }).ask(pool.url)).toBe(false);
    await pool.remove();
  });

  it.each<[string, RequestListener]>([
    ['text', (_request, response) => response.end('hello')],
    ['another answer', (_request, response) => response.end('{"result":{"name":"x"}}')],
    ['a fault', (_request, response) => response.writeHead(500).end('{}')],
    [
      'a redirect',
      (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    ],
    ['too much', (_request, response) => response.end(`{"result":"${'x'.repeat(100_000)}"}`)],
    ['nothing', () => {}],
  ])('is none when it answers with %s', async (_what, listener) => {
    const { domain } = await serve(listener);
    expect(await probe(0).ask(domain)).toBe(false);
  });

  it('is asked once an hour', async () => {
    const { domain, asked } = await serve((_request, response) => response.end('no'));
    const one = probe();
    await Promise.all([one.ask(domain), one.ask(domain)]);
    clock.advance(3_599_000);
    await one.ask(domain);
    expect(asked()).toBe(1);
    clock.advance(2_000);
    await one.ask(domain);
    expect(asked()).toBe(2);
  });

  it.each(['', 'a b', 'nobody.invalid', '127.0.0.1:1', '::::'])('%s is none', async (domain) => {
    expect(await probe().ask(domain)).toBe(false);
  });
});
