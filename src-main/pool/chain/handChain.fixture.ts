import { settle, type TestPool } from '../testPool.fixture.ts';
import { BlockSpool } from './blockSpool.ts';

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
