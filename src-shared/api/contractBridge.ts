import * as z from 'zod';
import { call } from './contract.ts';
import {
  applicationState,
  contractBrief,
  contractId,
  contractRun,
  handlerName,
  nextRun,
  runFailure,
} from './contractApi.ts';
import { accountIndex, draftBase, draftParty } from './draftBase.ts';
import { address, blockId, count, faultNote, hash, time, units } from './values.ts';

/** The bridge's calls about contracts (docs/PROTOCOL.md §9). Their drafts are approved by `send.approve`. */

/** A contract's file as text; the app counts its bytes (256 KiB at most). */
const fileText = z.string().max(256 * 1024);
const named = z.object({ hash });

export const lintNote = z.object({
  /** See `lintCodes` in `src-shared/contracts/scriptLinter.ts`. */
  code: z.string(),
  /** An error can't work; a warning probably does not do what was meant. */
  severity: z.enum(['error', 'warning']),
  /** Lines of the whole file, columns of the line, both from 1 on. */
  line: z.int().min(0),
  column: z.int().min(0),
  /** What it is about: a name, or the parser's words. */
  name: z.string(),
});
export type LintNoteState = z.output<typeof lintNote>;

const chargeSide = z.enum(['applicant', 'creator', 'contract', 'other']);

export const rehearsalState = z.object({
  /** Whether `charges` is all that the contract can take within a year; if not, why not. */
  bounded: z.boolean(),
  reasons: z.array(
    z.enum([
      'payerHidden',
      'chargesIncome',
      'dependsOnBalance',
      'tooManyRuns',
      'reachesLimit',
      'scriptFails',
    ]),
  ),
  /** Whether the application comes about at all; if not, the failures tell why. */
  applies: z.boolean(),
  /** Every transfer that the contract makes within a year, in order; at most 2,000 are told. */
  charges: z.array(
    z.object({
      /** ms after applying; the year has 365.25 days. */
      date: count,
      from: address,
      to: address,
      amount: units,
      fromLabel: chargeSide,
      toLabel: chargeSide,
      /** A contact's name, or one's own account's. */
      toName: z.string().nullable(),
      /** Whether the applicant pays it. */
      own: z.boolean(),
    }),
  ),
  chargeCount: count,
  /** What the applicant pays in the year, without fees, and the fees of these payments. */
  total: units,
  fees: units,
  /** What one such payment costs its payer. */
  transferFee: units,
  /** What comes back to the applicant. */
  returned: units,
  /** What has been paid by then, fees not counted: one point for each date with a payment, ms after applying. */
  curve: z.array(z.object({ date: count, paid: units })),
  /** With how many coins it was rehearsed. */
  balance: units,
  /** When they were too few for the first time, ms after applying; null: never. */
  refusedAt: count.nullable(),
  failures: z.array(runFailure.extend({ date: count, handler: handlerName })).max(50),
});
export type RehearsalState = z.output<typeof rehearsalState>;

/** What the chain says of a contract that somebody looks at. */
const chainWord = z.object({
  known: z.boolean(),
  /** Hash, script and model are those that were published. Never apply to a contract where they are not. */
  matches: z.boolean(),
  id: contractId.nullable(),
  creator: draftParty.nullable(),
  account: address.nullable(),
  /** What lies in the contract's own account. */
  balance: units,
  publishedIn: blockId.nullable(),
  publishedAt: time.nullable(),
  applicants: count,
});

export const contractReview = z.object({
  /** Where the file came from; null: it was handed over as text. */
  link: z.string().nullable(),
  /** The first heading, or ''. */
  title: z.string(),
  /** Markdown: the file without its script and model. Show it as text: it was written by a stranger. */
  terms: z.string(),
  script: z.string(),
  model: z.string(),
  /** Computed here from the file. */
  hash,
  /** The hash that the link promised; null where it named none. */
  expectedHash: hash.nullable(),
  chain: chainWord,
  /** What applying and cancelling cost the applicant as fees. */
  applyFee: units,
  cancel: z.object({
    /** Cancelling is always possible; the script may do something then (it can't charge the applicant any more). */
    runsScript: z.boolean(),
    fee: units,
  }),
  /** The own accounts' applications, active and ended ones. */
  own: z.array(z.object({ account: accountIndex, active: z.boolean(), wakeAt: time.nullable() })),
  rehearsal: rehearsalState,
  notes: z.array(lintNote),
});
export type ContractReview = z.output<typeof contractReview>;

export const contractDraft = z.object({
  ...draftBase,
  kind: z.literal('contract'),
  action: z.enum(['publish', 'apply', 'cancel', 'call']),
  hash,
  /** Known where the file was opened or published here; else ''. */
  title: z.string(),
  /** null of a publication. */
  contractId: contractId.nullable(),
  /** Who earns; null of a publication. */
  creator: draftParty.nullable(),
  /** Of a publication: the compiled file to keep and to share. Its end may have got empty lines (see `contract.check`). */
  file: z.string().nullable(),
});
export type ContractDraft = z.output<typeof contractDraft>;

export const ownApplication = z.object({
  account: accountIndex,
  application: applicationState,
  /** From the file when this app has seen it, else ''. */
  title: z.string(),
  /** What the next charge will be if nothing changes until then; null: nothing is due. */
  next: nextRun.nullable(),
  /** The newest first; `contract.runs` gives more. */
  runs: z.array(contractRun).max(20),
  /** Runs among these that failed or found too few coins. */
  troubles: count,
});
export type OwnApplication = z.output<typeof ownApplication>;

export const publishedContract = z.object({
  account: accountIndex,
  contract: contractBrief,
  title: z.string(),
  /** What its transfers brought to the account that published it, by month (UTC), the oldest first. */
  income: z.array(z.object({ month: z.string().regex(/^\d{4}-\d{2}$/), amount: units, payments: count })),
  /** What is due next, at most 50. */
  due: z.array(z.object({ date: time, applicant: address, contact: z.string().nullable() })).max(50),
  runs: z.array(contractRun).max(20),
  troubles: count,
  /** Whether this app's pool serves the file to others. */
  served: z.boolean(),
});
export type PublishedContractState = z.output<typeof publishedContract>;

export const contractCheck = z.object({
  title: z.string(),
  terms: z.string(),
  notes: z.array(lintNote),
  /** Why it can't be compiled; null where it can. Facts may name `line` and `column` of the file. */
  fault: faultNote.nullable(),
  /** All null while it can't be compiled. */
  compiled: z
    .object({
      hash,
      script: z.string(),
      model: z.string(),
      /** The compiled file as it would be published. */
      file: z.string(),
      /** Empty lines that were put to its end, as every second hash could be somebody's key (docs/PROTOCOL.md §9). */
      addedLines: count,
      scriptBytes: count,
      modelBytes: count,
      /** What publishing costs. */
      fee: units,
      published: z.boolean(),
    })
    .nullable(),
  rehearsal: rehearsalState.nullable(),
  /** Of the file as it was typed. */
  bytes: count,
});
export type ContractCheck = z.output<typeof contractCheck>;

export const contractBridgeCalls = {
  /** Reads a contract: an https link, a `coco:contract?…` link, a hash (64 hex digits), or a file's whole text. */
  'contract.open': call(z.object({ source: fileText, account: accountIndex.optional() }), contractReview),
  /** A contract opened before, for one of the own accounts with its own coins, or with so many. */
  'contract.rehearse': call(
    z.object({ hash, account: accountIndex.optional(), balance: units.optional() }),
    rehearsalState,
  ),
  /** The contract must have been opened before: who applies has seen what is applied to. */
  'contract.prepareApply': call(z.object({ hash, account: accountIndex }), contractDraft),
  'contract.prepareCancel': call(z.object({ hash, account: accountIndex }), contractDraft),
  'contract.preparePublish': call(z.object({ text: fileText, account: accountIndex }), contractDraft),
  'contract.prepareCall': call(
    z.object({ hash, account: accountIndex, data: z.string().max(16 * 1024) }),
    contractDraft,
  ),
  /** Applications of all own accounts, active ones first. */
  'contract.mine': call(z.object({}), z.object({ applications: z.array(ownApplication) })),
  /** Contracts that own accounts have published, the newest first. */
  'contract.published': call(z.object({}), z.object({ contracts: z.array(publishedContract) })),
  'contract.applicants': call(
    z.object({ hash, from: count, limit: z.int().min(1).max(200) }),
    z.object({ applications: z.array(applicationState), more: z.boolean() }),
  ),
  'contract.runs': call(
    z.object({
      hash,
      account: accountIndex.optional(),
      before: blockId.optional(),
      limit: z.int().min(1).max(200),
    }),
    z.object({ runs: z.array(contractRun), more: z.boolean() }),
  ),
  /** For the editor, while somebody types. Never refused: what is wrong stands in the answer. */
  'contract.check': call(z.object({ text: fileText, balance: units.optional() }), contractCheck),
  'contract.templates': call(
    z.object({}),
    z.object({ templates: z.array(z.object({ name: z.string(), title: z.string(), text: z.string() })) }),
  ),
  /** What to give to others: the link as text and for a QR code. `url`: where the seller keeps the file, else this pool. */
  'contract.share': call(
    named.extend({ url: z.string().max(2048).optional() }),
    z.object({
      /** `coco:contract?…` */
      link: z.string(),
      /** Where the file can be read by others; null: nowhere yet (the file itself must be passed on). */
      url: z.string().nullable(),
      /** The compiled file; null where this app has not seen it. */
      file: z.string().nullable(),
      /** This app's pool serves it. */
      served: z.boolean(),
    }),
  ),
} as const;
