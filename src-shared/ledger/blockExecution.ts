import { ContractRunner, type RunnerMark, type RunRecord } from '../contracts/contractRunner.ts';
import type { Units } from '../protocol/amounts.ts';
import type { Bytes } from '../protocol/bytes.ts';
import { encodeUtf8, toHex } from '../protocol/bytes.ts';
import { Fault } from '../protocol/fault.ts';
import type { Group8, Item, List } from '../protocol/lists.ts';
import { allSteps, type Steps } from '../protocol/steps.ts';
import { executeApplication, executeCall, executePublication } from './contractRules.ts';
import { ExecutionLedger } from './executionLedger.ts';
import { ItemContext } from './itemContext.ts';
import { LedgerOverlay, type OverlayMark } from './ledgerOverlay.ts';
import type { LedgerView } from './ledgerView.ts';
import { SignatureBatch } from './signatureBatch.ts';
import { TRANSFER_1_BYTES } from './transferMessage.ts';
import { type AnyTransfer, executeTransfer } from './transferRules.ts';
import { executeGroupHead, executeTrust, executeUpdate } from './trustRules.ts';

/** Items of a list between two steps: about a millisecond of work. */
const STEP_ITEMS = 256;

/** A list without its items: what the items mean. */
export type ListHead = Pick<List, 'type' | 'reference' | 'features'>;

/** A point to which an execution can go back. */
export interface ExecutionMark {
  readonly overlay: OverlayMark;
  readonly transactionFees: Units;
  readonly itemContractFees: Units;
  readonly runner: RunnerMark;
  readonly signatures: number;
  readonly signatureBytes: number;
  readonly used: number;
}

/**
 * A block in the making: items are executed one after the other on top of a ledger that stays as it is. The block
 * builder, prepare and submit use it as the validation of a received block does (docs/PROTOCOL.md §6).
 *
 * `register` and `execute` are atomic: they do all of it, or throw a `Fault` with the first failed test and leave
 * everything as it was. Signatures are collected, not checked.
 */
export class BlockExecution {
  readonly overlay: LedgerOverlay;
  readonly blockId: number;
  /** The block's mined date; for a block that is not mined yet, the time for which it is built. ms epoch */
  readonly date: number;
  transactionFees: Units = 0n;
  /** Smart contract fees of publications, applications, cancellations and calls. */
  itemContractFees: Units = 0n;
  /** What contracts do in this block. Their time is the mined date of the block before (docs/PROTOCOL.md §9). */
  readonly runner: ContractRunner;
  readonly signatures = new SignatureBatch();
  private readonly firstNewId: number;
  /** New wallets that something has named, as distances from the first one, in the order in which that happened. */
  private readonly used: number[] = [];
  private readonly isUsed: boolean[] = [];
  private stamps = new Int32Array(64);
  private stampNow = 0;

  /** @param contractDate the contracts' time; another than the block's own only to look ahead */
  constructor(base: LedgerView, date: number, contractDate = base.tip.minedDate) {
    this.overlay = new LedgerOverlay(base);
    this.blockId = base.tip.id + 1;
    this.date = date;
    this.firstNewId = base.walletCount;
    const block = { blockId: this.blockId, date: contractDate };
    const ledger = new ExecutionLedger(this.overlay, contractDate);
    this.runner = new ContractRunner(base.engine, this.overlay.contracts, ledger, block);
  }

  /** From now on on top of another ledger that says the same: that of a block which was not committed before. */
  rebase(base: LedgerView): void {
    this.overlay.rebase(base);
  }

  /** All smart contract fees so far. */
  get contractFees(): Units {
    return this.itemContractFees + this.runner.fees;
  }

  /** After the last item: what is due. */
  runDue(): RunRecord[] {
    return this.runner.runDue();
  }

  /** The execution file of all that contracts have done so far (docs/PROTOCOL.md §7). */
  executionFile(): Bytes {
    return encodeUtf8(this.runner.executionText());
  }

  /** The ledger as it stands after the items so far. */
  get view(): LedgerView {
    return this.overlay;
  }

  /** A key of a type 9 list; returns the id that its wallet gets. Throws `address.known`. */
  register(key: Bytes): number {
    return this.overlay.register(key, this.date);
  }

  /**
   * Executes one item of any type but 9; returns its identity. The item must be of the head's type.
   * Throws the faults of its type's rules, `transaction.reference`. `known`: its identity, where its signature was
   * checked before, which is not collected then.
   */
  execute(head: ListHead, item: Item, listIndex: number, itemIndex: number, known?: Bytes): Bytes {
    const mark = this.mark();
    try {
      const context = new ItemContext(this, head, -1, known);
      context.listIndex = listIndex;
      context.itemIndex = itemIndex;
      this.run(context, head.type, item);
      this.release(mark);
      return context.identity;
    } catch (error) {
      this.rollback(mark);
      throw error;
    }
  }

  /** Executes a whole list of any type but 9. Not atomic: after a fault this execution must not be used any more. */
  executeList(list: List, listIndex: number, authority = -1): void {
    allSteps(this.executeListSteps(list, listIndex, authority));
  }

  /** The same in steps of some hundred items. */
  *executeListSteps(list: List, listIndex: number, authority = -1): Steps<void> {
    const context = new ItemContext(this, list, authority);
    context.listIndex = listIndex;
    const { items, type } = list;
    const transfers = type <= 3 && authority < 0;
    if (transfers) {
      context.collectIdentities();
      if (type === 1) this.signatures.expect(items.length, items.length * TRANSFER_1_BYTES);
    }
    try {
      for (let first = 0; first < items.length; first += STEP_ITEMS) {
        this.executeItems(context, list, first, Math.min(items.length, first + STEP_ITEMS));
        yield;
      }
    } catch (error) {
      // What counts is the first fault: perhaps that a transfer before this item is repeated.
      if (transfers) context.identifyWaiting();
      throw error;
    }
    if (transfers) context.identifyWaiting();
  }

  private executeItems(context: ItemContext, { items, type }: List, first: number, end: number): void {
    for (let at = first; at < end; at++) {
      context.itemIndex = at;
      this.run(context, type, items[at] as Item);
    }
  }

  private run(context: ItemContext, type: List['type'], item: Item): void {
    // The type of a list tells the type of its items; the compiler cannot carry that through.
    switch (type) {
      case 1:
      case 2:
      case 3:
        executeTransfer(context, { type, item } as Parameters<typeof executeTransfer>[1]);
        // A chain without contracts, and a million payments, should not feel that there could be some.
        if (this.overlay.contracts.contractCount > 0) this.received({ type, item } as AnyTransfer);
        return;
      case 4:
        executePublication(context, item as Parameters<typeof executePublication>[1]);
        return;
      case 5:
        executeApplication(context, item as Parameters<typeof executeApplication>[1]);
        return;
      case 6:
        executeTrust(context, item as Parameters<typeof executeTrust>[1]);
        return;
      case 7:
        executeUpdate(context, item as Parameters<typeof executeUpdate>[1]);
        return;
      case 8: {
        const group = item as Group8;
        executeGroupHead(context, group);
        for (const list of group.lists) {
          if (list.type === 8 || list.type === 9) throw new Fault('group.nested', { type: list.type });
          this.executeList(list, context.listIndex, group.party);
        }
        return;
      }
      case 10:
        executeCall(context, item as Parameters<typeof executeCall>[1]);
        return;
      case 9:
        throw new Fault('block.listOrder', { type });
    }
  }

  /** Contracts hear of a payment right after it. A contract's own transfers do not come this way. */
  private received({ type, item }: AnyTransfer): void {
    const { runner } = this;
    const start = runner.fuel;
    const { sender } = item;
    if (type === 1) runner.received(item.receiver, sender, item.amount, start);
    else if (type === 2) for (const id of item.receivers) runner.received(id, sender, item.amount, start);
    else for (const { id, amount } of item.receivers) runner.received(id, sender, amount, start);
  }

  /** A point to which `rollback` returns. Marks nest; each is ended by `release` or `rollback`, the latest first. */
  mark(): ExecutionMark {
    return {
      overlay: this.overlay.mark(),
      transactionFees: this.transactionFees,
      itemContractFees: this.itemContractFees,
      runner: this.runner.mark(),
      signatures: this.signatures.count,
      signatureBytes: this.signatures.length,
      used: this.used.length,
    };
  }

  /** Keeps what was done since the mark. */
  release(mark: ExecutionMark): void {
    this.overlay.release(mark.overlay);
  }

  /** Undoes what was done since the mark. */
  rollback(mark: ExecutionMark): void {
    this.overlay.rollback(mark.overlay);
    this.transactionFees = mark.transactionFees;
    this.itemContractFees = mark.itemContractFees;
    this.runner.rollback(mark.runner);
    this.signatures.truncate(mark.signatures, mark.signatureBytes);
    while (this.used.length > mark.used) this.isUsed[this.used.pop() as number] = false;
  }

  /** Notes that something names a wallet as a receiver or as the reward id. */
  use(id: number): void {
    const at = id - this.firstNewId;
    if (at < 0 || this.isUsed[at] === true) return;
    this.isUsed[at] = true;
    this.used.push(at);
  }

  /** Throws `address.unused` for a new wallet that nothing has named. */
  checkAllUsed(): void {
    if (this.used.length === this.overlay.walletCount - this.firstNewId) return;
    for (let id = this.firstNewId; id < this.overlay.walletCount; id++) {
      if (this.isUsed[id - this.firstNewId] !== true) {
        throw new Fault('address.unused', { key: toHex(this.overlay.keyOf(id)), wallet: id });
      }
    }
  }

  /** Begins to look for wallets named twice: forgets the slots stamped so far. */
  nextStamp(): void {
    this.stampNow += 1;
  }

  /** Whether a slot is stamped for the first time since `nextStamp`. */
  stamp(slot: number): boolean {
    if (slot >= this.stamps.length) {
      const grown = new Int32Array(Math.max(slot + 1, this.stamps.length * 2));
      grown.set(this.stamps);
      this.stamps = grown;
    }
    if (this.stamps[slot] === this.stampNow) return false;
    this.stamps[slot] = this.stampNow;
    return true;
  }
}
