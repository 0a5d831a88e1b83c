import { expect, it } from 'vitest';
import { LAST_REWARD_ID } from '../protocol/reward.ts';
import { type BlockPlan, easyNetwork, forgeBlock } from './forge.ts';
import { IdentitySet } from './identitySet.ts';
import { genesisTip, Ledger } from './ledger.ts';
import { sweepsDue } from './lostCoins.ts';
import { COIN, leader } from './testLedger.ts';
import { addressList, signedList, testKeys } from './testWallets.ts';
import { applyBlock } from './transition.ts';
import { ROW, setNewRow, setRowBalance, viewOf } from './walletRow.ts';
import { WalletTable } from './walletTable.ts';

const HOUR = 3_600_000;
const network = easyNetwork(leader.publicKey, {
  lostCoins: { first: 10 * HOUR, every: 6 * HOUR, idle: 6 * HOUR },
});
const SEED = [5, 6] as const;

/** A ledger as if `id` were its tip, with these wallets; all coins were paid but for those of the blocks to come. */
function ledgerAt(
  id: number,
  wallets: { name: string; balance: bigint; activity: number }[],
  supply: bigint,
): Ledger {
  const table = new WalletTable(SEED);
  table.resize(wallets.length);
  wallets.forEach(({ name, balance, activity }, at) => {
    const row = new Uint8Array(ROW);
    setNewRow(viewOf(row), row, 0, testKeys(name).publicKey, activity);
    setRowBalance(viewOf(row), 0, balance);
    table.setRows(Int32Array.of(at), row);
  });
  const tip = { ...genesisTip(network), id };
  const window = [{ id, hash: tip.hash, walletCount: wallets.length, identities: new IdentitySet(SEED) }];
  const scalars = { walletCount: wallets.length, supply, lostCoins: 0n, sweeps: 0 };
  return new Ledger({ network, seed: SEED, wallets: table, tip, scalars, window });
}

function miner(ledger: Ledger) {
  return (plan: BlockPlan = {}) => {
    const applied = applyBlock(ledger, forgeBlock(ledger, plan).bytes, null);
    ledger.apply(applied.changes);
    let sum = ledger.lostCoins;
    for (let id = 0; id < ledger.walletCount; id++) if (ledger.exists(id)) sum += ledger.balanceOf(id);
    expect(sum).toBe(ledger.supply);
    return applied.block.header.reward;
  };
}

it('counts the dates that have come', () => {
  const { genesisTime: start } = network;
  expect(sweepsDue(network, start + 10 * HOUR - 1)).toBe(0);
  expect(sweepsDue(network, start + 10 * HOUR)).toBe(1);
  expect(sweepsDue(network, start + 16 * HOUR - 1)).toBe(1);
  expect(sweepsDue(network, start + 22 * HOUR)).toBe(3);
});

it('lives through the last emission, the sweeps and the rewards from lost coins until nothing is left', () => {
  const start = network.genesisTime;
  const all = 100_000_000n * COIN;
  const active = 120n * COIN + 25_000_000n;
  const ledger = ledgerAt(
    LAST_REWARD_ID - 1,
    [
      { name: 'leader', balance: all - COIN - active - 300n * COIN, activity: start },
      { name: 'gone', balance: active, activity: start },
      { name: 'trusting', balance: 100n * COIN, activity: start },
      { name: 'party', balance: 100n * COIN, activity: start },
      { name: 'miner', balance: 100n * COIN, activity: start },
    ],
    all - COIN,
  );
  const mine = miner(ledger);
  const trust = signedList(ledger, 6, { sender: 2, party: 3, hours: 1 }, testKeys('trusting').privateKey);
  expect(mine({ lists: [trust], minedDate: start + 1, rewardId: 4 })).toBe(1);
  expect(ledger.supply).toBe(all);
  expect(ledger.tip.id).toBe(LAST_REWARD_ID);
  // No lost coins yet: no reward, and a block that takes one is refused.
  expect(mine({ minedDate: start + 2, rewardId: 4 })).toBe(0);
  expect(() => applyBlock(ledger, forgeBlock(ledger, { header: { reward: 1 } }).bytes, null)).toThrow(
    'block.reward',
  );
  // The party keeps itself and whoever trusts it; the miner lives by its rewards; "gone" is lost.
  const alive = signedList(ledger, 1, { sender: 3, receiver: 3, amount: 1n }, testKeys('party').privateKey);
  mine({ lists: [alive], minedDate: start + 9 * HOUR, rewardId: 4 });
  expect(mine({ minedDate: start + 10 * HOUR, rewardId: 4 })).toBe(0);
  expect(ledger.sweeps).toBe(1);
  expect([0, 1, 2, 3, 4].map((id) => ledger.exists(id))).toEqual([true, false, true, true, true]);
  expect(ledger.idOfKey(testKeys('gone').publicKey)).toBe(-1);
  expect(ledger.lostCoins).toBe(active);
  expect(() => ledger.balanceOf(1)).toThrow('wallet.unknown');
  // 120.25 coins: 50, 50, 20, and what is no whole coin stays.
  expect([1, 2, 3, 4].map((n) => mine({ minedDate: start + 10 * HOUR + n, rewardId: 4 }))).toEqual([
    50, 50, 20, 0,
  ]);
  expect(ledger.lostCoins).toBe(25_000_000n);
  // Its key comes back under a new id.
  const key = testKeys('gone').publicKey;
  const pay = signedList(ledger, 1, { sender: 0, receiver: 5, amount: COIN }, leader.privateKey, {
    newKeys: [key],
  });
  mine({ lists: [addressList(ledger, [key]), pay], minedDate: start + 15 * HOUR, rewardId: 4 });
  expect(ledger.idOfKey(key)).toBe(5);
  // Two dates at once: party and trusting are lost as well, with the trust between them.
  mine({ minedDate: start + 22 * HOUR, rewardId: 4 });
  expect(ledger.sweeps).toBe(3);
  expect([0, 2, 3, 4, 5].map((id) => ledger.exists(id))).toEqual([true, false, false, true, false]);
});

it('ends the trust of an active wallet in a party that is lost', () => {
  const start = network.genesisTime;
  const wallets = ['leader', 'user', 'party'].map((name) => ({ name, balance: COIN, activity: start }));
  const ledger = ledgerAt(100, wallets, 3n * COIN);
  const mine = miner(ledger);
  const trust = signedList(ledger, 6, { sender: 1, party: 2, hours: 1 }, testKeys('user').privateKey);
  mine({ lists: [trust], minedDate: start + 9 * HOUR });
  mine({ minedDate: start + 10 * HOUR });
  expect(ledger.exists(2)).toBe(false);
  expect(ledger.exists(1)).toBe(true);
  expect(ledger.trustOf(1)).toBeUndefined();
});
