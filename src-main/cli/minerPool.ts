import { decodeAddress } from '#shared/protocol/addresses.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { type FailoverPool, openFailoverPool } from '../remote/failover.ts';
import { openRemotePool } from '../remote/remotePool.ts';

export interface MinerPoolOptions {
  /** In order of preference. */
  readonly urls: readonly string[];
  /** For which is mined. */
  readonly address: string;
  readonly clock: Clock;
  readonly log: Log;
  /** PEM of a certificate authority to believe instead of the system's. */
  readonly ca?: string;
}

/**
 * The pools for which an external miner works. It knows no network but by the address that it was given, so that is
 * checked here: no pool's word makes it wrong, and a pool of a network with other addresses is not used. Faults:
 * `address.*`, `remote.url`.
 */
export function openMinerPool({ urls, address, clock, log, ca }: MinerPoolOptions): FailoverPool {
  const addressPrefix = address.slice(0, Math.max(0, address.lastIndexOf('1'))).toLowerCase();
  decodeAddress(addressPrefix, address);
  return openFailoverPool({
    urls,
    open: (url) =>
      openRemotePool({
        ...{ url, addressPrefix, clock, log, random: Math.random },
        ...(ca === undefined ? {} : { ca }),
      }),
    clock,
    log,
  });
}

/** Whether each of the pools is there and of another network: trying again does not make that right. */
export function isOfNoUse(pool: FailoverPool): boolean {
  return pool.statuses().every((status) => status?.reason?.code === 'remote.anotherNetwork');
}
