import type { Footer, Header } from '../protocol/block.ts';
import { equalBytes, toHex } from '../protocol/bytes.ts';
import { passes } from '../protocol/difficulty.ts';
import { Fault } from '../protocol/fault.ts';
import { blockHash } from '../protocol/proofOfWork.ts';
import { blockReward } from '../protocol/reward.ts';
import type { LedgerView, Tip } from './ledgerView.ts';

const MINUTE = 60_000;

/**
 * The tests of a block that need neither its lists nor the wallets, the cheap ones first (docs/PROTOCOL.md §7): core
 * version, id, previous block, leadership id, reward, block hash, target, mined date.
 * @param now ms epoch: when the connection delivered the block; null for blocks fetched to catch up, which are
 * exempt from the one-minute rule but not from the order
 * Faults: block.coreVersion, block.id, block.previousHash, block.leadershipId, block.reward, block.blockHash,
 * block.hashAboveTarget, block.minedDate (facts: `reason` is notAfterParent | future | tooOld; a block from the future
 * may be tested again when its time has come).
 */
export function checkHeader(
  view: LedgerView,
  block: { readonly header: Header; readonly footer: Footer },
  now: number | null,
): void {
  const { network, tip } = view;
  const { header, footer } = block;
  if (header.coreVersion !== network.coreVersion) {
    throw new Fault('block.coreVersion', { coreVersion: header.coreVersion, expected: network.coreVersion });
  }
  if (header.id !== tip.id + 1) throw new Fault('block.id', { id: header.id, expected: tip.id + 1 });
  if (!equalBytes(header.previousHash, tip.hash)) {
    throw new Fault('block.previousHash', {
      id: header.id,
      previousHash: toHex(header.previousHash),
      expected: toHex(tip.hash),
    });
  }
  if (header.leadershipId !== 0) {
    throw new Fault('block.leadershipId', { id: header.id, leadershipId: header.leadershipId, expected: 0 });
  }
  const reward = blockReward(header.id, view.lostCoins);
  if (header.reward !== reward) {
    throw new Fault('block.reward', { id: header.id, reward: header.reward, expected: reward });
  }
  checkWork(header.id, footer, tip.nextTarget);
  checkMinedDate(header.id, footer.minedDate, tip, now);
}

/** Steps 3 to 9 and the block hash test. Faults: block.blockHash, block.hashAboveTarget. */
export function checkWork(id: number, footer: Footer, target: bigint): void {
  const hash = blockHash(footer);
  if (!equalBytes(hash, footer.hash)) {
    throw new Fault('block.blockHash', { id, hash: toHex(footer.hash), expected: toHex(hash) });
  }
  if (!passes(hash, target)) {
    throw new Fault('block.hashAboveTarget', {
      id,
      hash: toHex(hash),
      target: target.toString(16).padStart(64, '0'),
    });
  }
}

/** Mined date test. Faults: block.minedDate. */
export function checkMinedDate(
  id: number,
  minedDate: number,
  parent: Pick<Tip, 'minedDate'>,
  now: number | null,
): void {
  const refuse = (reason: string, limit: number) =>
    new Fault('block.minedDate', { id, minedDate, reason, limit });
  if (minedDate <= parent.minedDate) throw refuse('notAfterParent', parent.minedDate);
  if (now === null) return;
  if (minedDate > now) throw refuse('future', now);
  if (minedDate < now - MINUTE) throw refuse('tooOld', now - MINUTE);
}
