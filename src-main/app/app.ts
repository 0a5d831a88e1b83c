import type { BridgeEvent } from '#shared/api/bridge.ts';
import type { Network } from '#shared/protocol/network.ts';
import { Events } from '../base/events.ts';
import { type AppOptions, type AppRooms, openRooms } from './appRooms.ts';
import type { BridgeServer } from './bridgeServer.ts';
import { chooseOwnNetwork, readOwnNetwork } from './ownNetwork.ts';

/** The whole app without a window: what a shell shows and speaks to. */
export interface CocoApp {
  readonly bridge: BridgeServer;
  on(listener: (event: BridgeEvent) => void): () => void;
  /** What only a desktop shell knows of the machine, for the miner's pause rules. */
  tell(facts: { readonly idle?: number; readonly onBattery?: boolean }): void;
  /** Resolves when everything is on disk. */
  close(): Promise<void>;
}

/**
 * Opens the app. When its own pool moves to another network, all rooms are closed and opened anew behind the same bridge:
 * the wallet is locked then, and calls wait until the rooms are open. Faults: those of the pool, the store and the wallet.
 */
export async function openApp(options: AppOptions): Promise<CocoApp> {
  const events = new Events<{ event: BridgeEvent }>(() => {});
  const facts: { idle?: number; onBattery?: boolean } = {};
  let moving: Promise<void> = Promise.resolve();
  const open = async (): Promise<AppRooms> => {
    const opened = await openRooms(options, moveTo);
    opened.on((event) => events.emit('event', event));
    opened.tell(facts);
    return opened;
  };
  let rooms = await open();

  async function moveTo(network: Network | null): Promise<void> {
    const move = moving.then(async () => {
      const { network: before = null } = await readOwnNetwork(options.folder);
      await chooseOwnNetwork(options.folder, network);
      await rooms.close();
      try {
        rooms = await open();
      } catch (error) {
        await chooseOwnNetwork(options.folder, before);
        rooms = await open();
        throw error;
      } finally {
        for (const event of rooms.snapshot()) events.emit('event', event);
      }
    });
    moving = move.catch(() => {});
    await move;
  }

  return {
    bridge: {
      async answer(request) {
        await moving;
        return await rooms.bridge.answer(request);
      },
    },
    on: (listener) => events.on('event', listener),
    tell(news) {
      Object.assign(facts, news);
      rooms.tell(news);
    },
    async close() {
      await moving;
      await rooms.close();
    },
  };
}
