import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import * as z from 'zod';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import {
  kdfParameters,
  passwordBytes,
  presentKdf,
  STRETCHED_BYTES,
  type StretchKey,
} from './keyStretching.ts';

/**
 * The vault file: JSON with a header in the clear and two boxes of XChaCha20-Poly1305. `words` holds the
 * entropy of the recovery words and is written only when the vault is made or its password changes; `book`
 * holds everything else that is private (names, contacts, what was signed) and is written often. Each has its
 * own key and a random 24-byte nonce; the whole header is their associated data.
 *
 * Three tests, so that the person hears the truth: `checksum` (no secret) tells that the file was damaged;
 * `keyCheck`, a MAC over the header under a key of its own, tells that the password is wrong, and ties the
 * file to one key, which Poly1305 alone does not; the boxes' own tags tell that somebody altered the file and
 * made its checksum anew. Who alters header and checksum together makes the right password look wrong, and
 * gets nothing else by it.
 */
const VERSION = 1;

const box = z.strictObject({
  nonce: z.string().regex(/^[0-9a-f]{48}$/),
  data: z.string().regex(/^[0-9a-f]{32,}$/),
});
const header = z.strictObject({
  format: z.literal('coco-vault'),
  version: z.literal(VERSION),
  cipher: z.literal('xchacha20-poly1305'),
  kdf: kdfParameters,
});
const vaultFile = z.strictObject({
  ...header.shape,
  keyCheck: z.string().regex(/^[0-9a-f]{64}$/),
  words: box,
  book: box,
  checksum: z.string().regex(/^[0-9a-f]{64}$/),
});
export type VaultFile = z.output<typeof vaultFile>;

/** The keys of one password and salt. `wipe` when done. */
export interface VaultKeys {
  words: Buffer;
  book: Buffer;
  check: Buffer;
}

export type RandomBytes = (length: number) => Bytes;

/** Larger than any real vault: what is longer is not read. */
export const MAX_VAULT_BYTES = 16 * 1024 * 1024;

/** The book's plain text is filled up to a multiple of this, so that its length tells little. */
const BOOK_STEP = 4096;

/** One fixed text for the same header, whatever order or spacing the file has. */
function headerBytes({ format, version, cipher, kdf }: z.output<typeof header>): Buffer {
  const { name, version: kdfVersion, memoryKiB, iterations, parallelism, salt } = kdf;
  return Buffer.from(
    JSON.stringify([format, version, cipher, name, kdfVersion, memoryKiB, iterations, parallelism, salt]),
  );
}

function associatedData(file: z.output<typeof header>, name: 'words' | 'book'): Buffer {
  return Buffer.concat([headerBytes(file), Buffer.from(`|${name}`)]);
}

function checksumOf(file: Omit<VaultFile, 'checksum'>): string {
  const { keyCheck, words, book } = file;
  return createHash('sha256')
    .update(headerBytes(file))
    .update(JSON.stringify([keyCheck, words.nonce, words.data, book.nonce, book.data]))
    .digest('hex');
}

function keyCheckOf(file: z.output<typeof header>, keys: VaultKeys): Buffer {
  return createHmac('sha256', keys.check).update(headerBytes(file)).digest();
}

/**
 * Text → file, with every bound checked before any memory or time is spent on it.
 *
 * @throws Fault `wallet.vaultDamaged`, `wallet.vaultTooNew` (a version that this app does not know).
 */
export function parseVaultFile(text: string): VaultFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Fault('wallet.vaultDamaged', { part: 'text' });
  }
  const tooNew = z
    .object({ format: z.literal('coco-vault'), version: z.int().min(VERSION + 1) })
    .safeParse(json);
  if (tooNew.success) throw new Fault('wallet.vaultTooNew', { version: tooNew.data.version, known: VERSION });
  const parsed = vaultFile.safeParse(json);
  if (!parsed.success) {
    throw new Fault('wallet.vaultDamaged', { part: parsed.error.issues[0]?.path.join('.') ?? 'text' });
  }
  if (parsed.data.checksum !== checksumOf(parsed.data)) {
    throw new Fault('wallet.vaultDamaged', { part: 'checksum' });
  }
  return parsed.data;
}

export function vaultText(file: VaultFile): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Derives the keys of a password for a file's parameters. The password's bytes are wiped. */
async function keysOf(
  password: string,
  kdf: z.output<typeof kdfParameters>,
  stretch: StretchKey,
): Promise<VaultKeys> {
  const bytes = passwordBytes(password);
  try {
    const stretched = await stretch(bytes, kdf);
    if (stretched.length !== STRETCHED_BYTES) throw new Error('stretched key of the wrong length');
    return {
      words: stretched.subarray(0, 32),
      book: stretched.subarray(32, 64),
      check: stretched.subarray(64),
    };
  } finally {
    bytes.fill(0);
  }
}

export function wipe(keys: VaultKeys): void {
  keys.words.fill(0);
  keys.book.fill(0);
  keys.check.fill(0);
}

/**
 * A new file with a new salt, and its keys (the caller wipes them).
 *
 * @param entropy of the recovery words, 16 or 32 bytes.
 * @param book any JSON value.
 * @throws Fault `wallet.keyStretching`.
 */
export async function sealVault(
  contents: { entropy: Bytes; book: unknown },
  password: string,
  means: { stretch: StretchKey; random: RandomBytes },
): Promise<{ file: VaultFile; keys: VaultKeys }> {
  const head: z.output<typeof header> = {
    format: 'coco-vault',
    version: VERSION,
    cipher: 'xchacha20-poly1305',
    kdf: { ...presentKdf, salt: Buffer.from(means.random(32)).toString('hex') },
  };
  const keys = await keysOf(password, head.kdf, means.stretch);
  const body = {
    ...head,
    keyCheck: keyCheckOf(head, keys).toString('hex'),
    words: seal(contents.entropy, keys.words, associatedData(head, 'words'), means.random),
    book: sealBook(head, contents.book, keys.book, means.random),
  };
  return { file: { ...body, checksum: checksumOf(body) }, keys };
}

/** The same vault with another book. */
export function withBook(file: VaultFile, book: unknown, bookKey: Bytes, random: RandomBytes): VaultFile {
  const body = { ...file, book: sealBook(file, book, bookKey, random) };
  return { ...body, checksum: checksumOf(body) };
}

/**
 * Opens both boxes. The caller wipes `keys` and `entropy`.
 *
 * @throws Fault `wallet.passwordWrong`, `wallet.vaultDamaged`, `wallet.keyStretching`.
 */
export async function openVault(
  file: VaultFile,
  password: string,
  stretch: StretchKey,
): Promise<{ entropy: Buffer; book: unknown; keys: VaultKeys }> {
  const keys = await keysOf(password, file.kdf, stretch);
  let entropy: Buffer | undefined;
  try {
    if (!timingSafeEqual(keyCheckOf(file, keys), Buffer.from(file.keyCheck, 'hex'))) {
      throw new Fault('wallet.passwordWrong');
    }
    entropy = unseal(file.words, keys.words, associatedData(file, 'words'), 'words');
    const bookText = unseal(file.book, keys.book, associatedData(file, 'book'), 'book');
    return { entropy, book: JSON.parse(bookText.toString('utf8')) as unknown, keys };
  } catch (error) {
    wipe(keys);
    entropy?.fill(0);
    throw error;
  }
}

function sealBook(head: z.output<typeof header>, book: unknown, key: Bytes, random: RandomBytes) {
  const text = Buffer.from(JSON.stringify(book));
  // JSON may end in spaces.
  const filled = Buffer.alloc(Math.ceil((text.length + 1) / BOOK_STEP) * BOOK_STEP, ' ');
  text.copy(filled);
  return seal(filled, key, associatedData(head, 'book'), random);
}

function seal(plain: Bytes, key: Bytes, data: Bytes, random: RandomBytes): z.output<typeof box> {
  const nonce = random(24);
  const sealed = xchacha20poly1305(key, nonce, data).encrypt(plain);
  return { nonce: Buffer.from(nonce).toString('hex'), data: Buffer.from(sealed).toString('hex') };
}

function unseal(sealed: z.output<typeof box>, key: Bytes, data: Bytes, part: string): Buffer {
  try {
    const cipher = xchacha20poly1305(key, Buffer.from(sealed.nonce, 'hex'), data);
    const plain = cipher.decrypt(Buffer.from(sealed.data, 'hex'));
    return Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength);
  } catch {
    throw new Fault('wallet.vaultDamaged', { part });
  }
}
