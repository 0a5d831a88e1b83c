import type { Units } from '#shared/protocol/amounts.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import { totalOf } from '#shared/protocol/transactions.ts';
import { readWalletMessage, type WalletMessage } from './walletMessage.ts';

/** The last block that may hold a transaction is so many ids after the block that its wallet signed. */
export const EXPIRY_BLOCKS = 6;

const IDENTITY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const SIGNED_FROM = IDENTITY_BYTES + SIGNATURE_BYTES;

/** What is known of a transaction when it is handed in. */
export interface Signing {
  readonly identity: Bytes;
  /** The signed bytes and their signature. */
  readonly bytes: Bytes;
  readonly signature: Bytes;
  /** What the bytes say. */
  readonly message: WalletMessage;
  /** The block id that it refers to. */
  readonly reference: number;
  /** When this pool took it, ms since 1970. */
  readonly takenAt: number;
  /** Tells apart which came first of those of the same moment: it only grows. */
  readonly order: number;
}

/** What executing it showed. */
export interface PendingCosts {
  /** All fees that it brings to a block; of a list group that is more than the signer's. */
  readonly fees: Units;
  /** Type, reference and features of its block form: those with the same ones share a list. */
  readonly head: string;
  /** Bytes that it needs in a block, with the keys that it registers. */
  readonly size: number;
  /** Of the contract runs that it sets off, as it was when it was executed last for itself. */
  readonly fuel: number;
  /** Of a balance update or a list group: what it does to each wallet (hex of its key) that it names. */
  readonly moves: ReadonlyMap<string, Units> | undefined;
}

/** How wallets are called: hex of a key, the same string each time. */
export type WalletNames = (key: Bytes) => string;

/**
 * A signed transaction that waits to be mined. A hundred thousand may: each is few objects, since a collection of garbage
 * goes through all of them while others wait for an answer. So what its bytes say is not kept, where it is read quickly.
 */
export class Pending implements PendingCosts {
  /** Hex of the identity. */
  readonly key: string;
  readonly kind: WalletMessage['kind'];
  /** What the receivers get together. */
  readonly amount: Units;
  /** What the signer pays beside it. */
  readonly fee: Units;
  readonly fees: Units;
  readonly reference: number;
  readonly head: string;
  readonly size: number;
  readonly fuel: number;
  readonly moves: ReadonlyMap<string, Units> | undefined;
  readonly takenAt: number;
  readonly order: number;
  /** The name of the signer. */
  readonly sender: string;
  /** The name of who gets coins, where that is one. */
  readonly #receiver: string | undefined;
  /** Identity, signature and signed bytes, one behind the other. */
  readonly #held: Bytes;
  #message: WalletMessage | undefined;

  constructor(signing: Signing, fee: Units, costs: PendingCosts, nameOf: WalletNames = toHex) {
    const { identity, bytes, signature, message } = signing;
    const { receivers } = message;
    this.key = toHex(identity);
    this.kind = message.kind;
    this.amount = totalOf(receivers);
    this.fee = fee;
    // Mostly the same number: then it is held once.
    this.fees = costs.fees === fee ? fee : costs.fees;
    this.head = costs.head;
    this.size = costs.size;
    this.fuel = costs.fuel;
    this.moves = costs.moves;
    this.reference = signing.reference;
    this.takenAt = signing.takenAt;
    this.order = signing.order;
    this.sender = nameOf(message.sender);
    this.#receiver = receivers.length === 1 ? nameOf((receivers[0] as { key: Bytes }).key) : undefined;
    this.#held = sharedBytes(SIGNED_FROM + bytes.length);
    this.#held.set(identity);
    this.#held.set(signature, IDENTITY_BYTES);
    this.#held.set(bytes, SIGNED_FROM);
    this.#message = message;
  }

  get identity(): Bytes {
    return this.#held.subarray(0, IDENTITY_BYTES);
  }

  /** The signed bytes. */
  get bytes(): Bytes {
    return this.#held.subarray(SIGNED_FROM);
  }

  get signature(): Bytes {
    return this.#held.subarray(IDENTITY_BYTES, SIGNED_FROM);
  }

  get message(): WalletMessage {
    return this.#message ?? readWalletMessage(this.bytes);
  }

  /** The last block that may hold it. */
  get expiresAfter(): number {
    return this.reference + EXPIRY_BLOCKS;
  }

  /** From now on it only waits: what is read from its bytes in a moment is not kept. */
  rest(): void {
    this.#message = this.#receiver === undefined ? readWalletMessage(this.bytes) : undefined;
  }

  /** With what it costs in a block of another chain. */
  costing(costs: PendingCosts, nameOf: WalletNames): Pending {
    return new Pending(this, this.fee, costs, nameOf);
  }

  /** What it brings to and takes from each wallet, amounts with fees. */
  eachChange(tell: (wallet: string, into: Units, out: Units) => void): void {
    if (this.moves !== undefined) {
      for (const [wallet, units] of this.moves) {
        if (units < 0n) tell(wallet, 0n, -units);
        else tell(wallet, units, 0n);
      }
      return;
    }
    tell(this.sender, 0n, this.amount + this.fee);
    if (this.#receiver !== undefined) tell(this.#receiver, this.amount, 0n);
    else for (const { key, amount } of this.message.receivers) tell(toHex(key), amount, 0n);
  }
}

/** Node's own pool of memory gives what is short: dozens share one piece, which is one object for all of them. */
function sharedBytes(length: number): Bytes {
  const { buffer, byteOffset } = Buffer.allocUnsafe(length);
  return new Uint8Array(buffer, byteOffset, length);
}
