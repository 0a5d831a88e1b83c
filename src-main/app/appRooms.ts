import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BridgeEvent } from '#shared/api/bridge.ts';
import type { AppState, PoolState } from '#shared/api/bridgeStates.ts';
import type { Network } from '#shared/protocol/network.ts';
import { systemClock } from '../base/clock.ts';
import { Events } from '../base/events.ts';
import { installNodeSha256 } from '../base/nodeHash.ts';
import { openContractDesk } from '../contracts/contractDesk.ts';
import { openMiner } from '../miner/openMiner.ts';
import { openAskBack } from '../peers/askBack.ts';
import { openPool } from '../pool/pool.ts';
import { openWallet } from '../wallet/openWallet.ts';
import { openPoolSigner } from '../wallet/poolKey.ts';
import { walletHandlers } from '../wallet/walletHandlers.ts';
import { openAppLog } from './appLog.ts';
import { type BridgeServer, createBridgeServer } from './bridgeServer.ts';
import { Connection } from './connection.ts';
import { connectionHandlers } from './connectionHandlers.ts';
import { contractHandling } from './contractHandlers.ts';
import { ContractShelf } from './contractShelf.ts';
import { explorerHandlers } from './explorerHandlers.ts';
import { LogRing } from './logRing.ts';
import { miningHandlers } from './miningHandlers.ts';
import { readOwnNetwork } from './ownNetwork.ts';
import { PeerBook } from './peerBook.ts';
import { peersHandlers } from './peersHandlers.ts';
import { poolHandlers } from './poolHandlers.ts';
import { openServing } from './serving.ts';
import { openSettings } from './settings.ts';

/** The rooms of an app that is open, on one network of its own pool. */
export interface AppRooms {
  readonly bridge: BridgeServer;
  on(listener: (event: BridgeEvent) => void): () => void;
  tell(facts: { readonly idle?: number; readonly onBattery?: boolean }): void;
  /** Every concern of the window as it stands now. */
  snapshot(): BridgeEvent[];
  /** Resolves when everything is on disk. */
  close(): Promise<void>;
}

export interface AppOptions {
  /** Everything of this person lies below it. One process at a time: a second one gets `store.locked`. */
  readonly folder: string;
  readonly shell: AppState['shell'];
  readonly version: string;
}

/**
 * The composition root: the only place that knows all rooms. `moveTo`: opens the app anew with its own pool on this
 * network. Faults: those of the pool, the store and the wallet.
 */
export async function openRooms(
  { folder, shell, version }: AppOptions,
  moveTo: (network: Network | null) => Promise<void>,
): Promise<AppRooms> {
  installNodeSha256();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ring = new LogRing();
  const log = openAppLog(folder, ring);
  const clock = systemClock;
  const random = (length: number) => new Uint8Array(randomBytes(length));
  const events = new Events<{ event: BridgeEvent }>((error, type) =>
    log.error('listener.failed', { error, type }),
  );
  const tell = (event: BridgeEvent) => events.emit('event', event);

  const settings = await openSettings(folder, log);
  const miner = openMiner({ folder, clock, log });
  const own = await readOwnNetwork(folder);
  const pool = await openPool({
    folder: join(folder, own.poolFolder),
    ...(own.network === undefined ? {} : { network: own.network }),
    signer: await openPoolSigner(folder, random),
    clock,
    log: log.child('pool'),
    random,
    measureHashRate: () => miner.measure(),
    askBack: openAskBack({ clock, log: log.child('pool'), random }),
    settings: { domain: 'localhost' },
  });
  const connection = await Connection.open({ folder, own: pool, clock, log, random: Math.random });
  const { session } = connection;
  const wallet = await openWallet({
    folder,
    clock,
    random,
    log,
    session,
    network: connection.network,
    autoLockMinutes: settings.current.autoLockMinutes,
  });
  const book = await PeerBook.open({
    ...{ folder, pool, clock, log, random, fixed: [] },
    move: { joined: own.network !== undefined, to: moveTo },
    changed: () => pool.operator.tell(),
  });
  const { peers } = book;
  const serving = await openServing({ folder, pool, peers, clock, log, changed: () => tellPool() });
  // The miner's connection is the wallet's; only the app closes it.
  miner.connect({ ...session, close: () => {} });

  const desk = openContractDesk();
  const contracts = contractHandling(
    {
      session,
      wallet,
      desk,
      shelf: new ContractShelf(folder),
      clock,
      network: () => connection.network,
      tip: () => connection.chain.tip.id,
    },
    () => serving.state.urls,
  );

  const appState = (): AppState => ({ stage: wallet.stage, shell, version, dataFolder: folder });
  const poolState = (): PoolState => ({ ...pool.operator.state(), ...serving.state, peers: book.state });
  const tellPool = () => tell({ type: 'pool', value: poolState() });

  wallet.on((event) => tell(event.type === 'app' ? { type: 'app', value: appState() } : event));
  miner.on((value) => tell({ type: 'mining', value }));
  pool.events.on('operator.changed', tellPool);
  connection.events.on('chain', (value) => tell({ type: 'chain', value }));
  connection.events.on('changed', () => tell({ type: 'connection', value: connection.state }));
  connection.events.on('connected', () => void wallet.refresh());
  connection.events.on('network', (network) => {
    // At once, in the step in which the session changes: nothing may be prepared on one network and signed for another.
    const connecting = wallet.connect(session, network);
    // What was mined for on the other network has no address on this one.
    Promise.all([connecting, miner.stop()]).catch((error) => log.error('network.notFollowed', { error }));
  });
  session.subscribe((event) => {
    if (event.type !== 'block') return;
    tell({ type: 'block', value: event.value });
    contracts.blockCame().catch((error) => log.warn('contracts.notServed', { error }));
  });

  const states = () => ({
    app: appState(),
    settings: settings.current,
    chain: connection.chain,
    wallets: wallet.state,
    mining: miner.state,
    pool: poolState(),
    connection: connection.state,
  });

  const bridge = createBridgeServer(
    {
      'app.read': async () => ({ ...states(), tracked: wallet.tracked }),
      'settings.change': async (changes) => {
        const value = await settings.change(changes);
        wallet.autoLockMinutes = value.autoLockMinutes;
        tell({ type: 'settings', value });
        return value;
      },
      ...walletHandlers(wallet),
      ...miningHandlers(miner, wallet),
      ...poolHandlers(
        pool,
        pool.openSession(),
        serving,
        ring,
        () => book.openHelper() ?? connection.openOther(),
      ),
      ...peersHandlers(book),
      ...connectionHandlers(connection),
      ...explorerHandlers(session),
      ...contracts.handlers,
    },
    log,
  );

  return {
    bridge,
    on: (listener) => events.on('event', listener),
    tell: (facts) => miner.tell(facts),
    snapshot: () => Object.entries(states()).map(([type, value]) => ({ type, value }) as BridgeEvent),
    async close() {
      await miner.close();
      await book.close();
      await serving.close();
      await desk.close();
      await wallet.close();
      await connection.close();
      await pool.close();
    },
  };
}
