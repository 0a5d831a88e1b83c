import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicKeyOf, sign } from '#shared/protocol/keys.ts';
import { systemClock } from '../src-main/base/clock.ts';
import { openLog, silentLog } from '../src-main/base/log.ts';
import { othersGiveWayOnceWarm } from '../src-main/base/threadPriority.ts';
import { collectBetweenJobs } from '../src-main/pool/collectBetweenJobs.ts';
import { openPool, type Pool } from '../src-main/pool/pool.ts';
import { openPoolServer, type PoolServer } from '../src-main/server/poolServer.ts';

/** A real pool over a temporary folder, with its server on a free port of this machine. */
export interface BenchPool {
  readonly pool: Pool;
  readonly server: PoolServer;
  readonly operator: { readonly publicKey: Uint8Array; sign(message: Uint8Array): Uint8Array };
  close(): Promise<void>;
}

/** `blockTries`: the difficulty of the network's first blocks, which its own network makes half as hard as they will be. */
export async function openBenchPool(blockTries: number): Promise<BenchPool> {
  const folder = await mkdtemp(join(tmpdir(), 'coco-bench-'));
  const privateKey = new Uint8Array(createHash('sha256').update('bench operator').digest());
  const operator = {
    publicKey: publicKeyOf(privateKey),
    sign: (message: Uint8Array) => sign(privateKey, message),
  };
  const log =
    process.env.COCO_BENCH_LOG === undefined ? silentLog : openLog({ level: 'info', to: process.stderr });
  const pool = await openPool({
    folder,
    signer: operator,
    clock: systemClock,
    log,
    random: (length) => new Uint8Array(randomBytes(length)),
    measureHashRate: async () => blockTries / 5,
    settings: { domain: 'localhost:1', initial: { minShareDifficulty: 1 } },
  });
  // As the headless pool does.
  othersGiveWayOnceWarm();
  collectBetweenJobs(pool);
  const server = await openPoolServer({
    openSession: (info) => pool.openSession(info),
    host: '127.0.0.1',
    port: 0,
    // The generator is one address with thousands of miners.
    allow: ['127.0.0.1'],
    log,
    clock: systemClock,
  });
  return {
    pool,
    server,
    operator,
    async close() {
      await server.close();
      await pool.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The load generator: this same program in a process of its own, so that its work is not taken for the server's. */
export function startGenerator(kind: string): ChildProcess {
  const program = process.argv[1] ?? '';
  return spawn(process.execPath, [...process.execArgv, program, 'pool', '--generator', kind], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** Resolves with the first message of a kind; rejects when the generator ends before. */
export function report<T extends { kind: string }, K extends T['kind']>(
  child: ChildProcess,
  kind: K,
): Promise<Extract<T, { kind: K }>> {
  return new Promise((resolve, reject) => {
    const listen = (message: unknown): void => {
      if ((message as T).kind !== kind) return;
      child.off('message', listen);
      resolve(message as Extract<T, { kind: K }>);
    };
    child.on('message', listen);
    child.once('exit', () => reject(new Error('The load generator ended.')));
  });
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
