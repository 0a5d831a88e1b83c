import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contractTemplates } from '#shared/contracts/templates/templates.ts';
import { decodeAddress, encodeAddress } from '#shared/protocol/addresses.ts';
import { formatCoins, parseCoins } from '#shared/protocol/amounts.ts';
import { decodeBlock } from '#shared/protocol/block.ts';
import { decodeUtf8, encodeUtf8, equalBytes, toHex } from '#shared/protocol/bytes.ts';
import { sha256 } from '#shared/protocol/hashing.ts';
import { FEATURE, type List } from '#shared/protocol/lists.ts';
import { encodeGroupMessage } from '#shared/protocol/trusts.ts';
import { replayChain } from '../store/replay.ts';
import { openVerifier } from '../verifier/verifier.ts';
import { ContractUser, DAY, handChain, type TestContract, testContract } from './contractTest.fixture.ts';
import { TestPool, testWallet } from './testPool.fixture.ts';

const COIN = parseCoins('1');
const FEE = 10_000n;
const seller = testWallet('seller');
const user = testWallet('user');
const miner = testWallet('miner');
const other = testWallet('other');

let test: TestPool;
let contracts: ContractUser;

beforeEach(async () => {
  test = await TestPool.open();
  contracts = new ContractUser(test);
  // The operator's wallet earns, and pays the others.
  await test.mine(8, test.operatorWallet);
  await test.send(test.operatorWallet, [
    { wallet: seller, amount: 100n * COIN },
    { wallet: user, amount: 100n * COIN },
    { wallet: other, amount: 100n * COIN },
  ]);
  await test.mine(1, miner);
});

afterEach(async () => {
  await test.remove();
});

async function published(text: string): Promise<TestContract> {
  const contract = testContract(text);
  await contracts.publish(seller, contract);
  await test.mine(1, miner);
  return contract;
}

/** Every block of one pool is taken by another one that has seen none of it, with the same state. */
async function secondPoolAgrees(): Promise<void> {
  const { store } = test.pool;
  const second = await TestPool.open({ network: test.pool.network, clock: test.clock, operator: 'second' });
  try {
    for (let id = 94; id <= store.ledger.tip.id; id++) {
      const bytes = await store.blockBytes(id);
      if (bytes === undefined) throw new Error('There is no such block.');
      await second.pool.importBlock(bytes, null);
      expect(await second.pool.store.stateHashOf(id)).toEqual(await store.stateHashOf(id));
    }
    expect(second.pool.store.contracts.contractCount).toBe(store.contracts.contractCount);
  } finally {
    await second.remove();
  }
}

describe('the subscription of the paper', () => {
  it('charges one coin, then ten a month, finds too few coins, and is cancelled', async () => {
    const session = test.pool.openSession();
    const subscription = await published(contractTemplates.subscription);
    const before = { seller: await test.balance(seller), user: await test.balance(user) };
    expect(before.seller).toBeLessThan(100n * COIN);
    expect((await session.search({ text: toHex(subscription.hash) })).hit).toEqual({
      kind: 'contract',
      hash: subscription.hash,
    });
    const found = await session.getContract({ hash: subscription.hash });
    expect(found).toMatchObject({
      id: 1,
      creator: seller.address,
      account: encodeAddress('lcoco', subscription.hash),
      script: subscription.script,
      model: subscription.model,
      applicants: 0,
      handlers: ['applied', 'due'],
    });

    const application = await contracts.apply(user, subscription);
    await test.mine(1, miner);
    expect(await session.getTransaction({ identity: application })).toMatchObject({
      kind: 'apply',
      state: 'mined',
      sender: user.address,
      fee: FEE,
    });
    expect(await test.balance(user)).toBe(before.user - COIN - 2n * FEE);
    expect(await test.balance(seller)).toBe(before.seller + COIN);

    // Nothing is due before the month is over; then ten coins each month.
    await contracts.later(29 * DAY, miner);
    expect(await test.balance(seller)).toBe(before.seller + COIN);
    for (let month = 1; month <= 9; month++) {
      await contracts.later(month === 1 ? DAY : 30 * DAY, miner);
      expect(await test.balance(seller)).toBe(before.seller + COIN + BigInt(month) * 10n * COIN);
    }
    const { applications } = await session.getApplications({ applicant: user.address, from: 0, limit: 10 });
    expect(applications).toMatchObject([{ active: true, applicant: user.address }]);
    const next = await session.getNextRun({ contract: subscription.hash, applicant: user.address });
    // 100 coins: 1 + 9 · 10, and the fees: the next ten are not there.
    expect(next).toMatchObject({ transfers: [], refused: 1, failure: null });

    await contracts.later(30 * DAY, miner);
    expect(await test.balance(seller)).toBe(before.seller + 91n * COIN);
    const { runs } = await session.getRuns({ contract: subscription.hash, wallet: user.address, limit: 3 });
    expect(runs[0]).toMatchObject({ handler: 'due', refused: 1, transfers: [], fee: FEE, failure: null });
    expect(runs[1]).toMatchObject({
      handler: 'due',
      refused: 0,
      transfers: [{ from: user.address, to: seller.address, amount: 10n * COIN, fee: FEE }],
    });

    const history = await session.getHistory({ address: user.address, limit: 4 });
    expect(history.entries[0]).toMatchObject({ kind: 'contractTransfer', amount: 0n, change: -FEE });
    expect(history.entries[1]).toMatchObject({
      kind: 'contractTransfer',
      sender: user.address,
      receivers: [{ address: seller.address, amount: 10n * COIN }],
      change: -10n * COIN - FEE,
      contract: subscription.hash,
    });
    for (const entry of history.entries.slice(0, 2)) {
      const { identity, blockId } = entry;
      const { hit } = await session.search({ text: toHex(identity) });
      expect(hit).toEqual({ kind: 'transaction', identity });
      const detail = await session.getTransactionDetail({ identity });
      expect(detail).toMatchObject({ record: { identity, amount: entry.amount, blockId }, signed: null });
      const block = await session.getBlockDetail({ id: blockId ?? 0, from: 0, limit: 200 });
      expect(detail?.blockHash).toEqual(block?.summary.hash);
      expect(block?.transactions.at(-1)?.identity).toEqual(identity);
      const first = await session.getBlockDetail({ id: blockId ?? 0, from: 0, limit: 1 });
      expect(first?.more).toBe(true);
      // The same place with another hash before it is nobody's.
      const madeUp = new Uint8Array([(identity[0] ?? 0) ^ 1, ...identity.subarray(1)]);
      expect(await session.search({ text: toHex(madeUp) })).toEqual({ hit: null });
    }
    const income = await session.getHistory({ address: seller.address, limit: 1 });
    expect(income.entries[0]).toMatchObject({ kind: 'contractTransfer', change: 10n * COIN });

    await contracts.cancel(user, subscription);
    await test.mine(1, miner);
    const left = await test.balance(user);
    await contracts.later(60 * DAY, miner);
    expect(await test.balance(user)).toBe(left);
    expect(await session.getContract({ hash: subscription.hash })).toMatchObject({ applicants: 0 });
    expect(
      (await session.getApplications({ contract: subscription.hash, from: 0, limit: 10 })).applications,
    ).toMatchObject([{ active: false, wakeAt: null }]);
    await secondPoolAgrees();
  }, 60_000);

  it('stands after a restart as before, and goes on', async () => {
    const subscription = await published(contractTemplates.subscription);
    await contracts.apply(user, subscription);
    await test.mine(1, miner);
    const seen = await test.balance(seller);
    const state = test.pool.store.stateHashOf(test.pool.store.ledger.tip.id);
    await test.restart();
    expect(await test.pool.store.stateHashOf(test.pool.store.ledger.tip.id)).toEqual(await state);
    await contracts.later(30 * DAY, miner);
    expect(await test.balance(seller)).toBe(seen + 10n * COIN);
    await secondPoolAgrees();
  }, 60_000);
});

describe('a block with contracts', () => {
  it('has the execution file’s hash and the fees of all of it in its header', async () => {
    const subscription = await published(contractTemplates.subscription);
    await contracts.apply(user, subscription);
    await test.mine(1, miner);
    const bytes = await test.pool.store.blockBytes(test.pool.store.ledger.tip.id);
    if (bytes === undefined) throw new Error('There is no such block.');
    const { header } = decodeBlock(bytes, test.pool.network);
    expect(header.contractFees).toBe(2n * FEE);
    const line = `1 ${user.address} ${seller.address} ${COIN}\n`;
    expect(equalBytes(header.executionHash, sha256(new TextEncoder().encode(line)))).toBe(true);
  });

  it('publishes, applies and calls in one block, beside payments to new wallets', async () => {
    const contract = testContract(contractTemplates.subscription);
    const fresh = testWallet('fresh');
    await contracts.publish(seller, contract);
    await contracts.apply(user, contract);
    await test.send(other, [{ wallet: fresh, amount: COIN }]);
    // The contract's account is paid before the publication is mined: it has its wallet from that.
    await test.mine(1, miner);
    expect(
      test.pool.store.contracts.application(1, test.pool.store.ledger.idOfKey(user.publicKey))?.active,
    ).toBe(true);
    expect(await test.balance(fresh)).toBe(COIN);
    await secondPoolAgrees();
  });

  it('publishes within a list group, too', async () => {
    const contract = testContract(contractTemplates.subscription);
    const { ledger } = test.pool.store;
    const lists: List[] = [
      {
        type: 4,
        reference: ledger.tip.id,
        features: FEATURE.trusted,
        items: [
          {
            creator: ledger.idOfKey(seller.publicKey),
            contractHash: contract.hash,
            model: encodeUtf8(contract.model),
            script: contract.script,
          },
        ],
      },
    ];
    const message = encodeGroupMessage({ blockHash: ledger.tip.hash, party: seller.publicKey, lists });
    const session = test.pool.openSession();
    await session.submit({ message, signature: seller.sign(message) });
    // A cheap payment comes after it; its new wallet's id would come before the account's.
    const fresh = testWallet('fresh');
    await test.send(other, [{ wallet: fresh, amount: COIN }], 1n);
    await test.mine(2, miner);
    expect(test.pool.store.contracts.contractIdOfHash(contract.hash)).toBe(1);
    expect(await test.balance(fresh)).toBe(COIN);
    await secondPoolAgrees();
  });

  it('makes the account of a contract of the wallet that was paid under its hash', async () => {
    const contract = testContract(contractTemplates.crowdfunding);
    const account = { ...testWallet('none'), address: encodeAddress('lcoco', contract.hash) };
    await test.send(other, [{ wallet: account, amount: COIN }]);
    await test.mine(1, miner);
    await contracts.publish(seller, contract);
    await test.mine(1, miner);
    const { ledger } = test.pool.store;
    const id = ledger.idOfKey(contract.hash);
    expect(ledger.isContract(id)).toBe(true);
    expect(ledger.contracts.contractById(1)?.account).toBe(id);
    expect(ledger.balanceOf(id)).toBe(COIN);
    await secondPoolAgrees();
  });
});

describe('what fails', () => {
  const calls = (body: string) =>
    testContract(
      `# Test\n\n\`\`\`js contract\nfunction applied(e) { wake(e.date + 1000); }\nfunction called(e) { ${body} }\n` +
        'function due(e) { transfer(e.applicant, e.creator, "1"); throw new Error("no"); }\n```\n',
    );

  it('is undone and recorded, and pays for itself', async () => {
    const contract = calls('');
    await contracts.publish(seller, contract);
    await test.mine(1, miner);
    await contracts.apply(user, contract);
    await test.mine(1, miner);
    const before = { seller: await test.balance(seller), user: await test.balance(user) };
    await contracts.later(DAY, miner);
    expect(await test.balance(seller)).toBe(before.seller);
    expect(await test.balance(user)).toBe(before.user - FEE);
    const session = test.pool.openSession();
    const { runs } = await session.getRuns({ contract: contract.hash, limit: 10 });
    expect(runs[0]).toMatchObject({
      handler: 'due',
      wallet: user.address,
      failure: { reason: 'exception' },
      transfers: [],
      fee: FEE,
    });
    await secondPoolAgrees();
  });

  it('is told before it is signed', async () => {
    const refusing = calls('throw new Error("not today");');
    await contracts.publish(seller, refusing);
    await test.mine(1, miner);
    await expect(contracts.call(user, refusing, 'x')).rejects.toMatchObject({ code: 'contract.refuses' });
    await expect(contracts.cancel(user, refusing)).rejects.toMatchObject({ code: 'contract.notApplied' });
    await expect(contracts.publish(user, refusing)).rejects.toMatchObject({ code: 'contract.known' });
    await expect(contracts.apply(user, calls('/* other */'))).rejects.toMatchObject({
      code: expect.stringMatching(/^contract\.(unknown|applied)$/),
    });
    const script = `${refusing.script} // a comment\n`;
    await expect(
      contracts.publish(seller, { ...testContract(contractTemplates.vesting), script }),
    ).rejects.toMatchObject({ code: 'contract.notCanonical' });
  });

  it('a wallet under trust may not apply', async () => {
    const subscription = await published(contractTemplates.subscription);
    const session = test.pool.openSession();
    const { message } = await session.prepare({
      kind: 'trust',
      sender: user.address,
      party: other.address,
      hours: 1,
    });
    await session.submit({ message, signature: user.sign(message) });
    await test.mine(1, miner);
    await expect(contracts.apply(user, subscription)).rejects.toMatchObject({
      code: 'transaction.underTrust',
    });
  });
});

describe('every template', () => {
  it.each(Object.entries(contractTemplates))(
    '%s: published, applied to, a year later',
    async (_, text) => {
      await test.send(test.operatorWallet, [{ wallet: user, amount: 300n * COIN }]);
      const contract = await published(
        text
          .replace('ADDRESS OF THE FIRST PARTNER', user.address)
          .replace('ADDRESS OF THE SECOND PARTNER', other.address)
          .replace('ADDRESS OF THE BENEFICIARY', other.address),
      );
      await contracts.apply(user, contract);
      await test.mine(1, miner);
      await test.send(seller, [{ wallet: user, amount: COIN }]);
      await test.mine(1, miner);
      for (let month = 0; month < 12; month++) await contracts.later(31 * DAY, miner);
      const session = test.pool.openSession();
      const { runs } = await session.getRuns({ contract: contract.hash, limit: 200 });
      expect(runs.filter(({ failure }) => failure !== null)).toEqual([]);
      expect(runs.at(-1)).toMatchObject({ handler: 'applied', wallet: user.address });
      await secondPoolAgrees();
    },
    60_000,
  );
});

it('a partner’s income is shared in the very block that brings it', async () => {
  const split = await published(
    contractTemplates.incomeSplit
      .replace('ADDRESS OF THE FIRST PARTNER', user.address)
      .replace('ADDRESS OF THE SECOND PARTNER', other.address),
  );
  await contracts.apply(user, split);
  await contracts.apply(other, split);
  await test.mine(1, miner);
  const before = { user: await test.balance(user), other: await test.balance(other) };
  await test.send(seller, [{ wallet: user, amount: 3n * COIN }]);
  await test.mine(1, miner);
  expect(await test.balance(user)).toBe(before.user + (3n * COIN) / 2n - FEE);
  // What a contract moves sets no other run off: nothing comes back.
  expect(await test.balance(other)).toBe(before.other + (3n * COIN) / 2n);
});

describe('a switch of chains', () => {
  it('takes contracts, applications and wake-ups back, and brings them again', async () => {
    const lighter = await TestPool.open({
      network: test.pool.network,
      clock: test.clock,
      operator: 'lighter',
    });
    const heavier = await TestPool.open({
      network: test.pool.network,
      clock: test.clock,
      operator: 'heavier',
    });
    try {
      await handChain(test, lighter);
      const there = new ContractUser(lighter);
      const contract = testContract(contractTemplates.subscription);
      await there.publish(seller, contract);
      await lighter.mine(1, miner);
      await there.apply(user, contract);
      await lighter.mine(1, miner);
      await there.later(31 * DAY, miner);
      const abandoned = lighter.pool.store.stateHash();
      expect(lighter.pool.store.contracts.applicationCount).toBe(1);

      // The other chain knows nothing of it, then more of it than before.
      await handChain(test, heavier);
      await heavier.mine(12, miner);
      await handChain(heavier, lighter);
      expect(lighter.pool.store.stateHash()).toEqual(heavier.pool.store.stateHash());
      expect(lighter.pool.store.contracts.contractCount).toBe(0);
      expect((await lighter.pool.store.runs({ contract: 1, limit: 9 })).runs).toEqual([]);
      expect(lighter.pool.store.stateHash()).not.toEqual(abandoned);

      await there.publish(other, contract);
      await lighter.mine(1, miner);
      await there.apply(user, contract);
      await lighter.mine(1, miner);
      const before = await lighter.balance(other);
      await there.later(31 * DAY, miner);
      expect(await lighter.balance(other)).toBe(before + 10n * COIN);
      await lighter.restart();
      const verifier = openVerifier();
      const { stateHash } = await replayChain(
        lighter.pool.store as Parameters<typeof replayChain>[0],
        verifier,
      );
      await verifier.close();
      expect(stateHash).toEqual(lighter.pool.store.stateHash());
    } finally {
      await lighter.remove();
      await heavier.remove();
    }
  }, 60_000);
});

describe('contract files', () => {
  it('are kept for what stands in the chain, and found by hash', async () => {
    const session = test.pool.openSession();
    const contract = testContract(contractTemplates.subscription);
    await expect(session.putContractFile({ file: contract.file })).rejects.toMatchObject({
      code: 'contract.unknown',
    });
    await contracts.publish(seller, contract);
    await test.mine(1, miner);
    await session.putContractFile({ file: contract.file });
    const found = await session.getContractFile({ hash: contract.hash });
    expect(decodeUtf8(found?.file ?? new Uint8Array())).toContain('# Subscription');
    await test.pool.operator.change({ contractFiles: false });
    expect(await session.getContractFile({ hash: contract.hash })).toBeNull();
    await expect(session.putContractFile({ file: contract.file })).rejects.toMatchObject({
      code: 'contract.notServed',
    });
  });
});

it('knows nobody’s key as a contract', async () => {
  const contract = testContract(contractTemplates.subscription);
  const hash = decodeAddress('lcoco', other.address);
  await expect(contracts.publish(seller, { ...contract, hash })).rejects.toMatchObject({
    code: 'contract.hashIsKey',
  });
  expect(formatCoins(await test.balance(other))).toBe('100');
});
