import type {
  ApplicationState,
  ContractBrief,
  ContractRun,
  ContractState,
  NextRun,
} from '#shared/api/contractApi.ts';
import type { PoolCallHandlers } from '#shared/api/poolApi.ts';
import type { ContractTransfer, RunRecord } from '#shared/contracts/contractRunner.ts';
import type { Application, ContractRecord } from '#shared/contracts/contractState.ts';
import { BlockExecution } from '#shared/ledger/blockExecution.ts';
import { decodeAddress, encodeAddress } from '#shared/protocol/addresses.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { ChainStore } from '../../store/chainStore.ts';
import type { PlacedRun } from '../../store/runRecords.ts';
import type { Allowance } from '../waiting/fuelBudget.ts';

type Params<M extends keyof PoolCallHandlers> = Parameters<PoolCallHandlers[M]>[0];

const DETAIL_TOLD = 1024;

/** Contracts as people ask for them: what was published, who has applied, what it did, what it will do next. */
export class ContractReader {
  readonly #store: ChainStore;

  constructor(store: ChainStore) {
    this.#store = store;
  }

  async contract(which: Params<'getContract'>): Promise<ContractState | null> {
    const record = this.#find(which);
    if (record === undefined) return null;
    const { script, model } = record;
    return { ...(await this.#brief(record)), script, model };
  }

  async contracts({
    creator,
    before,
    limit,
  }: Params<'getContracts'>): Promise<{ contracts: ContractBrief[]; more: boolean }> {
    const wallet = this.#walletOf(creator);
    const ids = this.#store.contracts.publishedBy(wallet).filter((id) => before === undefined || id < before);
    const page = ids.slice(-limit).reverse();
    const contracts: ContractBrief[] = [];
    for (const id of page) {
      const record = this.#store.contracts.contractById(id);
      if (record !== undefined) contracts.push(await this.#brief(record));
    }
    return { contracts, more: ids.length > page.length };
  }

  /** Throws `contract.unknown`, `address.*`. */
  async applications(
    params: Params<'getApplications'>,
  ): Promise<{ applications: ApplicationState[]; more: boolean }> {
    const { from, limit } = params;
    const page: Application[] = [];
    let at = 0;
    let more = false;
    for (const application of this.#applications(params)) {
      if (at >= from + limit) {
        more = true;
        break;
      }
      if (at >= from) page.push(application);
      at += 1;
    }
    const applications: ApplicationState[] = [];
    for (const application of page) {
      const record = this.#store.contracts.contractById(application.contract);
      if (record !== undefined) applications.push(await this.#application(application, record));
    }
    return { applications, more };
  }

  *#applications(params: Params<'getApplications'>): Iterable<Application> {
    const { contracts } = this.#store;
    if ('contract' in params) {
      yield* contracts.applicationsTo(this.#need(params.contract).id);
      return;
    }
    const wallet = this.#walletOf(params.applicant);
    for (const id of [...contracts.contractsOf(wallet), ...contracts.endedContractsOf(wallet)]) {
      const application = contracts.application(id, wallet);
      if (application !== undefined) yield application;
    }
  }

  /** Throws `contract.unknown`, `address.*`. */
  async runs(params: Params<'getRuns'>): Promise<{ runs: ContractRun[]; more: boolean }> {
    const { contract, wallet, before, limit } = params;
    if (contract === undefined && wallet === undefined) return { runs: [], more: false };
    const found = await this.#store.runs({
      ...(contract === undefined ? {} : { contract: this.#need(contract).id }),
      ...(wallet === undefined ? {} : { wallet: this.#walletOf(wallet) }),
      ...(before === undefined ? {} : { before }),
      limit,
    });
    const runs: ContractRun[] = [];
    for (const placed of found.runs) runs.push(await this.#run(placed));
    return { runs, more: found.more };
  }

  /**
   * What `due` would do if its time had come and nothing else had happened; null where nothing is due. Works on a
   * scratch ledger, with the fuel of one run. Throws `contract.unknown`, `address.*`, those of `allowance`.
   */
  nextRun({ contract, applicant }: Params<'getNextRun'>, allowance: Allowance): NextRun | null {
    const { ledger } = this.#store;
    const record = this.#need(contract);
    const wallet = this.#walletOf(applicant);
    const application = ledger.contracts.application(record.id, wallet);
    if (application?.active !== true || application.wakeAt === null) return null;
    allowance.demand();
    const date = Math.max(application.wakeAt, ledger.tip.minedDate);
    const execution = new BlockExecution(ledger, date, date);
    const { transfers, refused, failure } = execution.runner.preview(record, wallet);
    allowance.spend(execution.runner.fuel);
    return { date, transfers: transfers.map(told), refused, failure: this.#failure(failure) };
  }

  #find(which: Params<'getContract'>): ContractRecord | undefined {
    const { contracts } = this.#store;
    return contracts.contractById('id' in which ? which.id : contracts.contractIdOfHash(which.hash));
  }

  #need(hash: Bytes): ContractRecord {
    const record = this.#find({ hash });
    if (record === undefined) throw new Fault('contract.unknown', {});
    return record;
  }

  #walletOf(address: string): number {
    const { ledger, network } = this.#store;
    return ledger.idOfKey(decodeAddress(network.addressPrefix, address));
  }

  async #brief(record: ContractRecord): Promise<ContractBrief> {
    const { ledger, network, contracts } = this.#store;
    const { id, hash, account, creatorAddress, blockId, handlers } = record;
    return {
      id,
      hash,
      creator: creatorAddress,
      account: encodeAddress(network.addressPrefix, hash),
      balance: ledger.balanceOf(account),
      publishedIn: blockId,
      publishedAt: (await this.#store.minedDateOf(blockId)) ?? 0,
      applicants: contracts.activeApplicants(id),
      handlers: [...handlers],
    };
  }

  async #application(application: Application, record: ContractRecord): Promise<ApplicationState> {
    const { applicant, active, model, wakeAt } = application;
    return {
      contract: await this.#brief(record),
      applicant: this.#addressOf(applicant),
      active,
      model,
      wakeAt: active ? wakeAt : null,
    };
  }

  async #run({ blockId, run }: PlacedRun): Promise<ContractRun> {
    const { contract, handler, wallet, failure, transfers, refused, fee } = run;
    return {
      contract: this.#store.contracts.contractById(contract)?.hash ?? new Uint8Array(32),
      contractId: contract,
      blockId,
      date: (await this.#store.minedDateOf(blockId)) ?? 0,
      handler,
      wallet: this.#addressOf(wallet),
      failure: this.#failure(failure),
      transfers: transfers.map(told),
      refused,
      fee,
    };
  }

  #failure(failure: RunRecord['failure']): ContractRun['failure'] {
    return failure === null ? null : { ...failure, detail: failure.detail.slice(0, DETAIL_TOLD) };
  }

  /** A wallet that was lost since is told as a key of zeros. */
  #addressOf(id: number): string {
    const { ledger, network } = this.#store;
    return encodeAddress(network.addressPrefix, ledger.exists(id) ? ledger.keyOf(id) : new Uint8Array(32));
  }
}

function told({ from, to, amount, fee }: ContractTransfer): NextRun['transfers'][number] {
  return { from, to, amount, fee };
}
