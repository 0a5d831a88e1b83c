import { genesisTip } from '#shared/ledger/ledger.ts';
import type { Tip } from '#shared/ledger/ledgerView.ts';
import { nextTarget, workOfTarget } from '#shared/protocol/difficulty.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { Network } from '#shared/protocol/network.ts';
import { decodeEntry } from './chainMeta.ts';
import type { Database } from './database.ts';
import { blockKey } from './keys.ts';

/** One of so many is remembered, so that a question looks at no more blocks than that. */
const APART = 1000;

/**
 * The chain's ends after blocks so deep that nothing else tells them any more: worked out from the dates of all blocks
 * before them. What lies so deep does not change.
 */
export class OldTips {
  readonly #database: Database;
  readonly #network: Network;
  readonly #remembered: Tip[];

  constructor(database: Database, network: Network) {
    this.#database = database;
    this.#network = network;
    this.#remembered = [genesisTip(network)];
  }

  /** Throws `store.databaseDamaged` where a block before it is missing. */
  async at(id: number): Promise<Tip> {
    const known = this.#remembered[Math.floor((id - this.#first) / APART)];
    let tip = known ?? (this.#remembered.at(-1) as Tip);
    const range = { gt: blockKey(tip.id), lte: blockKey(id) };
    for await (const [key, sealed] of this.#database.iterator(range)) {
      const next = key.readUInt32BE(1);
      if (next !== tip.id + 1) break;
      tip = this.#after(tip, decodeEntry(sealed, next));
      const place = (tip.id - this.#first) / APART;
      if (place === this.#remembered.length) this.#remembered.push(tip);
    }
    if (tip.id !== id) throw new Fault('store.databaseDamaged', { record: `block ${tip.id + 1}` });
    return tip;
  }

  get #first(): number {
    return (this.#remembered[0] as Tip).id;
  }

  #after(parent: Tip, { hash, minedDate }: { hash: Uint8Array; minedDate: number }): Tip {
    const { nextTarget: target, minedDate: parentMinedDate } = parent;
    return {
      id: parent.id + 1,
      hash,
      minedDate,
      parentMinedDate,
      nextTarget: nextTarget({ target, minedDate, parentMinedDate }, this.#network),
      totalWork: parent.totalWork + workOfTarget(target),
    };
  }
}
