import { isFault } from '#shared/protocol/fault.ts';
import type { BridgeClient } from '../bridge.ts';
import { forgetActivity, onActivity, onSwitched } from './activityStore.ts';
import { useApp } from './appStore.ts';
import { useChain } from './chainStore.ts';
import { onConnection, useConnection } from './connectionStore.ts';
import { forgetContracts, onContractTracked } from './contractFlowStore.ts';
import { onContractNews } from './contractStore.ts';
import { forgetExplorer, onExplorerBlock } from './explorerStore.ts';
import { onMining, useMining } from './miningStore.ts';
import { onPool, usePool } from './poolStore.ts';
import { forgetPayment, onTracked } from './sendStore.ts';
import { forgetTrust, onTrustTracked } from './trustStore.ts';
import { useWallets } from './walletsStore.ts';

/** Connects the stores to the bridge's events. After each (re)connection the whole state is read once. */
export function feedStores(bridge: BridgeClient): void {
  bridge.on('app', (app) => {
    useApp.setState({ app });
    if (app.stage !== 'open') {
      forgetActivity();
      forgetContracts();
      forgetPayment();
      forgetTrust();
    }
  });
  bridge.on('settings', (settings) => useApp.setState({ settings }));
  bridge.on('chain', (chain) => useChain.setState({ chain }));
  bridge.on('wallets', ({ accounts, contacts }) => useWallets.setState({ accounts, contacts }));
  bridge.on('mining', (mining) => onMining(mining, Date.now()));
  bridge.on('pool', onPool);
  bridge.on('connection', (connection) => {
    // What was read of another network is not this one's.
    if (onConnection(connection)) {
      forgetActivity();
      forgetExplorer();
    }
  });
  bridge.on('activity', onActivity);
  bridge.on('switched', (switched) => {
    useChain.setState({ switched });
    onSwitched(switched);
    forgetExplorer();
  });
  bridge.on('tracked', onTracked);
  bridge.on('tracked', onContractTracked);
  bridge.on('block', onContractNews);
  bridge.on('tracked', onTrustTracked);
  bridge.on('block', onExplorerBlock);
  bridge.onConnection((connection) => {
    useApp.setState({ connection });
    if (connection === 'open') void readAll(bridge);
  });
}

async function readAll(bridge: BridgeClient): Promise<void> {
  try {
    const state = await bridge.call('app.read', {});
    useApp.setState({ app: state.app, settings: state.settings, fault: null });
    useChain.setState({ chain: state.chain });
    useWallets.setState({ accounts: state.wallets.accounts, contacts: state.wallets.contacts });
    useMining.setState({ mining: state.mining, rates: null });
    useConnection.setState({ connection: state.connection });
    usePool.setState({ pool: state.pool, blocks: null, payouts: null });
    forgetActivity();
    forgetExplorer();
    // What became of a payment while the window did not hear.
    for (const tracked of state.tracked) {
      onTracked(tracked);
      onContractTracked(tracked);
      onTrustTracked(tracked);
    }
  } catch (error) {
    if (!isFault(error)) throw error;
    // A connection that was lost again is read anew by itself.
    if (error.code !== 'bridge.lost') useApp.setState({ fault: error });
  }
}
