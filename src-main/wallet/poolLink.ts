import type { PoolEvent, PoolSession } from '#shared/api/poolApi.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { GENESIS_ID, genesisHash, type Network } from '#shared/protocol/network.ts';
import type { Log } from '../base/log.ts';

/** A transaction may name one of the last six blocks as its reference (docs/PROTOCOL.md §4). */
export const REFERENCE_WINDOW = 6;
/** More than the window, for the moments in which a block comes while a payment is prepared. */
const REMEMBERED = 4 * REFERENCE_WINDOW;

/** The wallet's end of a pool session: the network, and the last blocks it has been told of. */
export class PoolLink {
  readonly session: PoolSession;
  readonly network: Network;
  /** H of genesis as hex: tells networks apart. */
  readonly networkId: string;
  readonly #log: Log;
  readonly #blocks = new Map<number, string>();
  #tip = GENESIS_ID;
  #heard = 0;
  #unsubscribe: (() => void) | undefined;

  constructor(session: PoolSession, network: Network, log: Log) {
    this.session = session;
    this.network = network;
    this.networkId = toHex(genesisHash(network));
    this.#blocks.set(GENESIS_ID, this.networkId);
    this.#log = log;
  }

  /** Id of the last block this wallet knows of. */
  get tip(): number {
    return this.#tip;
  }

  /** Listens from now on. The wallet hears of a block after it is remembered here. */
  subscribe(listener: (event: PoolEvent) => void): void {
    this.#unsubscribe = this.session.subscribe((event) => {
      if (event.type === 'block') {
        this.#heard += 1;
        this.#remember(event.value.id, toHex(event.value.hash));
      }
      listener(event);
    });
  }

  unsubscribe(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  /** Asks for the tip and the blocks below it. A pool that does not answer is no error here, only less known. */
  async refresh(): Promise<void> {
    try {
      for (let tries = 0; tries < 3; tries++) {
        const heard = this.#heard;
        const { blocks } = await this.session.getBlocks({ limit: REMEMBERED });
        const { tip } = await this.session.getStatus({});
        // An answer that was overtaken by an event tells of the past.
        if (heard !== this.#heard) continue;
        for (const block of [...blocks].sort((a, b) => a.id - b.id))
          this.#remember(block.id, toHex(block.hash));
        this.#remember(tip.id, toHex(tip.hash));
        return;
      }
    } catch (error) {
      this.#log.warn('pool.notAnswered', { error });
    }
  }

  /**
   * A reference must be a block that the pool has announced as part of its chain, and recent enough.
   *
   * @throws Fault `wallet.poolLied` {field: 'reference'}, `payment.reference` (too old: prepare again).
   */
  async checkReference(reference: { id: number; hash: Uint8Array }): Promise<void> {
    const hash = toHex(reference.hash);
    if (this.#blocks.get(reference.id) !== hash) {
      await this.refresh();
      if (this.#blocks.get(reference.id) !== hash) throw new Fault('wallet.poolLied', { field: 'reference' });
    }
    if (reference.id <= this.#tip - REFERENCE_WINDOW) {
      throw new Fault('payment.reference', { reference: reference.id, tip: this.#tip });
    }
  }

  #remember(id: number, hash: string): void {
    // A block below the tip we knew, or another one at its place: the pool went over to another chain.
    for (const known of this.#blocks.keys()) {
      if (known > id || known <= id - REMEMBERED) this.#blocks.delete(known);
    }
    this.#blocks.set(id, hash);
    this.#tip = id;
  }
}
