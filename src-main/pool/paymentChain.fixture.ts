import { type Bytes, fromHex, toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { sha256 } from '#shared/protocol/hashing.ts';
import { decodeTransferMessage, encodeTransferMessage, identityOf } from '#shared/protocol/transactions.ts';
import { silentLog } from '../base/log.ts';
import type { RecordOperation, Records } from '../store/chainStore.ts';
import { Payouts } from './payouts/payouts.ts';

/** A miner's wallet. */
export const wallet = (n: number): string => n.toString(16).padStart(64, '0');

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

interface HandedIn {
  readonly identity: Bytes;
  readonly message: Bytes;
  /** Hex of the hash of the block that it names. */
  readonly reference: string;
  readonly receivers: readonly { wallet: string; amount: bigint }[];
}

interface PaidBlock {
  readonly id: number;
  readonly hash: Bytes;
  readonly payments: readonly HandedIn[];
}

const FIRST = 93;
const hashOf = (text: string) => sha256(new TextEncoder().encode(text));

/** A chain that holds payments only: what was handed in is mined with the next block that mines, or never. */
export class PaymentChain {
  readonly records = new CrashingRecords();
  /** By wallet, of the blocks that stand. */
  readonly received = new Map<string, bigint>();
  #blocks: PaidBlock[] = [{ id: FIRST, hash: hashOf(`block ${FIRST}`), payments: [] }];
  /** Of all branches, by hash. */
  readonly #ids = new Map([[toHex(hashOf(`block ${FIRST}`)), FIRST]]);
  /** All that was handed in and is not lost. */
  readonly #known = new Map<string, HandedIn>();
  readonly #mined = new Map<string, number>();
  /** Blocks of another branch have other hashes. */
  #branch = 0;
  readonly warnings: { event: string; facts: object | undefined }[] = [];
  payouts!: Payouts;
  refuses = false;
  isBehind = false;
  funds = 10n ** 16n;
  threshold = 100n;
  /** Happens once, after a payment was looked for and before the answer is there. */
  meanwhile: (() => Promise<void>) | undefined;

  static async opened(): Promise<PaymentChain> {
    const chain = new PaymentChain();
    await chain.open();
    return chain;
  }

  async open(): Promise<void> {
    this.payouts = await Payouts.open({
      records: this.records,
      chain: {
        steady: async () => {},
        tip: () => this.#tip,
        blockHash: async (id) => this.#blocks[id - FIRST]?.hash,
        transaction: async (identity) => {
          const blockId = this.#mined.get(toHex(identity));
          const { meanwhile } = this;
          this.meanwhile = undefined;
          await meanwhile?.();
          return blockId === undefined ? undefined : { blockId, listIndex: 0, itemIndex: 0 };
        },
        payments: async (after, isKnown) =>
          this.#blocks
            .filter(({ id, payments }) => id > after && payments.length > 0 && !isKnown(id, payments.length))
            .flatMap(({ id: minedIn, payments }) =>
              payments.map((payment) => ({
                ...payment,
                ...{ signature: new Uint8Array(64), minedIn },
                reference: this.#referenceOf(payment) as number,
              })),
            ),
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
        this.#handIn(message);
      },
      log: { ...silentLog, warn: (event, facts) => void this.warnings.push({ event, facts }) },
    });
  }

  get #tip(): PaidBlock {
    return this.#blocks.at(-1) as PaidBlock;
  }

  get id(): number {
    return this.#tip.id;
  }

  /** A block: mines what waits if `mines`, and is won by this pool if there are parts. */
  async block(mines: boolean, parts?: { wallet: string; amount: bigint }[]): Promise<void> {
    const id = this.id + 1;
    const hash = hashOf(this.#branch === 0 ? `block ${id}` : `block ${id} of branch ${this.#branch}`);
    if (parts !== undefined) {
      const win = this.payouts.recordWin(id, hash, parts);
      // The store writes both in one batch.
      await this.records.write(win.operations);
      win.done();
    }
    const payments = mines ? this.#waiting() : [];
    this.#push({ id, hash, payments });
    for (const payment of payments) this.#pay(payment, id);
  }

  /** The operator sends coins from the pool's wallet by other ways than this pool. */
  spend(to: string, amount: bigint): void {
    const receivers = [{ key: fromHex(to), amount }];
    this.#handIn(
      encodeTransferMessage({ blockHash: this.#tip.hash, sender: fromHex(POOL), receivers, fee: 10n }),
    );
  }

  /** The blocks as they stand now, to be switched to later. */
  branch(): readonly PaidBlock[] {
    return [...this.#blocks];
  }

  /** Another pool's chain takes the place of this one: `branch`, or this one up to a block; what comes then is new. */
  switchTo(branch: readonly PaidBlock[] | number): void {
    this.#blocks = typeof branch === 'number' ? this.#blocks.filter(({ id }) => id <= branch) : [...branch];
    this.#branch += 1;
    this.#mined.clear();
    this.received.clear();
    for (const { id, payments } of this.#blocks) for (const payment of payments) this.#pay(payment, id);
  }

  /** What was handed in is lost with the process, or has already reached other pools. */
  async crash(lost: boolean): Promise<void> {
    if (lost) this.#known.clear();
    this.records.dieAt = undefined;
    await this.open();
  }

  /** Many blocks without anything of ours. */
  skipTo(id: number): void {
    while (this.id < id) {
      this.#push({ id: this.id + 1, hash: hashOf(`block ${this.id + 1}`), payments: [] });
    }
  }

  owed(of: string): bigint {
    return this.payouts.account(of).owed;
  }

  #handIn(message: Bytes): void {
    const identity = identityOf(message);
    if (this.#known.has(toHex(identity))) return;
    const { blockHash, receivers } = decodeTransferMessage(message);
    this.#known.set(toHex(identity), {
      ...{ identity, message, reference: toHex(blockHash) },
      receivers: receivers.map(({ key, amount }) => ({ wallet: toHex(key), amount })),
    });
  }

  /** What may stand in the next block. */
  #waiting(): HandedIn[] {
    return [...this.#known].flatMap(([identity, payment]) => {
      const reference = this.#referenceOf(payment);
      const isValid = reference !== undefined && this.id < reference + 6 && !this.#mined.has(identity);
      return isValid ? [payment] : [];
    });
  }

  #referenceOf({ reference }: HandedIn): number | undefined {
    const id = this.#ids.get(reference);
    const hash = id === undefined ? undefined : this.#blocks[id - FIRST]?.hash;
    return hash !== undefined && toHex(hash) === reference ? id : undefined;
  }

  #push(block: PaidBlock): void {
    this.#blocks.push(block);
    this.#ids.set(toHex(block.hash), block.id);
  }

  #pay({ identity, receivers }: HandedIn, minedIn: number): void {
    this.#mined.set(toHex(identity), minedIn);
    for (const { wallet: of, amount } of receivers) {
      this.received.set(of, (this.received.get(of) ?? 0n) + amount);
    }
  }
}
