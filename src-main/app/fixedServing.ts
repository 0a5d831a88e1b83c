import { Fault } from '#shared/protocol/fault.ts';
import { parsePoolUrl } from '../remote/poolUrl.ts';
import type { PoolServer } from '../server/poolServer.ts';
import { askBack } from './reach.ts';
import { frontOf, type Serving } from './serving.ts';

/** A pool that serves as its configuration file says: the operator's screen shows it and can't change it. */
export function fixedServing(server: PoolServer, place: { host: string; domain: string }): Serving {
  const { host, domain } = place;
  return {
    get state() {
      const named = domain === 'localhost' ? [] : [parsePoolUrl(domain).socket];
      return {
        ...{ serving: true, reason: null, host, port: server.port, domain },
        urls: [...new Set([...named, ...server.urls])],
        front: frontOf(server),
        sessions: server.sessions(),
      };
    },
    async change() {
      throw new Fault('bridge.method');
    },
    pardon: (address) => server.pardon(address),
    reach: (other) => askBack(other, server, domain === 'localhost' ? '' : domain),
    async close() {},
  };
}
