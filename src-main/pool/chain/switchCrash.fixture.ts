import { randomBytes } from 'node:crypto';
import { decodeBlockEnds } from '#shared/protocol/block.ts';
import { isFault } from '#shared/protocol/fault.ts';
import { GENESIS_ID } from '#shared/protocol/network.ts';
import { ManualClock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { openVerifier } from '../../verifier/verifier.ts';
import { openPool, type Pool } from '../pool.ts';
import { sharedNetwork, testWallet } from '../testPool.fixture.ts';
import { readSpool } from './blockSpool.ts';

export async function openCrashPool(folder: string, now: number, undoDepth = 10_000): Promise<Pool> {
  const verifier = openVerifier({ threads: 1 });
  return await openPool({
    folder,
    network: sharedNetwork,
    signer: testWallet('ours'),
    clock: new ManualClock(now),
    log: silentLog,
    random: (length) => new Uint8Array(randomBytes(length)),
    measureHashRate: async () => 1,
    settings: { domain: 'localhost:1' },
    undoDepth,
    verifier,
  });
}

/** Adopts the chain that lies at the pool's spool, from the genesis on. */
export async function adoptSpool(pool: Pool, totalWork: bigint): Promise<void> {
  const { maxBlockBytes } = pool.network;
  let end = { id: GENESIS_ID, hash: new Uint8Array(32) };
  for await (const bytes of readSpool(pool.spool, maxBlockBytes)) {
    const { header, footer } = decodeBlockEnds(bytes, { maxBlockBytes });
    end = { id: header.id, hash: footer.hash.slice() };
  }
  const hash = await pool.store.blockHash(GENESIS_ID);
  if (hash === undefined) throw new Error('There is no genesis.');
  await pool.adoptChain({ fork: { id: GENESIS_ID, hash }, end, totalWork, spool: pool.spool });
}

/** What a process of the crash test does: opens the pool (which ends a switch that was broken off) and switches. */
const [, , mode, folder, now, undoDepth, totalWork] = process.argv;
if (mode === '--crash-child' && folder !== undefined) {
  const pool = await openCrashPool(folder, Number(now), Number(undoDepth));
  if (totalWork !== undefined)
    await adoptSpool(pool, BigInt(totalWork)).catch((error: unknown) => {
      if (!isFault(error)) throw error;
    });
  await pool.close();
  process.exit(0);
}
