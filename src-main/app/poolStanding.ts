import type { KnownPool } from '#shared/api/connectionBridge.ts';
import type { FaultNote } from '#shared/api/values.ts';
import type { Tip } from '#shared/ledger/ledgerView.ts';
import { decodeAddress } from '#shared/protocol/addresses.ts';
import { equalBytes } from '#shared/protocol/bytes.ts';
import { genesisHash, type Network } from '#shared/protocol/network.ts';
import { compareChains } from '../remote/forkPoint.ts';
import type { ProofBook } from '../remote/proofBook.ts';
import type { ListedPool } from './poolList.ts';
import { isLie, type Look, linkOf, shownName } from './poolLook.ts';
import { noteOf, type RemoteUse } from './remoteUse.ts';

/** The newest blocks may differ for a moment between honest pools; a person is told from this depth on. */
const FORK_DEPTH = 3;

/** All that is known of the listed pools at one moment. */
export interface Standing {
  readonly pools: readonly ListedPool[];
  readonly looks: ReadonlyMap<string, Look>;
  /** Pools that showed a chain that is none. */
  readonly liars: ReadonlyMap<string, FaultNote>;
  /** undefined: the app's own pool is used. */
  readonly remote: Pick<RemoteUse, 'status' | 'tip'> | undefined;
  readonly network: Network;
  /** The checked blocks of this network. */
  readonly book: ProofBook | undefined;
}

/** A pool of the list as the window shows it. */
export function knownPool(standing: Standing, { url, network }: ListedPool): KnownPool {
  const { remote, looks, liars } = standing;
  const genesis = genesisHash(network);
  const inUse = remote?.status.url === url;
  const look = looks.get(url);
  const lie = liars.get(url);
  const status = look?.status ?? null;
  const state = remote?.status.state === 'closed' ? 'lost' : remote?.status.state;
  const wasSeen = look === undefined ? 'unknown' : look.status === null ? 'unreachable' : 'reachable';
  return {
    url,
    link: linkOf(url),
    network: { name: shownName(network.name), genesis },
    sameNetwork: equalBytes(genesis, genesisHash(standing.network)),
    inUse,
    status: inUse && state !== undefined ? state : wasSeen,
    reason: lie ?? (inUse ? remote.status.reason && noteOf(remote.status.reason) : (look?.reason ?? null)),
    latency: inUse ? remote.status.latency : (look?.latency ?? null),
    tip: inUse ? remote.tip.id : (look?.proven?.id ?? status?.tip.id ?? null),
    feePercent: status?.feePercent ?? null,
    scheme: status?.scheme ?? null,
    verdict: lie === undefined ? verdictOf(standing, inUse, look) : 'lies',
    lookedAt: look?.at ?? null,
  };
}

/** A pool's chain held against the one in use. */
function verdictOf(standing: Standing, inUse: boolean, look: Look | undefined): KnownPool['verdict'] {
  if (inUse) return 'agrees';
  if (look !== undefined && isLie(look.reason)) return 'lies';
  const { remote, book } = standing;
  if (remote === undefined || book === undefined || !look?.proven) return 'unknown';
  const found = compareChains(book, look.proven, remote.tip);
  if (found.state === 'forked') return found.depth >= FORK_DEPTH ? 'forked' : 'agrees';
  return found.state === 'unknown' || found.state === 'behind' ? found.state : 'agrees';
}

/**
 * What a person should know before they rely on payments: the pool in use lies, another one shows another chain, or
 * there was one with more work, whoever showed it then.
 */
export function troubleOf({ remote, liars, looks, pools, book }: Standing): FaultNote | null {
  if (remote === undefined) return null;
  const lie = liars.get(remote.status.url);
  if (lie !== undefined) return lie;
  if (book === undefined) return null;
  for (const { url } of pools) {
    const proven = looks.get(url)?.proven;
    if (url === remote.status.url || !proven || liars.has(url)) continue;
    const found = compareChains(book, remote.tip, proven);
    if (found.state !== 'forked' || found.depth < FORK_DEPTH) continue;
    const [used, other] = [new URL(remote.status.url).host, new URL(url).host];
    const heavier = found.heavier === 'a' ? used : other;
    return { code: 'remote.disagrees', facts: { blockId: found.blockId, used, other, heavier } };
  }
  return isLighter(book, remote.tip)
    ? { code: 'remote.lighter', facts: { used: new URL(remote.status.url).host } }
    : null;
}

/** Whether a chain with more work was checked here that parts from this one, and not only in its newest blocks. */
function isLighter(book: ProofBook, tip: Tip): boolean {
  if (tip.totalWork >= book.best.totalWork) return false;
  const found = compareChains(book, tip, book.best);
  // Where they part is not known when it lies deeper than all that is remembered.
  return found.state === 'unknown' || (found.state === 'forked' && found.depth >= FORK_DEPTH);
}

/** From which a pool says it pays: an address of this network, or none, since it is another's word. */
export function payoutAddressOf({ looks, network }: Standing, url: string): string | null {
  const text = looks.get(url)?.status?.payoutAddress;
  if (text === undefined) return null;
  try {
    decodeAddress(network.addressPrefix, text);
    return text;
  } catch {
    return null;
  }
}
