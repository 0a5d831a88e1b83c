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
  const peers = [...connected];
  const shown = new Set<Peer>();
  const views = [...dialed]
    .sort((a, b) => Number(b.kept) - Number(a.kept))
    .flatMap((one): PeerView[] => {
      const peer = peers.find(({ url, alsoAt }) => url === one.url || alsoAt.has(one.url));
      // A pool under two domains, or this pool under a domain of before, is nothing to look at.
      if (!one.kept && (one.reason?.code === 'peer.itself' || (peer !== undefined && shown.has(peer))))
        return [];
      if (peer !== undefined) shown.add(peer);
      return [peer === undefined ? absentView(one, bans) : connectedView(peer, one.url, sourceOf(one))];
    });
  const came = peers.filter((peer) => !shown.has(peer));
  views.push(...came.map((peer) => connectedView(peer, peer.url, 'came')));
  return views.sort((a, b) => ORDER[a.source] - ORDER[b.source]);
}

const sourceOf = ({ kept }: Dialed): PeerView['source'] => (kept ? 'kept' : 'learned');

function absentView(one: Dialed, bans: readonly Ban[]): PeerView {
  const common = {
    ...{ url: one.url, source: sourceOf(one), domain: undefined, tip: undefined, latency: undefined },
  } as const;
  const ban = bans.find(({ name }) => name === `url ${one.url}`);
  if (ban !== undefined) return { ...common, state: 'banned', fault: ban.fault, until: ban.until };
  if (one.reason === undefined) return { ...common, state: 'connecting', fault: undefined, until: undefined };
  return { ...common, state: 'away', fault: one.reason, until: one.next };
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
