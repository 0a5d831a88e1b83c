import { type Block, encodeBlock, encodeHeader, type Footer, type Header } from '../protocol/block.ts';
import type { Bytes } from '../protocol/bytes.ts';
import { passes } from '../protocol/difficulty.ts';
import { footerHash, listsHash, sha256 } from '../protocol/hashing.ts';
import type { List } from '../protocol/lists.ts';
import type { Network } from '../protocol/network.ts';
import { localParameters } from '../protocol/network.ts';
import { blockHash } from '../protocol/proofOfWork.ts';
import { blockReward } from '../protocol/reward.ts';
import { BlockExecution } from './blockExecution.ts';
import type { LedgerView } from './ledgerView.ts';

/** A network on which any hash passes at first, for tests and benchmarks. */
export function easyNetwork(leadershipKey: Bytes, changes: Partial<Network> = {}): Network {
  return {
    ...localParameters,
    genesisTime: 1_760_000_000_000,
    genesisTarget: 2n ** 256n - 1n,
    leadershipKey,
    ...changes,
  };
}

/** What a forged block holds. Whatever is given stands in the block, right or wrong; the rest is made to fit. */
export interface BlockPlan {
  readonly lists?: List[];
  readonly minedDate?: number;
  readonly rewardId?: number;
  readonly header?: Partial<Header>;
  /** Changes made before the proof of work is found. */
  readonly footer?: Partial<Pick<Footer, 'jobId' | 'footerHash' | 'minedDate'>>;
}

/** Makes the next block on a ledger, with its fees and a proof of work: for easy targets only. */
export function forgeBlock(view: LedgerView, plan: BlockPlan = {}): { block: Block; bytes: Bytes } {
  const { network, tip } = view;
  const lists = plan.lists ?? [];
  const minedDate = plan.minedDate ?? tip.minedDate + network.blockInterval;
  const id = tip.id + 1;
  const fees = feesOf(view, lists, minedDate);
  const header: Header = {
    id,
    coreVersion: network.coreVersion,
    domain: 'pool.example.org',
    transactionFees: fees.transaction,
    contractFees: fees.contract,
    reward: blockReward(id, view.lostCoins),
    rewardId: plan.rewardId ?? 0,
    leadershipId: 0,
    executionHash: fees.executionHash,
    previousHash: tip.hash,
    ...plan.header,
  };
  const work = {
    footerHash: footerHash(encodeHeader(header), listsHash(lists)),
    jobId: new Uint8Array(16),
    minedDate,
    ...plan.footer,
  };
  const blob = new Uint8Array(8);
  const counter = new DataView(blob.buffer);
  for (let n = 0; ; n++) {
    counter.setUint32(4, n);
    const hash = blockHash({ ...work, blob });
    if (!passes(hash, tip.nextTarget)) continue;
    const block: Block = { header, lists, footer: { ...work, blob, hash } };
    return { block, bytes: encodeBlock(block) };
  }
}

/** The fees of lists that may be wrong: nothing, where they cannot be executed. */
function feesOf(view: LedgerView, lists: readonly List[], date: number) {
  const execution = new BlockExecution(view, date);
  try {
    for (const [at, list] of lists.entries()) {
      if (list.type === 9) for (const { key } of list.items) execution.register(key);
      else execution.executeList(list, at);
    }
    execution.runDue();
  } catch {
    return { transaction: 0n, contract: 0n, executionHash: sha256(new Uint8Array(0)) };
  }
  return {
    transaction: execution.transactionFees,
    contract: execution.contractFees,
    executionHash: sha256(execution.executionFile()),
  };
}
