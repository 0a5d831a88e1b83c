import * as z from 'zod';
import { count, hash } from '#shared/api/values.ts';
import { type Bytes, equalBytes } from '#shared/protocol/bytes.ts';
import type { RecordOperation, Records } from '../../store/chainStore.ts';
import { decodeRecord, encodeRecord } from '../recordCodec.ts';
import type { PayoutChain } from './payoutParts.ts';

const seen = z.object({ id: count, hash });
export type Seen = z.output<typeof seen>;
/** The newest first, further and further apart. */
const trail = z.array(seen);

const TRAIL = 'pool/trail';
const putTrail = (value: Seen[]): RecordOperation => ({
  type: 'put',
  key: TRAIL,
  value: encodeRecord(trail, value),
});

/** When nothing else is to be written it is written after so many blocks; looking at some of them again does no harm. */
const WRITTEN_EVERY = 50;

/**
 * Blocks up to which the chain was read. One of them that still stands vouches for all before it; what lies behind the
 * newest that stands has to be read again, now or, should the process end or a write fail, at any later time.
 */
export class PayoutTrail {
  readonly #chain: PayoutChain;
  #newest: Seen;
  #written: readonly Seen[];

  private constructor(chain: PayoutChain, newest: Seen, written: readonly Seen[]) {
    this.#chain = chain;
    this.#newest = newest;
    this.#written = written;
  }

  static async open(records: Records, chain: PayoutChain): Promise<PayoutTrail> {
    const stored = await records.get(TRAIL);
    const written = stored === undefined ? [] : decodeRecord(trail, stored);
    const [newest] = written;
    if (newest !== undefined) return new PayoutTrail(chain, newest, written);
    // Chain and records of a new folder are of one moment: only blocks that come later hold anything new.
    const { id, hash: of } = chain.tip();
    const first = { id, hash: of };
    await records.write([putTrail([first])]);
    return new PayoutTrail(chain, first, [first]);
  }

  /** The block up to which the chain was read at last. */
  get end(): number {
    return this.#newest.id;
  }

  /** The newest block of which it is sure that the chain up to it was read; -1 if there is none. */
  async fork(): Promise<number> {
    for (const { id, hash: of } of [this.#newest, ...this.#written]) {
      const now = await this.#chain.blockHash(id);
      if (now !== undefined && equalBytes(now, of)) return id;
    }
    return -1;
  }

  /**
   * The chain was read up to `tip`: what to write beside what was found, and what to do when it
   * is durable. `changes`: whether anything else is written, or the chain was switched.
   */
  async readUpTo(tip: Seen, changes: boolean): Promise<{ operations: RecordOperation[]; done: () => void }> {
    const isDue = changes || tip.id >= (this.#written[0]?.id ?? 0) + WRITTEN_EVERY;
    const written = isDue ? await this.#blocksUpTo(tip) : undefined;
    return {
      operations: written === undefined ? [] : [putTrail(written)],
      done: () => {
        this.#newest = tip;
        this.#written = written ?? this.#written;
      },
    };
  }

  async #blocksUpTo({ id, hash: of }: Seen): Promise<Seen[]> {
    const blocks: Seen[] = [{ id, hash: of }];
    for (let back = 1; back <= id; back *= 2) {
      const before: Bytes | undefined = await this.#chain.blockHash(id - back);
      if (before !== undefined) blocks.push({ id: id - back, hash: before });
    }
    return blocks;
  }
}
