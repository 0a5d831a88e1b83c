import type { Draft, TrustDraft } from '#shared/api/bridgeDrafts.ts';
import type { Prepared, PrepareRequest } from '#shared/api/poolValues.ts';
import { encodeAddress } from '#shared/protocol/addresses.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { identityOf } from '#shared/protocol/transactions.ts';
import { messageText } from './partyCheck.ts';
import { poolWarnings } from './paymentCheck.ts';
import type { PaymentMeans, Payments } from './payments.ts';
import type { PoolLink } from './poolLink.ts';

export type DraftBase = Pick<TrustDraft, Exclude<keyof TrustDraft, 'kind' | 'action' | 'party' | 'hours'>>;

/** What all kinds of drafts but payments go through: who signs, the pool's answer, and into `Payments`' hands. */
export class DraftMaker {
  readonly #means: PaymentMeans;
  readonly #payments: Payments;

  constructor(means: PaymentMeans, payments: Payments) {
    this.#means = means;
    this.#payments = payments;
  }

  /** Throws `wallet.locked`, `wallet.account`. */
  begin(account: number): { link: PoolLink; sender: Bytes; address: string } {
    const { book, keyring, link: linkOf } = this.#means;
    const link = linkOf();
    if (!book.read().accounts.some(({ index }) => index === account)) {
      throw new Fault('wallet.account', { account });
    }
    const sender = keyring.publicKey(account);
    return { link, sender, address: encodeAddress(link.network.addressPrefix, sender) };
  }

  /** Throws the pool's reason why not, `payment.reference`, `wallet.poolLied`, `wallet.locked`. */
  async ask(link: PoolLink, request: PrepareRequest): Promise<Prepared> {
    const answer = await link.session.prepare(request);
    await link.checkReference(answer.reference);
    // Locked, or handed to another pool, while the pool thought.
    if (!this.#means.keyring.isOpen || this.#means.link() !== link) throw new Fault('wallet.locked');
    return answer;
  }

  /** `passwordNeeded`: always, whatever was allowed lately. Throws `transaction.repeated`. */
  keep(
    link: PoolLink,
    made: {
      account: number;
      answer: Prepared;
      message: Bytes;
      fee: Units;
      passwordNeeded: boolean;
      paid: string[];
    },
  ): DraftBase {
    const { clock, random, book, accounts } = this.#means;
    const { account, answer, message, fee, passwordNeeded } = made;
    const identity = toHex(identityOf(message));
    // The same wish on the same block has the same bytes, and nothing in them that could tell the two apart.
    if (book.read().signed.some((note) => note.identity === identity)) {
      throw new Fault('transaction.repeated', { reference: answer.reference.id });
    }
    const outflow = { all: fee, toNew: 0n };
    const base: DraftBase = {
      draftId: toHex(random(16)),
      account,
      fee,
      balanceAfter: answer.balanceAfter,
      reference: answer.reference,
      expiresAfter: answer.expiresAfter,
      warnings: poolWarnings(answer.warnings),
      ...messageText(message),
      passwordNeeded: passwordNeeded || this.#payments.allowance.isPasswordNeeded(outflow, accounts.total),
    };
    this.#payments.hold({
      draft: base,
      message,
      identity,
      outflow,
      paidKeys: made.paid,
      madeAt: clock.now(),
      link,
      passwordAlways: passwordNeeded,
    });
    return base;
  }

  names(): Map<string, string> {
    return new Map(this.#means.book.read().contacts.map(({ name, address }) => [address, name]));
  }

  describe(address: string, key: Bytes): Omit<Draft['receivers'][number], 'amount'> {
    const own = this.#means.accounts.indexOf(address) !== undefined;
    const paid = this.#means.book.read().paid.includes(toHex(key));
    return { address, contact: this.names().get(address) ?? null, firstTime: !own && !paid, own };
  }
}
