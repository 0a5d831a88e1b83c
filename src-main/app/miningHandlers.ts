import type { BridgeHandlers, BridgeMethod } from '#shared/api/bridge.ts';
import type { Miner } from '../miner/openMiner.ts';
import type { Wallet } from '../wallet/wallet.ts';

type MiningMethod = Extract<BridgeMethod, `mining.${string}`>;

/** The bridge's calls about mining. Nothing else starts it: it takes a person's click. */
export function miningHandlers(miner: Miner, wallet: Wallet): Pick<BridgeHandlers, MiningMethod> {
  return {
    'mining.start': async ({ account }) => {
      await miner.start({ account, address: wallet.addressOf(account) });
      return {};
    },
    'mining.stop': async () => {
      await miner.stop();
      return {};
    },
    'mining.change': async (changes) => {
      await miner.change(changes);
      return {};
    },
    'mining.pause': async ({ ms }) => {
      miner.pauseFor(ms);
      return {};
    },
    'mining.tune': () => miner.tune(),
    'mining.earnings': ({ account, since }) => miner.earnings(wallet.addressOf(account), since),
    'mining.rates': async () => ({ points: miner.rates() }),
  };
}
