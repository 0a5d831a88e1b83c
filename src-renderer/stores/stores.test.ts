import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BridgeRequest } from '#shared/api/bridge.ts';
import { bridge } from '../bridge.ts';
import { keyOf, mergeEntries, useActivityStore } from './activityStore.ts';
import { useApp } from './appStore.ts';
import { openContract } from './contractStore.ts';
import { feedStores } from './feed.ts';
import { onMining, useMining } from './miningStore.ts';
import { screenOf } from './routeStore.ts';
import { recipientOf, useSendForm } from './sendFormStore.ts';
import { approve, backToForm, prepare, tryAgain, useSend } from './sendStore.ts';

const HASH = 'ab'.repeat(32);
const ADDRESS = `lcoco1${'q'.repeat(58)}`;

const draft = {
  draftId: 'd1',
  account: 0,
  receivers: [{ address: ADDRESS, amount: '1.5', contact: null, firstTime: true, own: false }],
  amount: '1.5',
  fee: '0.0001',
  total: '1.5001',
  balanceAfter: '3',
  reference: { id: 100, hash: HASH },
  expiresAfter: 106,
  warnings: [],
  message: '00',
  passwordNeeded: true,
};
const tracked = {
  identity: HASH,
  account: 0,
  state: 'sent',
  blockId: null,
  confirmations: 0,
  expiresAfter: 106,
};

feedStores(bridge);
let sent: BridgeRequest[] = [];
const answer = async (result: unknown) => {
  const request = sent.shift();
  bridge.message({ id: request?.id, result });
  await Promise.resolve();
  return request;
};
const refuse = async (code: string) => {
  bridge.message({ id: sent.shift()?.id, fault: { code, facts: {} } });
  await Promise.resolve();
};
const step = () => useSend.getState().payment.step;

beforeEach(() => {
  bridge.opened({ send: (request) => sent.push(request) });
  sent = [];
  useSend.setState({ payment: { step: 'empty', fault: null } });
});

afterEach(() => void vi.unstubAllGlobals());

describe('a contract', () => {
  it('is handed on byte for byte where it is a file: one line more makes it another one', () => {
    vi.stubGlobal('window', { location: { hash: '' } });
    void openContract('# Terms\n\n```js contract\n```\n');
    expect(sent[0]).toMatchObject({
      method: 'contract.open',
      params: { source: '# Terms\n\n```js contract\n```\n' },
    });
  });
});

describe('a payment', () => {
  const wanted = { account: 0, receivers: [{ address: ADDRESS, amount: 150_000_000n }], fee: undefined };

  async function toReview() {
    const preparing = prepare(wanted);
    expect(step()).toBe('preparing');
    const request = await answer(draft);
    await preparing;
    return request;
  }

  it('goes from the form over the review into the tracker, which follows events of this payment only', async () => {
    useSendForm.setState({ rows: [recipientOf(ADDRESS, '1.5')], feeText: null });
    expect((await toReview())?.params).toEqual({
      account: 0,
      receivers: [{ address: ADDRESS, amount: '1.5' }],
    });
    expect(useSend.getState().payment).toMatchObject({ step: 'review', draft: { total: 150_010_000n } });

    const approving = approve('secret');
    expect(step()).toBe('signing');
    expect((await answer(tracked))?.params).toEqual({ draftId: 'd1', password: 'secret' });
    await approving;
    expect(step()).toBe('sent');
    expect(useSendForm.getState().rows).toMatchObject([{ address: '', amount: '' }]);

    bridge.message({ event: 'tracked', value: { ...tracked, identity: 'cd'.repeat(32), state: 'expired' } });
    bridge.message({
      event: 'tracked',
      value: { ...tracked, state: 'mined', blockId: 101, confirmations: 1 },
    });
    expect(useSend.getState().payment).toMatchObject({
      step: 'sent',
      tracked: { state: 'mined', blockId: 101 },
    });
  });

  it('comes back to the form with the reason when it is refused', async () => {
    const preparing = prepare(wanted);
    await refuse('transaction.balanceTooLow');
    await preparing;
    expect(useSend.getState().payment).toMatchObject({
      step: 'empty',
      fault: { code: 'transaction.balanceTooLow' },
    });
  });

  it('stays in the review after a wrong password, and can be given up', async () => {
    await toReview();
    const approving = approve('wrong');
    await refuse('wallet.passwordWrong');
    await approving;
    expect(useSend.getState().payment).toMatchObject({
      step: 'review',
      fault: { code: 'wallet.passwordWrong' },
    });
    backToForm();
    expect(step()).toBe('empty');
    expect(sent).toMatchObject([{ method: 'send.discard', params: { draftId: 'd1' } }]);
  });

  it('stands in the form again after it expired', async () => {
    await toReview();
    const approving = approve('secret');
    await answer(tracked);
    await approving;
    tryAgain((amount) => `${amount} units`);
    expect(step()).toBe('empty');
    expect(useSendForm.getState().rows).toMatchObject([{ address: ADDRESS, amount: '150000000 units' }]);
  });

  it('is not on the screen any more when the wallet was locked', async () => {
    useActivityStore.setState({
      byAccount: { 0: { entries: [], more: false, loading: false, fault: null } },
    });
    await toReview();
    const app = { stage: 'locked', shell: 'web', version: '1', dataFolder: '/x' };
    bridge.message({ event: 'app', value: app });
    expect(useApp.getState().app).toEqual(app);
    expect(step()).toBe('empty');
    expect(useActivityStore.getState().byAccount).toEqual({});
  });
});

describe('activity', () => {
  const entry = (first: number, state: 'pending' | 'mined', date: number) => ({
    identity: new Uint8Array(32).fill(first),
    kind: 'transfer' as const,
    state,
    blockId: state === 'mined' ? 100 : null,
    date,
    sender: null,
    receivers: [],
    receiverCount: 0,
    amount: 1n,
    fee: 0n,
    expiresAfter: null,
    change: 1n,
  });

  it('holds each transaction once, in its newest form, what waits above, else the newest first', () => {
    const before = [entry(3, 'pending', 30), entry(2, 'mined', 20), entry(1, 'mined', 10)];
    const after = mergeEntries(before, [entry(3, 'mined', 31), entry(4, 'pending', 5)]);
    expect(after.map((each) => [keyOf(each).slice(0, 2), each.state])).toEqual([
      ['04', 'pending'],
      ['03', 'mined'],
      ['02', 'mined'],
      ['01', 'mined'],
    ]);
  });
});

describe('the curve of the rate', () => {
  it('grows by measured points only, and lets go what is over an hour old', () => {
    const mining = useMining.getState().mining;
    const measured = (hashRate: number | null, now: number) => {
      const state = { ...(mining ?? ({} as never)), hashRate } as Parameters<typeof onMining>[0];
      onMining(state, now);
    };
    useMining.setState({ rates: null });
    measured(5, 1000);
    expect(useMining.getState().rates).toBeNull();
    useMining.setState({ rates: [{ date: 1000, rate: 5 }] });
    measured(null, 20_000);
    measured(6, 5000);
    measured(7, 30_000);
    measured(8, 3_605_000);
    expect(useMining.getState().rates).toEqual([
      { date: 30_000, rate: 7 },
      { date: 3_605_000, rate: 8 },
    ]);
  });
});

describe('which screen is shown', () => {
  it('is the wallet where the address names none', () => {
    expect(screenOf('#/mining')).toBe('mining');
    expect(screenOf('#/nowhere')).toBe('wallet');
    expect(screenOf('')).toBe('wallet');
  });
});
