import { type Bytes, compareBytes } from '../protocol/bytes.ts';
import type { HandlerName } from './engine.ts';
import { compareWakes, mergeWakes, type Wake } from './wakeQueue.ts';

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
  /** Kept as text: the wallet may be lost one day, the scripts go on naming it. */
  readonly creatorAddress: string;
  /** The block that published it. */
  readonly blockId: number;
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

/** Everything that a block changed: contracts by id, applications by contract and applicant. */
export interface ContractChanges {
  readonly contracts: readonly ContractRecord[];
  readonly applications: readonly Application[];
}

export const noContractChanges: ContractChanges = { contracts: [], applications: [] };

export function compareApplications(a: Application, b: Application): number {
  return a.contract - b.contract || a.applicant - b.applicant;
}

function applicationKey(contract: number, applicant: number): string {
  return `${contract} ${applicant}`;
}

/** One or none. */
export function wakesOf({ contract, applicant, wakeAt, active }: Application): Wake[] {
  return active && wakeAt !== null ? [{ wakeAt, contract, applicant }] : [];
}

/** A point to which `rollback` returns. */
export interface ContractMark {
  readonly undone: number;
}

/** A block in the making, on top of a state that stays as it is. Marks nest, the latest first. */
export class ContractOverlay implements ContractView {
  private base: ContractView;
  /** As it was when the block began: what stands below may be committed while this is still in use. */
  private readonly baseCount: number;
  private readonly published: ContractRecord[] = [];
  private readonly applications = new Map<string, Application>();
  private readonly byApplicant = new Map<number, Set<string>>();
  private readonly undo: (() => void)[] = [];

  constructor(base: ContractView) {
    this.base = base;
    this.baseCount = base.contractCount;
  }

  /** The state below was committed: `base` says the same as the one that this began on. */
  rebase(base: ContractView): void {
    this.base = base;
  }

  get contractCount(): number {
    return this.baseCount + this.published.length;
  }

  contractById(id: number): ContractRecord | undefined {
    return id > this.baseCount ? this.published[id - 1 - this.baseCount] : this.base.contractById(id);
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
    const below = this.base.contractsOf(applicant);
    const changed = this.byApplicant.get(applicant);
    if (changed === undefined || changed.size === 0) return below;
    const ids = new Set(below);
    for (const key of changed) {
      const application = this.applications.get(key);
      if (application?.active === true) ids.add(application.contract);
      else if (application !== undefined) ids.delete(application.contract);
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
    const { contract, applicant } = application;
    const key = applicationKey(contract, applicant);
    const old = this.applications.get(key);
    this.applications.set(key, application);
    if (old === undefined) {
      const keys = this.byApplicant.get(applicant);
      if (keys === undefined) this.byApplicant.set(applicant, new Set([key]));
      else keys.add(key);
    }
    this.undo.push(() => {
      if (old === undefined) {
        this.applications.delete(key);
        this.byApplicant.get(applicant)?.delete(key);
      } else this.applications.set(key, old);
    });
  }

  mark(): ContractMark {
    return { undone: this.undo.length };
  }

  rollback({ undone }: ContractMark): void {
    while (this.undo.length > undone) this.undo.pop()?.();
  }

  changes(): ContractChanges {
    if (this.published.length === 0 && this.applications.size === 0) return noContractChanges;
    return {
      contracts: [...this.published],
      applications: [...this.applications.values()].sort(compareApplications),
    };
  }
}
