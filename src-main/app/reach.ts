import type { PoolSession } from '#shared/api/poolApi.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { parsePoolUrl } from '../remote/poolUrl.ts';
import type { PoolServer } from '../server/poolServer.ts';
import type { Serving } from './serving.ts';

/** A session with some other pool, for one question. */
export interface Helper {
  readonly session: PoolSession;
  readonly name: string;
}

export interface Reach {
  readonly reached: boolean;
  /** What was tried: the domain, else the address that the other pool saw; empty where its word could be anything else. */
  readonly target: string;
  /** Who tried. */
  readonly by: string;
}

/** Whether another pool reaches this one. Faults: `reach.nobody`, `reach.notServing`, those of the session. */
export async function testReach(serving: Serving, helper: Helper | undefined): Promise<Reach> {
  if (helper === undefined) throw new Fault('reach.nobody');
  try {
    const { reached, target } = await serving.reach(helper.session);
    const seen = /^([0-9.]{7,15}|\[[0-9a-f:.]{2,45}\]):\d{1,5}$/.test(target) ? target : '';
    const { domain } = serving.state;
    return { reached, target: domain === '' || domain === 'localhost' ? seen : domain, by: helper.name };
  } finally {
    helper.session.close();
  }
}

/** `domain`: under which the server is to be reached; empty: at the address that the question comes from. */
export async function askBack(
  other: PoolSession,
  server: PoolServer,
  domain: string,
): Promise<{ target: string; reached: boolean }> {
  if (domain === '') {
    const secure = server.urls.some((url) => url.startsWith('wss:'));
    return await other.askBack({ host: '', port: server.port, secure });
  }
  const { protocol, hostname, port } = new URL(parsePoolUrl(domain).http);
  const secure = protocol === 'https:';
  const host = hostname.replace(/^\[|\]$/g, '');
  return await other.askBack({ host, port: Number(port || (secure ? 443 : 80)), secure });
}
