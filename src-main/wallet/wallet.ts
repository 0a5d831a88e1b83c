import type { BridgeParams, BridgeResult, Tracked, WalletsState } from '#shared/api/bridge.ts';
import type { HistoryEntry, PoolEvent, PoolSession } from '#shared/api/poolApi.ts';
import { decodeAddress, encodeAddress } from '#shared/protocol/addresses.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { newMnemonic } from '#shared/protocol/keys.ts';
import type { Network } from '#shared/protocol/network.ts';
import type { Clock } from '../base/clock.ts';
import { Events } from '../base/events.ts';
import type { Log } from '../base/log.ts';
import { Accounts } from './accounts.ts';
import { balanceCurve } from './activity.ts';
import { AutoLock } from './autoLock.ts';
import {
  type BookContents,
  newBook,
  withAccount,
  withAccountName,
  withContact,
  withoutContact,
} from './book.ts';
import { BookKeeper } from './bookKeeper.ts';
import { Keyring } from './keyring.ts';
import { type StretchKey, stretchKey } from './keyStretching.ts';
import { PasswordGuard } from './passwordGuard.ts';
import { Payments, type SendParams } from './payments.ts';
import { PoolLink } from './poolLink.ts';
import { Tracking } from './tracking.ts';
import { Vault } from './vault.ts';
import type { RandomBytes } from './vaultFile.ts';
import { checkAnswers, entropyOfWords, type NewWords, newWords } from './words.ts';

export type WalletStage = 'welcome' | 'locked' | 'open';

/** What has happened, for the bridge to tell the window. */
export type WalletEvent =
  | { type: 'app'; value: { stage: WalletStage } }
  | { type: 'wallets'; value: WalletsState }
  | { type: 'activity'; value: { account: number; entry: HistoryEntry } }
  | { type: 'tracked'; value: Tracked };

export interface WalletMeans {
  /** Where the vault lies. */
  folder: string;
  clock: Clock;
  random: RandomBytes;
  log: Log;
  session: PoolSession;
  network: Network;
  /** 0: never. */
  autoLockMinutes: number;
  stretch?: StretchKey;
}

const LEAST_PASSWORD = 8;
/** Restoring looks this many unused accounts ahead. */
const ACCOUNT_GAP = 5;
/** Opening waits so long for the pool's first answer, ms; what comes later comes by events. */
const FIRST_ANSWER = 1500;
const MOST_SEEN = 5000;

/** The wallet's room as a whole: the vault, what is open while it is open, and the pool it looks through. */
export class Wallet {
  readonly #clock: Clock;
  readonly #random: RandomBytes;
  readonly #log: Log;
  readonly #events: Events<{ event: WalletEvent }>;
  readonly #vault: Vault;
  readonly #keyring = new Keyring();
  readonly #book: BookKeeper;
  readonly #accounts: Accounts;
  readonly #tracking: Tracking;
  readonly #guard: PasswordGuard;
  readonly #autoLock: AutoLock;
  readonly #seen = new Set<string>();
  /** How a draft becomes a signed payment. */
  readonly payments: Payments;
  #link: PoolLink;
  #stage: WalletStage = 'welcome';
  #newWords: NewWords | undefined;
  /** Counts locks, so that what began before one does not end after it. */
  #locks = 0;

  constructor(means: WalletMeans) {
    const log = means.log.child('wallet');
    this.#clock = means.clock;
    this.#random = means.random;
    this.#log = log;
    this.#events = new Events((error, type) => log.error('listener.failed', { error, type }));
    this.#vault = new Vault({ ...means, stretch: means.stretch ?? stretchKey });
    this.#book = new BookKeeper(this.#vault);
    this.#accounts = new Accounts(log);
    this.#tracking = new Tracking((value) => this.#emit({ type: 'tracked', value }), log);
    this.#guard = new PasswordGuard(means.clock);
    this.#autoLock = new AutoLock(means.clock, means.autoLockMinutes, () => this.lock());
    this.#link = new PoolLink(means.session, means.network, log);
    this.payments = new Payments({
      clock: means.clock,
      random: means.random,
      keyring: this.#keyring,
      book: this.#book,
      accounts: this.#accounts,
      tracking: this.#tracking,
      link: () => this.#link,
      checkPassword: (password) => this.#checkPassword(password),
      seen: this.#seen,
    });
  }

  /** Looks whether there is a vault and listens to the pool. Once, before anything else. */
  async start(): Promise<void> {
    this.#stage = (await this.#vault.exists()) ? 'locked' : 'welcome';
    await this.#join();
  }

  /** From now on through another pool, or another network. Drafts of the old one are void. */
  async connect(session: PoolSession, network: Network): Promise<void> {
    this.#link.unsubscribe();
    this.payments.clear();
    this.#tracking.clear();
    this.#accounts.clear();
    this.#link = new PoolLink(session, network, this.#log);
    await this.#join();
    if (this.#stage === 'open') await this.#lookUp();
  }

  /** Asks the pool for everything again, as after a connection was lost. */
  async refresh(): Promise<void> {
    await this.#link.refresh();
    if (this.#stage === 'open') await this.#lookUp();
  }

  close(): void {
    this.lock();
    this.#link.unsubscribe();
  }

  on(listener: (event: WalletEvent) => void): () => void {
    return this.#events.on('event', listener);
  }

  get stage(): WalletStage {
    return this.#stage;
  }

  set autoLockMinutes(minutes: number) {
    this.#autoLock.minutes = minutes;
  }

  /** Accounts and contacts as the window shows them; empty while locked. */
  get state(): WalletsState {
    if (this.#stage !== 'open') return { accounts: [], contacts: [] };
    const { accounts, contacts } = this.#book.read();
    return {
      accounts: accounts.map(({ index, name }) => this.#accounts.state(index, name, this.addressOf(index))),
      contacts: [...contacts],
    };
  }

  /** The address of an account on the present network. Throws `wallet.locked`, `wallet.account`. */
  addressOf(account: number): string {
    if (!this.#book.read().accounts.some(({ index }) => index === account)) {
      throw new Fault('wallet.account', { account });
    }
    return encodeAddress(this.#link.network.addressPrefix, this.#keyring.publicKey(account));
  }

  // ---- First run

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
    await this.#make(made.words.join(' '), password);
    await this.#lookUp();
  }

  /** Throws `key.mnemonic`, `wallet.passwordTooShort`, `wallet.exists`. */
  async restore(words: string, password: string): Promise<void> {
    this.#expectWelcome();
    await this.#make(words, password);
    await this.#soon(this.#findAccounts());
    await this.#lookUp();
  }

  async #make(words: string, password: string): Promise<void> {
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

  // ---- Every day

  /** Throws `wallet.none`, `wallet.passwordWrong`, `wallet.passwordWait`, `wallet.vaultDamaged`. */
  async unlock(password: string): Promise<void> {
    if (this.#stage === 'open') return;
    const locks = this.#locks;
    await this.#guard.attempt(async () => {
      const { entropy, book, fromPrevious } = await this.#vault.open(password);
      if (locks !== this.#locks || this.#stage === 'open') {
        entropy.fill(0);
        if (this.#stage !== 'open') this.#vault.close();
        throw new Fault('wallet.locked');
      }
      if (fromPrevious) this.#log.warn('vault.previousOpened');
      this.#open(entropy, book);
    });
    await this.#lookUp();
  }

  lock(): void {
    this.#locks += 1;
    this.#newWords = undefined;
    this.#autoLock.stop();
    this.payments.clear();
    this.#keyring.lock();
    this.#book.close();
    this.#vault.close();
    this.#tracking.clear();
    this.#accounts.clear();
    this.#seen.clear();
    if (this.#stage !== 'open') return;
    this.#stage = 'locked';
    this.#emit({ type: 'app', value: { stage: this.#stage } });
    this.#emit({ type: 'wallets', value: this.state });
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

  /** Throws `wallet.passwordWrong`, `wallet.passwordWait`, `wallet.passwordTooShort`, `wallet.locked`. */
  async changePassword(old: string, next: string): Promise<void> {
    this.expectOpen();
    expectPassword(next);
    await this.#guard.attempt(() => this.#vault.changePassword(old, next));
    this.payments.allowance.passwordGiven();
  }

  /** Throws `wallet.passwordWrong`, `wallet.passwordWait`, `wallet.locked`. */
  async revealWords(password: string): Promise<string[]> {
    this.expectOpen();
    const entropy = await this.#guard.attempt(() => this.#vault.readEntropy(password));
    const words = newMnemonic(entropy).split(' ');
    entropy.fill(0);
    return words;
  }

  /** The encrypted vault with a name for the file. Throws `wallet.locked`. */
  exportVault(): BridgeResult<'wallet.exportVault'> {
    this.expectOpen();
    const day = new Date(this.#clock.now()).toISOString().slice(0, 10);
    return { name: `coco-vault-${day}.json`, text: this.#vault.exportText() };
  }

  /** Throws `wallet.accounts`, `wallet.locked`. */
  async addAccount(name: string): Promise<WalletsState['accounts'][number]> {
    const book = await this.#change((before) => withAccount(before, name));
    const index = book.accounts.at(-1)?.index ?? 0;
    this.#own();
    await this.#soon(this.#accounts.refresh(this.#link));
    this.#emitState();
    return this.#accounts.state(index, name, this.addressOf(index));
  }

  async renameAccount(account: number, name: string): Promise<void> {
    await this.#change((before) => withAccountName(before, account, name));
    this.#emitState();
  }

  /** Throws `address.*`, `wallet.contacts`, `wallet.locked`. */
  async saveContact({ name, address }: { name: string; address: string }): Promise<void> {
    const checked = this.#canonical(address);
    await this.#change((before) => withContact(before, { name, address: checked }));
    this.#emitState();
  }

  async removeContact(address: string): Promise<void> {
    await this.#change((before) => withoutContact(before, address));
    this.#emitState();
  }

  /** Throws `address.*`, whose facts name the address; `wallet.locked`. */
  checkAddress(text: string): BridgeResult<'address.check'> {
    this.expectOpen();
    const address = this.#canonical(text);
    const contact = this.#book.read().contacts.find((other) => other.address === address)?.name ?? null;
    return { address, contact, own: this.#accounts.indexOf(address) !== undefined };
  }

  async listActivity(params: BridgeParams<'activity.list'>): Promise<BridgeResult<'activity.list'>> {
    this.expectOpen();
    const { account, before, limit } = params;
    const page = await this.#link.session.getHistory({ address: this.addressOf(account), before, limit });
    for (const entry of page.entries) this.#see(entry);
    return page;
  }

  async balanceCurve(params: BridgeParams<'balance.curve'>): Promise<BridgeResult<'balance.curve'>> {
    this.expectOpen();
    return balanceCurve(this.#link.session, {
      address: this.addressOf(params.account),
      points: params.points,
    });
  }

  prepare(params: SendParams) {
    this.expectOpen();
    return this.payments.prepare(params);
  }

  approve(params: BridgeParams<'send.approve'>): Promise<Tracked> {
    this.expectOpen();
    return this.payments.approve(params);
  }

  // ---- Inside

  /** Takes over the entropy. What can't be opened whole is closed again. */
  #open(entropy: Buffer, book: unknown): void {
    try {
      this.#book.open(book);
      this.#keyring.unlock(entropy);
    } catch (error) {
      entropy.fill(0);
      this.lock();
      throw error;
    }
    this.#stage = 'open';
    this.payments.allowance.passwordGiven();
    this.#own();
    this.#autoLock.start();
  }

  /** Asks the pool for what belongs to the open wallet, then tells the window. */
  async #lookUp(): Promise<void> {
    const locks = this.#locks;
    const link = this.#link;
    this.#own();
    await this.#soon(this.#accounts.refresh(link));
    if (locks !== this.#locks) return;
    this.#emit({ type: 'app', value: { stage: this.#stage } });
    this.#emitState();
    const notes = this.#book.read().signed.filter(({ network }) => network === link.networkId);
    void this.#tracking.resume(notes, link);
  }

  /** Accounts that a restored wallet had: those the chain knows, found by counting on until a gap. */
  async #findAccounts(): Promise<void> {
    const prefix = this.#link.network.addressPrefix;
    try {
      let last = 0;
      for (let index = 1; index <= last + ACCOUNT_GAP; index++) {
        const address = encodeAddress(prefix, this.#keyring.publicKey(index));
        const { id, pendingIn } = await this.#link.session.getWallet({ address });
        if (id !== null || pendingIn > 0n) last = index;
      }
      if (last === 0) return;
      await this.#book.change((book) => {
        let grown = book;
        for (let index = book.accounts.length; index <= last; index++) {
          grown = withAccount(grown, `Account ${index + 1}`);
        }
        return grown;
      });
      if (this.#stage === 'open') this.#own();
    } catch (error) {
      this.#log.warn('accounts.notFound', { error });
    }
  }

  #own(): void {
    const { accounts } = this.#book.read();
    this.#accounts.own(new Map(accounts.map(({ index }) => [this.addressOf(index), index])));
  }

  async #join(): Promise<void> {
    const link = this.#link;
    link.subscribe((event) => {
      if (link === this.#link) this.#hear(event, link);
    });
    await this.#soon(link.refresh());
  }

  #hear(event: PoolEvent, link: PoolLink): void {
    if (this.#stage !== 'open') return;
    if (event.type === 'wallet') {
      if (this.#accounts.update(event.value)) this.#emitState();
    } else if (event.type === 'block') {
      void this.#tracking.onTip(link);
    } else if (event.type === 'transaction') {
      const { address, entry } = event.value;
      const account = this.#accounts.indexOf(address);
      if (account === undefined) return;
      this.#see(entry);
      this.#emit({ type: 'activity', value: { account, entry } });
      const identity = toHex(entry.identity);
      const note = this.#book.read().signed.find((other) => other.identity === identity);
      this.#tracking.update(entry, note, link.tip);
    }
  }

  /** Remembers whom a pool says this wallet has paid, to compare new addresses with. */
  #see(entry: HistoryEntry): void {
    if (entry.sender === null || this.#accounts.indexOf(entry.sender) === undefined) return;
    for (const { address } of entry.receivers) if (this.#seen.size < MOST_SEEN) this.#seen.add(address);
  }

  async #checkPassword(password: string): Promise<void> {
    const entropy = await this.#guard.attempt(() => this.#vault.readEntropy(password));
    entropy.fill(0);
  }

  async #change(change: (book: BookContents) => BookContents): Promise<BookContents> {
    this.expectOpen();
    return await this.#book.change(change);
  }

  #canonical(address: string): string {
    const prefix = this.#link.network.addressPrefix;
    return encodeAddress(prefix, decodeAddress(prefix, address.trim()));
  }

  /** Waits for a pool, but not for ever: what it answers later still counts. */
  async #soon(task: Promise<void>): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const cancel = this.#clock.after(FIRST_ANSWER, resolve);
      task.then(resolve, reject).finally(cancel);
    });
  }

  #expectWelcome(): void {
    if (this.#stage !== 'welcome') throw new Fault('wallet.exists');
  }

  #emitState(): void {
    if (this.#stage === 'open') this.#emit({ type: 'wallets', value: this.state });
  }

  #emit(event: WalletEvent): void {
    this.#events.emit('event', event);
  }
}

/** Throws `wallet.passwordTooShort`. How good a longer one is, the window tells while it is typed. */
function expectPassword(password: string): void {
  if ([...password.normalize('NFKC')].length < LEAST_PASSWORD) {
    throw new Fault('wallet.passwordTooShort', { least: LEAST_PASSWORD });
  }
}
