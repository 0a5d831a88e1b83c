import * as z from 'zod';
import { address, blockId, count, faultNote, hash, units } from './values.ts';

export const accountIndex = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** Somebody whom a draft concerns. */
export const draftParty = z.object({
  address,
  contact: z.string().nullable(),
  /** This wallet never paid this address before. */
  firstTime: z.boolean(),
  own: z.boolean(),
});

/** What every draft of a kind of its own has in common; it is approved and discarded as a payment's is. */
export const draftBase = {
  draftId: z.string().max(64),
  account: accountIndex,
  fee: units,
  balanceAfter: units,
  reference: z.object({ id: blockId, hash }),
  expiresAfter: blockId,
  warnings: z.array(faultNote),
  /** The bytes that will be signed, as hex; longer ones than 64 KiB are cut. */
  message: z.string(),
  messageBytes: count,
  passwordNeeded: z.boolean(),
};
