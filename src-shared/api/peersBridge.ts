import * as z from 'zod';
import { poolLink } from './connectionBridge.ts';
import { call } from './contract.ts';
import { blockId, duration, faultNote, hash, time } from './values.ts';

/** The bridge's calls about the other pools that this app's pool makes one network with. */

const url = z.string().max(512);

export const poolPeer = z.object({
  /** Where it is reached; null: it came by itself. */
  url: url.nullable(),
  /** here: named on this screen; file: in the configuration file; blocks: its domain stands in a block; came: it called. */
  source: z.enum(['here', 'file', 'blocks', 'came']),
  state: z.enum(['connected', 'connecting', 'away', 'banned']),
  /** What it calls itself; empty where that could be taken for words of this app. */
  domain: z.string().max(255),
  tip: blockId.nullable(),
  latency: duration.nullable(),
  /** Why it is away or shut out. */
  reason: faultNote.nullable(),
  /** When it is tried again, or let in again. */
  until: time.nullable(),
});
export type PoolPeer = z.output<typeof poolPeer>;

export const poolPeers = z.object({
  list: z.array(poolPeer).max(200),
  /** Who lied or kept this pool waiting, whether it is on the list or not. */
  bans: z.array(z.object({ name: z.string(), reason: faultNote, until: time })).max(200),
  genesis: hash,
  /** Whether the pool can be brought onto another network from here; a headless one is told by its file. */
  movable: z.boolean(),
  /** It is on a network that it joined here; its own one waits in the data folder. */
  joined: z.boolean(),
});

/** A pool before it becomes a peer: asked just now. */
export const peerPreview = z.object({
  url,
  link: poolLink,
  network: z.object({ name: z.string(), genesis: hash }),
  sameNetwork: z.boolean(),
  tip: blockId,
});
export type PeerPreview = z.output<typeof peerPreview>;

const none = z.object({});

export const peersCalls = {
  /** As a person types an address. Nothing is kept. */
  'peers.inspect': call(z.object({ url }), peerPreview),
  /** From now on, and after each start. */
  'peers.add': call(z.object({ url }), none),
  'peers.remove': call(z.object({ url }), none),
  'peers.pardon': call(z.object({ name: z.string().max(600) }), none),
  /** The pool leaves its chain and begins that of this pool's network. `genesis`: of the one that the person was shown. */
  'peers.joinNetwork': call(z.object({ url, genesis: hash }), none),
  /** Back to the network that this app founded. */
  'peers.leaveNetwork': call(none, none),
} as const;
