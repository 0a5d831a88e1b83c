import type { ApplicationState, ContractBrief, ContractRun } from '#shared/api/contractApi.ts';
import type { OwnApplication, PublishedContractState } from '#shared/api/contractBridge.ts';
import type { PoolSession } from '#shared/api/poolApi.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import type { Wallet } from '../wallet/wallet.ts';
import type { ContractShelf } from './contractShelf.ts';

const PAGE = 200;
const RUNS_TOLD = 20;
/** Runs that an income is added up from; older ones are left out. */
const MOST_RUNS = 10_000;
const MOST_APPLICATIONS = 2_000;
const DUE_TOLD = 50;

/** What the own accounts have to do with contracts: what they applied to, and what they published. */
export class OwnContracts {
  readonly #session: PoolSession;
  readonly #wallet: Wallet;
  readonly #shelf: ContractShelf;

  constructor(session: PoolSession, wallet: Wallet, shelf: ContractShelf) {
    this.#session = session;
    this.#wallet = wallet;
    this.#shelf = shelf;
  }

  async applicationsTo(hash: Bytes): Promise<{ account: number; application: ApplicationState }[]> {
    const all = await this.#applications();
    return all.filter(({ application }) => sameHash(application.contract.hash, hash));
  }

  async mine(): Promise<OwnApplication[]> {
    const told: OwnApplication[] = [];
    for (const { account, application } of await this.#applications()) {
      const { contract, applicant, active, wakeAt } = application;
      const { hash } = contract;
      const next =
        active && wakeAt !== null
          ? await this.#session.getNextRun({ contract: hash, applicant }).catch(() => null)
          : null;
      const { runs } = await this.#session.getRuns({ contract: hash, wallet: applicant, limit: RUNS_TOLD });
      const title = await this.#shelf.title(hash);
      told.push({ account, application, title, next, ...newest(runs) });
    }
    return told.sort((a, b) => Number(b.application.active) - Number(a.application.active));
  }

  async published(): Promise<PublishedContractState[]> {
    const told: PublishedContractState[] = [];
    for (const { index: account, address: creator } of this.#wallet.state.accounts) {
      const { contracts } = await this.#session.getContracts({ creator, limit: PAGE });
      for (const contract of contracts) told.push(await this.#published(account, contract));
    }
    return told.sort((a, b) => b.contract.id - a.contract.id);
  }

  async #published(account: number, contract: ContractBrief): Promise<PublishedContractState> {
    const { hash, creator } = contract;
    const runs = await this.#allRuns(hash);
    const served = (await this.#session.getContractFile({ hash })) !== null || (await this.serve(hash));
    return {
      account,
      contract,
      title: await this.#shelf.title(hash),
      income: incomeOf(runs, creator),
      due: await this.#due(hash),
      ...newest(runs),
      served,
    };
  }

  /** Hands a kept file of a published contract to the pool; false where that is not to be had or not wanted. */
  async serve(hash: Bytes): Promise<boolean> {
    const file = await this.#shelf.file(hash);
    if (file === undefined) return false;
    return await this.#session.putContractFile({ file }).then(
      () => true,
      () => false,
    );
  }

  async #applications(): Promise<{ account: number; application: ApplicationState }[]> {
    const all: { account: number; application: ApplicationState }[] = [];
    for (const { index: account, address: applicant } of this.#wallet.state.accounts) {
      for (let from = 0; from < MOST_APPLICATIONS; from += PAGE) {
        const { applications, more } = await this.#session.getApplications({ applicant, from, limit: PAGE });
        for (const application of applications) all.push({ account, application });
        if (!more) break;
      }
    }
    return all;
  }

  async #allRuns(contract: Bytes): Promise<ContractRun[]> {
    const all: ContractRun[] = [];
    let before: number | undefined;
    while (all.length < MOST_RUNS) {
      const page = await this.#session.getRuns({ contract, before, limit: PAGE });
      all.push(...page.runs);
      before = page.runs.at(-1)?.blockId;
      if (!page.more || before === undefined) break;
    }
    return all;
  }

  async #due(contract: Bytes): Promise<PublishedContractState['due']> {
    const due: { date: number; applicant: string; contact: string | null }[] = [];
    for (let from = 0; from < MOST_APPLICATIONS; from += PAGE) {
      const { applications, more } = await this.#session.getApplications({ contract, from, limit: PAGE });
      for (const { wakeAt: date, applicant } of applications) {
        if (date !== null) due.push({ date, applicant, contact: this.#wallet.describe(applicant).contact });
      }
      if (!more) break;
    }
    return due.sort((a, b) => a.date - b.date).slice(0, DUE_TOLD);
  }
}

function sameHash(a: Bytes, b: Bytes): boolean {
  return a.every((byte, at) => byte === b[at]);
}

function newest(runs: readonly ContractRun[]): { runs: ContractRun[]; troubles: number } {
  const told = runs.slice(0, RUNS_TOLD);
  const troubles = told.filter(({ failure, refused }) => failure !== null || refused > 0).length;
  return { runs: told, troubles };
}

function incomeOf(runs: readonly ContractRun[], creator: string): PublishedContractState['income'] {
  const months = new Map<string, { month: string; amount: bigint; payments: number }>();
  for (const { date, transfers } of runs) {
    const month = new Date(date).toISOString().slice(0, 7);
    for (const { to, from, amount } of transfers) {
      if (to !== creator || from === creator) continue;
      const sum = months.get(month) ?? { month, amount: 0n, payments: 0 };
      months.set(month, { month, amount: sum.amount + amount, payments: sum.payments + 1 });
    }
  }
  return [...months.values()].sort((a, b) => a.month.localeCompare(b.month));
}
