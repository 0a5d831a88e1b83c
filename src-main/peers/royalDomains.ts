import { decodeBlockEnds } from '#shared/protocol/block.ts';
import { FIRST_BLOCK_ID } from '#shared/protocol/network.ts';
import type { Pool } from '../pool/pool.ts';

/** The royal network: pools whose domain stands in so many last blocks (docs/PROTOCOL.md §8). */
export const ROYAL_BLOCKS = 1_000;

/** Whose domains stand in the last blocks, those of the newest ones first. */
export class RoyalDomains {
  readonly #store: Pool['store'];
  /** Of the blocks up to `#end`, the newest at the end. */
  #domains: string[] = [];
  #end = { id: 0, hash: new Uint8Array(0) as Uint8Array };
  #reading: Promise<void> | undefined;

  constructor(store: Pool['store']) {
    this.#store = store;
  }

  /** As they were when the chain was last read. */
  all(): string[] {
    return [...new Set([...this.#domains].reverse())];
  }

  /** Reads what has come since, or all of it after the chain was switched. */
  async read(): Promise<void> {
    while (this.#reading !== undefined) await this.#reading;
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #read(): Promise<void> {
    const { tip } = this.#store.ledger;
    const before = this.#end.id === 0 ? undefined : await this.#store.blockHash(this.#end.id);
    const goesOn = before !== undefined && Buffer.compare(before, this.#end.hash) === 0;
    if (!goesOn) this.#domains = [];
    const from = Math.max(FIRST_BLOCK_ID, tip.id - ROYAL_BLOCKS + 1, goesOn ? this.#end.id + 1 : 0);
    for (let id = from; id <= tip.id; id++) {
      const bytes = await this.#store.blockBytes(id);
      if (bytes !== undefined) this.#domains.push(decodeBlockEnds(bytes, this.#store.network).header.domain);
    }
    this.#domains = this.#domains.slice(-ROYAL_BLOCKS);
    this.#end = { id: tip.id, hash: tip.hash };
  }
}
