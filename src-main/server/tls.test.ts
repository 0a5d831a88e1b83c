import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock, systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { openRemotePool } from '../remote/remotePool.ts';
import { selfSigned } from './selfSigned.fixture.ts';
import { openTestServer, rawSocket, START, TestClient, until } from './serverTest.fixture.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coco-tls-'));
});
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await rm(folder, { recursive: true });
});

async function open(limits = {}) {
  const { cert, key } = selfSigned();
  const tls = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
  await Promise.all([writeFile(tls.certFile, cert), writeFile(tls.keyFile, key)]);
  const test = await openTestServer(limits, { tls });
  closing.push(() => test.server.close());
  return { ...test, cert, tls, url: `wss://127.0.0.1:${test.server.port}` };
}

describe('the pool over TLS', () => {
  it('serves calls, events and what is large', async () => {
    const { pool, url, cert, server } = await open();
    expect(server.urls).toEqual([url]);
    const session = openRemotePool({ url, ca: cert, log: silentLog, clock: systemClock, random: () => 0 });
    closing.push(() => session.close());
    await session.watch({ addresses: ['lcoco1mine'] });
    const heard = new Promise((resolve) => session.subscribe(resolve));
    pool.pay('lcoco1mine', 10n ** 12n);
    expect(await heard).toMatchObject({ type: 'wallet', value: { balance: 10n ** 12n } });
    const receivers = Array.from({ length: 2000 }, (_, at) => ({ address: `lcoco1friend${at}`, amount: 2n }));
    const prepared = await session.prepare({ kind: 'transfer', sender: 'lcoco1mine', receivers });
    expect(prepared.message).toHaveLength(80_000);
    expect(await session.getBlockBytes({ id: 99 })).toEqual({ bytes: new Uint8Array(1000).fill(99) });
    expect(server.facts().halfOpen).toBe(0);
  });

  it('is not believed with a certificate that nobody vouches for', async () => {
    const { url } = await open();
    const session = openRemotePool({ url, log: silentLog, clock: new ManualClock(START), random: () => 0 });
    closing.push(() => session.close());
    await expect(session.getStatus({})).rejects.toMatchObject({ code: 'remote.lost' });
  });

  it('does not take an idle but living client for a slow sender', async () => {
    const { url, cert, clock, server } = await open({ pingEvery: 5000, messageTimeout: 3000 });
    const client = await TestClient.open(url, { ca: cert });
    closing.push(() => client.end());
    await client.ask('getStatus');
    for (let second = 0; second < 60; second++) {
      clock.advance(1000);
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    expect(server.facts().refused).toEqual({});
    expect((await client.ask('getStatus')).result).toBeDefined();
  });

  it('counts what is no TLS against its sender, but not a line that breaks', async () => {
    const { server } = await open({ strikes: 20 });
    for (let at = 0; at < 3; at++) {
      const broken = await rawSocket(server.port);
      broken.socket.resetAndDestroy();
      await broken.closed;
    }
    expect(server.facts().refused).toEqual({});
    for (let at = 0; at < 2; at++) {
      const plain = await rawSocket(server.port);
      plain.socket.write('GET / HTTP/1.1\r\nHost: pool\r\n\r\n');
      await plain.closed;
    }
    expect(server.facts().refused).toEqual({ 'server.malformed': 2 });
    expect(server.facts().banned).toMatchObject([{ address: '127.0.0.1' }]);
  });

  it('takes a renewed certificate into use', async () => {
    const { server, tls, clock } = await open();
    const serial = () =>
      new Promise<string>((resolve, reject) => {
        const socket = connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
          resolve(socket.getPeerCertificate().fingerprint256);
          socket.destroy();
        });
        socket.on('error', reject);
      });
    const before = await serial();
    const { cert, key } = selfSigned();
    await Promise.all([writeFile(tls.certFile, cert), writeFile(tls.keyFile, key)]);
    await utimes(tls.certFile, new Date(), new Date(Date.now() + 5000));
    let after = before;
    await until(() => {
      clock.advance(60_000);
      serial().then(
        (now) => {
          after = now;
        },
        () => {},
      );
      return after !== before;
    });
    expect(await serial()).not.toBe(before);
  });

  it('says that the certificate is not there or does not fit', async () => {
    const missing = { certFile: join(folder, 'none.pem'), keyFile: join(folder, 'none.pem') };
    await expect(openTestServer({}, { tls: missing })).rejects.toMatchObject({
      code: 'server.certificate',
      facts: { reason: 'ENOENT' },
    });
    const { tls } = await open();
    await writeFile(tls.keyFile, selfSigned().key);
    await expect(openTestServer({}, { tls })).rejects.toMatchObject({ code: 'server.certificate' });
  });
});
