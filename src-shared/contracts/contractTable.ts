import { type Bytes, toHex } from '../protocol/bytes.ts';
import {
  type Application,
  type ContractChanges,
  type ContractRecord,
  type ContractView,
  wakesOf,
} from './contractState.ts';
import { type Wake, WakeQueue } from './wakeQueue.ts';

/** An application and its place among all that ever were, from 0 on. */
export interface PlacedApplication {
  readonly place: number;
  readonly application: Application;
}

/** What a block's changes to contracts replaced, so that they can be taken back. */
export interface ContractsBefore {
  readonly contractCount: number;
  readonly applicationCount: number;
  /** As they were; those that there were not have no entry. */
  readonly applications: readonly Application[];
}

/**
 * The committed state in memory. What is not due costs no time, and applications lie in maps of numbers, as there may
 * be millions of them.
 */
export class ContractTable implements ContractView {
  private readonly contracts: ContractRecord[] = [];
  private readonly idOfHash = new Map<string, number>();
  private readonly byContract = new Map<number, Map<number, PlacedApplication>>();
  private readonly places: PlacedApplication[] = [];
  private readonly activeCounts = new Map<number, number>();
  private readonly byApplicant = new Map<number, readonly number[]>();
  private readonly endedOf = new Map<number, readonly number[]>();
  private readonly byCreator = new Map<number, number[]>();
  private readonly wakes = new WakeQueue();

  get contractCount(): number {
    return this.contracts.length;
  }

  /** Ended applications count too. */
  get applicationCount(): number {
    return this.places.length;
  }

  contractById(id: number): ContractRecord | undefined {
    return this.contracts[id - 1];
  }

  contractIdOfHash(hash: Bytes): number {
    return this.idOfHash.get(toHex(hash)) ?? -1;
  }

  application(contract: number, applicant: number): Application | undefined {
    return this.byContract.get(contract)?.get(applicant)?.application;
  }

  applicationAt(place: number): Application | undefined {
    return this.places[place]?.application;
  }

  /** −1: there is none. */
  placeOf(contract: number, applicant: number): number {
    return this.byContract.get(contract)?.get(applicant)?.place ?? -1;
  }

  dueUntil(date: number, limit: number, after?: Wake): readonly Wake[] {
    return this.wakes.until(date, limit, after);
  }

  contractsOf(applicant: number): readonly number[] {
    return this.byApplicant.get(applicant) ?? none;
  }

  /** Ids of contracts to which a wallet's application has ended, ascending. */
  endedContractsOf(applicant: number): readonly number[] {
    return this.endedOf.get(applicant) ?? none;
  }

  /** Ids of the contracts that a wallet published, ascending. */
  publishedBy(creator: number): readonly number[] {
    return this.byCreator.get(creator) ?? none;
  }

  /** Applications to a contract, ended ones too, in the order in which they first came. */
  *applicationsTo(contract: number): Iterable<Application> {
    for (const { application } of this.byContract.get(contract)?.values() ?? []) yield application;
  }

  activeApplicants(contract: number): number {
    return this.activeCounts.get(contract) ?? 0;
  }

  /** What `changes` will replace. */
  before({ applications }: ContractChanges): ContractsBefore {
    return {
      contractCount: this.contractCount,
      applicationCount: this.applicationCount,
      applications: applications.flatMap(
        ({ contract, applicant }) => this.application(contract, applicant) ?? [],
      ),
    };
  }

  /** New applications get their places in the order in which they stand in the changes. */
  commit({ contracts, applications }: ContractChanges): void {
    for (const contract of contracts) {
      this.contracts[contract.id - 1] = contract;
      this.idOfHash.set(toHex(contract.hash), contract.id);
      const own = this.byCreator.get(contract.creator);
      if (own === undefined) this.byCreator.set(contract.creator, [contract.id]);
      else own.push(contract.id);
    }
    this.replace(applications);
  }

  /** Takes back the last commit. */
  undo({ contractCount, applicationCount, applications }: ContractsBefore): void {
    this.replace(applications);
    while (this.places.length > applicationCount) {
      const { application } = this.places.pop() as PlacedApplication;
      const { contract, applicant } = application;
      this.wakes.change(wakesOf(application), []);
      this.byContract.get(contract)?.delete(applicant);
      if (application.active) this.count(contract, -1);
      this.list(this.byApplicant, applicant, contract, false);
      this.list(this.endedOf, applicant, contract, false);
    }
    while (this.contracts.length > contractCount) {
      const { id, hash, creator } = this.contracts.pop() as ContractRecord;
      this.idOfHash.delete(toHex(hash));
      this.byCreator.get(creator)?.pop();
      this.byContract.delete(id);
    }
  }

  private replace(applications: readonly Application[]): void {
    const gone: Wake[] = [];
    const added: Wake[] = [];
    for (const application of applications) {
      const { contract, applicant, active } = application;
      const applicants = this.applicantsOf(contract);
      const old = applicants.get(applicant);
      if (old !== undefined) gone.push(...wakesOf(old.application));
      added.push(...wakesOf(application));
      const placed = { place: old?.place ?? this.places.length, application };
      this.places[placed.place] = placed;
      applicants.set(applicant, placed);
      const wasActive = old?.application.active === true;
      if (old !== undefined && wasActive === active) continue;
      if (wasActive !== active) this.count(contract, active ? 1 : -1);
      this.list(this.byApplicant, applicant, contract, active);
      this.list(this.endedOf, applicant, contract, !active);
    }
    this.wakes.change(gone, added);
  }

  private applicantsOf(contract: number): Map<number, PlacedApplication> {
    let applicants = this.byContract.get(contract);
    if (applicants === undefined) {
      applicants = new Map();
      this.byContract.set(contract, applicants);
    }
    return applicants;
  }

  private count(contract: number, by: number): void {
    this.activeCounts.set(contract, this.activeApplicants(contract) + by);
  }

  private list(
    lists: Map<number, readonly number[]>,
    applicant: number,
    contract: number,
    belongs: boolean,
  ): void {
    const old = lists.get(applicant);
    if (old === undefined) {
      if (belongs) lists.set(applicant, [contract]);
      return;
    }
    const others = old.filter((id) => id !== contract);
    if (belongs) others.push(contract);
    if (others.length === 0) lists.delete(applicant);
    else
      lists.set(
        applicant,
        others.sort((a, b) => a - b),
      );
  }
}

const none: readonly number[] = [];
