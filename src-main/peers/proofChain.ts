import { checkMinedDate, checkWork } from '#shared/ledger/headerCheck.ts';
import type { Tip } from '#shared/ledger/ledgerView.ts';
import { decodeProof, encodeHeader } from '#shared/protocol/block.ts';
import { type Bytes, equalBytes, toHex } from '#shared/protocol/bytes.ts';
import { nextTarget, workOfTarget } from '#shared/protocol/difficulty.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { footerHash } from '#shared/protocol/hashing.ts';
import type { Network } from '#shared/protocol/network.ts';

/**
 * Checks the proof (header || lists hash || footer) of the block after `parent` and gives the chain's end with it:
 * link, hashes, work under the target that the rule asks for, order of the dates (docs/PROTOCOL.md §7). That is all
 * that can be told without the block's lists, and all that makes a chain costly.
 * Faults: `decode.*`, `block.coreVersion`, `block.id`, `block.previousHash`, `block.leadershipId`, `block.footerHash`,
 * `block.blockHash`, `block.hashAboveTarget`, `block.minedDate`.
 */
export function provenTip(network: Network, parent: Tip, bytes: Bytes): Tip {
  const { header, listsHash, footer } = decodeProof(bytes);
  const { id } = header;
  if (header.coreVersion !== network.coreVersion) {
    throw new Fault('block.coreVersion', { coreVersion: header.coreVersion, expected: network.coreVersion });
  }
  if (id !== parent.id + 1) throw new Fault('block.id', { id, expected: parent.id + 1 });
  if (!equalBytes(header.previousHash, parent.hash)) {
    throw new Fault('block.previousHash', {
      id,
      previousHash: toHex(header.previousHash),
      expected: toHex(parent.hash),
    });
  }
  if (header.leadershipId !== 0) {
    throw new Fault('block.leadershipId', { id, leadershipId: header.leadershipId, expected: 0 });
  }
  const expected = footerHash(encodeHeader(header), listsHash);
  if (!equalBytes(footer.footerHash, expected)) {
    throw new Fault('block.footerHash', {
      id,
      footerHash: toHex(footer.footerHash),
      expected: toHex(expected),
    });
  }
  checkWork(id, footer, parent.nextTarget);
  checkMinedDate(id, footer.minedDate, parent, null);
  const { minedDate } = footer;
  return {
    id,
    hash: footer.hash.slice(),
    minedDate,
    parentMinedDate: parent.minedDate,
    nextTarget: nextTarget(
      { target: parent.nextTarget, minedDate, parentMinedDate: parent.minedDate },
      network,
    ),
    totalWork: parent.totalWork + workOfTarget(parent.nextTarget),
  };
}
