import { formatCoins, type Units } from '../protocol/amounts.ts';
import type { Bytes } from '../protocol/bytes.ts';
import { Fault } from '../protocol/fault.ts';
import { sha256Parts, sha256To } from '../protocol/hashing.ts';
import type { BlockExecution } from './blockExecution.ts';
import { isTrustActive } from './ledgerView.ts';
import { seededHash } from './openTable.ts';

/** So many messages are hashed at once. */
const HASHED = 256;

/** Where an item stands, and what the rules of all types share (docs/PROTOCOL.md §6). */
export class ItemContext {
  readonly execution: BlockExecution;
  readonly features: number;
  readonly reference: number;
  readonly blockHash: Bytes;
  listIndex = 0;
  itemIndex = 0;
  /** The first of the execution's signatures whose message waits to be hashed with others, or −1: none ever waits. */
  private waiting = -1;
  private digests = new Uint8Array(0);
  /** The party of the list group in which the item stands, or −1: the item has a signature of its own. */
  readonly authority: number;
  /** Ids from here on may not be named: inside a group those registered after its reference block. */
  readonly idLimit: number;
  /** The identity of the last item that had one, written over by the next. */
  readonly identity: Bytes;
  /** The identity was told: neither it nor the item's signature is worked out again. */
  readonly isKnown: boolean;

  /** `known`: the identity of the one item, whose signature has been checked. */
  constructor(
    execution: BlockExecution,
    head: { reference: number; features: number },
    authority: number,
    known?: Bytes,
  ) {
    const blockHash = execution.overlay.referenceHash(head.reference);
    if (blockHash === undefined) {
      throw new Fault('transaction.reference', { reference: head.reference, block: execution.blockId });
    }
    this.execution = execution;
    this.isKnown = known !== undefined;
    this.identity = known ?? new Uint8Array(32);
    this.features = head.features;
    this.reference = head.reference;
    this.blockHash = blockHash;
    this.authority = authority;
    this.idLimit =
      authority < 0 ? Number.POSITIVE_INFINITY : execution.overlay.walletCountAfter(head.reference);
  }

  /** The slot of any wallet that an item names. Faults: group.item, wallet.unknown. */
  wallet(id: number): number {
    if (id >= this.idLimit) throw new Fault('group.item', { wallet: id, reference: this.reference });
    return this.execution.overlay.touch(id);
  }

  receiver(id: number): number {
    const slot = this.wallet(id);
    this.execution.use(id);
    return slot;
  }

  /**
   * The slot of the wallet whose coins an item moves, when the item's signer may move them: the wallet itself
   * unless it is under trust; in a group the party itself or who trusts it.
   * Faults: wallet.unknown, transaction.underTrust, group.sender.
   */
  signer(id: number): number {
    const { overlay, date } = this.execution;
    const slot = this.wallet(id);
    const trust = overlay.trustAt(slot);
    const active = isTrustActive(trust, date);
    if (this.authority < 0) {
      if (active) throw new Fault('transaction.underTrust', { wallet: id, party: trust.party });
      overlay.setActivityAt(slot, date);
    } else if (id !== this.authority && !(active && trust.party === this.authority)) {
      throw new Fault('group.sender', { wallet: id, party: this.authority });
    }
    return slot;
  }

  /** Takes `units` from a wallet, of which `fee` are the item's transaction fee. Faults: transaction.balanceTooLow. */
  pay(slot: number, id: number, units: Units, fee: Units): void {
    this.take(slot, id, units);
    this.execution.transactionFees += fee;
  }

  /** Takes a smart contract fee from a wallet. Faults: transaction.balanceTooLow. */
  payContractFee(slot: number, id: number, fee: Units): void {
    this.take(slot, id, fee);
    this.execution.itemContractFees += fee;
  }

  private take(slot: number, id: number, units: Units): void {
    const { overlay } = this.execution;
    const balance = overlay.balanceAt(slot);
    if (balance < units) {
      throw new Fault('transaction.balanceTooLow', {
        wallet: id,
        have: formatCoins(balance),
        need: formatCoins(units),
      });
    }
    overlay.setBalanceAt(slot, balance - units);
  }

  signatureOf(signature: Bytes | undefined): Bytes {
    if (signature === undefined) throw new Fault('decode.features', { signature: false });
    return signature;
  }

  /** Notes the identity of a message, which may stand once in the window. Faults: transaction.repeated. */
  identify(message: Bytes): void {
    sha256To(message, this.identity);
    this.note();
  }

  /** Faults: transaction.repeated. */
  note(): void {
    const { overlay } = this.execution;
    const { identity } = this;
    const hash = seededHash(identity, 0, overlay.seed);
    if (overlay.hasIdentity(identity, hash))
      throw new Fault('transaction.repeated', { block: this.execution.blockId });
    overlay.identities.add(identity, hash);
  }

  /**
   * From now on `identifyTransfer` collects, and `identifyWaiting` must be called behind the last item. For lists of
   * transfers only: nothing else may add a signature meanwhile.
   */
  collectIdentities(): void {
    this.waiting = this.execution.signatures.count;
    this.digests = new Uint8Array(32 * HASHED);
  }

  /** Notes the identity of the transfer whose message stands at the end of the signatures, from `start` on. */
  identifyTransfer(start: number): void {
    const { signatures } = this.execution;
    if (this.waiting < 0) this.identify(signatures.data.subarray(start, signatures.length));
    else if (signatures.count - this.waiting >= HASHED) this.identifyWaiting();
  }

  /** Notes the identities of the transfers collected since the last time. Faults: transaction.repeated. */
  identifyWaiting(): void {
    const { signatures } = this.execution;
    const first = this.waiting;
    const count = signatures.count - first;
    this.waiting = signatures.count;
    sha256Parts().each(signatures.data, signatures.heads.subarray(4 * first), 4, count, this.digests);
    for (let n = 0; n < count; n++) {
      for (let i = 0; i < 32; i++) this.identity[i] = this.digests[32 * n + i] as number;
      this.note();
    }
  }

  /** Adds the check of an item's own signature and notes its identity. Faults: transaction.repeated. */
  sign(signer: number, signature: Bytes | undefined, message: Bytes): void {
    if (this.isKnown) {
      this.note();
      return;
    }
    this.identify(message);
    this.execution.signatures.add(
      this.execution.overlay.keyOf(signer),
      this.signatureOf(signature),
      message,
      this.listIndex,
      this.itemIndex,
    );
  }
}
