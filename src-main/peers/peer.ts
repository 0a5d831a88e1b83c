import type { PeerHello, PeerTip } from '#shared/api/peerApi.ts';
import type { PeerLink } from './peerLink.ts';

/** A pool that said who it is. */
export interface Peer {
  readonly link: PeerLink;
  readonly hello: PeerHello;
  /** Where it was reached; undefined for one that came by itself. */
  readonly url: string | undefined;
  /** Other places that turned out to be this pool. */
  readonly alsoAt: Set<string>;
  /** By what it is known again when it was shut out. */
  readonly names: readonly string[];
  /** What it last said of its chain. */
  tip: PeerTip;
}
