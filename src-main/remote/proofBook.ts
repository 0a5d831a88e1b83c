import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { blockId, hash, target, time } from '#shared/api/values.ts';
import { genesisTip } from '#shared/ledger/ledger.ts';
import type { Tip } from '#shared/ledger/ledgerView.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { genesisHash, type Network } from '#shared/protocol/network.ts';
import { writeFileAtomically } from '../base/atomicFile.ts';
import type { Log } from '../base/log.ts';

/** A block whose work was checked here, with all below it down to genesis. */
export interface ProvenBlock {
  readonly tip: Tip;
  /** Hex of the hash of the block below; of the genesis: its own. */
  readonly parent: string;
}

/** Blocks this far below the highest one are remembered one by one, older ones now and then only. */
const DENSE = 2_000;
const SPARSE_EVERY = 1_000;
/** Written again after so many new blocks; what is lost in a crash is checked again. */
const WRITE_EVERY = 20;

const work = z.codec(z.string().regex(/^[0-9a-f]{1,80}$/), z.bigint(), {
  decode: (text) => BigInt(`0x${text}`),
  encode: (value) => value.toString(16),
});
const storedBlock = z.object({
  id: blockId,
  hash,
  minedDate: time,
  parentMinedDate: time,
  nextTarget: target,
  totalWork: work,
  parent: z.string().regex(/^[0-9a-f]{64}$/),
});
const stored = z.object({ genesis: z.string(), blocks: z.array(storedBlock).max(2 * DENSE + 1_100_000) });

/**
 * The blocks of one network whose proofs of work were checked on this machine, whoever showed them. Another network's
 * block can't be among them: each leads to this network's genesis. Kept in a file, so that a start goes on from there.
 */
export class ProofBook {
  readonly network: Network;
  readonly #path: string;
  readonly #log: Log;
  readonly #blocks = new Map<string, ProvenBlock>();
  readonly #genesis: string;
  #best: ProvenBlock;
  #unwritten = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, network: Network, log: Log) {
    this.network = network;
    this.#path = path;
    this.#log = log;
    this.#genesis = toHex(genesisHash(network));
    this.#best = { tip: genesisTip(network), parent: this.#genesis };
    this.#blocks.set(this.#genesis, this.#best);
  }

  /** A file that can't be read counts as none: everything is checked again. */
  static async open(path: string, network: Network, log: Log): Promise<ProofBook> {
    const book = new ProofBook(path, network, log);
    try {
      const { genesis, blocks } = stored.parse(JSON.parse(await readFile(path, 'utf8')));
      if (genesis !== book.#genesis) return book;
      for (const { parent, ...tip } of blocks) book.#put({ tip, parent });
    } catch (error) {
      const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (!isAbsent) log.warn('proofs.unreadable', { error });
    }
    return book;
  }

  /** The checked block with the most work below it. */
  get best(): Tip {
    return this.#best.tip;
  }

  get genesis(): string {
    return this.#genesis;
  }

  find(hash: Uint8Array): ProvenBlock | undefined {
    return this.#blocks.get(toHex(hash));
  }

  parentOf(block: ProvenBlock): ProvenBlock | undefined {
    return block.parent === toHex(block.tip.hash) ? undefined : this.#blocks.get(block.parent);
  }

  /** Only what `provenTip` gave may come in here. */
  add(tip: Tip, parent: Tip): void {
    this.#put({ tip, parent: toHex(parent.hash) });
    this.#unwritten += 1;
    if (this.#unwritten >= WRITE_EVERY && tip.id % SPARSE_EVERY === 0) this.#prune();
  }

  /** Puts on disk what is new, if it is enough to be worth it. Resolves when nothing is being written any more. */
  async save(always = false): Promise<void> {
    if (this.#unwritten >= (always ? 1 : WRITE_EVERY)) this.#write();
    await this.#writing;
  }

  #write(): void {
    this.#unwritten = 0;
    this.#prune();
    const blocks = [...this.#blocks.values()].map(({ tip, parent }) => ({ ...tip, parent }));
    const text = JSON.stringify(z.encode(stored, { genesis: this.#genesis, blocks }));
    this.#writing = this.#writing
      .then(() => writeFileAtomically(this.#path, text))
      .catch((error) => this.#log.warn('proofs.notWritten', { error }));
  }

  #put(block: ProvenBlock): void {
    this.#blocks.set(toHex(block.tip.hash), block);
    if (block.tip.totalWork > this.#best.tip.totalWork) this.#best = block;
  }

  #prune(): void {
    const dense = this.#best.tip.id - DENSE;
    for (const [key, { tip }] of this.#blocks) {
      if (tip.id < dense && tip.id % SPARSE_EVERY !== 0 && key !== this.#genesis) this.#blocks.delete(key);
    }
  }
}
