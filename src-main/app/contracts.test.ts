import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { bridgeCalls } from '#shared/api/bridge.ts';
import type { ContractReview } from '#shared/api/contractBridge.ts';
import type { PoolSession } from '#shared/api/poolApi.ts';
import { contractTemplates } from '#shared/contracts/templates/templates.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import type { FaultCode } from '#shared/protocol/fault.ts';
import { silentLog } from '../base/log.ts';
import { type ContractDesk, openContractDesk } from '../contracts/contractDesk.ts';
import { DAY } from '../pool/contractTest.fixture.ts';
import { settle, TestPool, testWallet } from '../pool/testPool.fixture.ts';
import { openWallet } from '../wallet/openWallet.ts';
import { quickStretch } from '../wallet/testStretch.fixture.ts';
import type { Wallet } from '../wallet/wallet.ts';
import { downloadContract } from './contractDownload.ts';
import { type ContractHandling, contractHandling } from './contractHandlers.ts';
import { ContractShelf } from './contractShelf.ts';

const COIN = 100_000_000n;
const FEE = 10_000n;
const password = 'a long password';
const miner = testWallet('miner');
const [seller, user] = [0, 1];

let test: TestPool;
let session: PoolSession;
let folder: string;
let wallet: Wallet;
let desk: ContractDesk;
let contracts: ContractHandling;
let server: Server;
let place: string;
let answer: RequestListener = (_, response) => response.end();

/** As the window calls: everything goes through the bridge's schemas. */
const call = () => through;
const through = new Proxy({} as ContractHandling['handlers'], {
  get: (_, method: keyof ContractHandling['handlers']) => async (params: unknown) => {
    const handler = contracts.handlers[method] as (params: unknown) => Promise<unknown>;
    const result = bridgeCalls[method].result as z.ZodType;
    const sent = JSON.parse(JSON.stringify(z.encode(result, await handler(params))));
    return z.decode(result, sent);
  },
});
const refused = (promise: Promise<unknown>, code: FaultCode, facts: object = {}) =>
  expect(promise).rejects.toMatchObject({ code, facts: expect.objectContaining(facts) });

async function mine(blocks = 1): Promise<void> {
  await test.mine(blocks, miner);
  await settle();
  await contracts.blockCame();
}

async function approve(draftId: string): Promise<void> {
  await wallet.approve({ draftId, password });
  await mine();
}

beforeAll(async () => {
  test = await TestPool.open();
  await test.mine(9, miner);
  folder = await mkdtemp(join(tmpdir(), 'coco-contracts-'));
  session = test.pool.openSession();
  wallet = await openWallet({
    folder,
    clock: test.clock,
    random: (length) => new Uint8Array(randomBytes(length)),
    log: silentLog,
    session,
    network: test.pool.network,
    autoLockMinutes: 0,
    stretch: quickStretch,
  });
  await wallet.restore('abandon '.repeat(11).concat('about'), password);
  await wallet.addAccount('User');
  desk = openContractDesk();
  contracts = contractHandling(
    {
      session,
      wallet,
      desk,
      shelf: new ContractShelf(folder),
      clock: test.clock,
      network: () => test.pool.network,
      tip: () => test.pool.store.ledger.tip.id,
    },
    () => ['ws://127.0.0.1:9094/'],
  );
  for (const account of [seller, user]) {
    const publicKey = new Uint8Array(32);
    const receiver = { address: wallet.addressOf(account), publicKey, sign: miner.sign };
    await test.send(miner, [{ wallet: receiver, amount: 50n * COIN }]);
    await mine();
  }
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  place = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  await desk.close();
  wallet.close();
  await test.remove();
  await rm(folder, { recursive: true, force: true });
});

describe('the editor', () => {
  it('gives notes, hash, fee and rehearsal while somebody types', async () => {
    const { templates } = await call()['contract.templates']({});
    expect(templates.map(({ name, title }) => [name, title])).toContainEqual([
      'subscription',
      'Subscription',
    ]);
    const good = await call()['contract.check']({ text: contractTemplates.subscription });
    expect(good).toMatchObject({ title: 'Subscription', fault: null, notes: [] });
    expect(good.compiled).toMatchObject({ published: false, fee: FEE });
    expect(good.rehearsal).toMatchObject({
      bounded: true,
      applies: true,
      chargeCount: 13,
      total: 121n * COIN,
    });
    const wrong = contractTemplates.subscription.replace('function applied(e) {', 'function applied(e) {{');
    const line = wrong.split('\n').findIndex((one) => one.startsWith('```js')) + 1;
    const checked = await call()['contract.check']({ text: wrong });
    expect(checked).toMatchObject({ compiled: null, rehearsal: null, fault: { code: 'contract.syntax' } });
    expect(checked.notes[0]?.line).toBeGreaterThan(line);
    const clock = contractTemplates.subscription.replace('e.date + DAY', 'Date.now()');
    const { notes } = await call()['contract.check']({ text: clock });
    expect(notes).toMatchObject([{ code: 'clock', severity: 'error', name: 'Date' }]);
    const row = clock.split('\n')[(notes[0]?.line ?? 1) - 1];
    expect(row).toContain('Date.now()');
  });
});

describe('the subscription, from the seller’s editor to the user’s cancellation', () => {
  let hash: Uint8Array;
  let link: string;
  let review: ContractReview;

  it('is published, and its file can be read by others', async () => {
    const draft = await call()['contract.preparePublish']({
      text: contractTemplates.subscription,
      account: seller,
    });
    expect(draft).toMatchObject({ kind: 'contract', action: 'publish', title: 'Subscription', fee: FEE });
    await approve(draft.draftId);
    ({ hash } = draft);
    const { contracts: own } = await call()['contract.published']({});
    expect(own).toMatchObject([
      { account: seller, title: 'Subscription', served: true, income: [], due: [] },
    ]);
    const shared = await call()['contract.share']({ hash });
    expect(shared).toMatchObject({ served: true, url: `http://127.0.0.1:9094/contracts/${toHex(hash)}` });
    expect(shared.file).toBe(draft.file);
    const file = draft.file ?? '';
    answer = (_, response) => response.end(file);
    ({ link } = await call()['contract.share']({ hash, url: `${place}/terms.md` }));
  });

  it('is opened from its link: terms, script, who earns, a year of charges', async () => {
    const started = performance.now();
    review = await call()['contract.open']({ source: link });
    // Not a test of speed, but of something that would be wrong by far.
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(review).toMatchObject({ title: 'Subscription', hash, expectedHash: hash, own: [], applyFee: FEE });
    expect(review.chain).toMatchObject({ known: true, matches: true, id: 1, applicants: 0 });
    expect(review.chain.creator).toMatchObject({ address: wallet.addressOf(seller), own: true });
    expect(review.rehearsal).toMatchObject({ bounded: true, total: 121n * COIN, refusedAt: null });
    expect(review.rehearsal.charges[0]).toMatchObject({
      date: 0,
      amount: COIN,
      toLabel: 'creator',
      own: true,
    });
    expect(review.rehearsal.curve.at(-1)?.paid).toBe(121n * COIN);
    const mine = await call()['contract.rehearse']({ hash, account: user });
    // 50 coins: the fifth month can't be paid.
    expect(mine.refusedAt).not.toBeNull();
    expect(mine.total).toBe(41n * COIN);
    // Without coins it can't begin; what it costs is told all the same, and that one payment costs the default fee.
    const { index: poor } = await wallet.addAccount('Poor');
    const told = await call()['contract.rehearse']({ hash, account: poor });
    expect(told).toMatchObject({
      applies: true,
      total: 121n * COIN,
      balance: 1000n * COIN,
      transferFee: FEE,
    });
    for (const source of [toHex(hash), `${place}/x`, `coco:contract?hash=${toHex(hash)}`]) {
      expect((await call()['contract.open']({ source })).chain.matches).toBe(true);
    }
  });

  it('is applied to with the password, charges by itself, and is cancelled', async () => {
    const draft = await call()['contract.prepareApply']({ hash, account: user });
    expect(draft).toMatchObject({ action: 'apply', fee: FEE, contractId: 1, passwordNeeded: true });
    expect(draft.balanceAfter).toBe(49n * COIN - 2n * FEE);
    await expect(wallet.approve({ draftId: draft.draftId })).rejects.toMatchObject({
      code: 'wallet.passwordNeeded',
    });
    await approve(draft.draftId);
    const [application] = (await call()['contract.mine']({})).applications;
    expect(application).toMatchObject({ account: user, title: 'Subscription', troubles: 0 });
    expect(application?.next).toMatchObject({ transfers: [{ amount: 10n * COIN }] });
    for (let month = 0; month < 5; month++) {
      test.clock.advance(30 * DAY);
      await mine(2);
    }
    const [later] = (await call()['contract.mine']({})).applications;
    expect(later).toMatchObject({ troubles: 1, next: { transfers: [], refused: 1 } });
    const [own] = (await call()['contract.published']({})).contracts;
    expect(own?.income.reduce((sum, { amount }) => sum + amount, 0n)).toBe(41n * COIN);
    expect(own?.due).toMatchObject([{ applicant: wallet.addressOf(user) }]);
    await refused(call()['contract.prepareApply']({ hash, account: user }), 'contract.applied');
    const end = await call()['contract.prepareCancel']({ hash, account: user });
    await approve(end.draftId);
    expect((await call()['contract.mine']({})).applications).toMatchObject([
      { application: { active: false }, next: null },
    ]);
    await refused(call()['contract.prepareCancel']({ hash, account: user }), 'contract.notApplied');
  });

  it('shows an altered file as what it is, and refuses to apply to it', async () => {
    answer = (_, response) =>
      response.end(contractTemplates.subscription.replace('"month": "10"', '"month": "11"'));
    const altered = await call()['contract.open']({ source: link });
    expect(altered.hash).not.toEqual(hash);
    expect(altered).toMatchObject({ expectedHash: hash, chain: { known: true, matches: false, id: 1 } });
    await refused(
      call()['contract.prepareApply']({ hash: altered.hash, account: user }),
      'contract.altered',
      { expected: toHex(hash) },
    );
    await refused(
      call()['contract.prepareApply']({ hash: new Uint8Array(32), account: user }),
      'contract.notOpened',
    );
  });
});

describe('a download', () => {
  const load = (allowPrivate = true) => downloadContract(`${place}/a`, { allowPrivate, timeLimit: 1_000 });

  it('ends where it should', async () => {
    answer = (_, response) => response.end('# Terms');
    expect(new TextDecoder().decode(await load())).toBe('# Terms');
    await refused(load(false), 'contract.link');
    answer = (_, response) => response.writeHead(200, { 'content-length': '300000' }).flushHeaders();
    await refused(load(), 'contract.download', { reason: 'tooLong' });
    answer = (_, response) => {
      response.write('x'.repeat(200_000));
      response.end('x'.repeat(200_000));
    };
    await refused(load(), 'contract.download', { reason: 'tooLong' });
    answer = (_, response) => response.writeHead(404).end();
    await refused(load(), 'contract.download', { reason: '404' });
    answer = (_, response) => response.write('slow');
    await refused(load(), 'contract.download', { reason: 'time' });
    answer = (_, response) => response.writeHead(302, { location: 'http://127.0.0.2/b' }).end();
    await refused(load(), 'contract.download', { reason: 'redirect' });
    answer = (request, response) =>
      request.url === '/a' ? response.writeHead(302, { location: '/b' }).end() : response.end('moved');
    expect(new TextDecoder().decode(await load())).toBe('moved');
    for (const link of ['ftp://example.org/a', 'https://user:secret@example.org/', 'nonsense']) {
      await refused(downloadContract(link, { allowPrivate: true }), 'contract.link');
    }
    await refused(downloadContract('https://127.0.0.1/a', { allowPrivate: false }), 'contract.download', {
      reason: 'host',
    });
  });
});
