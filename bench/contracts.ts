import { compileContract } from '#shared/contracts/contractFile.ts';
import { type ContractLedger, ContractRunner } from '#shared/contracts/contractRunner.ts';
import { type Application, ContractOverlay } from '#shared/contracts/contractState.ts';
import { ContractTable } from '#shared/contracts/contractTable.ts';
import type { ContractCall, ContractEngine, RunOutcome } from '#shared/contracts/engine.ts';
import { contractTemplates } from '#shared/contracts/templates/templates.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { encodeUtf8 } from '#shared/protocol/bytes.ts';
import { installNodeSha256 } from '../src-main/base/nodeHash.ts';
import { createSandbox } from '../src-main/contracts/meteredEngine.ts';
import { type BenchOptions, createReport } from './report.ts';

const RUNS = 5;
const DUE = 20_000;
const FRESH = 200;
const IDLE = 1_000_000;
const DATE = 1_800_000_000_000;
const FEE = 10_000n;

/** Balances in an array; an address is the wallet's number. */
class BenchLedger implements ContractLedger {
  readonly defaultFee = FEE;
  private readonly balances: Units[];
  constructor(wallets: number) {
    this.balances = Array.from({ length: wallets }, () => 10n ** 12n);
  }
  addressOf(wallet: number): string {
    return `wallet${wallet}`;
  }
  walletOfAddress(address: string): number {
    return Number(address.slice('wallet'.length));
  }
  balanceOf(wallet: number): Units {
    return this.balances[wallet] ?? 0n;
  }
  mayBeCharged(): boolean {
    return true;
  }
  move(from: number, to: number, amount: Units, fee: Units): void {
    this.balances[from] = this.balanceOf(from) - amount - fee;
    this.balances[to] = this.balanceOf(to) + amount;
  }
  mark(): unknown {
    return undefined;
  }
  release(): void {}
  rollback(): void {
    throw new Error('A run of the benchmark failed.');
  }
}

/** Runs each call in an engine that has run nothing before. */
class FreshEngines implements ContractEngine {
  load(script: string) {
    return createSandbox().load(script);
  }
  run(call: ContractCall): RunOutcome {
    return createSandbox().run(call);
  }
}

/** A subscription with that many active applicants, `due` of them due at `DATE`. */
function subscriptions(applicants: number, due: number): ContractTable {
  const { script, model, hash } = compileContract(encodeUtf8(contractTemplates.subscription));
  const table = new ContractTable();
  const overlay = new ContractOverlay(table);
  const { id } = overlay.publish({
    hash,
    creator: 0,
    account: 1,
    creatorAddress: 'wallet0',
    blockId: 94,
    script,
    model,
    handlers: ['applied', 'due'],
  });
  const applications = Array.from({ length: applicants }, (_, n): Application => {
    const wakeAt = n < due ? DATE - n : DATE + 1 + n;
    return { contract: id, applicant: n + 2, active: true, model: null, wakeAt };
  });
  table.commit({ contracts: overlay.changes().contracts, applications });
  return table;
}

/** Runs what is due and returns seconds. Every run must have charged somebody. */
function runDue(engine: ContractEngine, table: ContractTable, ledger: ContractLedger, due: number): number {
  const start = performance.now();
  const overlay = new ContractOverlay(table);
  const runner = new ContractRunner(engine, overlay, ledger, { blockId: 1000, date: DATE });
  const records = runner.runDue();
  const seconds = (performance.now() - start) / 1000;
  if (records.length !== due || runner.transfers.length !== due) {
    throw new Error(`${records.length} of ${due} ran, ${runner.transfers.length} charged.`);
  }
  return seconds;
}

/** `npm run -s bench -- contracts [--json]`: isolated contract calls a second on one core. */
export async function run({ json }: BenchOptions): Promise<void> {
  installNodeSha256();
  const report = createReport('contracts', { json });
  const sandbox = createSandbox();

  // As many as a block's fuel allows at most go into one block.
  const inBlock = DUE / 4;
  const dueTable = subscriptions(inBlock, inBlock);
  const dueLedger = new BenchLedger(inBlock + 2);
  const rates = Array.from({ length: RUNS }, () => {
    let seconds = 0;
    for (let block = 0; block < 4; block++) seconds += runDue(sandbox, dueTable, dueLedger, inBlock);
    return DUE / seconds;
  });
  report.add('due-calls', rates, 'calls/s', { notes: { how: 'one engine, memory put back for each call' } });

  const freshTable = subscriptions(FRESH, FRESH);
  const freshLedger = new BenchLedger(FRESH + 2);
  const fresh = Array.from(
    { length: 3 },
    () => FRESH / runDue(new FreshEngines(), freshTable, freshLedger, FRESH),
  );
  report.add('fresh-instances', fresh, 'calls/s', { notes: { how: 'a new engine for each call' } });

  const idleTable = subscriptions(IDLE, 0);
  const idleLedger = new BenchLedger(2);
  const idle = Array.from({ length: RUNS }, () => runDue(sandbox, idleTable, idleLedger, 0) * 1e6);
  report.add('idle-applicants', idle, 'µs/block', {
    lowerIsBetter: true,
    notes: { how: `${IDLE.toLocaleString('en')} applicants, none due` },
  });
  report.print();
}
