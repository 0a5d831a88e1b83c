import { type Bytes, fromHex, toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { sha256 } from '#shared/protocol/hashing.ts';
import { decodeTransferMessage, identityOf } from '#shared/protocol/transactions.ts';
import { silentLog } from '../base/log.ts';
import type { RecordOperation, Records } from '../store/chainStore.ts';
import { Payouts } from './payouts/payouts.ts';

/** The pool's own wallet. */
export const POOL = 'ff'.repeat(32);

/** What is left of a process that died: the error that it died of. */
export class Crash extends Error {}

/** Durable records; the process can be made to die before or after a write. */
export class CrashingRecords implements Records {
  readonly #rows = new Map<string, Bytes>();
  /** Dies at the write with this number: `before` it, or `after` it is durable. */
  dieAt: { write: number; when: 'before' | 'after' } | undefined;
  writes = 0;

  async get(key: string): Promise<Bytes | undefined> {
    return this.#rows.get(key);
  }

  async write(operations: readonly RecordOperation[]): Promise<void> {
    this.writes += 1;
    const dies = this.dieAt?.write === this.writes ? this.dieAt.when : undefined;
    if (dies === 'before') throw new Crash();
    for (const operation of operations) {
      if (operation.type === 'put') this.#rows.set(operation.key, operation.value);
      else this.#rows.delete(operation.key);
    }
    if (dies === 'after') throw new Crash();
  }

  async list(options: { prefix: string; limit?: number; reverse?: boolean }) {
    const keys = [...this.#rows.keys()].filter((key) => key.startsWith(options.prefix)).sort();
    if (options.reverse) keys.reverse();
    return keys.slice(0, options.limit).map((key) => ({ key, value: this.#rows.get(key) as Bytes }));
  }
}

/** A chain that holds payments only: what was handed in is mined with the next block, or never. */
export class PaymentChain {
  id = 93;
  readonly records = new CrashingRecords();
  readonly received = new Map<string, bigint>();
  readonly #waiting = new Map<string, { message: Bytes; expiresAfter: number }>();
  readonly #mined = new Map<string, number>();
  readonly #messages = new Map<string, Bytes>();
  readonly hashes = new Map<number, Bytes>([[93, sha256(Uint8Array.of(93))]]);
  payouts!: Payouts;
  refuses = false;
  isBehind = false;
  funds = 10n ** 16n;
  threshold = 100n;
  /** Happens once, after a payment was looked for and before the answer is there. */
  meanwhile: (() => Promise<void>) | undefined;

  async open(): Promise<void> {
    this.payouts = await Payouts.open({
      records: this.records,
      chain: {
        steady: async () => {},
        tip: () => ({ id: this.id, hash: this.hashes.get(this.id) as Bytes }),
        blockHash: async (id) => this.hashes.get(id),
        transaction: async (identity) => {
          const blockId = this.#mined.get(toHex(identity));
          const { meanwhile } = this;
          this.meanwhile = undefined;
          await meanwhile?.();
          return blockId === undefined ? undefined : { blockId, listIndex: 0, itemIndex: 0 };
        },
        payments: async (after, isKnown) =>
          [...this.#mined].flatMap(([key, minedIn]) => {
            if (minedIn <= after || isKnown(minedIn, 1)) return [];
            const message = this.#messages.get(key) as Bytes;
            const { blockHash, receivers } = decodeTransferMessage(message);
            const reference = [...this.hashes].find(([, hash]) => toHex(hash) === toHex(blockHash))?.[0] ?? 0;
            return {
              ...{ identity: fromHex(key), message, signature: new Uint8Array(64), reference, minedIn },
              receivers: receivers.map(({ key: of, amount }) => ({ wallet: toHex(of), amount })),
            };
          }),
      },
      wallet: {
        key: fromHex(POOL),
        name: POOL,
        defaultFee: 10n,
        spendable: () => this.funds,
        sign: () => new Uint8Array(64),
      },
      threshold: () => this.threshold,
      mayPay: () => !this.isBehind,
      submit: async (message) => {
        if (this.refuses) throw new Fault('mempool.full');
        const { blockHash } = decodeTransferMessage(message);
        const reference = [...this.hashes].find(([, hash]) => toHex(hash) === toHex(blockHash))?.[0] ?? 0;
        this.#waiting.set(toHex(identityOf(message)), { message, expiresAfter: reference + 6 });
      },
      log: silentLog,
    });
  }

  /** A block: mines what waits if `mines`, and is won by this pool if there are parts. */
  async block(mines: boolean, parts?: { wallet: string; amount: bigint }[]): Promise<void> {
    const id = this.id + 1;
    const hash = sha256(new TextEncoder().encode(`block ${id}`));
    if (parts !== undefined) {
      const win = this.payouts.recordWin(id, hash, parts);
      // The store writes both in one batch.
      await this.records.write(win.operations);
      win.done();
    }
    this.id = id;
    this.hashes.set(id, hash);
    for (const [identity, { message, expiresAfter }] of this.#waiting) {
      if (id > expiresAfter) this.#waiting.delete(identity);
      else if (mines) {
        this.#waiting.delete(identity);
        this.#mined.set(identity, id);
        this.#messages.set(identity, message);
        for (const { key, amount } of decodeTransferMessage(message).receivers) {
          const of = toHex(key);
          this.received.set(of, (this.received.get(of) ?? 0n) + amount);
        }
      }
    }
  }

  /** What was handed in is lost with the process, or has already reached other pools. */
  async crash(lost: boolean): Promise<void> {
    if (lost) this.#waiting.clear();
    this.records.dieAt = undefined;
    await this.open();
  }

  /** Many blocks without anything of ours. */
  skipTo(id: number): void {
    this.id = id;
    this.hashes.set(id, sha256(new TextEncoder().encode(`block ${id}`)));
  }

  owed(of: string): bigint {
    return this.payouts.account(of).owed;
  }
}
