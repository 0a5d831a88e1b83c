import * as z from 'zod';
import { call } from './contract.ts';
import { address, blockId, bytesUpTo, count, hash, time, toldAddress, units } from './values.ts';

/**
 * What a wallet can ask of a pool about contracts (docs/PROTOCOL.md §9). Contracts are named by their hash, which a
 * person can check; ids are for blocks.
 */

export const contractId = z
  .int()
  .min(1)
  .max(2 ** 30 - 1);
export const MAX_CONTRACT_FILE = 256 * 1024;
const scriptText = z.string().max(64 * 1024);
const modelText = z.string().max(64 * 1024);

export const handlerName = z.enum(['applied', 'due', 'received', 'cancelled', 'called']);
export const runFailure = z.object({
  /** See `runFailures` in `src-shared/contracts/engine.ts`. */
  reason: z.string().max(32),
  /** For a person; what the script itself said. */
  detail: z.string().max(1024),
});

export const contractBrief = z.object({
  id: contractId,
  hash,
  creator: toldAddress,
  /** The contract's own account. */
  account: toldAddress,
  balance: units,
  publishedIn: blockId,
  publishedAt: time,
  /** Wallets with an active application. */
  applicants: count,
  /** What the script defines; nothing where it can't be loaded. */
  handlers: z.array(handlerName),
});
export type ContractBrief = z.output<typeof contractBrief>;

export const contractState = contractBrief.extend({ script: scriptText, model: modelText });
export type ContractState = z.output<typeof contractState>;

export const applicationState = z.object({
  contract: contractBrief,
  applicant: toldAddress,
  active: z.boolean(),
  /** JSON text that the contract keeps about this application; null: as published. */
  model: modelText.nullable(),
  /** When the contract acts by itself next; null: not until something else happens. */
  wakeAt: time.nullable(),
});
export type ApplicationState = z.output<typeof applicationState>;

const contractTransfer = z.object({ from: toldAddress, to: toldAddress, amount: units, fee: units });

export const contractRun = z.object({
  contract: hash,
  contractId,
  blockId,
  date: time,
  handler: handlerName,
  /** Whose application it was; of `called`: who called. */
  wallet: toldAddress,
  /** null: it ran to its end. All that a failed run did was undone. */
  failure: runFailure.nullable(),
  transfers: z.array(contractTransfer).max(500),
  /** Transfers that were refused: too few coins, no active application, a trusted party. */
  refused: count,
  /** What the run paid for itself, as it moved no coins; 0 where it did. */
  fee: units,
});
export type ContractRun = z.output<typeof contractRun>;

/** What the next `due` would do if nothing changed until then. */
export const nextRun = z.object({
  date: time,
  transfers: z.array(contractTransfer).max(500),
  refused: count,
  failure: runFailure.nullable(),
});
export type NextRun = z.output<typeof nextRun>;

const limit = z.int().min(1).max(200);
const page = { before: blockId.optional(), limit };

export const contractCalls = {
  getContract: call(z.union([z.object({ hash }), z.object({ id: contractId })]), contractState.nullable()),
  /** What a wallet has published, the newest first; `before` is a contract id. */
  getContracts: call(
    z.object({ creator: address, before: contractId.optional(), limit }),
    z.object({ contracts: z.array(contractBrief), more: z.boolean() }),
  ),
  /** Of one wallet in the order of contracts, or to one contract in the order of applicants; `from` skips so many. */
  getApplications: call(
    z.union([
      z.object({ applicant: address, from: count, limit }),
      z.object({ contract: hash, from: count, limit }),
    ]),
    z.object({ applications: z.array(applicationState), more: z.boolean() }),
  ),
  /** What contracts did, the newest first: of one contract, of one wallet, or of one wallet in one contract. */
  getRuns: call(
    z.object({ contract: hash.optional(), wallet: address.optional(), ...page }),
    z.object({ runs: z.array(contractRun), more: z.boolean() }),
  ),
  getNextRun: call(z.object({ contract: hash, applicant: address }), nextRun.nullable()),
  /** A contract's file, where this pool keeps it. Who asks checks its hash. */
  getContractFile: call(z.object({ hash }), z.object({ file: bytesUpTo(MAX_CONTRACT_FILE) }).nullable()),
  /** Hands in the compiled file of a published contract, for others to read; refused where the pool keeps none. */
  putContractFile: call(z.object({ file: bytesUpTo(MAX_CONTRACT_FILE) }), z.object({ hash })),
} as const;
