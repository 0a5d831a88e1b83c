import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { bridgeCalls, bridgeEvents } from '#shared/api/bridge.ts';
import { encodeAddress } from '#shared/protocol/addresses.ts';
import { fundedWallet, settled, testPassword, testWallet } from './testWallet.fixture.ts';
import { walletHandlers } from './walletHandlers.ts';

const anna = encodeAddress('lcoco', new Uint8Array(32).fill(7));

/** What the window gets: encoded by the schema, as JSON. */
function sent<M extends keyof typeof bridgeCalls>(method: M, result: unknown): Record<string, unknown> {
  const encoded = z.encode(bridgeCalls[method].result as z.ZodType, result);
  return JSON.parse(JSON.stringify(encoded)) as Record<string, unknown>;
}

describe('walletHandlers', () => {
  it('answers every call of its part in the form of the bridge', async () => {
    const made = await testWallet();
    const calls = walletHandlers(made.wallet);
    const { words, ask } = await calls['wallet.newWords']({ count: 24 });
    sent('wallet.newWords', { words, ask });
    const answers = ask.map((position) => words[position - 1] ?? '');
    sent('wallet.create', await calls['wallet.create']({ answers, password: testPassword }));
    expect(
      sent('wallet.checkWords', await calls['wallet.checkWords']({ words: words.join(' ') })).valid,
    ).toBe(true);
    sent('wallet.completeWord', await calls['wallet.completeWord']({ start: 'ab' }));
    sent('wallet.lock', await calls['wallet.lock']({}));
    sent('wallet.unlock', await calls['wallet.unlock']({ password: testPassword }));
    sent('wallet.touch', await calls['wallet.touch']({}));
    const change = { old: testPassword, new: 'a new password' };
    sent('wallet.changePassword', await calls['wallet.changePassword'](change));
    sent('wallet.revealWords', await calls['wallet.revealWords']({ password: change.new }));
    sent('wallet.exportVault', await calls['wallet.exportVault']({}));
    expect(sent('account.add', await calls['account.add']({ name: 'Second' }))).toMatchObject({
      balance: '0',
    });
    sent('account.rename', await calls['account.rename']({ account: 1, name: 'Third' }));
    sent('contact.save', await calls['contact.save']({ name: 'Anna', address: anna }));
    sent('address.check', await calls['address.check']({ address: anna }));
    sent('contact.remove', await calls['contact.remove']({ address: anna }));
    sent('activity.list', await calls['activity.list']({ account: 0, limit: 5 }));
    sent('balance.curve', await calls['balance.curve']({ account: 0, points: 5 }));
    await expect(calls['wallet.restore']({ words: words.join(' '), password: 'x' })).rejects.toThrow();
  });

  it('sends a payment, and every event fits the bridge', async () => {
    const { wallet, pool, events } = await fundedWallet();
    const calls = walletHandlers(wallet);
    const receivers = [{ address: anna, amount: 5_0000_0000n }];
    const draft = await calls['send.prepare']({ account: 0, receivers });
    expect(sent('send.prepare', draft)).toMatchObject({ amount: '5', fee: '0.0001', total: '5.0001' });
    const tracked = await calls['send.approve']({ draftId: draft.draftId });
    expect(sent('send.approve', tracked)).toMatchObject({ state: 'pending' });
    sent('send.discard', await calls['send.discard']({ draftId: draft.draftId }));
    pool.mine();
    await settled();
    const types = new Set(events.map(({ type }) => type));
    expect([...types].sort()).toEqual(['activity', 'app', 'tracked', 'wallets']);
    for (const event of events) {
      if (event.type !== 'app') z.encode(bridgeEvents[event.type] as z.ZodType, event.value);
    }
  });
});
