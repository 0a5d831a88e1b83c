import type { BridgeParams, BridgeResult } from '#shared/api/bridge.ts';
import type { Draft } from '#shared/api/bridgeDrafts.ts';
import type { Tracked } from '#shared/api/bridgeStates.ts';
import type { Prepared } from '#shared/api/poolValues.ts';
import type { FaultNote } from '#shared/api/values.ts';
import { encodeAddress } from '#shared/protocol/addresses.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { type Bytes, equalBytes, fromHex, toHex } from '#shared/protocol/bytes.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import { identityOf } from '#shared/protocol/transactions.ts';
import type { Clock } from '../base/clock.ts';
import type { Accounts } from './accounts.ts';
import { Allowance, type Outflow } from './allowance.ts';
import { type SignedNote, withSigned } from './book.ts';
import type { BookKeeper } from './bookKeeper.ts';
import type { Keyring } from './keyring.ts';
import { Lookalikes } from './lookalike.ts';
import {
  type CheckedReceiver,
  checkedMessage,
  checkReceivers,
  feeWarnings,
  poolWarnings,
} from './paymentCheck.ts';
import type { PoolLink } from './poolLink.ts';
import type { Tracking } from './tracking.ts';
import type { RandomBytes } from './vaultFile.ts';

/** A draft is of no use for longer: its reference block leaves the window in minutes. */
const DRAFT_LIFE = 10 * 60_000;
const MOST_DRAFTS = 16;
/** How often a fee is raised by one unit to make a payment differ from one just signed. */
const MOST_RAISES = 100;
/** Lookalikes that a draft names; one is enough to stop and look. */
const MOST_LOOKALIKES = 10;

export type SendParams = {
  account: number;
  receivers: { address: string; amount: Units }[];
  fee?: Units | undefined;
};

export interface OpenDraft {
  draft: Pick<Draft, 'draftId' | 'account' | 'expiresAfter'>;
  message: Bytes;
  identity: string;
  outflow: Outflow;
  /** Hex keys of the receivers that are not the wallet's own. */
  paidKeys: string[];
  madeAt: number;
  link: PoolLink;
  /** No allowance covers it: it is never signed without the password. */
  passwordAlways?: boolean;
  /** Set once it was signed: a second try hands in the same bytes and never signs others. */
  signature?: Bytes;
  approval?: Promise<Tracked>;
}

export interface PaymentMeans {
  clock: Clock;
  random: RandomBytes;
  keyring: Keyring;
  book: BookKeeper;
  accounts: Accounts;
  tracking: Tracking;
  link: () => PoolLink;
  /** Throws `wallet.passwordWrong`, `wallet.passwordWait`. */
  checkPassword: (password: string) => Promise<void>;
  /** Addresses that pools named in the history: too weak to trust, good enough to compare with. */
  seen: ReadonlySet<string>;
}

/**
 * A payment from the wish to the signature: prepare → review → approve. What is signed are bytes built here from what
 * the person asked for; a pool's bytes are only compared with them. The window approves a draft by its id and
 * never hands in bytes.
 */
export class Payments {
  readonly allowance = new Allowance();
  readonly #means: PaymentMeans;
  readonly #drafts = new Map<string, OpenDraft>();

  constructor(means: PaymentMeans) {
    this.#means = means;
  }

  clear(): void {
    this.#drafts.clear();
  }

  /**
   * Checks a wish with the pool and gives the draft to review.
   *
   * @throws Fault `wallet.locked`, `wallet.account`, `address.*`, `transaction.*` (why not), `wallet.poolLied`,
   * `payment.reference`.
   */
  async prepare(params: SendParams): Promise<Draft> {
    const { keyring, book, link: linkOf } = this.#means;
    const link = linkOf();
    const { account } = params;
    if (!book.read().accounts.some(({ index }) => index === account)) {
      throw new Fault('wallet.account', { account });
    }
    const prefix = link.network.addressPrefix;
    const receivers = checkReceivers(params.receivers, prefix);
    const sender = keyring.publicKey(account);
    const asked = params.fee ?? link.network.defaultFee;
    const { answer, message, fee } = await this.#agree(link, { sender, receivers, asked });
    // Locked, or handed to another pool, while the pool thought.
    if (!keyring.isOpen || linkOf() !== link) throw new Fault('wallet.locked');

    const shown = this.#describe(receivers);
    const outflow = outflowOf(shown, fee);
    const draft: Draft = {
      draftId: toHex(this.#means.random(16)),
      account,
      receivers: shown,
      amount: answer.amount,
      fee,
      total: answer.amount + fee,
      balanceAfter: answer.balanceAfter,
      reference: answer.reference,
      expiresAfter: answer.expiresAfter,
      warnings: [
        ...this.#lookalikes(shown),
        ...feeWarnings({ sender, receivers, fee }, asked, link.network.defaultFee),
        ...poolWarnings(answer.warnings),
      ],
      message: toHex(message),
      passwordNeeded: this.allowance.isPasswordNeeded(outflow, this.#means.accounts.total),
    };
    const identity = toHex(identityOf(message));
    const paidKeys = receivers.filter((_, at) => shown[at]?.own === false).map(({ key }) => toHex(key));
    this.hold({ draft, message, identity, outflow, paidKeys, madeAt: this.#means.clock.now(), link });
    return draft;
  }

  /**
   * Signs a draft and hands it in. Asked again after a refusal it hands in the same signed bytes.
   *
   * @throws Fault `payment.draft`, `payment.draftExpired`, `wallet.passwordNeeded`, `wallet.passwordWrong`,
   * `wallet.locked`, and the pool's reason.
   */
  approve({ draftId, password }: BridgeParams<'send.approve'>): Promise<Tracked> {
    const open = this.#drafts.get(draftId);
    if (open === undefined) return Promise.reject(new Fault('payment.draft'));
    // Two clicks are one approval.
    open.approval ??= this.#approve(open, password).finally(() => {
      delete open.approval;
    });
    return open.approval;
  }

  discard({ draftId }: BridgeParams<'send.discard'>): BridgeResult<'send.discard'> {
    this.#drafts.delete(draftId);
    return {};
  }

  async #approve(open: OpenDraft, password: string | undefined): Promise<Tracked> {
    const { clock, keyring, book, accounts, tracking, link, checkPassword } = this.#means;
    const { draft, message, identity, outflow } = open;
    if (clock.now() - open.madeAt > DRAFT_LIFE || link() !== open.link || link().tip >= draft.expiresAfter) {
      this.#drafts.delete(draft.draftId);
      throw new Fault('payment.draftExpired', { expiresAfter: draft.expiresAfter });
    }
    let takeBack = (): void => {};
    if (password !== undefined) {
      await checkPassword(password);
      this.allowance.passwordGiven();
    } else if (
      open.signature === undefined &&
      (open.passwordAlways === true || this.allowance.isPasswordNeeded(outflow, accounts.total))
    ) {
      throw new Fault('wallet.passwordNeeded');
    } else if (open.signature === undefined) takeBack = this.allowance.spend(outflow, accounts.total);
    const { account, expiresAfter } = draft;
    const note: SignedNote = { identity, account, network: open.link.networkId, expiresAfter };
    if (open.signature === undefined) {
      // Noted on the disk before the signature exists, so that no crash makes us forget what was signed.
      try {
        await book.change((before) => {
          if (before.signed.some((other) => other.identity === identity)) throw new Fault('payment.draft');
          return withSigned(before, note, open.paidKeys, link().tip);
        });
        open.signature = keyring.sign(account, message);
      } catch (error) {
        takeBack();
        throw error;
      }
    }
    const answer = await open.link.session.submit({ message, signature: open.signature });
    if (!equalBytes(answer.identity, fromHex(identity)))
      throw new Fault('wallet.poolLied', { field: 'identity' });
    this.#drafts.delete(draft.draftId);
    return tracking.sent(note);
  }

  /**
   * The pool's answer and the same bytes built here. Bytes that were signed already are not signed again within the
   * reference window (the chain takes an identity once): the fee is raised by one unit until they differ.
   */
  async #agree(
    link: PoolLink,
    wish: { sender: Bytes; receivers: CheckedReceiver[]; asked: Units },
  ): Promise<{ answer: Prepared; message: Bytes; fee: Units }> {
    const { sender, receivers, asked } = wish;
    const prefix = link.network.addressPrefix;
    let repeated = new Fault('transaction.repeated');
    for (let fee = asked; fee < asked + BigInt(MOST_RAISES); fee++) {
      let answer: Prepared;
      try {
        answer = await link.session.prepare({
          kind: 'transfer',
          sender: encodeAddress(prefix, sender),
          receivers: receivers.map(({ address, amount }) => ({ address, amount })),
          fee,
        });
      } catch (error) {
        if (!isFault(error) || error.code !== 'transaction.repeated') throw error;
        repeated = error;
        continue;
      }
      await link.checkReference(answer.reference);
      const message = checkedMessage({ sender, receivers, fee }, answer);
      const identity = toHex(identityOf(message));
      if (!this.#means.book.read().signed.some((note) => note.identity === identity)) {
        return { answer, message, fee };
      }
    }
    throw repeated;
  }

  #describe(receivers: readonly CheckedReceiver[]): Draft['receivers'] {
    const { contacts, paid } = this.#means.book.read();
    const names = new Map(contacts.map(({ name, address }) => [address, name]));
    const paidBefore = new Set(paid);
    return receivers.map(({ address, key, amount }) => {
      const own = this.#means.accounts.indexOf(address) !== undefined;
      const contact = names.get(address) ?? null;
      return { address, amount, contact, firstTime: !own && !paidBefore.has(toHex(key)), own };
    });
  }

  /**
   * Receivers that were never paid and look like an address the person knows. A contact is no exception: who copied
   * the wrong address once may have saved it.
   */
  #lookalikes(receivers: Draft['receivers']): FaultNote[] {
    const fresh = receivers.filter(({ firstTime }) => firstTime);
    if (fresh.length === 0) return [];
    const { accounts, book, link, seen } = this.#means;
    const prefix = link().network.addressPrefix;
    const { contacts, paid } = book.read();
    const known = new Lookalikes([
      ...accounts.addresses,
      ...contacts.map(({ address }) => address),
      ...paid.map((key) => encodeAddress(prefix, fromHex(key))),
    ]);
    const other = new Lookalikes(seen);
    const warnings: FaultNote[] = [];
    for (const { address } of fresh) {
      const resembled = known.find(address) ?? other.find(address);
      if (resembled === undefined) continue;
      warnings.push({ code: 'payment.lookalike', facts: { address, known: resembled } });
      if (warnings.length === MOST_LOOKALIKES) break;
    }
    return warnings;
  }

  /** Keeps a draft until it is approved or discarded; the oldest make room. */
  hold(open: OpenDraft): void {
    this.#drafts.set(open.draft.draftId, open);
    for (const id of this.#drafts.keys()) {
      if (this.#drafts.size <= MOST_DRAFTS) break;
      this.#drafts.delete(id);
    }
  }
}

function outflowOf(receivers: Draft['receivers'], fee: Units): Outflow {
  let all = fee;
  let toNew = 0n;
  for (const { amount, own, firstTime } of receivers) {
    if (own) continue;
    all += amount;
    if (firstTime) toNew += amount;
  }
  return { all, toNew };
}
