import type { ContractDraft } from '#shared/api/contractBridge.ts';
import { decodeAddress } from '#shared/protocol/addresses.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { type Bytes, encodeUtf8 } from '#shared/protocol/bytes.ts';
import { encodeApplyMessage, encodeCallMessage, encodePublishMessage } from '#shared/protocol/contracts.ts';
import type { DraftMaker } from './draftMaker.ts';
import { holdAgainst } from './partyCheck.ts';

/** What somebody wants of a contract. Where its words come from, and that they are the published ones, is seen to. */
export type ContractWish =
  | {
      readonly action: 'publish';
      readonly account: number;
      readonly hash: Bytes;
      readonly script: string;
      readonly model: string;
      readonly title: string;
      /** The compiled file as text, to keep. */
      readonly file: string;
    }
  | {
      readonly action: 'apply' | 'cancel' | 'call';
      readonly account: number;
      readonly hash: Bytes;
      readonly title: string;
      readonly contractId: number;
      readonly creator: string;
      /** Of a call. */
      readonly data?: Bytes;
    };

const KIB = 1024;

/**
 * Publications, applications, cancellations and calls from the wish to the draft; `Payments` approves, signs and hands
 * them in. Applying always asks for the password: it gives away more than any payment.
 */
export class ContractPayments {
  readonly #drafts: DraftMaker;

  constructor(drafts: DraftMaker) {
    this.#drafts = drafts;
  }

  /** Throws `wallet.locked`, `wallet.account`, the pool's reason (`contract.*`, `transaction.*`), `wallet.poolLied`. */
  async prepare(wish: ContractWish): Promise<ContractDraft> {
    const { account, action, hash, title } = wish;
    const { link, sender, address } = this.#drafts.begin(account);
    const { defaultFee, addressPrefix } = link.network;
    const common = { sender: address, contract: hash };
    const answer = await this.#drafts.ask(
      link,
      wish.action === 'publish'
        ? { kind: 'publish', ...common, script: wish.script, model: wish.model }
        : wish.action === 'call'
          ? { kind: 'call', ...common, data: wish.data ?? new Uint8Array(0) }
          : { kind: wish.action, ...common },
    );
    const message = messageOf(wish, sender, answer.reference.hash);
    const fee = feeOf(wish, defaultFee);
    holdAgainst(answer, { message, amount: 0n, fee });
    const passwordNeeded = action === 'apply';
    const base = this.#drafts.keep(link, { account, answer, message, fee, passwordNeeded, paid: [] });
    const published =
      wish.action === 'publish'
        ? { contractId: null, creator: null, file: wish.file }
        : {
            contractId: wish.contractId,
            creator: this.#drafts.describe(wish.creator, decodeAddress(addressPrefix, wish.creator)),
            file: null,
          };
    return { ...base, kind: 'contract', action, hash, title, ...published };
  }
}

/** The bytes that are signed, built here (docs/PROTOCOL.md §5). */
function messageOf(wish: ContractWish, sender: Bytes, blockHash: Bytes): Bytes {
  const { hash: contractHash } = wish;
  switch (wish.action) {
    case 'publish': {
      const { script } = wish;
      return encodePublishMessage({
        blockHash,
        creator: sender,
        contractHash,
        model: encodeUtf8(wish.model),
        script,
      });
    }
    case 'call': {
      const data = wish.data ?? new Uint8Array(0);
      return encodeCallMessage({ blockHash, caller: sender, contractHash, data });
    }
    default:
      return encodeApplyMessage({
        blockHash,
        applicant: sender,
        contractHash,
        cancel: wish.action === 'cancel',
      });
  }
}

/** docs/PROTOCOL.md §6: a publication costs the default fee for each started KiB of model and script. */
function feeOf(wish: ContractWish, defaultFee: Units): Units {
  if (wish.action !== 'publish') return defaultFee;
  const bytes = encodeUtf8(wish.model).length + encodeUtf8(wish.script).length;
  return defaultFee * BigInt(Math.max(1, Math.ceil(bytes / KIB)));
}
