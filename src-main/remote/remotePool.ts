import type { PoolEvent, PoolMethod, PoolSession } from '#shared/api/poolApi.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import { genesisHash, parseNetworkFile } from '#shared/protocol/network.ts';
import type { Clock } from '../base/clock.ts';
import { Events } from '../base/events.ts';
import type { Log } from '../base/log.ts';
import { retryDelay } from './backoff.ts';
import { Channel, type ChannelLimits, defaultChannelLimits } from './channel.ts';
import { parsePoolUrl } from './poolUrl.ts';
import { Subscriptions, sessionOf } from './subscriptions.ts';

export interface RemoteStatus {
  /** connecting: for the first time. lost: it was there, and is tried again. */
  readonly state: 'connecting' | 'connected' | 'lost' | 'closed';
  readonly url: string;
  /** There and back, in ms; null until measured. */
  readonly latency: number | null;
  /** Why it is not connected. */
  readonly reason: Fault | null;
  /** When the next attempt is made; null while connected. */
  readonly nextTry: number | null;
}

/** A session with a pool somewhere else, that comes back by itself. */
export interface RemotePool extends PoolSession {
  readonly status: RemoteStatus;
  /** Every change, until the answer is called. */
  onStatus(listener: (status: RemoteStatus) => void): () => void;
}

export interface RemotePoolOptions {
  /** What a person typed, see `parsePoolUrl`. */
  readonly url: string;
  readonly log: Log;
  readonly clock: Clock;
  /** 0 ≤ x < 1, for the delays between attempts. */
  readonly random: () => number;
  /** Hex of the genesis hash: a pool of another network is not used. */
  readonly genesis?: string;
  /** With which addresses of its network begin, where the genesis is not known. */
  readonly addressPrefix?: string;
  /** PEM of a certificate authority to believe instead of the system's. */
  readonly ca?: string;
  readonly limits?: Partial<ChannelLimits>;
}

/** A connection that held so long was good: the next attempt after it starts from the shortest delay. */
const STABLE = 30_000;
/** How long a call waits for a connection that is being made. */
const CONNECT_WAIT = 10_000;

/** Connects in the background; the faults of `parsePoolUrl` are thrown at once. */
export function openRemotePool(options: RemotePoolOptions): RemotePool {
  const { clock, log, random } = options;
  const url = parsePoolUrl(options.url);
  const limits = { ...defaultChannelLimits, ...options.limits };
  const onListenerError = (error: unknown, type: string): void =>
    log.error('listener.failed', { error, type });
  const events = new Events<{ event: PoolEvent; status: RemoteStatus; ready: undefined }>(onListenerError);
  const subscriptions = new Subscriptions();
  let status: RemoteStatus = {
    ...{ state: 'connecting', url: url.socket, latency: null, reason: null, nextTry: null },
  };
  let channel: Channel | undefined;
  /** The channel that calls may go through: of the right network, and subscribed again. */
  let ready: Channel | undefined;
  let attempts = 0;
  let wasConnected = false;
  let stopRetry = (): void => {};

  const setStatus = (change: Partial<RemoteStatus>): void => {
    status = { ...status, ...change };
    events.emit('status', status);
  };

  const connect = (): void => {
    let openedAt: number | undefined;
    const own: Channel = new Channel({
      ...{ url, clock, limits, ca: options.ca },
      onOpen: () => {
        openedAt = clock.now();
        begin(own).catch((error: unknown) =>
          own.close(isFault(error) ? error : new Fault('remote.malformed')),
        );
      },
      onEvent: (event) => {
        if (channel === own) events.emit('event', event);
      },
      onLatency: (latency) => {
        if (channel === own) setStatus({ latency });
      },
      onClosed: (reason) => {
        if (channel !== own) return;
        if (openedAt !== undefined && clock.now() - openedAt >= STABLE) attempts = 0;
        lost(reason);
      },
    });
    channel = own;
  };

  /** What has to be true before the holder's calls go through. */
  const begin = async (own: Channel): Promise<void> => {
    const { genesis, addressPrefix } = options;
    if (genesis !== undefined || addressPrefix !== undefined) {
      const network = parseNetworkFile(await own.call('getNetwork', {}));
      const isGenesis = genesis === undefined || toHex(genesisHash(network)) === genesis;
      const isPrefix = addressPrefix === undefined || network.addressPrefix === addressPrefix;
      if (!isGenesis || !isPrefix) throw new Fault('remote.anotherNetwork');
    }
    if (wasConnected) {
      const session = sessionOf((method, params) => own.call(method, params), {
        subscribe: () => () => {},
        close() {},
      });
      await subscriptions.resume(session, (event) => {
        if (channel === own) events.emit('event', event);
      });
    }
    if (channel !== own) return;
    wasConnected = true;
    ready = own;
    setStatus({ state: 'connected', reason: null, nextTry: null });
    events.emit('ready', undefined);
  };

  const lost = (reason: Fault): void => {
    channel = undefined;
    ready = undefined;
    if (status.state === 'closed') return;
    const delay = retryDelay(attempts, random);
    attempts += 1;
    log.info('pool.lost', { url: url.socket, reason, delay });
    stopRetry = clock.after(delay, connect);
    setStatus({
      state: wasConnected ? 'lost' : 'connecting',
      latency: null,
      reason,
      nextTry: clock.now() + delay,
    });
  };

  /** Waits for a connection only while one is being made. Throws `remote.lost`, or why it can't be made. */
  const whenReady = async (): Promise<Channel> => {
    if (ready !== undefined) return ready;
    if (status.state === 'closed') throw new Fault('remote.closed');
    if (channel === undefined) throw status.reason ?? new Fault('remote.lost');
    await new Promise<void>((resolve) => {
      const done = (): void => {
        stopWaiting();
        for (const stop of stops) stop();
        resolve();
      };
      const stops = [events.on('ready', done), events.on('status', (now) => now.reason !== null && done())];
      const stopWaiting = clock.after(CONNECT_WAIT, done);
    });
    if (ready !== undefined) return ready;
    throw status.reason ?? new Fault('remote.lost');
  };

  const call = async (method: PoolMethod, params: unknown): Promise<unknown> => {
    if (method === 'stopJobs') subscriptions.stopWork();
    const through = ready ?? (await whenReady());
    const result = await through.call(method, params);
    subscriptions.note(method, params);
    return result;
  };

  const session = sessionOf(call, {
    subscribe: (listener) => events.on('event', listener),
    close: () => {
      if (status.state === 'closed') return;
      const reason = new Fault('remote.closed');
      setStatus({ state: 'closed', latency: null, reason, nextTry: null });
      stopRetry();
      channel?.close(reason);
    },
  });
  connect();
  return Object.defineProperties(session as RemotePool, {
    status: { get: () => status, enumerable: true },
    onStatus: { value: (listener: (status: RemoteStatus) => void) => events.on('status', listener) },
  });
}
