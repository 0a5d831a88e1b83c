import type { PoolEvent, PoolMethod, PoolSession } from '#shared/api/poolApi.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import { Events } from '../base/events.ts';
import type { Log } from '../base/log.ts';
import type { RemotePool, RemoteStatus } from './remotePool.ts';
import { Subscriptions, sessionOf } from './subscriptions.ts';

export interface FailoverOptions {
  /** In order of preference; at least one. */
  readonly urls: readonly string[];
  /** Opens one of them, see `openRemotePool`. */
  readonly open: (url: string) => RemotePool;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a pool may be away before the next one is tried, in ms. */
  readonly grace?: number;
  /** How long a preferred pool must have been back before it is returned to. */
  readonly returnAfter?: number;
}

export interface FailoverPool extends RemotePool {
  /** Of each pool, in order of preference; null: not needed now, so not connected. */
  statuses(): readonly (RemoteStatus | null)[];
}

interface Candidate {
  readonly url: string;
  pool: RemotePool | undefined;
  connectedSince: number | undefined;
  /** How often in a row it refused to give work, and how often in a row it was passed over for that. */
  refusals: number;
  timesPassed: number;
  passedUntil: number;
}

const GRACE = 5000;
const RETURN_AFTER = 30_000;
const LOOK_EVERY = 1000;
/** A pool that is there and refuses work so often in a row is passed over for a minute, then for two, four … */
const REFUSALS = 3;
const SHORTEST_PASS = 60_000;
const LONGEST_PASS = 3_600_000;

/**
 * One session over several pools: the first of them while it is there and gives work, else the next, and back when a
 * better one has been back for a while. Pools behind the one in use are not connected. What the holder subscribed to
 * is asked for again at each change, so that it need not know which pool it is.
 */
export function openFailoverPool(options: FailoverOptions): FailoverPool {
  const { clock, log } = options;
  const grace = options.grace ?? GRACE;
  const returnAfter = options.returnAfter ?? RETURN_AFTER;
  const candidates: Candidate[] = options.urls.map((url) => ({
    url,
    pool: undefined,
    connectedSince: undefined,
    refusals: 0,
    timesPassed: 0,
    passedUntil: 0,
  }));
  if (candidates.length === 0) throw new Fault('remote.url');
  const onListenerError = (error: unknown, type: string): void =>
    log.error('listener.failed', { error, type });
  const events = new Events<{ event: PoolEvent; status: RemoteStatus }>(onListenerError);
  const subscriptions = new Subscriptions();
  let active: Candidate | undefined;
  /** Since when none that is open is of use; 0: one is. */
  let awaySince = clock.now();
  let hadActive = false;
  let isClosed = false;
  let stopLooking = (): void => {};

  const current = (): Candidate =>
    active ?? candidates.find(({ pool }) => pool !== undefined) ?? (candidates[0] as Candidate);
  const status = (): RemoteStatus => {
    const shown = current().pool?.status;
    const base = shown ?? {
      url: current().url,
      latency: null,
      reason: null,
      nextTry: null,
      state: 'connecting' as const,
    };
    if (isClosed) return { ...base, state: 'closed' };
    return base.state === 'connecting' && hadActive ? { ...base, state: 'lost' } : base;
  };
  const tell = (): void => events.emit('status', status());

  const isPassed = ({ passedUntil }: Candidate): boolean => passedUntil > clock.now();

  const openCandidate = (candidate: Candidate): void => {
    const pool = options.open(candidate.url);
    candidate.pool = pool;
    candidate.connectedSince = pool.status.state === 'connected' ? clock.now() : undefined;
    pool.subscribe((event) => {
      if (active === candidate && candidate.pool === pool) events.emit('event', event);
    });
    pool.onStatus(({ state }) => {
      if (candidate.pool !== pool || isClosed) return;
      const isConnected = state === 'connected';
      if (!isConnected) candidate.connectedSince = undefined;
      else candidate.connectedSince ??= clock.now();
      if (active === candidate && !isConnected && awaySince === 0) awaySince = clock.now();
      if (active === candidate && isConnected && !isPassed(candidate)) awaySince = 0;
      const isBetter = active === undefined || (isPassed(active) && !isPassed(candidate));
      if (isBetter && isConnected) use(candidate);
      tell();
    });
  };

  const closeCandidate = (candidate: Candidate): void => {
    const { pool } = candidate;
    candidate.pool = undefined;
    candidate.connectedSince = undefined;
    pool?.close();
  };

  const use = (candidate: Candidate): void => {
    const { pool } = candidate;
    if (pool === undefined) return;
    const before = active;
    active = candidate;
    awaySince = 0;
    candidate.refusals = 0;
    log.info('pool.used', { url: candidate.url });
    const isFirst = !hadActive;
    hadActive = true;
    // The one that was left must forget what it was asked to tell; a better one is opened anew, to see it return.
    if (before !== undefined && before !== candidate) {
      closeCandidate(before);
      if (candidates.indexOf(before) < candidates.indexOf(candidate)) openCandidate(before);
    }
    for (const behind of candidates.slice(candidates.indexOf(candidate) + 1)) closeCandidate(behind);
    if (isFirst) return;
    subscriptions
      .resume(pool, (event) => {
        if (active === candidate && candidate.pool === pool) events.emit('event', event);
      })
      .catch((error: unknown) => log.warn('pool.notResumed', { url: candidate.url, error }));
  };

  const look = (): void => {
    if (isClosed) return;
    const now = clock.now();
    const at = active === undefined ? candidates.length : candidates.indexOf(active);
    const better = candidates.find(
      (candidate, index) =>
        index < at &&
        candidate.connectedSince !== undefined &&
        !isPassed(candidate) &&
        (active === undefined || now - candidate.connectedSince >= returnAfter),
    );
    if (better !== undefined) {
      use(better);
      tell();
    } else if (awaySince !== 0 && now - awaySince >= grace) {
      // The one in use is away or gives no work: whichever is there takes over, else one more is tried.
      const there = candidates.filter(({ connectedSince }) => connectedSince !== undefined);
      const other = there.find((candidate) => !isPassed(candidate));
      const next = candidates.find((candidate) => candidate.pool === undefined && !isPassed(candidate));
      if (other !== undefined) use(other);
      else if (next !== undefined) {
        awaySince = now;
        if (active?.connectedSince === undefined) active = undefined;
        openCandidate(next);
      } else if (active?.connectedSince === undefined && there[0] !== undefined) use(there[0]);
      tell();
    }
    stopLooking = clock.after(LOOK_EVERY, look);
  };

  const workRefused = (candidate: Candidate): void => {
    candidate.refusals += 1;
    if (candidate.refusals < REFUSALS || candidates.length === 1) return;
    candidate.refusals = 0;
    candidate.passedUntil = clock.now() + Math.min(LONGEST_PASS, SHORTEST_PASS * 2 ** candidate.timesPassed);
    candidate.timesPassed += 1;
    awaySince = clock.now() - grace;
    log.info('pool.passed', { url: candidate.url, until: candidate.passedUntil });
  };

  const call = async (method: PoolMethod, params: unknown): Promise<unknown> => {
    if (isClosed) throw new Fault('remote.closed');
    if (method === 'stopJobs') subscriptions.stopWork();
    const asked = current();
    const { pool } = asked;
    if (pool === undefined) throw new Fault('remote.lost');
    const handler = pool[method] as (this: PoolSession, params: unknown) => Promise<unknown>;
    try {
      const result = await handler.call(pool, params);
      if (method === 'requestJob') {
        asked.refusals = 0;
        asked.timesPassed = 0;
      }
      subscriptions.note(method, params);
      return result;
    } catch (error) {
      const isThere = asked === active && asked.pool === pool && asked.connectedSince !== undefined;
      if (method === 'requestJob' && isThere) workRefused(asked);
      throw error;
    }
  };

  const session = sessionOf(call, {
    subscribe: (listener) => events.on('event', listener),
    close: () => {
      if (isClosed) return;
      isClosed = true;
      stopLooking();
      for (const candidate of candidates) closeCandidate(candidate);
      tell();
    },
  });
  openCandidate(candidates[0] as Candidate);
  look();
  return Object.defineProperties(session as FailoverPool, {
    status: { get: status, enumerable: true },
    onStatus: { value: (listener: (status: RemoteStatus) => void) => events.on('status', listener) },
    statuses: { value: () => candidates.map(({ pool }) => pool?.status ?? null) },
  });
}
