import { toHex } from '#shared/protocol/bytes.ts';
import { ManualClock } from '../../base/clock.ts';
import { replayChain } from '../../store/replay.ts';
import { openVerifier } from '../../verifier/verifier.ts';
import { START, settle, sharedNetwork, TestPool, type TestPoolOptions } from '../testPool.fixture.ts';
import { BlockSpool } from './blockSpool.ts';

/** Two pools of one network, under one clock, that do not know of each other. */
export async function openTwoPools(
  options: TestPoolOptions = {},
): Promise<{ clock: ManualClock; ours: TestPool; other: TestPool }> {
  const clock = new ManualClock(START);
  const both = { clock, network: sharedNetwork, ...options };
  const ours = await TestPool.open({ ...both, operator: 'ours' });
  const other = await TestPool.open({ ...both, operator: 'other' });
  return { clock, ours, other };
}

/** Hex of the hash of all that a pool's ledger says. */
export const stateOf = ({ pool }: TestPool): string => toHex(pool.store.stateHash());

/** What a pool's chain comes to when all of it is executed again. */
export async function replayedState({ pool }: TestPool): Promise<string> {
  const verifier = openVerifier({ threads: 1 });
  // A pool gives no store away; its chain can be read all the same.
  const report = await replayChain(pool.store as Parameters<typeof replayChain>[0], verifier);
  await verifier.close();
  return toHex(report.stateHash);
}

/** Gives one pool's chain to another, as peers do once the proofs were checked. */
export async function handChain(
  from: TestPool,
  to: TestPool,
  change: (bytes: Uint8Array, id: number) => Uint8Array = (b) => b,
) {
  let fork = Math.min(from.pool.store.ledger.tip.id, to.pool.store.ledger.tip.id);
  const same = async (id: number) =>
    Buffer.compare(
      (await from.pool.store.blockHash(id)) ?? Buffer.alloc(0),
      (await to.pool.store.blockHash(id)) ?? Buffer.alloc(1),
    );
  while ((await same(fork)) !== 0) fork -= 1;
  const spool = await BlockSpool.create(to.pool.spool);
  const { tip } = from.pool.store.ledger;
  for (let id = fork + 1; id <= tip.id; id++) {
    const bytes = await from.pool.store.blockBytes(id);
    if (bytes === undefined) throw new Error('no block');
    await spool.add(change(bytes, id));
  }
  await spool.finish();
  const hash = await to.pool.store.blockHash(fork);
  if (hash === undefined) throw new Error('no fork');
  await to.pool.adoptChain({
    fork: { id: fork, hash },
    end: tip,
    totalWork: tip.totalWork,
    spool: spool.path,
  });
  await to.pool.idle();
  await settle();
}
