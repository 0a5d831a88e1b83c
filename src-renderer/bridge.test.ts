import { describe, expect, it } from 'vitest';
import type { BridgeRequest } from '#shared/api/bridge.ts';
import { BridgeClient } from './bridge.ts';

function connected() {
  const bridge = new BridgeClient();
  const sent: BridgeRequest[] = [];
  bridge.opened({ send: (request) => sent.push(request) });
  return { bridge, sent };
}

describe('the window’s side of the bridge', () => {
  it('sends amounts as text and gives back decoded results', async () => {
    const { bridge, sent } = connected();
    const change = bridge.call('pool.change', { payoutThreshold: 150_000_000n });
    expect(sent).toEqual([{ id: 1, method: 'pool.change', params: { payoutThreshold: '1.5' } }]);
    bridge.message({ id: 1, result: {} });
    await expect(change).resolves.toEqual({});

    const curve = bridge.call('balance.curve', { account: 0, points: 2 });
    bridge.message({ id: 2, result: { points: [{ date: 5, balance: '0.00000001' }] } });
    await expect(curve).resolves.toEqual({ points: [{ date: 5, balance: 1n }] });
  });

  it('gives answers to whom they belong, in whatever order they come', async () => {
    const { bridge } = connected();
    const first = bridge.call('wallet.completeWord', { start: 'a' });
    const second = bridge.call('wallet.completeWord', { start: 'b' });
    bridge.message({ id: 2, result: { words: ['baby'] } });
    bridge.message({ id: 1, result: { words: ['able'] } });
    await expect(first).resolves.toEqual({ words: ['able'] });
    await expect(second).resolves.toEqual({ words: ['baby'] });
  });

  it('throws refusals as faults, unknown codes too', async () => {
    const { bridge } = connected();
    const wrong = bridge.call('wallet.unlock', { password: 'x' });
    bridge.message({ id: 1, fault: { code: 'wallet.passwordWrong', facts: {} } });
    await expect(wrong).rejects.toMatchObject({ code: 'wallet.passwordWrong' });
    const strange = bridge.call('wallet.lock', {});
    bridge.message({ id: 2, fault: { code: 'moon.full', facts: {} } });
    await expect(strange).rejects.toMatchObject({
      code: 'bridge.unknownFault',
      facts: { code: 'moon.full' },
    });
  });

  it('refuses parameters and answers that are not of the contract', async () => {
    const { bridge, sent } = connected();
    await expect(bridge.call('wallet.unlock', { password: '' })).rejects.toMatchObject({
      code: 'bridge.params',
      facts: { field: 'password' },
    });
    expect(sent).toEqual([]);
    const words = bridge.call('wallet.completeWord', { start: 'a' });
    bridge.message({ id: sent[0]?.id, result: { words: 'able' } });
    await expect(words).rejects.toMatchObject({ code: 'bridge.answer' });
  });

  it('refuses what waits when the connection is lost, and works again after it is back', async () => {
    const { bridge } = connected();
    const states: string[] = [];
    bridge.onConnection((connection) => states.push(connection));
    const waiting = bridge.call('wallet.lock', {});
    bridge.closed('lost');
    await expect(waiting).rejects.toMatchObject({ code: 'bridge.lost' });
    await expect(bridge.call('wallet.lock', {})).rejects.toMatchObject({ code: 'bridge.lost' });
    const sent: BridgeRequest[] = [];
    bridge.opened({ send: (request) => sent.push(request) });
    const again = bridge.call('wallet.lock', {});
    bridge.message({ id: sent[0]?.id, result: {} });
    await expect(again).resolves.toEqual({});
    expect(states).toEqual(['lost', 'open']);
  });

  it('tells events decoded, and passes over what it does not understand', () => {
    const { bridge } = connected();
    const seen: unknown[] = [];
    const stop = bridge.on('settings', (settings) => seen.push(settings));
    bridge.message({ event: 'settings', value: { theme: 'dark', language: 'de', autoLockMinutes: 5 } });
    bridge.message({ event: 'settings', value: { theme: 'pink' } });
    bridge.message({ event: 'weather', value: 'sun' });
    bridge.message('nonsense');
    bridge.message({ id: 99, result: {} });
    stop();
    bridge.message({ event: 'settings', value: { theme: 'light', language: 'en', autoLockMinutes: 5 } });
    expect(seen).toEqual([{ theme: 'dark', language: 'de', autoLockMinutes: 5 }]);
  });
});
