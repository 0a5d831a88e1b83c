import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { PoolState } from '#shared/api/bridgeStates.ts';
import type { PoolSession } from '#shared/api/poolApi.ts';
import type { FaultNote } from '#shared/api/values.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import { writeFileAtomically } from '../base/atomicFile.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { keepMemoryClose } from '../base/processMemory.ts';
import type { Peers } from '../peers/peers.ts';
import type { Pool } from '../pool/pool.ts';
import { parsePoolUrl } from '../remote/poolUrl.ts';
import { openPoolServer, type PoolServer } from '../server/poolServer.ts';
import { askBack } from './reach.ts';

/** "Run as pool": whether other people's wallets and miners can connect to the embedded pool. */
export interface Serving {
  readonly state: ServingState;
  /** Lets an address in again that was shut out. */
  pardon(address: string): void;
  /** Asks a remote pool whether it reaches this one. Faults: `reach.notServing`, those of the session. */
  reach(other: PoolSession): Promise<{ target: string; reached: boolean }>;
  /** Durable: what was switched on is on again after a restart. Faults: those of the server. */
  change(change: ServingChange): Promise<void>;
  close(): Promise<void>;
}

export interface ServingState {
  readonly serving: boolean;
  readonly reason: FaultNote | null;
  readonly host: string;
  readonly port: number;
  readonly domain: string;
  readonly urls: string[];
  readonly front: PoolState['front'];
  /** Wallets and miners of others that are connected. */
  readonly sessions: number;
}

export interface ServingChange {
  readonly on: boolean;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly domain?: string | undefined;
}

const stored = z.object({
  on: z.boolean(),
  host: z.string().max(255),
  port: z.int().min(0).max(65535),
  domain: z.string().max(255).default(''),
});
type Stored = z.output<typeof stored>;

/** Everybody who can reach the machine; the switch is off until a person turns it on. */
const DEFAULTS: Stored = { on: false, host: '0.0.0.0', port: 9094, domain: '' };

export async function openServing(options: {
  folder: string;
  pool: Pool;
  peers: Peers;
  clock: Clock;
  log: Log;
  changed: () => void;
}): Promise<Serving> {
  const { folder, pool, peers, clock, changed } = options;
  const log = options.log.child('serving');
  const path = join(folder, 'serving.json');
  let wanted = await read(path, log);
  let server: PoolServer | undefined;
  let reason: FaultNote | null = null;

  const start = async () => {
    keepMemoryClose();
    server = await openPoolServer({
      openSession: (info) => pool.openSession(info),
      acceptPeer: (socket, info) => peers.accept(socket, info),
      host: wanted.host,
      port: wanted.port,
      log,
      clock,
    });
    reason = null;
  };
  const stop = async () => {
    const running = server;
    server = undefined;
    await running?.close();
  };

  if (wanted.domain !== '') pool.setDomain(wanted.domain);
  if (wanted.on) {
    // A port that is taken today must not keep the wallet from opening.
    await start().catch((error: unknown) => {
      reason = isFault(error)
        ? { code: error.code, facts: error.facts }
        : { code: 'app.internal', facts: {} };
      log.error('server.failed', { error });
    });
  }

  return {
    get state() {
      return {
        serving: server !== undefined,
        reason,
        host: wanted.host,
        port: server?.port ?? wanted.port,
        domain: wanted.domain,
        urls: [
          ...(wanted.domain === '' || server === undefined ? [] : [urlOf(wanted.domain)]),
          ...(server?.urls ?? []),
        ],
        front: server === undefined ? null : frontOf(server),
        sessions: server?.sessions() ?? 0,
      };
    },
    async change({ on, host, port, domain }) {
      const next = {
        on,
        host: host ?? wanted.host,
        port: port ?? wanted.port,
        domain: domain ?? wanted.domain,
      };
      pool.setDomain(next.domain || 'localhost');
      await stop();
      wanted = next;
      try {
        if (on) await start();
      } finally {
        wanted = { ...next, on: server !== undefined };
        await writeFileAtomically(path, JSON.stringify(wanted, null, 2));
        changed();
      }
    },
    pardon: (address) => server?.pardon(address),
    async reach(other) {
      if (server === undefined) throw new Fault('reach.notServing');
      return await askBack(other, server, wanted.domain);
    },
    close: stop,
  };
}

/** As friends type it in. */
const urlOf = (domain: string): string => parsePoolUrl(domain).socket;

/** The server's counts as the operator's screen shows them. */
export function frontOf(server: PoolServer): NonNullable<PoolState['front']> {
  const { banned, refused, shares, pending: _, ...facts } = server.facts();
  return { ...facts, refused: { ...refused }, shares: { ...shares }, banned: banned.slice(0, 200) };
}

async function read(path: string, log: Log): Promise<Stored> {
  try {
    return stored.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!isAbsent) log.warn('serving.unreadable', { error });
    return DEFAULTS;
  }
}
