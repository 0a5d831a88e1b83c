import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeAddress } from '#shared/protocol/addresses.ts';
import vectors from '#shared/protocol/vectors/wallets.json' with { type: 'json' };
import { faultOf } from './testFault.fixture.ts';
import { TestPool, testNetwork } from './testPool.fixture.ts';
import { fundedWallet, settled, testPassword, testWallet, testWords } from './testWallet.fixture.ts';

const other = encodeAddress('lcoco', new Uint8Array(32).fill(7));

describe('first run', () => {
  it('makes a wallet only when the asked words are right', async () => {
    const { wallet, events } = await testWallet();
    expect(wallet.stage).toBe('welcome');
    expect((await faultOf(wallet.create([], testPassword))).code).toBe('wallet.wordsNone');
    const { words, ask } = wallet.newWords(12);
    const answers = ask.map((position) => words[position - 1] ?? '');
    const wrong = [answers[0] ?? '', 'zebra', answers[2] ?? ''];
    const fault = await faultOf(wallet.create(wrong, testPassword));
    expect(fault.code).toBe('wallet.wordsCheck');
    expect(fault.facts).toEqual({ position: ask[1] });
    expect((await faultOf(wallet.create(answers.slice(0, 2), testPassword))).code).toBe('wallet.wordsCheck');
    expect((await faultOf(wallet.create(answers, 'sixteen'))).code).toBe('wallet.passwordTooShort');
    expect(wallet.stage).toBe('welcome');
    await wallet.create(answers, testPassword);
    expect(wallet.stage).toBe('open');
    expect(await wallet.revealWords(testPassword)).toEqual(words);
    expect(events.map(({ type }) => type)).toContain('app');
    expect((await faultOf(() => wallet.newWords(12))).code).toBe('wallet.exists');
    expect((await faultOf(wallet.restore(testWords, testPassword))).code).toBe('wallet.exists');
  });

  it.each(vectors.cases.filter(({ account }) => account === 0))(
    'restores from words what the vectors say: $mnemonic',
    async ({ mnemonic, address }) => {
      const { wallet } = await testWallet();
      await wallet.restore(`  ${mnemonic.toUpperCase().replaceAll(' ', '\n')} `, testPassword);
      expect(wallet.addressOf(0)).toBe(address.lcoco);
      for (const other of vectors.cases) {
        if (other.mnemonic !== mnemonic || other.account !== 1) continue;
        expect((await wallet.addAccount('Second')).address).toBe(other.address.lcoco);
      }
    },
  );

  it('finds the accounts that a restored wallet had, over a gap', async () => {
    const address = vectors.cases.find((one) => one.mnemonic === testWords && one.account === 1)?.address
      .lcoco;
    const pool = new TestPool();
    pool.give(address ?? '', 5n);
    const { wallet } = await testWallet({ pool });
    await wallet.restore(testWords, testPassword);
    expect(wallet.state.accounts.map(({ name, balance }) => [name, balance])).toEqual([
      ['Account 1', 0n],
      ['Account 2', 5n],
    ]);
  });

  it('comes back from its exported file with accounts, names and contacts', async () => {
    const { wallet, pool } = await fundedWallet(7n);
    await wallet.addAccount('Savings');
    await wallet.saveContact({ name: 'Anna', address: other });
    const { text } = wallet.exportVault();
    expect((await faultOf(wallet.importVault(text, testPassword))).code).toBe('wallet.exists');
    const { wallet: next } = await testWallet({ pool });
    expect((await faultOf(next.importVault('no vault', testPassword))).code).toBe('wallet.vaultFile');
    expect((await faultOf(next.importVault(text, 'another password'))).code).toBe('wallet.passwordWrong');
    expect(next.stage).toBe('welcome');
    await next.importVault(text, testPassword);
    expect(next.stage).toBe('open');
    expect(next.state).toEqual(wallet.state);
    expect(next.state.accounts.map(({ name, balance }) => [name, balance])).toEqual([
      ['Account 1', 7n],
      ['Savings', 0n],
    ]);
    expect(await next.revealWords(testPassword)).toEqual(testWords.split(' '));
  });

  it('refuses words that are none', async () => {
    const { wallet } = await testWallet();
    const fault = await faultOf(wallet.restore(testWords.replace('about', 'abandon'), testPassword));
    expect(fault.code).toBe('key.mnemonic');
    expect(JSON.stringify(fault.facts)).not.toContain('abandon');
  });

  it('opens without a pool that answers', async () => {
    const pool = new TestPool();
    pool.silent = true;
    const { ManualClock } = await import('../base/clock.ts');
    const clock = new ManualClock(0);
    // Files are written in between, which takes as long as it takes.
    const inTime = async <T>(work: Promise<T>): Promise<T> => {
      let isDone = false;
      void work.finally(() => {
        isDone = true;
      });
      while (!isDone) {
        await settled();
        clock.advance(2000);
      }
      return await work;
    };
    const { wallet } = await inTime(testWallet({ pool, clock }));
    await inTime(wallet.restore(testWords, testPassword));
    expect(wallet.state.accounts).toMatchObject([{ name: 'Account 1', balance: 0n }]);
  });
});

describe('every day', () => {
  it('locks, tells nothing, and opens again after a restart', async () => {
    const { wallet, events, address, restart, pool } = await fundedWallet();
    await wallet.saveContact({ name: 'Anna', address: other });
    await wallet.renameAccount(0, 'Savings');
    wallet.lock();
    expect(wallet.state).toEqual({ accounts: [], contacts: [] });
    expect(events.slice(-2)).toEqual([
      { type: 'app', value: { stage: 'locked' } },
      { type: 'wallets', value: { accounts: [], contacts: [] } },
    ]);
    const told = events.length;
    pool.give(address, 1n);
    expect(events).toHaveLength(told);
    for (const task of [
      () => wallet.addressOf(0),
      () => wallet.exportVault(),
      () => wallet.checkAddress(other),
      () => wallet.addAccount('x'),
      () => wallet.revealWords(testPassword),
      () => wallet.changePassword(testPassword, 'another password'),
      () => wallet.prepare({ account: 0, receivers: [{ address: other, amount: 1n }] }),
      () => wallet.approve({ draftId: 'x' }),
      () => wallet.listActivity({ account: 0, limit: 1 }),
      () => wallet.balanceCurve({ account: 0, points: 2 }),
    ]) {
      expect((await faultOf(task)).code).toBe('wallet.locked');
    }
    const again = await restart();
    expect(again.wallet.stage).toBe('locked');
    await again.wallet.unlock(testPassword);
    expect(again.wallet.state).toMatchObject({
      accounts: [{ name: 'Savings', address, balance: 100_00000001n }],
      contacts: [{ name: 'Anna', address: other }],
    });
    expect(again.events.map(({ type }) => type)).toContain('app');
  });

  it('tells of a changed balance as soon as the pool does', async () => {
    const { wallet, pool, address, events } = await fundedWallet();
    const told = events.length;
    pool.give(address, 5n);
    expect(events.slice(told)).toEqual([{ type: 'wallets', value: wallet.state }]);
    expect(wallet.state.accounts[0]?.balance).toBe(100_00000005n);
    pool.give(other, 5n);
    expect(events).toHaveLength(told + 1);
  });

  it('makes who guesses wait longer each time, also for the right password', async () => {
    const { wallet, clock } = await fundedWallet();
    wallet.lock();
    for (let tries = 0; tries < 3; tries++) {
      expect((await faultOf(wallet.unlock('wrong password'))).code).toBe('wallet.passwordWrong');
    }
    expect((await faultOf(wallet.unlock(testPassword))).facts).toEqual({ seconds: 1 });
    clock.advance(1000);
    expect((await faultOf(wallet.unlock('wrong password'))).facts).toEqual({ seconds: 2 });
    clock.advance(1999);
    expect((await faultOf(wallet.unlock(testPassword))).code).toBe('wallet.passwordWait');
    clock.advance(1);
    await wallet.unlock(testPassword);
    expect((await faultOf(wallet.revealWords('wrong password'))).facts).toEqual({});
  });

  it('tries one password at a time', async () => {
    const { wallet } = await fundedWallet();
    wallet.lock();
    const first = wallet.unlock('wrong password');
    expect((await faultOf(wallet.unlock(testPassword))).code).toBe('wallet.passwordWait');
    expect((await faultOf(first)).code).toBe('wallet.passwordWrong');
  });

  it('stays locked when it is locked while it opens', async () => {
    const { wallet } = await fundedWallet();
    wallet.lock();
    const opening = wallet.unlock(testPassword);
    await Promise.resolve();
    wallet.lock();
    expect((await faultOf(opening)).code).toBe('wallet.locked');
    expect(wallet.stage).toBe('locked');
    await wallet.unlock(testPassword);
    expect(wallet.stage).toBe('open');
  });

  it('locks when nobody touches it, and not before', async () => {
    const { wallet, clock } = await fundedWallet();
    clock.advance(9 * 60_000);
    wallet.touch();
    clock.advance(9 * 60_000);
    expect(wallet.stage).toBe('open');
    clock.advance(60_000);
    expect(wallet.stage).toBe('locked');
  });

  it('never locks by itself when told so', async () => {
    const { wallet, clock } = await fundedWallet();
    wallet.autoLockMinutes = 0;
    clock.advance(24 * 3_600_000);
    expect(wallet.stage).toBe('open');
    wallet.autoLockMinutes = 5;
    clock.advance(1);
    expect(wallet.stage).toBe('locked');
  });

  it('changes the password', async () => {
    const { wallet } = await fundedWallet();
    expect((await faultOf(wallet.changePassword(testPassword, 'short'))).code).toBe(
      'wallet.passwordTooShort',
    );
    expect((await faultOf(wallet.changePassword('wrong password', 'new password'))).code).toBe(
      'wallet.passwordWrong',
    );
    await wallet.changePassword(testPassword, 'new password');
    wallet.lock();
    expect((await faultOf(wallet.unlock(testPassword))).code).toBe('wallet.passwordWrong');
    await wallet.unlock('new password');
    expect(await wallet.revealWords('new password')).toEqual(testWords.split(' '));
  });

  it('exports the vault as it lies on the disk', async () => {
    const { wallet, folder } = await fundedWallet();
    const { name, text } = wallet.exportVault();
    expect(name).toBe('coco-vault-2023-11-14.json');
    expect(text).toBe(await readFile(join(folder, 'vault.json'), 'utf8'));
  });

  it('checks addresses and says which one is wrong', async () => {
    const { wallet, address } = await fundedWallet();
    await wallet.saveContact({ name: 'Anna', address: other.toUpperCase() });
    expect(wallet.checkAddress(` ${other} `)).toEqual({ address: other, contact: 'Anna', own: false });
    expect(wallet.checkAddress(address)).toEqual({ address, contact: null, own: true });
    for (const invalid of [...vectors.invalidAddresses, '', 'x'.repeat(500)]) {
      const fault = await faultOf(() => wallet.checkAddress(invalid));
      expect(fault.code).toMatch(/^address\./);
      expect(invalid).toContain(fault.facts.address);
    }
    await wallet.removeContact(other);
    expect(wallet.state.contacts).toEqual([]);
  });

  it('watches every account', async () => {
    const { wallet, pool, address } = await fundedWallet();
    const second = await wallet.addAccount('Second');
    expect(second).toMatchObject({ index: 1, name: 'Second', balance: 0n });
    expect(pool.watched).toEqual([address, second.address]);
    expect((await faultOf(wallet.renameAccount(7, 'x'))).code).toBe('wallet.account');
    expect((await faultOf(() => wallet.addressOf(2))).code).toBe('wallet.account');
  });

  it('goes over to another pool and listens to the old one no more', async () => {
    const { wallet, pool, address, events } = await fundedWallet();
    const next = new TestPool();
    next.give(address, 7n);
    await wallet.connect(next, testNetwork);
    expect(wallet.state.accounts[0]?.balance).toBe(7n);
    const told = events.length;
    pool.give(address, 1n);
    expect(events).toHaveLength(told);
  });
});

describe('activity', () => {
  it('draws the balance from the history', async () => {
    const { wallet, pool, address } = await fundedWallet(10n);
    pool.mine();
    pool.give(address, 5n);
    pool.give(address, 6n);
    pool.mine();
    pool.give(address, 1n);
    const { points } = await wallet.balanceCurve({ account: 0, points: 100 });
    expect(points.map(({ balance }) => balance)).toEqual([10n, 21n, 22n]);
    expect(points.map(({ date }) => date - testNetwork.genesisTime)).toEqual([93, 94, 95]);
    const thin = await wallet.balanceCurve({ account: 0, points: 2 });
    expect(thin.points).toEqual([points[0], points[2]]);
  });

  it('draws it over many pages', async () => {
    const { wallet, pool, address } = await fundedWallet(1n);
    for (let block = 0; block < 150; block++) {
      pool.mine();
      for (let times = 0; times < 3; times++) pool.give(address, 1n);
    }
    const { points } = await wallet.balanceCurve({ account: 0, points: 500 });
    expect(points).toHaveLength(151);
    expect(points.map(({ balance }) => balance)).toEqual(points.map((_, at) => 1n + 3n * BigInt(at)));
    const { entries, more } = await wallet.listActivity({ account: 0, limit: 10 });
    expect(entries).toHaveLength(9);
    expect(more).toBe(true);
  });
});
