import type { Fault } from '#shared/protocol/fault.ts';
import type { Ban } from './banList.ts';
import type { Dialed } from './dialer.ts';
import type { Peer } from './peer.ts';

/** A pool as the operator sees it: connected, or one that should be. */
export interface PeerView {
  /** Where it is reached; undefined: it came by itself. */
  readonly url: string | undefined;
  /** kept: the operator named it; learned: its domain stands in a block; came: it called. */
  readonly source: 'kept' | 'learned' | 'came';
  readonly state: 'connected' | 'connecting' | 'away' | 'banned';
  /** What it calls itself; undefined while it is not connected. */
  readonly domain: string | undefined;
  /** Its last block, as it says. */
  readonly tip: number | undefined;
  /** Ms to and fro. */
  readonly latency: number | undefined;
  /** Why it is away or shut out. */
  readonly fault: Fault | undefined;
  /** When it is tried again, or let in again. */
  readonly until: number | undefined;
}

const ORDER: Readonly<Record<PeerView['source'], number>> = { kept: 0, learned: 1, came: 2 };

/** All that is dialed and all that is connected, each pool once. */
export function viewPeers(
  dialed: readonly Dialed[],
  connected: Iterable<Peer>,
  bans: readonly Ban[],
): PeerView[] {
  const left = new Set(connected);
  const views = dialed.map((one): PeerView => {
    const source = one.kept ? 'kept' : 'learned';
    const peer = [...left].find(({ url, alsoAt }) => url === one.url || alsoAt.has(one.url));
    if (peer !== undefined) {
      left.delete(peer);
      return connectedView(peer, one.url, source);
    }
    const nothing = { domain: undefined, tip: undefined, latency: undefined };
    const ban = bans.find(({ name }) => name === `url ${one.url}`);
    if (ban !== undefined) {
      return { url: one.url, source, state: 'banned', ...nothing, fault: ban.fault, until: ban.until };
    }
    if (one.reason === undefined) {
      return { url: one.url, source, state: 'connecting', ...nothing, fault: undefined, until: undefined };
    }
    return { url: one.url, source, state: 'away', ...nothing, fault: one.reason, until: one.next };
  });
  views.push(...[...left].map((peer) => connectedView(peer, peer.url, 'came')));
  return views.sort((a, b) => ORDER[a.source] - ORDER[b.source]);
}

function connectedView(
  { hello, tip, link }: Peer,
  url: string | undefined,
  source: PeerView['source'],
): PeerView {
  return {
    ...{ url, source, state: 'connected', domain: hello.domain, tip: tip.id, latency: link.latency },
    ...{ fault: undefined, until: undefined },
  };
}
