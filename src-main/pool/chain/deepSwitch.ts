import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppliedBlock } from '#shared/ledger/transition.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import { GENESIS_ID } from '#shared/protocol/network.ts';
import { failPoint } from '../../base/failPoint.ts';
import { buildBeside, dropBeside } from '../../store/buildBeside.ts';
import type { RecordOperation } from '../../store/chainStore.ts';
import { formerFolder } from '../../store/folderSwitch.ts';
import { readSpool } from './blockSpool.ts';
import { hashesOf, type NextChain, SWITCH_FOLDER, type SwitchParts } from './chainSwitch.ts';

/** How far a chain is that is being built beside the present one. */
export interface Rebuild {
  readonly done: number;
  readonly total: number;
}

/**
 * The paper's recovery mode, for a chain that forks deeper than blocks can be taken back: builds it whole beside the
 * present one, which is used meanwhile as ever, with every test of every block that is not ours already. Resolves to
 * its last `told` blocks; `takeOver` then puts it in the present one's place. Throws the fault of the refused block,
 * `pool.closed`, `store.*`; the present chain is not touched by any of it.
 */
export async function buildOther(
  { store, verifier, log }: SwitchParts,
  next: NextChain,
  options: { isClosed: () => boolean; told: number; progress: (rebuild: Rebuild | null) => void },
): Promise<AppliedBlock[]> {
  const { maxBlockBytes } = store.network;
  const total = next.end.id - GENESIS_ID;
  const last: AppliedBlock[] = [];
  log.warn('chain.rebuildBegun', { fork: next.fork.id, blocks: total });
  options.progress({ done: 0, total });
  try {
    const hashes = await hashesOf(next.spool, maxBlockBytes);
    const other = { fork: next.fork.id, hashes, blocks: () => readSpool(next.spool, maxBlockBytes) };
    await buildBeside(store, verifier, other, {
      goOn: () => {
        if (options.isClosed()) throw new Fault('pool.closed');
      },
      committed: (applied) => {
        const { id } = applied.changes.tip;
        if (id > next.end.id - options.told) last.push(applied);
        options.progress({ done: id - GENESIS_ID, total });
        if (id % 1000 === 0) log.info('chain.rebuilding', { block: id, of: next.end.id });
      },
    });
    return last;
  } catch (error) {
    // Who goes on later finds what is there; whatever else it was, the next try begins anew.
    if (!isFault(error) || error.code !== 'pool.closed') await dropBeside(store.folder);
    throw error;
  } finally {
    options.progress(null);
  }
}

/**
 * Puts the chain that `buildOther` made in the present one's place, in one step, together with `records`; the present one
 * stays beside it as `FOLDER.former`. Nobody may change the chain meanwhile. Throws `store.*`.
 */
export async function takeOver(
  { store, log }: SwitchParts,
  records: readonly RecordOperation[],
): Promise<void> {
  failPoint('pool.switch.beforeTakeOver');
  await store.switchOver(records);
  failPoint('pool.switch.afterTakeOver');
  const former = formerFolder(store.folder);
  log.warn('chain.rebuildEnded', { tip: store.ledger.tip.id, former });
  await rm(join(former, SWITCH_FOLDER), { recursive: true, force: true });
}
