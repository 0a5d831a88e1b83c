import * as z from 'zod';
import { Fault } from '#shared/protocol/fault.ts';

/**
 * Everything private but the keys, kept in the vault's book: names, contacts, and what was signed. What a pool says
 * never gets in here, so it can be relied on when a payment is judged.
 */
const LIMITS = { accounts: 100, contacts: 1000, paid: 5000, signed: 1000 };

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const blockNumber = z.int().min(0);

const signedNote = z.strictObject({
  /** H of the signed bytes. */
  identity: hex32,
  account: z.int().min(0),
  /** H of genesis: which network it was for. */
  network: z.string(),
  expiresAfter: blockNumber,
});
export type SignedNote = z.output<typeof signedNote>;

const bookSchema = z.strictObject({
  version: z.literal(1),
  accounts: z
    .array(z.strictObject({ index: z.int().min(0), name: z.string() }))
    .min(1)
    .max(LIMITS.accounts),
  contacts: z.array(z.strictObject({ name: z.string(), address: z.string() })).max(LIMITS.contacts),
  /** Public keys (hex) this wallet has signed a payment to, oldest first. */
  paid: z.array(hex32).max(LIMITS.paid),
  signed: z.array(signedNote).max(LIMITS.signed),
});
export type BookContents = z.output<typeof bookSchema>;

export function newBook(firstAccount: string): BookContents {
  return { version: 1, accounts: [{ index: 0, name: firstAccount }], contacts: [], paid: [], signed: [] };
}

/** Throws `wallet.vaultDamaged`. */
export function parseBook(value: unknown): BookContents {
  const parsed = bookSchema.safeParse(value);
  if (!parsed.success) throw new Fault('wallet.vaultDamaged', { part: 'book' });
  return parsed.data;
}

/** The next account gets the next index, so that a restored wallet finds its accounts by counting. Throws `wallet.accounts`. */
export function withAccount(book: BookContents, name: string): BookContents {
  if (book.accounts.length >= LIMITS.accounts) throw new Fault('wallet.accounts', { limit: LIMITS.accounts });
  const index = Math.max(...book.accounts.map((account) => account.index)) + 1;
  return { ...book, accounts: [...book.accounts, { index, name }] };
}

/** Throws `wallet.account`. */
export function withAccountName(book: BookContents, index: number, name: string): BookContents {
  if (!book.accounts.some((account) => account.index === index)) {
    throw new Fault('wallet.account', { account: index });
  }
  const accounts = book.accounts.map((account) => (account.index === index ? { index, name } : account));
  return { ...book, accounts };
}

/** A contact under its address: saved again, it gets the new name. Throws `wallet.contacts`. */
export function withContact(book: BookContents, contact: { name: string; address: string }): BookContents {
  const others = book.contacts.filter(({ address }) => address !== contact.address);
  if (others.length >= LIMITS.contacts) throw new Fault('wallet.contacts', { limit: LIMITS.contacts });
  const contacts = [...others, contact].sort((a, b) => a.name.localeCompare(b.name));
  return { ...book, contacts };
}

export function withoutContact(book: BookContents, address: string): BookContents {
  return { ...book, contacts: book.contacts.filter((contact) => contact.address !== address) };
}

/** So many blocks after its end a signed payment is forgotten: no chain that is taken up again reaches back so far. */
const SIGNED_LIFE = 100;

/**
 * What is signed is noted before the signature leaves the wallet. What has long expired on its network makes room.
 *
 * @param receivers hex keys.
 * @param tip of the note's network.
 */
export function withSigned(
  book: BookContents,
  note: SignedNote,
  receivers: readonly string[],
  tip: number,
): BookContents {
  const fresh = new Set(receivers);
  const paid = [...book.paid.filter((key) => !fresh.has(key)), ...fresh].slice(-LIMITS.paid);
  const living = book.signed.filter(
    ({ identity, network, expiresAfter }) =>
      identity !== note.identity && (network !== note.network || expiresAfter + SIGNED_LIFE >= tip),
  );
  return { ...book, paid, signed: [...living, note].slice(-LIMITS.signed) };
}
