/**
 * What the ledger asks of whatever runs contracts (docs/PROTOCOL.md §9). The interface is pure and synchronous: a
 * block is applied whole, and fuel bounds how long that can take. The same script, event, model and host answers
 * give the same outcome and fuel on every machine.
 */

export const handlerNames = ['applied', 'due', 'received', 'cancelled', 'called'] as const;
export type HandlerName = (typeof handlerNames)[number];

/** The event as the script sees it, but for `model`, which goes beside it as JSON text. */
export interface ContractEvent {
  readonly blockId: number;
  /** The block's mined date, ms epoch. */
  readonly date: number;
  /** Address of the contract's own account. */
  readonly contract: string;
  readonly creator: string;
  /** Of `applied`, `due`, `received`, `cancelled`: whose application this is. */
  readonly applicant?: string;
  /** Of `called`: who signed the call. */
  readonly caller?: string;
  /** What each transfer of a contract costs its payer, coins as decimal text. */
  readonly fee: string;
  /** Of `received`: who paid. */
  readonly from?: string;
  /** Of `received`: coins as decimal text. */
  readonly amount?: string;
  /** Of `called`: the call's data as text. */
  readonly data?: string;
}

/**
 * What a running script can reach. Types are checked already; a host refuses what the text means (no amount, no
 * address) by throwing a `Fault`, which ends the run as failed. No function may run a contract again.
 */
export interface ContractHost {
  /** Whether the coins were moved; false where the payer may not be charged or has not enough. */
  transfer(from: string, to: string, amount: string): boolean;
  /** Coins as decimal text; of an unknown wallet "0". */
  balance(address: string): string;
  /** ms epoch, a whole number. */
  wake(date: number): void;
  /** JSON text of at most 64 KiB. */
  save(model: string): void;
}

export interface ContractCall {
  readonly script: string;
  readonly handler: HandlerName;
  readonly event: ContractEvent;
  /** JSON text. */
  readonly model: string;
  readonly host: ContractHost;
}

export const runFailures = [
  /** The script can't be loaded: it does not parse, or its top level throws or reaches a limit. */
  'script',
  /** The handler threw. */
  'exception',
  'fuel',
  'depth',
  'memory',
  /** A host function got something that it doesn't take. */
  'argument',
  /** Too many transfers in one run. */
  'transfers',
  /** The engine itself gave up (an address out of its memory): the same on every machine, though never seen. */
  'trap',
] as const;
export type RunFailure = (typeof runFailures)[number];

/** How a run ended. `fuel` is what it used, at least `RUN_FUEL` where there was something to run. */
export type RunOutcome =
  | { readonly ok: true; readonly fuel: number }
  | { readonly ok: false; readonly fuel: number; readonly reason: RunFailure; readonly detail: string };

/** What a script turned out to be when it was loaded. */
export type LoadOutcome =
  | { readonly ok: true; readonly fuel: number; readonly handlers: readonly HandlerName[] }
  | { readonly ok: false; readonly fuel: number; readonly reason: RunFailure; readonly detail: string };

/** For ledgers on which no contract will ever run. */
export const noEngine: ContractEngine = {
  load() {
    throw new Error('This ledger has no engine for contracts.');
  },
  run() {
    throw new Error('This ledger has no engine for contracts.');
  },
};

export interface ContractEngine {
  /**
   * Loads a script, or remembers that it was loaded. The fuel is the same either way; a block counts it once for
   * each contract that runs in it. `detail` is for a person, never for a decision.
   */
  load(script: string): LoadOutcome;
  /** Runs one handler. A handler that the script doesn't define is ok and costs nothing. */
  run(call: ContractCall): RunOutcome;
}
