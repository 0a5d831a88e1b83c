import * as z from 'zod';
import { accountIndex, draftBase, draftParty } from './draftBase.ts';
import { groupItem } from './poolValues.ts';
import { address, blockId, count, faultNote, hash, signedUnits, units } from './values.ts';

/** What a person reviews before it is signed: prepare → review → approve. */

export const draft = z.object({
  draftId: z.string().max(64),
  account: accountIndex,
  receivers: z.array(
    z.object({
      address,
      amount: units,
      contact: z.string().nullable(),
      /** This wallet never paid this address before. */
      firstTime: z.boolean(),
      own: z.boolean(),
    }),
  ),
  amount: units,
  fee: units,
  total: units,
  balanceAfter: units,
  reference: z.object({ id: blockId, hash }),
  expiresAfter: blockId,
  warnings: z.array(faultNote),
  /** The bytes that will be signed, as hex, for who wants to read them. */
  message: z.string(),
  /** The wallet asks for the password before it signs. */
  passwordNeeded: z.boolean(),
});
export type Draft = z.output<typeof draft>;

export const trustDraft = z.object({
  ...draftBase,
  kind: z.literal('trust'),
  action: z.enum(['entrust', 'lengthen', 'revoke', 'terminate']),
  party: draftParty,
  /** How long a termination will take, from this transaction on. */
  hours: count,
});
export type TrustDraft = z.output<typeof trustDraft>;

export const updateDraft = z.object({
  ...draftBase,
  kind: z.literal('update'),
  /** All wallets of the update, in its order. */
  rows: z.array(
    z.object({
      address,
      contact: z.string().nullable(),
      before: units,
      after: units,
      difference: signedUnits,
    }),
  ),
  /** The sum of all differences; the party's own balance changes by minus this, and the fee. */
  difference: signedUnits,
});
export type UpdateDraft = z.output<typeof updateDraft>;

export const groupDraft = z.object({
  ...draftBase,
  kind: z.literal('group'),
  items: z.array(groupItem),
  transfers: count,
  terminations: count,
  updates: count,
  /** What all transfers move together. */
  amount: units,
  /** What the senders of the transfers pay beside the party's own fee. */
  senderFees: units,
  /** What the party pays for the balances that it sets, beside its own fee. */
  updateFees: units,
});
export type GroupDraft = z.output<typeof groupDraft>;
