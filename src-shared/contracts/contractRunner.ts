import { formatCoins, parseCoins, type Units } from '../protocol/amounts.ts';
import { Fault } from '../protocol/fault.ts';
import type { ContractOverlay, ContractRecord } from './contractState.ts';
import type { ContractEngine, ContractEvent, ContractHost, HandlerName, RunFailure } from './engine.ts';
import { BLOCK_FUEL, BLOCK_ITEM_FUEL, ITEM_FUEL } from './limits.ts';
import type { Wake } from './wakeQueue.ts';

/**
 * What contracts do in a block (docs/PROTOCOL.md §9): runs handlers, moves coins through the ledger, undoes what
 * failed, and adds up fees, fuel and the execution file. What an item sets off may throw `contract.fuel`.
 */

/** How a runner reaches balances. Wallets are named by their ids. */
export interface ContractLedger {
  readonly defaultFee: Units;
  addressOf(wallet: number): string;
  /** −1: no such wallet. Throws an `address.*` fault where the text is no address. */
  walletOfAddress(address: string): number;
  balanceOf(wallet: number): Units;
  /** False while a trusted party holds the wallet's coins. */
  mayBeCharged(wallet: number): boolean;
  /** Takes amount and fee from one wallet, gives the amount to the other. Both exist and the coins are there. */
  move(from: number, to: number, amount: Units, fee: Units): void;
  /** A point to go back to; each is ended by `release` or `rollback`, the latest first. */
  mark(): unknown;
  release(mark: unknown): void;
  rollback(mark: unknown): void;
}

/** The block in which something runs. */
export interface RunBlock {
  readonly blockId: number;
  /** The contracts' time, ms epoch: the mined date of the block before (docs/PROTOCOL.md §9). */
  readonly date: number;
}

export interface ContractTransfer {
  readonly contract: number;
  /** Wallet ids. */
  readonly payer: number;
  readonly receiver: number;
  readonly from: string;
  readonly to: string;
  readonly amount: Units;
  readonly fee: Units;
}

/** One run, as it is told to people. */
export interface RunRecord {
  readonly contract: number;
  readonly handler: HandlerName;
  /** Wallet id of the applicant, of `called`: of the caller. */
  readonly wallet: number;
  readonly failure: { readonly reason: RunFailure; readonly detail: string } | null;
  readonly transfers: readonly ContractTransfer[];
  /** Transfers that the ledger refused: too few coins, no active application, trust. */
  readonly refused: number;
  /** Wallet id of who paid for a run that moved no coins. */
  readonly paidBy: number | null;
  /** In units; 0 for all others. */
  readonly fee: Units;
  readonly fuel: number;
}

/** What else a handler's event says. */
export type EventDetails = Pick<ContractEvent, 'from' | 'amount' | 'data'>;

export interface RunnerMark {
  readonly fees: Units;
  readonly fuel: number;
  readonly transfers: number;
  readonly records: number;
  readonly loaded: number;
}

/** An unpaid `due` run is followed by the next one a day later at the earliest. */
const UNPAID_PAUSE = 24 * 3600_000;
const DUE_PAGE = 2048;

export class ContractRunner {
  /** Smart contract fees of the runs so far. */
  fees: Units = 0n;
  /** Fuel of the runs so far, loading included. */
  fuel = 0;
  readonly transfers: ContractTransfer[] = [];
  readonly records: RunRecord[] = [];
  /** Fuel that the items may use. In a block it is never another one; what waits to be put into blocks has its own. */
  itemRoom = BLOCK_ITEM_FUEL;
  private readonly engine: ContractEngine;
  private readonly state: ContractOverlay;
  private readonly ledger: ContractLedger;
  private readonly block: RunBlock;
  /** Ids of the contracts whose loading this block has paid for. */
  private readonly loaded: number[] = [];

  constructor(engine: ContractEngine, state: ContractOverlay, ledger: ContractLedger, block: RunBlock) {
    this.engine = engine;
    this.state = state;
    this.ledger = ledger;
    this.block = block;
  }

  /** The execution file: one line for each transfer, in their order (§7). */
  executionText(): string {
    return this.transfers
      .map(({ contract, from, to, amount }) => `${contract} ${from} ${to} ${amount}\n`)
      .join('');
  }

  /** A point to which `rollback` returns the sums; the state and the ledger have marks of their own. */
  mark(): RunnerMark {
    const { fees, fuel, transfers, records, loaded } = this;
    return { fees, fuel, transfers: transfers.length, records: records.length, loaded: loaded.length };
  }

  rollback(mark: RunnerMark): void {
    this.fees = mark.fees;
    this.fuel = mark.fuel;
    this.transfers.length = mark.transfers;
    this.records.length = mark.records;
    this.loaded.length = mark.loaded;
  }

  /** Adds a contract under the next id. A script that can't be loaded is published all the same and never runs. */
  publish(contract: Omit<ContractRecord, 'id' | 'handlers' | 'blockId' | 'creatorAddress'>): ContractRecord {
    return this.bounded(() => {
      const loaded = this.engine.load(contract.script);
      const record = this.state.publish({
        ...contract,
        creatorAddress: this.ledger.addressOf(contract.creator),
        blockId: this.block.blockId,
        handlers: loaded.ok ? loaded.handlers : [],
      });
      this.countLoading(record);
      return record;
    });
  }

  /**
   * Makes a wallet an active applicant and runs `applied`. Where that fails the application does not come about.
   * The caller has seen to it that there is no active one.
   */
  apply(contract: ContractRecord, applicant: number): RunRecord {
    return this.bounded(() => {
      const mark = this.state.mark();
      this.state.write({ contract: contract.id, applicant, active: true, model: null, wakeAt: null });
      const record = this.run(contract, 'applied', applicant, {});
      if (record.failure !== null) this.state.rollback(mark);
      return record;
    });
  }

  /**
   * Ends an application, then runs `cancelled`: the applicant can't be charged any more. Cancelling holds whatever
   * the script does.
   */
  cancel(contract: ContractRecord, applicant: number): RunRecord {
    const old = this.state.application(contract.id, applicant);
    const model = old?.model ?? null;
    this.state.write({ contract: contract.id, applicant, active: false, model, wakeAt: null });
    return this.bounded(() => this.run(contract, 'cancelled', applicant, {}));
  }

  /** Runs `called`; the model is the caller's own application's, or the contract's for anybody else. */
  call(contract: ContractRecord, caller: number, data: string): RunRecord {
    return this.bounded(() => this.run(contract, 'called', caller, { data }));
  }

  /**
   * Runs `received` of every contract that the paid wallet has applied to, in the order of their ids. A payment is
   * never refused for what its receiver has applied to: what the item's fuel (`start`: the fuel before the item)
   * does not reach for is not run and told as failed. Throws `contract.fuel` only where the block has none left.
   */
  received(receiver: number, from: number, amount: Units, start = this.fuel): RunRecord[] {
    const ids = this.state.contractsOf(receiver);
    if (ids.length === 0) return [];
    const details = { from: this.ledger.addressOf(from), amount: formatCoins(amount) };
    return ids.flatMap((id) => {
      const contract = this.state.contractById(id);
      if (contract?.handlers.includes('received') !== true) return [];
      if (this.fuel - start >= ITEM_FUEL) return [this.notRun(contract, receiver)];
      const record = this.run(contract, 'received', receiver, details);
      this.demandBlockFuel();
      return [record];
    });
  }

  private notRun({ id }: ContractRecord, wallet: number): RunRecord {
    const failure = { reason: 'fuel' as const, detail: 'received: too many runs for one payment' };
    const record: RunRecord = {
      contract: id,
      handler: 'received',
      wallet,
      failure,
      transfers: [],
      refused: 0,
      paidBy: null,
      fee: 0n,
      fuel: 0,
    };
    this.records.push(record);
    return record;
  }

  /** Throws `contract.fuel` where an item's runs took too much; the caller goes back to its marks. */
  private bounded<T>(run: () => T): T {
    const start = this.fuel;
    const result = run();
    const fuel = this.fuel - start;
    if (fuel > ITEM_FUEL) throw new Fault('contract.fuel', { fuel, limit: ITEM_FUEL });
    this.demandBlockFuel();
    return result;
  }

  private demandBlockFuel(): void {
    if (this.fuel <= this.itemRoom) return;
    throw new Fault('contract.fuel', { fuel: this.fuel, limit: this.itemRoom });
  }

  /**
   * Runs `due` for every wake-up up to the block's date, as they stand now, until the block's fuel is used up; what
   * is left is due in the next block, before anything later.
   */
  runDue(): RunRecord[] {
    const records: RunRecord[] = [];
    const done = new Set<string>();
    let last: Wake | undefined;
    for (;;) {
      const wakes = this.state.dueUntil(this.block.date, DUE_PAGE, last);
      for (const { contract: id, applicant } of wakes) {
        // Woken again by its own run: that is for the next block.
        const key = `${id} ${applicant}`;
        if (done.has(key)) continue;
        if (this.fuel >= BLOCK_FUEL) return records;
        done.add(key);
        const contract = this.state.contractById(id);
        const application = this.state.application(id, applicant);
        if (contract === undefined || application === undefined) continue;
        this.state.write({ ...application, wakeAt: null });
        const record = this.run(contract, 'due', applicant, {});
        records.push(record.transfers.length > 0 ? record : this.chargeRun(contract, record));
      }
      if (wakes.length < DUE_PAGE) return records;
      last = wakes.at(-1);
    }
  }

  /** Runs `due` of one applicant, whether or not its time has come: to look ahead on a scratch ledger. */
  preview(contract: ContractRecord, applicant: number): RunRecord {
    return this.run(contract, 'due', applicant, {});
  }

  /** A run that paid nobody pays for itself, from the applicant or the contract; without either, it waits a day. */
  private chargeRun(contract: ContractRecord, record: RunRecord): RunRecord {
    const { wallet: applicant } = record;
    const fee = this.ledger.defaultFee;
    for (const payer of [applicant, contract.account]) {
      if (!this.ledger.mayBeCharged(payer) || this.ledger.balanceOf(payer) < fee) continue;
      this.ledger.move(payer, payer, 0n, fee);
      this.fees += fee;
      const paid = { ...record, paidBy: payer, fee };
      this.records[this.records.length - 1] = paid;
      return paid;
    }
    const application = this.state.application(contract.id, applicant);
    if (application === undefined || application.wakeAt === null) return record;
    const wakeAt = Math.max(application.wakeAt, this.block.date + UNPAID_PAUSE);
    this.state.write({ ...application, wakeAt });
    return record;
  }

  /** A block pays once for loading a contract, whether or not it is loaded already. */
  private countLoading({ id, script }: ContractRecord): void {
    if (this.loaded.includes(id)) return;
    this.loaded.push(id);
    this.fuel += this.engine.load(script).fuel;
  }

  private run(
    contract: ContractRecord,
    handler: HandlerName,
    wallet: number,
    details: EventDetails,
  ): RunRecord {
    this.countLoading(contract);
    const { ledger, state, block } = this;
    const application = state.application(contract.id, wallet);
    const own = application !== undefined && (application.active || handler === 'cancelled');
    const person = ledger.addressOf(wallet);
    const event: ContractEvent = {
      ...block,
      contract: ledger.addressOf(contract.account),
      creator: contract.creatorAddress,
      ...(handler === 'called' ? { caller: person } : { applicant: person }),
      fee: formatCoins(ledger.defaultFee),
      ...details,
    };
    const transfers: ContractTransfer[] = [];
    const tally = { refused: 0 };
    const ledgerMark = ledger.mark();
    const stateMark = state.mark();
    const outcome = this.engine.run({
      script: contract.script,
      handler,
      event,
      model: (own ? application.model : null) ?? contract.model,
      host: this.hostFor(contract, wallet, transfers, tally),
    });
    this.fuel += outcome.fuel;
    const failure = outcome.ok ? null : { reason: outcome.reason, detail: outcome.detail };
    if (failure !== null) {
      // The ledger may keep the state itself and have put it back already.
      ledger.rollback(ledgerMark);
      state.rollback(stateMark);
      transfers.length = 0;
    } else ledger.release(ledgerMark);
    for (const transfer of transfers) this.fees += transfer.fee;
    this.transfers.push(...transfers);
    const { refused } = tally;
    const record = {
      contract: contract.id,
      handler,
      wallet,
      failure,
      transfers,
      refused,
      paidBy: null,
      fee: 0n,
      fuel: outcome.fuel,
    };
    this.records.push(record);
    return record;
  }

  private hostFor(
    contract: ContractRecord,
    wallet: number,
    transfers: ContractTransfer[],
    tally: { refused: number },
  ): ContractHost {
    const { ledger, state } = this;
    const fee = ledger.defaultFee;
    const activeApplication = (id: number) => {
      const application = state.application(contract.id, id);
      return application?.active === true ? application : undefined;
    };
    return {
      transfer: (fromText, toText, amountText) => {
        const amount = parseCoins(amountText);
        const from = ledger.walletOfAddress(fromText);
        const to = ledger.walletOfAddress(toText);
        const payer = from === contract.account || (from >= 0 && activeApplication(from) !== undefined);
        const possible = payer && to >= 0 && to !== from && amount > 0n;
        if (!possible || !ledger.mayBeCharged(from) || ledger.balanceOf(from) < amount + fee) {
          tally.refused += 1;
          return false;
        }
        ledger.move(from, to, amount, fee);
        transfers.push({
          contract: contract.id,
          payer: from,
          receiver: to,
          from: ledger.addressOf(from),
          to: ledger.addressOf(to),
          amount,
          fee,
        });
        return true;
      },
      balance: (address) => {
        const id = ledger.walletOfAddress(address);
        return id < 0 ? '0' : formatCoins(ledger.balanceOf(id));
      },
      // Nothing to keep for who has no active application: a caller from outside, or who just cancelled.
      wake: (date) => {
        const application = activeApplication(wallet);
        if (application !== undefined) state.write({ ...application, wakeAt: date });
      },
      save: (model) => {
        const application = activeApplication(wallet);
        if (application !== undefined) state.write({ ...application, model });
      },
    };
  }
}
