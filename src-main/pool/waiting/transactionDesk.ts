import type { ContractEngine } from '#shared/contracts/engine.ts';
import { type Bytes, concatBytes, toHex } from '#shared/protocol/bytes.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import { identityOf } from '#shared/protocol/transactions.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { inTurns } from '../../base/turns.ts';
import { Turnstile } from '../../base/turnstile.ts';
import type { Records } from '../../store/chainStore.ts';
import type { Verifier } from '../../verifier/verifier.ts';
import { orderedNumber } from '../recordCodec.ts';
import type { RecordJournal } from '../recordJournal.ts';
import { unlimited } from './fuelBudget.ts';
import type { Mempool, MempoolChange, ReadSigned } from './mempool.ts';
import { EXPIRY_BLOCKS, type Pending } from './pending.ts';
import { demandPublishable } from './publicationPolicy.ts';
import type { Recheck } from './recheck.ts';
import { SignatureDesk } from './signatureDesk.ts';
import { readWalletMessage } from './walletMessage.ts';

const PENDING = 'pool/pending/';
const SIGNATURE_BYTES = 64;

/** Expired transactions are remembered for those who ask, so many of them. */
const EXPIRED_KEPT = 10_000;

/**
 * Takes signed transactions in. What is acknowledged is durable: after a restart it waits again, unless it was mined
 * or has expired in the meantime.
 */
export class TransactionDesk {
  readonly #mempool: Mempool;
  readonly #recheck: Recheck;
  readonly #signatures: SignatureDesk;
  readonly #journal: RecordJournal;
  readonly #clock: Clock;
  readonly #engine: ContractEngine;
  readonly #blockIdByHash: (hash: Bytes) => Promise<number | undefined>;
  readonly #accepted: (pending: Pending) => void;
  readonly #dropped: (pending: Pending, reason: Fault) => void;
  readonly #entrance = new Turnstile();
  readonly #expired = new Map<string, Pending>();

  constructor(parts: {
    mempool: Mempool;
    recheck: Recheck;
    verifier: Verifier;
    journal: RecordJournal;
    clock: Clock;
    engine: ContractEngine;
    blockIdByHash: (hash: Bytes) => Promise<number | undefined>;
    /** A transaction waits from now on, durably. */
    accepted: (pending: Pending) => void;
    /** A transaction had to make room for one that pays more. */
    dropped: (pending: Pending, reason: Fault) => void;
  }) {
    this.#mempool = parts.mempool;
    this.#recheck = parts.recheck;
    this.#signatures = new SignatureDesk(parts.verifier);
    this.#journal = parts.journal;
    this.#clock = parts.clock;
    this.#engine = parts.engine;
    this.#blockIdByHash = parts.blockIdByHash;
    this.#accepted = parts.accepted;
    this.#dropped = parts.dropped;
  }

  /** Puts what waited when the store was closed back into the mempool, in the order in which it had come. */
  async restore(records: Records, log: Log): Promise<void> {
    for (const { key, value } of await records.list({ prefix: PENDING })) {
      const [takenAt, order] = key.slice(PENDING.length).split('/').map(Number) as [number, number];
      const bytes = value.subarray(SIGNATURE_BYTES);
      try {
        this.#mempool.add(bytes, value.subarray(0, SIGNATURE_BYTES), takenAt, { order }).pending.rest();
      } catch (error) {
        if (!isFault(error)) throw error;
        log.info('transaction.notRestored', { identity: identityOf(bytes), error });
        this.#journal.put(key, () => undefined);
      }
    }
  }

  expired(identity: Bytes): Pending | undefined {
    return this.#expired.get(toHex(identity));
  }

  /**
   * Takes a signed transaction; handing the same one in again changes nothing and gives the same answer.
   * Faults: `mempool.expired` for one that was valid once, `transaction.signature`, those of `demandPublishable` and of
   * `Mempool.add`, those of `allowance`, which is that of who asks.
   */
  async submit(message: Bytes, signature: Bytes, allowance = unlimited): Promise<Pending> {
    // Where thousands come at once, who only asks what a payment would cost is not to wait for all of them.
    await this.#entrance.pass();
    const identity = identityOf(message);
    const key = toHex(identity);
    const waiting = this.#mempool.get(key);
    if (waiting !== undefined) return this.#durable(waiting);
    const read = { message: readWalletMessage(message), identity };
    await this.#demandSigned(read, message, signature);
    const { pending, evicted } = await this.#recheck.tell(() => {
      // The same bytes may have come twice at once.
      const known = this.#mempool.get(key);
      if (known !== undefined) return { pending: known, evicted: undefined };
      return this.#mempool.add(message, signature, this.#clock.now(), { allowance, read });
    });
    if (evicted === undefined) return this.#durable(pending);
    for (const other of evicted) {
      this.#journal.put(recordOf(other), () => undefined);
      this.#dropped(other, new Fault('mempool.full', {}));
    }
    this.#journal.put(recordOf(pending), () => concatBytes(pending.signature, pending.bytes));
    await this.#journal.flushed();
    this.#accepted(pending);
    pending.rest();
    return pending;
  }

  async #durable(pending: Pending): Promise<Pending> {
    await this.#journal.flushed();
    return pending;
  }

  /** Before anything is executed for it: what it says can be read and who signed it. */
  async #demandSigned({ message, identity }: ReadSigned, bytes: Bytes, signature: Bytes): Promise<void> {
    try {
      await this.#recheck.tell(() => this.#mempool.glance(message));
    } catch (error) {
      if (!isFault(error) || error.code !== 'transaction.reference') throw error;
      const reference = await this.#blockIdByHash(message.blockHash);
      if (reference === undefined) throw error;
      throw new Fault('mempool.expired', { reference, expiresAfter: reference + EXPIRY_BLOCKS });
    }
    if (!(await this.#signatures.verify(message.sender, signature, bytes))) {
      throw new Fault('transaction.signature', { identity: toHex(identity) });
    }
    demandPublishable(message, this.#engine);
  }

  /** Transactions that were to wait again and do not. */
  forget(pendings: readonly Pending[]): void {
    for (const pending of pendings) this.#journal.put(recordOf(pending), () => undefined);
  }

  /** After the tip has changed: forgets what need not wait any more. */
  settled(change: MempoolChange): void {
    const gone = [...change.expired, ...change.refused.map(({ pending }) => pending)];
    // Should they still be there after a crash, the tests of a restart find that they need not wait.
    void inTurns('later', [...change.mined, ...gone], (pending) => this.#journal.discard(recordOf(pending)));
    for (const pending of gone) this.#expired.set(pending.key, pending);
    for (const key of this.#expired.keys()) {
      if (this.#expired.size <= EXPIRED_KEPT) break;
      this.#expired.delete(key);
    }
  }
}

/** Under which a waiting transaction (its signature, then the signed bytes) outlives a restart. */
export function recordOf(pending: Pending): string {
  const { takenAt, order, key } = pending;
  return `${PENDING}${orderedNumber(takenAt)}/${orderedNumber(order)}/${key}`;
}
