import { type Bytes, compareBytes, toHex } from '../protocol/bytes.ts';
import type { HandlerName } from './engine.ts';
import { compareWakes, mergeWakes, type Wake, WakeQueue } from './wakeQueue.ts';

/**
 * What the ledger keeps of contracts (docs/PROTOCOL.md §9). A model belongs to an application, not to the contract:
 * a run reads and writes what concerns one applicant only, so its cost does not grow with their number, and no
 * applicant's run can change what another one agreed to. What all share is the contract's account.
 */
export interface ContractRecord {
  /** In order of publication, from 1 on. */
  readonly id: number;
  readonly hash: Bytes;
  /** Wallet ids of who published it and of its own account. */
  readonly creator: number;
  readonly account: number;
  /** As it was published. */
  readonly script: string;
  /** JSON text as it was published: what each application starts with. */
  readonly model: string;
  /** What the script defines; nothing where it can't be loaded. */
  readonly handlers: readonly HandlerName[];
}

export interface Application {
  readonly contract: number;
  /** Wallet id. */
  readonly applicant: number;
  readonly active: boolean;
  /** JSON text that `save` left; null: the contract's. */
  readonly model: string | null;
  /** `due` is called in the first block at or after it, ms epoch; null: not until something else happens. */
  readonly wakeAt: number | null;
}

export interface ContractView {
  readonly contractCount: number;
  contractById(id: number): ContractRecord | undefined;
  /** −1: no contract has that hash. */
  contractIdOfHash(hash: Bytes): number;
  application(contract: number, applicant: number): Application | undefined;
  /** The first `limit` wake-ups up to a date, in their order, behind `after` where that is given. */
  dueUntil(date: number, limit: number, after?: Wake): readonly Wake[];
  /** Ids of the contracts that a wallet has an active application to, ascending. */
  contractsOf(applicant: number): readonly number[];
}

/** Everything that a block changed. */
export interface ContractChanges {
  readonly contracts: readonly ContractRecord[];
  readonly applications: readonly Application[];
}

function applicationKey(contract: number, applicant: number): string {
  return `${contract} ${applicant}`;
}

/** One or none. */
function wakesOf({ contract, applicant, wakeAt, active }: Application): Wake[] {
  return active && wakeAt !== null ? [{ wakeAt, contract, applicant }] : [];
}

/** The committed state in memory; what is not due costs nothing. */
export class ContractTable implements ContractView {
  private readonly contracts: ContractRecord[] = [];
  private readonly idOfHash = new Map<string, number>();
  private readonly applications = new Map<string, Application>();
  private readonly byApplicant = new Map<number, number[]>();
  private readonly wakes = new WakeQueue();

  get contractCount(): number {
    return this.contracts.length;
  }

  contractById(id: number): ContractRecord | undefined {
    return this.contracts[id - 1];
  }

  contractIdOfHash(hash: Bytes): number {
    return this.idOfHash.get(toHex(hash)) ?? -1;
  }

  application(contract: number, applicant: number): Application | undefined {
    return this.applications.get(applicationKey(contract, applicant));
  }

  dueUntil(date: number, limit: number, after?: Wake): readonly Wake[] {
    return this.wakes.until(date, limit, after);
  }

  contractsOf(applicant: number): readonly number[] {
    return this.byApplicant.get(applicant) ?? [];
  }

  commit({ contracts, applications }: ContractChanges): void {
    for (const contract of contracts) {
      this.contracts[contract.id - 1] = contract;
      this.idOfHash.set(toHex(contract.hash), contract.id);
    }
    const gone: Wake[] = [];
    const added: Wake[] = [];
    for (const application of applications) {
      const { contract, applicant, active } = application;
      const key = applicationKey(contract, applicant);
      const old = this.applications.get(key);
      gone.push(...(old === undefined ? [] : wakesOf(old)));
      added.push(...wakesOf(application));
      this.applications.set(key, application);
      if (old?.active === active) continue;
      const others = this.contractsOf(applicant).filter((id) => id !== contract);
      if (active) others.push(contract);
      this.byApplicant.set(
        applicant,
        others.sort((a, b) => a - b),
      );
    }
    this.wakes.change(gone, added);
  }
}

/** A point to which `rollback` returns. */
export interface ContractMark {
  readonly undone: number;
}

/** A block in the making, on top of a state that stays as it is. Marks nest, the latest first. */
export class ContractOverlay implements ContractView {
  private readonly base: ContractView;
  private readonly published: ContractRecord[] = [];
  private readonly applications = new Map<string, Application>();
  private readonly undo: (() => void)[] = [];

  constructor(base: ContractView) {
    this.base = base;
  }

  get contractCount(): number {
    return this.base.contractCount + this.published.length;
  }

  contractById(id: number): ContractRecord | undefined {
    return this.base.contractById(id) ?? this.published[id - 1 - this.base.contractCount];
  }

  contractIdOfHash(hash: Bytes): number {
    const id = this.base.contractIdOfHash(hash);
    if (id > 0) return id;
    return this.published.find((contract) => compareBytes(contract.hash, hash) === 0)?.id ?? -1;
  }

  application(contract: number, applicant: number): Application | undefined {
    return (
      this.applications.get(applicationKey(contract, applicant)) ?? this.base.application(contract, applicant)
    );
  }

  dueUntil(date: number, limit: number, after?: Wake): readonly Wake[] {
    const own = [...this.applications.values()]
      .flatMap(wakesOf)
      .filter((wake) => wake.wakeAt <= date && (after === undefined || compareWakes(wake, after) > 0));
    const below: Wake[] = [];
    for (let last = after; below.length < limit; ) {
      const page = this.base.dueUntil(date, limit, last);
      last = page.at(-1);
      // What this block changed stands in `own`, if anywhere.
      for (const wake of page) {
        if (!this.applications.has(applicationKey(wake.contract, wake.applicant))) below.push(wake);
      }
      if (page.length < limit) break;
    }
    return mergeWakes(below, own.sort(compareWakes)).slice(0, limit);
  }

  contractsOf(applicant: number): readonly number[] {
    const ids = new Set(this.base.contractsOf(applicant));
    for (const application of this.applications.values()) {
      if (application.applicant !== applicant) continue;
      if (application.active) ids.add(application.contract);
      else ids.delete(application.contract);
    }
    return [...ids].sort((a, b) => a - b);
  }

  /** Adds a contract under the next id. */
  publish(contract: Omit<ContractRecord, 'id'>): ContractRecord {
    const record = { ...contract, id: this.contractCount + 1 };
    this.published.push(record);
    this.undo.push(() => this.published.pop());
    return record;
  }

  write(application: Application): void {
    const key = applicationKey(application.contract, application.applicant);
    const old = this.applications.get(key);
    this.applications.set(key, application);
    this.undo.push(() => {
      if (old === undefined) this.applications.delete(key);
      else this.applications.set(key, old);
    });
  }

  mark(): ContractMark {
    return { undone: this.undo.length };
  }

  rollback({ undone }: ContractMark): void {
    while (this.undo.length > undone) this.undo.pop()?.();
  }

  changes(): ContractChanges {
    return { contracts: [...this.published], applications: [...this.applications.values()] };
  }
}
