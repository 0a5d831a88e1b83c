import type { PoolPreview } from '#shared/api/connectionBridge.ts';
import type { PoolSession } from '#shared/api/poolApi.ts';
import type { PoolStatus } from '#shared/api/poolValues.ts';
import type { FaultNote } from '#shared/api/values.ts';
import type { Tip } from '#shared/ledger/ledgerView.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { CORE_VERSION, type Network, parseNetworkFile } from '#shared/protocol/network.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { isNearbyUrl, parsePoolUrl } from '../remote/poolUrl.ts';
import type { ProofBook } from '../remote/proofBook.ts';
import { provePool } from '../remote/provePool.ts';
import { openRemotePool, type RemotePool, type RemotePoolOptions } from '../remote/remotePool.ts';
import { noteOf } from './remoteUse.ts';

export interface LookMeans {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  /** PEM of a certificate authority to believe instead of the system's. */
  readonly ca: string | undefined;
  /** When it is over, so is every look. */
  readonly signal: AbortSignal | undefined;
}

/** What was seen of a pool that is not in use. */
export interface Look {
  readonly at: number;
  /** Why it is not there, or what is wrong with it; null: nothing. */
  readonly reason: FaultNote | null;
  readonly latency: number | null;
  readonly status: PoolStatus | null;
  /** The end of its chain, its work checked; null where that was not possible. */
  readonly proven: Tip | null;
}

/** Connects, asks, checks the work (where a book is given) and leaves. Never rejects. */
export async function lookAt(
  url: string,
  expected: { readonly genesis: string; readonly book: ProofBook | undefined },
  means: LookMeans,
): Promise<Look> {
  return await visit({ ...opening(url, means), genesis: expected.genesis }, means, async (pool) => {
    let status: PoolStatus | null = null;
    let proven: Tip | null = null;
    let reason: FaultNote | null = null;
    try {
      status = await pool.getStatus({});
      if (expected.book !== undefined) proven = await provePool(pool, expected.book, means.clock);
    } catch (error) {
      reason = noteOf(error);
    }
    return { at: means.clock.now(), reason, latency: pool.status.latency, status, proven };
  });
}

/** What a pool is, before anybody joins. Faults: `remote.url`, `remote.coreVersion`, `network.file`, those of a session. */
export async function inspectPool(
  typed: string,
  means: LookMeans,
): Promise<{ network: Network; status: PoolStatus; latency: number | null; url: string }> {
  const url = parsePoolUrl(typed).socket;
  return await visit(opening(url, means), means, async (pool) => {
    const network = await networkOf(pool);
    const status = await pool.getStatus({});
    return { network, status, latency: pool.status.latency, url };
  });
}

/** Connects for one task, and leaves when it ends or when `signal` says so. */
async function visit<T>(
  options: RemotePoolOptions,
  { signal }: LookMeans,
  task: (pool: RemotePool) => Promise<T>,
): Promise<T> {
  const pool = openRemotePool(options);
  const leave = () => pool.close();
  if (signal?.aborted) leave();
  signal?.addEventListener('abort', leave);
  try {
    return await task(pool);
  } finally {
    signal?.removeEventListener('abort', leave);
    leave();
  }
}

async function networkOf(pool: PoolSession): Promise<Network> {
  const network = parseNetworkFile(await pool.getNetwork({}));
  if (network.coreVersion !== CORE_VERSION) throw new Fault('remote.coreVersion');
  return network;
}

/** For one question, of any network. */
export function openOnce(url: string, means: LookMeans): PoolSession {
  return openRemotePool(opening(url, means));
}

function opening(url: string, { clock, log, random, ca }: LookMeans) {
  return { url, clock, log, random, ...(ca === undefined ? {} : { ca }) };
}

/** A name of a network is another's free text: only one that can't be taken for words of this app is shown. */
export function shownName(name: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(name) ? name : '';
}

export function linkOf(url: string): PoolPreview['link'] {
  if (url.startsWith('wss:')) return 'secure';
  return isNearbyUrl(url) ? 'nearby' : 'open';
}

export const isLie = (note: FaultNote | null): boolean => note?.code === 'remote.badProof';
