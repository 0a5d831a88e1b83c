import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, openWithClients, START, TestClient } from './serverTest.fixture.ts';
import { SmallPool } from './smallPool.fixture.ts';

afterEach(closeAll);

const share = (jobId: unknown, blob = '0011223344556677') => ({ jobId, minedDate: START, blob });

describe('the pool over HTTP', () => {
  const post = (http: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${http}/rpc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('answers the same calls', async () => {
    const { http } = await openWithClients();
    const answer = await post(http, {
      jsonrpc: '2.0',
      id: 1,
      method: 'getWallet',
      params: { address: 'lcoco1aa' },
    });
    expect(answer.headers.get('coco-api-version')).toBe('1');
    expect(await answer.json()).toMatchObject({ id: 1, result: { balance: '0' } });
    const batch = await post(http, [
      { jsonrpc: '2.0', id: 1, method: 'getStatus' },
      { jsonrpc: '2.0', id: 2, method: 'watch', params: { addresses: [] } },
    ]);
    expect(await batch.json()).toMatchObject([
      { id: 1 },
      { id: 2, error: { message: 'server.needsSocket' } },
    ]);
    for (const method of ['getStatus', 'noSuchCall'])
      expect((await post(http, { jsonrpc: '2.0', method })).status).toBe(204);
  });

  it('mines without a socket: the share comes with a later request', async () => {
    const { http } = await openWithClients();
    const params = { address: 'lcoco1miner', shareDifficulty: 3 };
    const job = await (await post(http, { jsonrpc: '2.0', id: 1, method: 'requestJob', params })).json();
    const { jobId } = (job as { result: { jobId: string } }).result;
    const verdict = await post(http, { jsonrpc: '2.0', id: 2, method: 'submitShare', params: share(jobId) });
    expect(await verdict.json()).toMatchObject({ result: { points: 7, block: null } });
  });

  it('asks back to where the call came from', async () => {
    const pool = new SmallPool(() => START);
    const openSession = ({ address }: { address: string }) =>
      Object.assign(pool.openSession(), {
        askBack: async ({ port }: { port: number }) => ({ target: `${address}:${port}`, reached: false }),
      });
    const { http } = await openWithClients({}, { openSession });
    const params = { host: '', port: 19_094, secure: false };
    const answer = await post(http, { jsonrpc: '2.0', id: 1, method: 'askBack', params });
    expect(await answer.json()).toMatchObject({ result: { target: '127.0.0.1:19094' } });
  });

  it('hands out blocks as bytes, the network file, its description', async () => {
    const { http } = await openWithClients();
    const block = await fetch(`${http}/blocks/99`);
    expect(block.headers.get('content-type')).toBe('application/octet-stream');
    expect(new Uint8Array(await block.arrayBuffer())).toEqual(new Uint8Array(1000).fill(99));
    for (const path of ['/blocks/5000', '/blocks/93', '/blocks/99999999999', '/blocks/x', '/nothing']) {
      expect((await fetch(http + path)).status).toBe(404);
    }
    const contract = await fetch(`${http}/contracts/${'01'.repeat(32)}`);
    // A stranger's text, never a page.
    expect(contract.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(contract.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await contract.text()).toBe('# A contract');
    expect((await fetch(`${http}/contracts/${'02'.repeat(32)}`)).status).toBe(404);
    expect(await (await fetch(`${http}/network`)).json()).toMatchObject({
      name: 'local',
      addressPrefix: 'lcoco',
    });
    expect(await (await fetch(`${http}/openrpc.json`)).json()).toMatchObject({ openrpc: '1.3.2' });
    expect(await (await fetch(`${http}/status`)).json()).toMatchObject({ tip: { id: 100 }, feePercent: 1 });
  });

  it('refuses what a web page could send, and other methods', async () => {
    const { http, server } = await openWithClients();
    expect((await post(http, {}, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await fetch(`${http}/rpc`)).status).toBe(405);
    expect((await fetch(http, { method: 'DELETE' })).status).toBe(405);
    await expect(
      TestClient.open(`ws://127.0.0.1:${server.port}`, { origin: 'https://evil.example' }),
    ).rejects.toThrow('403');
    expect(server.facts().refused).toMatchObject({
      'server.origin': 1,
      'server.binary': 1,
      'server.method': 2,
    });
  });

  it('shows metrics', async () => {
    const { http, client } = await openWithClients();
    const miner = await client();
    const job = (await miner.ask('requestJob', { address: 'lcoco1miner', shareDifficulty: 1 })).result;
    await miner.ask('submitShare', share(job?.jobId));
    const text = await (await fetch(`${http}/metrics`)).text();
    expect(text).toContain('coco_pool_shares_total{verdict="accepted"} 1\n');
    expect(text).toContain('coco_pool_ack_milliseconds_count 1\n');
    expect(text).toContain('coco_pool_block_id 100\n');
    expect(text).toContain('coco_pool_sessions 1\n');
  });

  it('sends a status page without inline script, and a strict policy', async () => {
    const { http } = await openWithClients();
    const page = await fetch(http);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    const html = await page.text();
    expect(html).toContain('<script src="status.js"');
    expect(html).not.toMatch(/<script>|style=|onclick|onload/);
    expect((await fetch(`${http}/status.js`)).headers.get('content-type')).toContain('text/javascript');
  });
});
