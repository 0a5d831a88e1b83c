import { copyFile, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import { syncFolder, writeFileAtomically } from '../base/atomicFile.ts';
import type { StretchKey } from './keyStretching.ts';
import {
  MAX_VAULT_BYTES,
  openVault,
  parseVaultFile,
  type RandomBytes,
  sealVault,
  type VaultFile,
  vaultText,
  wipe,
  withBook,
} from './vaultFile.ts';

/** What an opened vault gives; both are the caller's to wipe. */
export interface VaultContents {
  entropy: Buffer;
  book: unknown;
  /** The vault's own file was damaged, and the generation before it was opened. */
  fromPrevious: boolean;
}

/**
 * The vault on disk: `vault.json` and the generation before it, `vault.json.previous`. While it is open it holds
 * the key of the book, to save names and contacts without the password; the key of the words is gone as soon
 * as they are read. The calls change files one after the other; whoever opens two vaults over one folder is
 * on their own (the app locks its data folder).
 */
export class Vault {
  readonly #folder: string;
  readonly #path: string;
  readonly #previous: string;
  readonly #damaged: string;
  readonly #stretch: StretchKey;
  readonly #random: RandomBytes;
  #file: VaultFile | undefined;
  #bookKey: Buffer | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(means: { folder: string; stretch: StretchKey; random: RandomBytes }) {
    this.#folder = means.folder;
    this.#path = join(means.folder, 'vault.json');
    this.#previous = `${this.#path}.previous`;
    this.#damaged = `${this.#path}.damaged`;
    this.#stretch = means.stretch;
    this.#random = means.random;
  }

  /** There is a vault, whether it can be opened or not. */
  async exists(): Promise<boolean> {
    return (await isThere(this.#path)) || (await isThere(this.#previous));
  }

  /**
   * Makes the first vault of this folder and leaves it open.
   *
   * @throws Fault `wallet.exists`: what lies there is never overwritten.
   */
  create(contents: { entropy: Bytes; book: unknown }, password: string): Promise<void> {
    return this.#inTurn(async () => {
      if (await this.exists()) throw new Fault('wallet.exists');
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const { file, keys } = await sealVault(contents, password, this.#means());
      await writeFileAtomically(this.#path, vaultText(file));
      this.#keep(file, keys);
    });
  }

  /**
   * Takes over an exported vault as the first one of this folder, under its password, and leaves it open.
   *
   * @throws Fault `wallet.exists`, `wallet.passwordWrong`, `wallet.vaultFile` (this is no whole vault file),
   * `wallet.vaultTooNew`.
   */
  importText(text: string, password: string): Promise<VaultContents> {
    return this.#inTurn(async () => {
      if (await this.exists()) throw new Fault('wallet.exists');
      try {
        const file = parseVaultFile(text);
        const { entropy, book, keys } = await openVault(file, password, this.#stretch);
        await mkdir(this.#folder, { recursive: true, mode: 0o700 });
        await writeFileAtomically(this.#path, vaultText(file));
        this.#keep(file, keys);
        return { entropy, book, fromPrevious: false };
      } catch (error) {
        throw isFault(error) && error.code === 'wallet.vaultDamaged'
          ? new Fault('wallet.vaultFile', error.facts)
          : error;
      }
    });
  }

  /**
   * Opens the vault; of a damaged one the generation before it.
   *
   * @throws Fault `wallet.none`, `wallet.passwordWrong`, `wallet.vaultDamaged`, `wallet.vaultTooNew`.
   */
  open(password: string): Promise<VaultContents> {
    return this.#inTurn(async () => {
      try {
        return await this.#openFile(await readVault(this.#path), password, false);
      } catch (error) {
        if (!isFault(error) || (error.code !== 'wallet.vaultDamaged' && error.code !== 'wallet.none'))
          throw error;
        let previous: VaultFile;
        try {
          previous = await readVault(this.#previous);
        } catch {
          throw error;
        }
        return await this.#openFile(previous, password, true);
      }
    });
  }

  /**
   * The entropy of the words, for who types the password once more. The caller wipes it.
   *
   * @throws Fault `wallet.locked`, `wallet.passwordWrong`, `wallet.vaultDamaged`.
   */
  readEntropy(password: string): Promise<Buffer> {
    return this.#inTurn(async () => {
      const opened = await openVault(this.#opened().file, password, this.#stretch);
      wipe(opened.keys);
      return opened.entropy;
    });
  }

  /**
   * Saves the book; durable when it answers.
   *
   * @throws Fault `wallet.locked`.
   */
  saveBook(book: unknown): Promise<void> {
    return this.#inTurn(async () => {
      const { file, bookKey } = this.#opened();
      // A copy: closing wipes the vault's own, and a book under a wiped key could be read by anybody.
      const key = Buffer.from(bookKey);
      const next = withBook(file, book, key, this.#random);
      key.fill(0);
      await this.#keepPrevious();
      await writeFileAtomically(this.#path, vaultText(next));
      if (this.#bookKey !== undefined) this.#file = next;
    });
  }

  /**
   * Seals everything anew under another password, with a new salt. The generation before goes: it would still
   * open with the old password, which may be the reason for the change.
   *
   * @throws Fault `wallet.locked`, `wallet.passwordWrong`, `wallet.vaultDamaged`.
   */
  changePassword(old: string, next: string): Promise<void> {
    return this.#inTurn(async () => {
      const opened = await openVault(this.#opened().file, old, this.#stretch);
      wipe(opened.keys);
      try {
        const { file, keys } = await sealVault(opened, next, this.#means());
        await writeFileAtomically(this.#path, vaultText(file));
        await rm(this.#previous, { force: true });
        await rm(`${this.#previous}.new`, { force: true });
        await syncFolder(this.#folder);
        // Closed meanwhile: the new password holds, but nothing stays open.
        if (this.#bookKey === undefined) wipe(keys);
        else this.#keep(file, keys);
      } finally {
        opened.entropy.fill(0);
      }
    });
  }

  /** A damaged file that was put aside: what of it can be read still opens with the password of that time. */
  async damagedFile(): Promise<string | null> {
    return (await isThere(this.#damaged)) ? this.#damaged : null;
  }

  dropDamaged(): Promise<void> {
    return this.#inTurn(async () => {
      await rm(this.#damaged, { force: true });
      await syncFolder(this.#folder);
    });
  }

  /**
   * The encrypted file as text, for a backup.
   *
   * @throws Fault `wallet.locked`.
   */
  exportText(): string {
    return vaultText(this.#opened().file);
  }

  /** Forgets the key of the book. A save that has begun is finished before the next opening. */
  close(): void {
    this.#bookKey?.fill(0);
    this.#bookKey = undefined;
    this.#file = undefined;
  }

  /** Resolves when the calls made so far have ended. */
  async settled(): Promise<void> {
    await this.#queue;
  }

  #means() {
    return { stretch: this.#stretch, random: this.#random };
  }

  #opened(): { file: VaultFile; bookKey: Buffer } {
    if (this.#file === undefined || this.#bookKey === undefined) throw new Fault('wallet.locked');
    return { file: this.#file, bookKey: this.#bookKey };
  }

  #keep(file: VaultFile, keys: { words: Buffer; book: Buffer; check: Buffer }): void {
    this.#bookKey?.fill(0);
    this.#bookKey = Buffer.from(keys.book);
    this.#file = file;
    wipe(keys);
  }

  async #openFile(file: VaultFile, password: string, fromPrevious: boolean): Promise<VaultContents> {
    const { entropy, book, keys } = await openVault(file, password, this.#stretch);
    this.#keep(file, keys);
    return { entropy, book, fromPrevious };
  }

  /** The file as it is becomes the generation before, unless it is damaged: that one is only put aside. */
  async #keepPrevious(): Promise<void> {
    try {
      await readVault(this.#path);
    } catch (error) {
      if (!isFault(error)) throw error;
      if (error.code === 'wallet.vaultDamaged') await rename(this.#path, this.#damaged);
      return;
    }
    const copy = `${this.#previous}.new`;
    await copyFile(this.#path, copy);
    const handle = await open(copy, 'r+');
    try {
      await handle.chmod(0o600);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(copy, this.#previous);
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#queue.then(task);
    this.#queue = run.catch(() => {});
    return run;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function readVault(path: string): Promise<VaultFile> {
  if (!(await isThere(path))) throw new Fault('wallet.none');
  if ((await stat(path)).size > MAX_VAULT_BYTES) throw new Fault('wallet.vaultDamaged', { part: 'size' });
  return parseVaultFile(await readFile(path, 'utf8'));
}
