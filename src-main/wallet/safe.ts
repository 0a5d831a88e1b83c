import { Fault } from '#shared/protocol/fault.ts';
import { newMnemonic } from '#shared/protocol/keys.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { AutoLock } from './autoLock.ts';
import { newBook } from './book.ts';
import { BookKeeper } from './bookKeeper.ts';
import { Keyring } from './keyring.ts';
import type { StretchKey } from './keyStretching.ts';
import { PasswordGuard } from './passwordGuard.ts';
import { Vault } from './vault.ts';
import type { RandomBytes } from './vaultFile.ts';
import { checkAnswers, entropyOfWords, type NewWords, newWords } from './words.ts';

export type WalletStage = 'welcome' | 'locked' | 'open';

export interface SafeMeans {
  /** Where the vault lies. */
  folder: string;
  clock: Clock;
  random: RandomBytes;
  log: Log;
  stretch: StretchKey;
  /** 0: never. */
  autoLockMinutes: number;
  /** Called when it has locked, by whatever reason. */
  locked: () => void;
}

const LEAST_PASSWORD = 8;

/** Vault, keys and book under one lock, and everything that asks for the password. Knows no pool. */
export class Safe {
  readonly keyring = new Keyring();
  readonly book: BookKeeper;
  readonly #random: RandomBytes;
  readonly #log: Log;
  readonly #locked: () => void;
  readonly #vault: Vault;
  readonly #guard: PasswordGuard;
  readonly #autoLock: AutoLock;
  #stage: WalletStage = 'welcome';
  #newWords: NewWords | undefined;
  #locks = 0;

  constructor(means: SafeMeans) {
    this.#random = means.random;
    this.#log = means.log;
    this.#locked = means.locked;
    this.#vault = new Vault(means);
    this.book = new BookKeeper(this.#vault);
    this.#guard = new PasswordGuard(means.clock);
    this.#autoLock = new AutoLock(means.clock, means.autoLockMinutes, () => this.lock());
  }

  /** Looks whether there is a vault. */
  async start(): Promise<void> {
    this.#stage = (await this.#vault.exists()) ? 'locked' : 'welcome';
  }

  get stage(): WalletStage {
    return this.#stage;
  }

  /** Counts the locks, so that what began before one can tell that it ends after it. */
  get locks(): number {
    return this.#locks;
  }

  set autoLockMinutes(minutes: number) {
    this.#autoLock.minutes = minutes;
  }

  /** Throws `wallet.exists`. */
  newWords(count: 12 | 24): NewWords {
    this.#expectWelcome();
    this.#newWords = newWords(count, this.#random);
    return this.#newWords;
  }

  /** Throws `wallet.wordsNone`, `wallet.wordsCheck`, `wallet.passwordTooShort`, `wallet.exists`. */
  async create(answers: readonly string[], password: string): Promise<void> {
    this.#expectWelcome();
    const made = this.#newWords;
    if (made === undefined) throw new Fault('wallet.wordsNone');
    checkAnswers(made, answers);
    await this.restore(made.words.join(' '), password);
  }

  /** Throws `key.mnemonic`, `wallet.passwordTooShort`, `wallet.exists`. */
  async restore(words: string, password: string): Promise<void> {
    this.#expectWelcome();
    expectPassword(password);
    const entropy = Buffer.from(entropyOfWords(words));
    const book = newBook('Account 1');
    try {
      await this.#vault.create({ entropy, book }, password);
    } catch (error) {
      entropy.fill(0);
      throw error;
    }
    this.#newWords = undefined;
    this.#open(entropy, book);
  }

  /** Throws `wallet.exists`, `wallet.passwordWrong`, `wallet.passwordWait`, `wallet.vaultFile`, `wallet.vaultTooNew`. */
  async importVault(text: string, password: string): Promise<void> {
    this.#expectWelcome();
    await this.#guard.attempt(async () => {
      const { entropy, book } = await this.#vault.importText(text, password);
      this.#newWords = undefined;
      this.#open(entropy, book);
    });
  }

  /** Throws `wallet.none`, `wallet.passwordWrong`, `wallet.passwordWait`, `wallet.vaultDamaged`. */
  async unlock(password: string): Promise<void> {
    const locks = this.#locks;
    await this.#guard.attempt(async () => {
      const { entropy, book, fromPrevious } = await this.#vault.open(password);
      if (locks !== this.#locks) {
        entropy.fill(0);
        this.#vault.close();
        throw new Fault('wallet.locked');
      }
      if (fromPrevious) this.#log.warn('vault.previousOpened');
      this.#open(entropy, book);
    });
  }

  /** Wipes the keys. */
  lock(): void {
    this.#locks += 1;
    this.#newWords = undefined;
    this.#autoLock.stop();
    this.keyring.lock();
    this.book.close();
    this.#vault.close();
    if (this.#stage !== 'open') return;
    this.#stage = 'locked';
    this.#locked();
  }

  /** Resolves when the disk has everything that was to be saved so far. */
  settled(): Promise<void> {
    return this.#vault.settled();
  }

  /** The person is there. */
  touch(): void {
    this.#autoLock.touch();
  }

  /** Asked before whatever needs the open wallet: time may be over though no timer ran. Throws `wallet.locked`. */
  expectOpen(): void {
    this.#autoLock.lockIfDue();
    if (this.#stage !== 'open') throw new Fault('wallet.locked');
  }

  /**
   * Resolves to the damaged file that was put aside, if there is one: the old password still opens what is left of it.
   * Throws `wallet.passwordWrong`, `wallet.passwordWait`, `wallet.passwordTooShort`, `wallet.locked`.
   */
  async changePassword(old: string, next: string): Promise<string | null> {
    this.expectOpen();
    expectPassword(next);
    await this.#guard.attempt(() => this.#vault.changePassword(old, next));
    return await this.#vault.damagedFile();
  }

  /** Throws `wallet.locked`. */
  async dropDamaged(): Promise<void> {
    this.expectOpen();
    await this.#vault.dropDamaged();
  }

  /** Throws `wallet.passwordWrong`, `wallet.passwordWait`, `wallet.locked`. */
  async revealWords(password: string): Promise<string[]> {
    this.expectOpen();
    const entropy = await this.#guard.attempt(() => this.#vault.readEntropy(password));
    const words = newMnemonic(entropy).split(' ');
    entropy.fill(0);
    return words;
  }

  /** Throws `wallet.passwordWrong`, `wallet.passwordWait`, `wallet.locked`. */
  async checkPassword(password: string): Promise<void> {
    this.expectOpen();
    const entropy = await this.#guard.attempt(() => this.#vault.readEntropy(password));
    entropy.fill(0);
  }

  /** The encrypted vault file. Throws `wallet.locked`. */
  exportText(): string {
    this.expectOpen();
    return this.#vault.exportText();
  }

  /** Takes over the entropy. What can't be opened whole is closed again. */
  #open(entropy: Buffer, book: unknown): void {
    try {
      this.book.open(book);
      this.keyring.unlock(entropy);
    } catch (error) {
      entropy.fill(0);
      this.lock();
      throw error;
    }
    this.#stage = 'open';
    this.#autoLock.start();
  }

  #expectWelcome(): void {
    if (this.#stage !== 'welcome') throw new Fault('wallet.exists');
  }
}

/** Throws `wallet.passwordTooShort`. How good a longer one is, the window tells while it is typed. */
function expectPassword(password: string): void {
  if ([...password.normalize('NFKC')].length < LEAST_PASSWORD) {
    throw new Fault('wallet.passwordTooShort', { least: LEAST_PASSWORD });
  }
}
