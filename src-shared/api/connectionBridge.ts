import * as z from 'zod';
import { call } from './contract.ts';
import { blockId, count, duration, faultNote, hash, percent, rate, time, units } from './values.ts';

/**
 * The bridge's calls about which pool the wallet and the miner speak with: the one of this app, or others in an order
 * of preference. What a pool says of itself is shown only where it can be nothing but what it should be.
 */

const url = z.string().max(512);

/** secure: TLS. nearby: in the clear on this machine or this local network. open: in the clear through the internet. */
export const poolLink = z.enum(['secure', 'nearby', 'open']);

/** The name is empty where a pool's name for its network could be mistaken for words of this app. */
const networkBrief = z.object({ name: z.string(), genesis: hash });

export const knownPool = z.object({
  url,
  link: poolLink,
  network: networkBrief,
  /** Of the network in use, so that it can stand in for the others. */
  sameNetwork: z.boolean(),
  inUse: z.boolean(),
  /** connected, connecting, lost: of the pool in use. The others are looked at now and then. */
  status: z.enum(['connected', 'connecting', 'lost', 'reachable', 'unreachable', 'unknown']),
  /** Why it is not there. */
  reason: faultNote.nullable(),
  latency: duration.nullable(),
  tip: blockId.nullable(),
  feePercent: percent.nullable(),
  scheme: z.enum(['proportional', 'pplns']).nullable(),
  /** What the checked proofs of work say of its chain, held against the pool in use. */
  verdict: z.enum(['unknown', 'agrees', 'behind', 'forked', 'lies']),
  lookedAt: time.nullable(),
});
export type KnownPool = z.output<typeof knownPool>;

export const connectionState = z.object({
  use: z.enum(['embedded', 'remote']),
  network: networkBrief,
  /** Of this app's own pool. */
  own: networkBrief,
  /** In the order of preference. */
  pools: z.array(knownPool),
  /** Up to here the work of the chain in use was checked on this machine; null: it is this machine's own chain. */
  provenTo: blockId.nullable(),
  /** What a person should know before they rely on payments. */
  trouble: faultNote.nullable(),
});
export type ConnectionState = z.output<typeof connectionState>;

/** A pool before a person joins: what it is, asked just now. */
export const poolPreview = z.object({
  url,
  link: poolLink,
  network: networkBrief.extend({ addressPrefix: z.string(), blockInterval: duration, genesisTime: time }),
  sameNetwork: z.boolean(),
  /** It stands on the list already. */
  known: z.boolean(),
  tip: z.object({ id: blockId, minedDate: time }),
  miners: count,
  hashRate: rate,
  feePercent: percent,
  payoutThreshold: units,
  scheme: z.enum(['proportional', 'pplns']),
  latency: duration.nullable(),
});
export type PoolPreview = z.output<typeof poolPreview>;

const none = z.object({});

export const connectionCalls = {
  /** As a person types an address. Nothing is kept. */
  'connection.inspect': call(z.object({ url }), poolPreview),
  /** `genesis`: of the network that the person was shown. `use`: from now on, before all others. */
  'connection.add': call(z.object({ url, genesis: hash, use: z.boolean() }), none),
  'connection.remove': call(z.object({ url }), none),
  /** null: the pool of this app. */
  'connection.choose': call(z.object({ url: url.nullable() }), none),
  'connection.order': call(z.object({ urls: z.array(url).max(64) }), none),
  /** Looks at all pools now. */
  'connection.look': call(none, none),
} as const;
