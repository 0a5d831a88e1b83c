import type { RunRecord } from '../contracts/contractRunner.ts';
import { formatCoins, UNITS_PER_COIN, type Units } from '../protocol/amounts.ts';
import { type Block, decodeBlock, encodeHeader } from '../protocol/block.ts';
import { type Bytes, equalBytes, toHex } from '../protocol/bytes.ts';
import { nextTarget, workOfTarget } from '../protocol/difficulty.ts';
import { Fault } from '../protocol/fault.ts';
import { footerHash, listsHashSteps, sha256 } from '../protocol/hashing.ts';
import type { List } from '../protocol/lists.ts';
import { emissionReward } from '../protocol/reward.ts';
import { allSteps, type Steps } from '../protocol/steps.ts';
import { AppliedView } from './appliedView.ts';
import { BlockExecution } from './blockExecution.ts';
import { checkHeader } from './headerCheck.ts';
import type { LedgerChanges } from './ledgerChanges.ts';
import type { LedgerView, Tip } from './ledgerView.ts';
import { sweepLostCoins, sweepsDue } from './lostCoins.ts';
import type { SignatureBatch } from './signatureBatch.ts';

/** A block that passed every test but those of its signatures, with what it does to the ledger. */
export interface AppliedBlock {
  readonly block: Block;
  readonly bytes: Bytes;
  readonly listsHash: Bytes;
  readonly changes: LedgerChanges;
  /** The ledger as it stands after the block. */
  readonly after: AppliedView;
  /** The block is valid only if each of these is (`transaction.signature`). */
  readonly signatures: SignatureBatch;
  /** The execution file of docs/PROTOCOL.md §7. */
  readonly executions: Bytes;
  /** What contracts did, in order: failed runs too. */
  readonly runs: readonly RunRecord[];
}

/**
 * Tests a received block on a ledger's tip and computes what it does; the ledger stays as it is. A block is applied
 * whole or not at all. Throws the fault of the first failed test, the cheap ones first: size and encoding
 * (block.tooLarge, decode.*), `checkHeader`, block.footerHash, the heads of the lists (block.listOrder,
 * transaction.reference), type 9 lists (address.known), block.rewardId, the items in order of appearance,
 * address.unused, block.transactionFees, block.contractFees, block.executionHash. The signatures remain for the caller.
 */
export function applyBlock(view: LedgerView, bytes: Bytes, now: number | null): AppliedBlock {
  return allSteps(applyBlockSteps(view, bytes, now));
}

/** The same in steps, for those who have other things to do in between. The ledger must not change meanwhile. */
export function* applyBlockSteps(view: LedgerView, bytes: Bytes, now: number | null): Steps<AppliedBlock> {
  const block = decodeBlock(bytes, view.network);
  checkHeader(view, block, now);
  yield;
  const hashOfLists = yield* listsHashSteps(block.lists);
  const expected = footerHash(encodeHeader(block.header), hashOfLists);
  if (!equalBytes(expected, block.footer.footerHash)) {
    throw new Fault('block.footerHash', {
      id: block.header.id,
      footerHash: toHex(block.footer.footerHash),
      expected: toHex(expected),
    });
  }
  yield;
  return { block, bytes, listsHash: hashOfLists, ...(yield* executionSteps(view, block)) };
}

type ExecutedBlock = Pick<AppliedBlock, 'changes' | 'after' | 'signatures' | 'executions' | 'runs'>;

/** The tests of a block's lists and header sums, without those of its proof of work. */
export function executeBlock(view: LedgerView, block: Block): ExecutedBlock {
  return allSteps(executionSteps(view, block));
}

function* executionSteps(view: LedgerView, block: Block): Steps<ExecutedBlock> {
  const { header, lists, footer } = block;
  checkListHeads(view, lists);
  const execution = new BlockExecution(view, footer.minedDate);
  let at = 0;
  for (; at < lists.length; at++) {
    const list = lists[at] as List;
    if (list.type !== 9) break;
    for (const { key } of list.items) execution.register(key);
  }
  if (!execution.overlay.exists(header.rewardId)) {
    throw new Fault('block.rewardId', { id: header.id, rewardId: header.rewardId });
  }
  execution.use(header.rewardId);
  for (; at < lists.length; at++) yield* execution.executeListSteps(lists[at] as List, at);
  execution.checkAllUsed();
  execution.runDue();
  checkFees('block.transactionFees', header.id, header.transactionFees, execution.transactionFees);
  checkFees('block.contractFees', header.id, header.contractFees, execution.contractFees);
  const executions = execution.executionFile();
  const hash = sha256(executions);
  if (!equalBytes(header.executionHash, hash)) {
    throw new Fault('block.executionHash', {
      id: header.id,
      executionHash: toHex(header.executionHash),
      expected: toHex(hash),
    });
  }
  const changes = finish(view, execution, block);
  const after = new AppliedView(execution.overlay, changes);
  const runs = execution.runner.records;
  return { changes, after, signatures: execution.signatures, executions, runs };
}

/** Order, reference blocks and types of the lists: what can be told before anything is executed. */
function checkListHeads(view: LedgerView, lists: readonly List[]): void {
  let others = false;
  for (const list of lists) {
    if (list.type === 9) {
      if (others) throw new Fault('block.listOrder', { type: list.type });
      if (list.reference !== view.tip.id) {
        throw new Fault('transaction.reference', { reference: list.reference, block: view.tip.id + 1 });
      }
      continue;
    }
    others = true;
    if (view.referenceHash(list.reference) === undefined) {
      throw new Fault('transaction.reference', { reference: list.reference, block: view.tip.id + 1 });
    }
  }
}

function checkFees(
  code: 'block.transactionFees' | 'block.contractFees',
  id: number,
  have: Units,
  expected: Units,
): void {
  if (have !== expected)
    throw new Fault(code, { id, fees: formatCoins(have), expected: formatCoins(expected) });
}

/** Reward and fees, then the lost coins (docs/PROTOCOL.md §6): what comes after all items. */
function finish(view: LedgerView, execution: BlockExecution, block: Block): LedgerChanges {
  const { overlay, date } = execution;
  const { header, footer } = block;
  const { network, tip } = view;
  const reward = BigInt(header.reward) * UNITS_PER_COIN;
  const emission = BigInt(emissionReward(header.id)) * UNITS_PER_COIN;
  overlay.supply += emission;
  overlay.lostCoins -= reward - emission;
  const total = reward + execution.transactionFees + execution.contractFees;
  const leadership = total / 100n;
  overlay.credit(header.leadershipId, leadership);
  overlay.credit(header.rewardId, total - leadership);
  overlay.setActivityAt(overlay.touch(header.rewardId), date);
  const due = sweepsDue(network, date);
  if (due > overlay.sweeps) {
    overlay.lostCoins += sweepLostCoins(overlay, date);
    overlay.sweeps = due;
  }
  checkConserved(view, execution);
  const { ids, rows } = overlay.touched();
  const next: Tip = {
    id: header.id,
    hash: footer.hash.slice(),
    minedDate: footer.minedDate,
    parentMinedDate: tip.minedDate,
    nextTarget: nextTarget(
      { target: tip.nextTarget, minedDate: footer.minedDate, parentMinedDate: tip.minedDate },
      network,
    ),
    totalWork: tip.totalWork + workOfTarget(tip.nextTarget),
  };
  return {
    tip: next,
    scalars: {
      walletCount: overlay.walletCount,
      supply: overlay.supply,
      lostCoins: overlay.lostCoins,
      sweeps: overlay.sweeps,
    },
    ids,
    rows,
    identities: overlay.identities,
    contracts: overlay.contracts.changes(),
  };
}

/**
 * "The total amount of coins in the system wasn't changed": sum of balances + lost coins = supply. The rules above
 * cannot break it, so this is an error of the program and no fault of the block.
 */
function checkConserved(view: LedgerView, execution: BlockExecution): void {
  const { overlay } = execution;
  const { ids } = overlay.touched();
  let difference = overlay.lostCoins - view.lostCoins;
  for (let slot = 0; slot < ids.length; slot++) {
    const id = ids[slot] as number;
    difference += overlay.balanceAt(slot) - (view.exists(id) ? view.balanceOf(id) : 0n);
  }
  if (difference !== overlay.supply - view.supply) {
    throw new Error(`Block ${execution.blockId} would change the amount of coins by ${difference} units.`);
  }
}
