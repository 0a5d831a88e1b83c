import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BridgeEvent } from '#shared/api/bridge.ts';
import type { ChainState, PoolState } from '#shared/api/bridgeStates.ts';
import { genesisHash } from '#shared/protocol/network.ts';
import { systemClock } from '../base/clock.ts';
import { Events } from '../base/events.ts';
import type { Log } from '../base/log.ts';
import { openMiner } from '../miner/openMiner.ts';
import type { Pool } from '../pool/pool.ts';
import { type BridgeServer, createBridgeServer } from './bridgeServer.ts';
import { explorerHandlers } from './explorerHandlers.ts';
import type { LogRing } from './logRing.ts';
import type { PeerBook } from './peerBook.ts';
import { peersHandlers } from './peersHandlers.ts';
import { poolHandlers } from './poolHandlers.ts';
import { shownName } from './poolLook.ts';
import type { Serving } from './serving.ts';
import { openSettings } from './settings.ts';
import { version } from './version.ts';

/** The operator's screens of a pool without a wallet: a bridge that knows pool, chain and log, and refuses all else. */
export interface OperatorApp {
  readonly bridge: BridgeServer;
  on(listener: (event: BridgeEvent) => void): () => void;
  close(): void;
}

export async function openOperatorApp(parts: {
  readonly folder: string;
  readonly pool: Pool;
  readonly serving: Serving;
  readonly book: PeerBook;
  readonly ring: LogRing;
  readonly log: Log;
}): Promise<OperatorApp> {
  const { folder, pool, serving, book, ring, log } = parts;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const events = new Events<{ event: BridgeEvent }>((error, type) =>
    log.error('listener.failed', { error, type }),
  );
  const tell = (event: BridgeEvent) => events.emit('event', event);
  const settings = await openSettings(folder, log);
  const session = pool.openSession();
  const { network } = pool;
  const brief = { name: shownName(network.name), genesis: genesisHash(network) };
  const poolState = (): PoolState => ({ ...pool.operator.state(), ...serving.state, peers: book.state });
  const chainState = (): ChainState => {
    const { tip, domain, payoutAddress } = pool.operator.status();
    return {
      network: brief.name,
      ...{ addressPrefix: network.addressPrefix, blockInterval: network.blockInterval },
      defaultFee: network.defaultFee,
      lostCoins: { ...network.lostCoins, first: network.genesisTime + network.lostCoins.first },
      tip,
      connection: { kind: 'embedded', domain, status: 'connected', latency: null, payoutAddress },
    };
  };
  const stops = [
    pool.events.on('operator.changed', () => tell({ type: 'pool', value: poolState() })),
    session.subscribe((event) => {
      if (event.type !== 'block') return;
      tell({ type: 'chain', value: chainState() });
      tell({ type: 'block', value: event.value });
    }),
  ];
  // Never started: it stands for the miner that this program has not.
  const miner = openMiner({ folder, clock: systemClock, log });
  const bridge = createBridgeServer(
    {
      'app.read': async () => ({
        app: { stage: 'operator', shell: 'web', version, dataFolder: dirname(folder) },
        settings: settings.current,
        chain: chainState(),
        wallets: { accounts: [], contacts: [] },
        mining: miner.state,
        pool: poolState(),
        tracked: [],
        connection: {
          ...{ use: 'embedded', network: brief, own: brief, pools: [], provenTo: null, trouble: null },
        },
      }),
      'settings.change': async (changes) => {
        const value = await settings.change(changes);
        tell({ type: 'settings', value });
        return value;
      },
      ...poolHandlers(pool, session, serving, ring, () => book.openHelper()),
      ...peersHandlers(book),
      ...explorerHandlers(session),
    },
    log,
  );
  return {
    bridge,
    on: (listener) => events.on('event', listener),
    close() {
      for (const stop of stops) stop();
      session.close();
    },
  };
}
