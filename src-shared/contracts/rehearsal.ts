import { decodeAddress, encodeAddress } from '../protocol/addresses.ts';
import { formatCoins, parseCoins, type Units } from '../protocol/amounts.ts';
import { type Bytes, encodeUtf8, toHex } from '../protocol/bytes.ts';
import { sha256 } from '../protocol/hashing.ts';
import { type OpenReason, openCharges } from './chargeAnalysis.ts';
import {
  type ContractLedger,
  ContractRunner,
  type ContractTransfer,
  type RunRecord,
} from './contractRunner.ts';
import { ContractOverlay } from './contractState.ts';
import { ContractTable } from './contractTable.ts';
import { type ContractEngine, type HandlerName, handlerNames, type RunFailure } from './engine.ts';

/**
 * Rehearses a contract before somebody applies (docs/PROTOCOL.md §9): one applicant, a year of simulated blocks in
 * which nothing else happens, the same engine and the same rules as in the chain.
 */
export interface RehearsalRequest {
  /** Compiled. */
  readonly script: string;
  /** JSON text. */
  readonly model: string;
  readonly addressPrefix: string;
  readonly defaultFee: Units;
  /** ms between blocks. */
  readonly blockInterval: number;
  /** When the applicant applies, ms epoch, and in which block. */
  readonly date: number;
  readonly blockId: number;
  /** What the applicant has. */
  readonly balance: Units;
  /** Keys of the real wallets, where they are known: a script may treat them differently. */
  readonly applicant?: Bytes;
  readonly creator?: Bytes;
  readonly account?: Bytes;
}

export interface Charge {
  /** ms after applying. */
  readonly date: number;
  readonly from: string;
  readonly to: string;
  /** Coins as decimal text. */
  readonly amount: string;
  /** Whether the applicant pays it. */
  readonly own: boolean;
}

export interface RehearsalFailure {
  readonly date: number;
  readonly handler: HandlerName;
  readonly reason: RunFailure;
  readonly detail: string;
}

export const unboundedReasons = [
  'payerHidden',
  'chargesIncome',
  /** A richer applicant is charged otherwise. */
  'dependsOnBalance',
  /** It wakes too often, or works too hard, to be rehearsed for a year. */
  'tooManyRuns',
  /** A run was cut off by a limit, which in the chain may come sooner or later. */
  'reachesLimit',
  /** The script can't be loaded, so nothing is known. */
  'scriptFails',
] as const;
export type UnboundedReason = (typeof unboundedReasons)[number];

export interface Rehearsal {
  /** Whether `charges` is all that the contract can take from the applicant within a year. */
  readonly bounded: boolean;
  readonly reasons: readonly UnboundedReason[];
  /** Every transfer that the contract makes, in order. */
  readonly charges: readonly Charge[];
  /** Coins as decimal text: what the applicant pays, fees included, and gets. */
  readonly paid: string;
  readonly fees: string;
  readonly returned: string;
  /** Whether the application comes about at all. */
  readonly applies: boolean;
  /** When a transfer was refused for the first time, which with these coins is likely a lack of them; else null. */
  readonly refusedAt: number | null;
  readonly failures: readonly RehearsalFailure[];
  readonly addresses: { readonly applicant: string; readonly creator: string; readonly contract: string };
}

const limits: ReadonlySet<RunFailure> = new Set<RunFailure>(['fuel', 'depth', 'memory', 'transfers', 'trap']);

/** A year of the protocol: 365.25 days. */
export const YEAR = 31_557_600_000;
/** About one a block of the main network in three weeks, one an hour for more than a year. */
const MAX_RUNS = 10_000;
/** About a second. */
const MAX_FUEL = 300_000_000;
const APPLICANT = 0;
const CREATOR = 1;
const ACCOUNT = 2;

/** Balances of a few wallets; any other valid address counts as a wallet of its own. */
class RehearsalLedger implements ContractLedger {
  readonly defaultFee: Units;
  private readonly prefix: string;
  private readonly keys: Bytes[];
  private balances: Units[];
  private readonly ids = new Map<string, number>();
  private readonly addresses: string[] = [];
  private readonly idOfAddress = new Map<string, number>();

  constructor(request: RehearsalRequest, balance: Units) {
    this.defaultFee = request.defaultFee;
    this.prefix = request.addressPrefix;
    const key = (name: string, given: Bytes | undefined) => given ?? sha256(encodeUtf8(`rehearsal: ${name}`));
    this.keys = [
      key('applicant', request.applicant),
      key('creator', request.creator),
      key('account', request.account),
    ];
    // The contract's account holds what others may have left there: nothing.
    this.balances = [balance, 0n, 0n];
    for (const [id, bytes] of this.keys.entries()) this.ids.set(toHex(bytes), id);
  }

  addressOf(wallet: number): string {
    const address =
      this.addresses[wallet] ?? encodeAddress(this.prefix, this.keys[wallet] ?? new Uint8Array(32));
    this.addresses[wallet] = address;
    return address;
  }

  walletOfAddress(address: string): number {
    const id = this.idOfAddress.get(address) ?? this.walletOfKey(decodeAddress(this.prefix, address));
    this.idOfAddress.set(address, id);
    return id;
  }

  private walletOfKey(key: Bytes): number {
    const known = this.ids.get(toHex(key));
    if (known !== undefined) return known;
    const id = this.keys.length;
    this.keys.push(key);
    this.balances.push(0n);
    this.ids.set(toHex(key), id);
    return id;
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

  mark(): Units[] {
    return [...this.balances];
  }

  release(): void {}

  rollback(mark: Units[]): void {
    // Wallets met since keep their ids and have nothing.
    this.balances = this.keys.map((_, id) => mark[id] ?? 0n);
  }
}

interface Course {
  readonly charges: readonly Charge[];
  readonly failures: readonly RehearsalFailure[];
  readonly applies: boolean;
  readonly refusedAt: number | null;
  readonly finished: boolean;
  readonly fees: Units;
}

/** What happens in a year to an applicant with that many coins. */
function takeCourse(engine: ContractEngine, request: RehearsalRequest, balance: Units): Course {
  const ledger = new RehearsalLedger(request, balance);
  const table = new ContractTable();
  const first = new ContractOverlay(table);
  const { script, model } = request;
  const contract = first.publish({
    hash: new Uint8Array(32),
    creator: CREATOR,
    account: ACCOUNT,
    creatorAddress: ledger.addressOf(CREATOR),
    blockId: request.blockId,
    handlers: handlerNames,
    script,
    model,
  });
  table.commit(first.changes());

  const charges: Charge[] = [];
  const failures: RehearsalFailure[] = [];
  const applicantAddress = ledger.addressOf(APPLICANT);
  let refusedAt: number | null = null;
  let fees = 0n;
  let fuel = 0;
  const note = (date: number, { handler, failure, transfers, refused }: RunRecord) => {
    if (failure !== null) failures.push({ date, handler, ...failure });
    if (refused > 0) refusedAt ??= date;
    for (const { from, to, amount } of transfers) {
      charges.push({ date, from, to, amount: formatCoins(amount), own: from === applicantAddress });
    }
  };
  const block = (at: number, run: (runner: ContractRunner) => readonly RunRecord[]) => {
    const blockId = request.blockId + Math.round(at / request.blockInterval);
    const overlay = new ContractOverlay(table);
    const runner = new ContractRunner(engine, overlay, ledger, { blockId, date: request.date + at });
    const before = ledger.balanceOf(APPLICANT);
    const records = run(runner);
    for (const record of records) note(at, record);
    const moved = records.flatMap(({ transfers }) => transfers).reduce((sum, one) => sum + netOf(one), 0n);
    fees += before + moved - ledger.balanceOf(APPLICANT);
    table.commit(overlay.changes());
    fuel += runner.fuel;
    return records;
  };
  const netOf = ({ from, to, amount }: ContractTransfer) =>
    (to === applicantAddress ? amount : 0n) - (from === applicantAddress ? amount : 0n);

  const [application] = block(0, (runner) => [runner.apply(contract, APPLICANT), ...runner.runDue()]);
  let last = 0;
  let runs = 1;
  let finished = true;
  for (;;) {
    const [next] = table.dueUntil(request.date + YEAR, 1);
    if (next === undefined) break;
    finished = runs < MAX_RUNS && fuel < MAX_FUEL;
    if (!finished) break;
    // A block comes at the very date, or one interval after the last one.
    last = Math.max(next.wakeAt - request.date, last + request.blockInterval);
    if (last > YEAR) break;
    runs += block(last, (runner) => runner.runDue()).length;
  }
  return {
    charges,
    failures,
    applies: application?.failure === null,
    refusedAt,
    finished,
    fees,
  };
}

/** Whether the poorer course is the richer one as far as the coins went: up to the first refusal. */
function agrees(poor: Course, rich: Course): boolean {
  if (poor.refusedAt === null) return JSON.stringify(poor.charges) === JSON.stringify(rich.charges);
  const until = poor.refusedAt;
  const begin = poor.charges.filter(({ date }) => date <= until);
  return JSON.stringify(begin) === JSON.stringify(rich.charges.slice(0, begin.length));
}

/**
 * Rehearses a year. Bounded means: no run, call or payment of anybody can take more from the applicant than
 * `charges` say, other than by the applicant's own calls.
 */
export function rehearse(engine: ContractEngine, request: RehearsalRequest): Rehearsal {
  const course = takeCourse(engine, request, request.balance);
  const rich = takeCourse(engine, request, request.balance * 1000n);
  const reasons: UnboundedReason[] = [];
  let open: readonly OpenReason[] = [];
  const loaded = engine.load(request.script);
  if (!loaded.ok) reasons.push('scriptFails');
  else open = openCharges(request.script);
  reasons.push(...open);
  if (!course.finished || !rich.finished) reasons.push('tooManyRuns');
  const cutOff = [...course.failures, ...rich.failures].some(({ reason }) => limits.has(reason));
  if (cutOff) reasons.push('reachesLimit');
  if (!agrees(course, rich)) reasons.push('dependsOnBalance');

  const names = new RehearsalLedger(request, 0n);
  const addresses = {
    applicant: names.addressOf(APPLICANT),
    creator: names.addressOf(CREATOR),
    contract: names.addressOf(ACCOUNT),
  };
  const sum = (charges: readonly Charge[]) =>
    formatCoins(charges.reduce((total, { amount }) => total + parseCoins(amount), 0n));
  return {
    bounded: reasons.length === 0,
    reasons,
    charges: course.charges,
    paid: sum(course.charges.filter(({ own }) => own)),
    fees: formatCoins(course.fees),
    returned: sum(course.charges.filter(({ to }) => to === addresses.applicant)),
    applies: course.applies,
    refusedAt: course.refusedAt,
    failures: course.failures,
    addresses,
  };
}
