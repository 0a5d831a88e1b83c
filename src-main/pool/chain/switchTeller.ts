import { GONE_TOLD } from '#shared/api/poolApi.ts';
import type { HistoryEntry } from '#shared/api/poolValues.ts';
import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import { fromHex } from '#shared/protocol/bytes.ts';
import type { Announcer } from '../reading/announcer.ts';
import type { ChainReader } from '../reading/chainReader.ts';

/** What stood for a wallet (hex of its key) in blocks that are about to be taken back. */
export type Standing = ReadonlyMap<string, readonly HistoryEntry[]>;

/**
 * Tells those who watch a wallet what a change of the chain took from it: rewards of abandoned blocks, and payments that
 * can't be mined any more. Looked at before the change, as long as the blocks are the chain, and told after it.
 */
export class SwitchTeller {
  readonly #ledger: LedgerView;
  readonly #reader: ChainReader;
  readonly #announcer: Announcer;
  readonly #isWaiting: (identity: Uint8Array) => boolean;

  constructor(parts: {
    ledger: LedgerView;
    reader: ChainReader;
    announcer: Announcer;
    isWaiting: (identity: Uint8Array) => boolean;
  }) {
    this.#ledger = parts.ledger;
    this.#reader = parts.reader;
    this.#announcer = parts.announcer;
    this.#isWaiting = parts.isWaiting;
  }

  /** Of all watched wallets. */
  async standing(fork: number): Promise<Standing> {
    const standing = new Map<string, readonly HistoryEntry[]>();
    for (const wallet of this.#announcer.watched) {
      const id = this.#ledger.idOfKey(fromHex(wallet));
      if (id < 0) continue;
      const entries = await this.#reader.entriesAfter(id, wallet, fork, GONE_TOLD + 1);
      if (entries.length > 0) standing.set(wallet, entries);
    }
    return standing;
  }

  /** When the other chain is committed and its blocks are told. */
  async tell(fork: number, abandoned: number, standing: Standing): Promise<void> {
    const gone = new Map<string, HistoryEntry[]>();
    for (const [wallet, entries] of standing) {
      const lost: HistoryEntry[] = [];
      for (const entry of entries) {
        const { identity } = entry;
        if (this.#isWaiting(identity) || (await this.#reader.transaction(identity)) !== undefined) continue;
        lost.push({ ...entry, state: 'expired', blockId: null });
      }
      if (lost.length > 0) gone.set(wallet, lost);
    }
    this.#announcer.switched(fork, abandoned, gone);
  }
}
