import type { BridgeParams, BridgeResult } from '#shared/api/bridge.ts';
import type { Tracked, WalletsState } from '#shared/api/bridgeStates.ts';
import type { PoolSession } from '#shared/api/poolApi.ts';
import { decodeAddress, encodeAddress } from '#shared/protocol/addresses.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { Network } from '#shared/protocol/network.ts';
import type { Clock } from '../base/clock.ts';
import { Events } from '../base/events.ts';
import type { Log } from '../base/log.ts';
import { lastKnownAccount } from './accountSearch.ts';
import { Accounts } from './accounts.ts';
import { balanceCurve } from './activity.ts';
import { type BookContents, withAccount, withAccountName, withContact, withoutContact } from './book.ts';
import { ContractPayments, type ContractWish } from './contractPayments.ts';
import { DraftMaker } from './draftMaker.ts';
import { stretchKey } from './keyStretching.ts';
import { Payments, type SendParams } from './payments.ts';
import { PoolLink } from './poolLink.ts';
import { PoolNews } from './poolNews.ts';
import { Safe, type WalletStage } from './safe.ts';
import { Tracking } from './tracking.ts';
import { TrustPayments } from './trustPayments.ts';
import type { WalletEvent, WalletMeans } from './walletMeans.ts';
import type { NewWords } from './words.ts';

/** Opening waits so long for the pool's first answer, ms; what comes later comes by events. */
const FIRST_ANSWER = 1500;

/** The wallet's room as a whole: the vault, what is open while it is open, and the pool it looks through. */
export class Wallet {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #events: Events<{ event: WalletEvent }>;
  readonly #safe: Safe;
  readonly #accounts: Accounts;
  readonly #tracking: Tracking;
  readonly #news: PoolNews;
  /** How a draft becomes a signed payment. */
  readonly payments: Payments;
  /** The same for trust, balance updates and list groups. */
  readonly trustPayments: TrustPayments;
  /** The same for contracts. */
  readonly contractPayments: ContractPayments;
  readonly #drafts: DraftMaker;
  #link: PoolLink;

  constructor(means: WalletMeans) {
    const log = means.log.child('wallet');
    this.#clock = means.clock;
    this.#log = log;
    this.#events = new Events((error, type) => log.error('listener.failed', { error, type }));
    this.#safe = new Safe({
      ...means,
      log,
      stretch: means.stretch ?? stretchKey,
      locked: () => this.#forget(),
    });
    this.#accounts = new Accounts(log);
    this.#tracking = new Tracking((value) => this.#emit({ type: 'tracked', value }), log);
    this.#link = new PoolLink(means.session, means.network, log);
    this.#news = new PoolNews({
      book: this.#safe.book,
      accounts: this.#accounts,
      tracking: this.#tracking,
      emit: (event) => this.#emit(event),
      accountsChanged: () => this.#emitState(),
    });
    const paymentMeans = {
      clock: means.clock,
      random: means.random,
      keyring: this.#safe.keyring,
      book: this.#safe.book,
      accounts: this.#accounts,
      tracking: this.#tracking,
      link: () => this.#link,
      checkPassword: (password: string) => this.#safe.checkPassword(password),
      seen: this.#news.seen,
    };
    this.payments = new Payments(paymentMeans);
    const drafts = new DraftMaker(paymentMeans, this.payments);
    this.trustPayments = new TrustPayments(paymentMeans, drafts);
    this.contractPayments = new ContractPayments(drafts);
    this.#drafts = drafts;
  }

  /** Looks whether there is a vault and listens to the pool. Once, before anything else. */
  async start(): Promise<void> {
    await this.#safe.start();
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
    await this.#lookUp();
  }

  /** Asks the pool for everything again, as after a connection was lost. */
  async refresh(): Promise<void> {
    await this.#link.refresh();
    await this.#lookUp();
  }

  /** Resolves when everything is on disk. */
  async close(): Promise<void> {
    this.lock();
    this.#link.unsubscribe();
    await this.#safe.settled();
  }

  on(listener: (event: WalletEvent) => void): () => void {
    return this.#events.on('event', listener);
  }

  get stage(): WalletStage {
    return this.#safe.stage;
  }

  set autoLockMinutes(minutes: number) {
    this.#safe.autoLockMinutes = minutes;
  }

  /** Accounts and contacts as the window shows them; empty while locked. */
  get state(): WalletsState {
    if (this.stage !== 'open') return { accounts: [], contacts: [] };
    const { accounts, contacts } = this.#safe.book.read();
    return {
      accounts: accounts.map(({ index, name }) => this.#accounts.state(index, name, this.addressOf(index))),
      contacts: [...contacts],
    };
  }

  /** The address of an account on the present network. Throws `wallet.locked`, `wallet.account`. */
  addressOf(account: number): string {
    if (!this.#safe.book.read().accounts.some(({ index }) => index === account)) {
      throw new Fault('wallet.account', { account });
    }
    return encodeAddress(this.#link.network.addressPrefix, this.#safe.keyring.publicKey(account));
  }

  // ---- First run

  /** Throws `wallet.exists`. */
  newWords(count: 12 | 24): NewWords {
    return this.#safe.newWords(count);
  }

  /** Throws `wallet.wordsNone`, `wallet.wordsCheck`, `wallet.passwordTooShort`, `wallet.exists`. */
  async create(answers: readonly string[], password: string): Promise<void> {
    await this.#safe.create(answers, password);
    this.payments.allowance.passwordGiven();
    await this.#lookUp();
  }

  /** Throws `key.mnemonic`, `wallet.passwordTooShort`, `wallet.exists`. */
  async restore(words: string, password: string): Promise<void> {
    await this.#safe.restore(words, password);
    this.payments.allowance.passwordGiven();
    await this.#soon(this.#findAccounts());
    await this.#lookUp();
  }

  /** Throws `wallet.exists`, `wallet.passwordWrong`, `wallet.passwordWait`, `wallet.vaultFile`, `wallet.vaultTooNew`. */
  async importVault(text: string, password: string): Promise<void> {
    await this.#safe.importVault(text, password);
    this.payments.allowance.passwordGiven();
    await this.#lookUp();
  }

  // ---- Every day

  /** Throws `wallet.none`, `wallet.passwordWrong`, `wallet.passwordWait`, `wallet.vaultDamaged`. */
  async unlock(password: string): Promise<void> {
    if (this.stage === 'open') return;
    await this.#safe.unlock(password);
    this.payments.allowance.passwordGiven();
    await this.#lookUp();
  }

  lock(): void {
    this.#safe.lock();
  }

  /** The person is there. */
  touch(): void {
    this.#safe.touch();
  }

  /** As `Safe.changePassword`. */
  async changePassword(old: string, next: string): Promise<string | null> {
    const damaged = await this.#safe.changePassword(old, next);
    this.payments.allowance.passwordGiven();
    return damaged;
  }

  /** Deletes the damaged file that was put aside. Throws `wallet.locked`. */
  dropDamaged(): Promise<void> {
    return this.#safe.dropDamaged();
  }

  /** What this wallet signed and is not deep in the chain yet. */
  get tracked(): Tracked[] {
    return this.#tracking.all;
  }

  /** Throws `wallet.passwordWrong`, `wallet.passwordWait`, `wallet.locked`. */
  revealWords(password: string): Promise<string[]> {
    return this.#safe.revealWords(password);
  }

  /** The encrypted vault with a name for the file. Throws `wallet.locked`. */
  exportVault(): BridgeResult<'wallet.exportVault'> {
    const text = this.#safe.exportText();
    const day = new Date(this.#clock.now()).toISOString().slice(0, 10);
    return { name: `coco-vault-${day}.json`, text };
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
    this.#safe.expectOpen();
    const address = this.#canonical(text);
    const contact = this.#safe.book.read().contacts.find((other) => other.address === address)?.name ?? null;
    return { address, contact, own: this.#accounts.indexOf(address) !== undefined };
  }

  async listActivity(params: BridgeParams<'activity.list'>): Promise<BridgeResult<'activity.list'>> {
    this.#safe.expectOpen();
    const { account, before, limit } = params;
    const page = await this.#link.session.getHistory({ address: this.addressOf(account), before, limit });
    for (const entry of page.entries) this.#news.see(entry);
    return page;
  }

  async balanceCurve(params: BridgeParams<'balance.curve'>): Promise<BridgeResult<'balance.curve'>> {
    this.#safe.expectOpen();
    return balanceCurve(this.#link.session, {
      address: this.addressOf(params.account),
      points: params.points,
    });
  }

  prepare(params: SendParams) {
    this.#safe.expectOpen();
    return this.payments.prepare(params);
  }

  prepareTrust(params: BridgeParams<'trust.prepare'>) {
    this.#safe.expectOpen();
    return this.trustPayments.trust(params);
  }

  prepareUpdate(params: Parameters<TrustPayments['update']>[0]) {
    this.#safe.expectOpen();
    return this.trustPayments.update(params);
  }

  prepareGroup(params: Parameters<TrustPayments['group']>[0]) {
    this.#safe.expectOpen();
    return this.trustPayments.group(params);
  }

  prepareContract(wish: ContractWish) {
    this.#safe.expectOpen();
    return this.contractPayments.prepare(wish);
  }

  /** How the person knows an address: as a contact, as their own, as one that was paid before. */
  describe(address: string) {
    this.#safe.expectOpen();
    return this.#drafts.describe(address, decodeAddress(this.#link.network.addressPrefix, address));
  }

  approve(params: BridgeParams<'send.approve'>): Promise<Tracked> {
    this.#safe.expectOpen();
    return this.payments.approve(params);
  }

  // ---- Inside

  /** Asks the pool for what belongs to the open wallet, then tells the window. */
  async #lookUp(): Promise<void> {
    if (this.stage !== 'open') return;
    const locks = this.#safe.locks;
    const link = this.#link;
    this.#own();
    await this.#soon(this.#accounts.refresh(link).then(() => this.#emitState()));
    if (locks !== this.#safe.locks) return;
    this.#emit({ type: 'app', value: { stage: this.stage } });
    this.#emitState();
    const notes = this.#safe.book.read().signed.filter(({ network }) => network === link.networkId);
    void this.#tracking.resume(notes, link);
  }

  /** A restored wallet gets its accounts back. */
  async #findAccounts(): Promise<void> {
    try {
      const last = await lastKnownAccount(this.#safe.keyring, this.#link);
      if (last === 0) return;
      await this.#safe.book.change((book) => {
        let grown = book;
        for (let index = book.accounts.length; index <= last; index++) {
          grown = withAccount(grown, `Account ${index + 1}`);
        }
        return grown;
      });
    } catch (error) {
      this.#log.warn('accounts.notFound', { error });
    }
    await this.#lookUp();
  }

  /** The safe has locked. */
  #forget(): void {
    this.payments.clear();
    this.#tracking.clear();
    this.#accounts.clear();
    this.#news.clear();
    this.#emit({ type: 'app', value: { stage: this.stage } });
    this.#emit({ type: 'wallets', value: this.state });
  }

  #own(): void {
    const { accounts } = this.#safe.book.read();
    this.#accounts.own(new Map(accounts.map(({ index }) => [this.addressOf(index), index])));
  }

  async #join(): Promise<void> {
    const link = this.#link;
    link.subscribe((event) => {
      if (link === this.#link && this.stage === 'open') this.#news.hear(event, link);
    });
    await this.#soon(link.refresh());
  }

  async #change(change: (book: BookContents) => BookContents): Promise<BookContents> {
    this.#safe.expectOpen();
    return await this.#safe.book.change(change);
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

  #emitState(): void {
    if (this.stage === 'open') this.#emit({ type: 'wallets', value: this.state });
  }

  #emit(event: WalletEvent): void {
    this.#events.emit('event', event);
  }
}
