import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import { type Block, encodeBlock } from '#shared/protocol/block.ts';
import { type Bytes, equalBytes, toHex } from '#shared/protocol/bytes.ts';
import { passes } from '#shared/protocol/difficulty.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { blockHash } from '#shared/protocol/proofOfWork.ts';
import type { Clock } from '../base/clock.ts';
import type { BlockImport } from './chain/blockImport.ts';
import { buildTemplate } from './mining/blockBuilder.ts';
import type { Template } from './mining/jobDesk.ts';
import { beginBlock } from './mining/templateKeeper.ts';
import { checkDomain } from './poolSettings.ts';
import type { Mempool } from './waiting/mempool.ts';
import type { Pending } from './waiting/pending.ts';

/** So many templates for others are kept; the oldest make room. */
const KEPT = 32;

/** With more that waits, the block holds nothing of it: whoever asks must not keep this pool busy. */
const AT_MOST = 100;

/** Such a template is never made anew: what rests on trusts, which may end in the meantime, stays out. */
function candidatesOf(mempool: Mempool): Pending[] {
  if (mempool.size > AT_MOST) return [];
  return [...mempool.all()].filter(({ kind }) => kind !== 'update' && kind !== 'group');
}

export interface JoinSolution {
  readonly footerHash: Bytes;
  readonly jobId: Bytes;
  readonly minedDate: number;
  readonly blob: Bytes;
}

interface JoinParts {
  readonly ledger: LedgerView;
  readonly mempool: Mempool;
  readonly imports: BlockImport;
  readonly clock: Clock;
  /** The key that earns. */
  readonly reward: Bytes;
}

/**
 * Helps another pool to join the royal network (paper, "Joining Royal Network flow"): it gets step 1 of a block with
 * its own domain and this pool's reward id, mines it, and hands the solution in.
 */
export class JoinDesk {
  readonly #parts: JoinParts;
  readonly #templates = new Map<string, Template>();

  constructor(parts: JoinParts) {
    this.#parts = parts;
  }

  /** Fault: `pool.domain`. */
  async work(domain: string): Promise<Template> {
    const { ledger, mempool, imports, clock, reward } = this.#parts;
    checkDomain(domain);
    await imports.steady();
    for (const kept of this.#templates.values()) {
      if (kept.header.domain === domain && equalBytes(kept.header.previousHash, ledger.tip.hash)) return kept;
    }
    const begin = () => beginBlock(ledger, clock);
    const template = buildTemplate({ begin, reward, domain, candidates: candidatesOf(mempool) });
    this.#templates.set(toHex(template.footerHash), template);
    for (const oldest of this.#templates.keys()) {
      if (this.#templates.size <= KEPT) break;
      this.#templates.delete(oldest);
    }
    return template;
  }

  /** Resolves when the block is the tip; null for work that was not given out here. Faults: `share.lowDifficulty`,
   * those of the import. */
  async solve(solution: JoinSolution): Promise<{ id: number; hash: Bytes } | null> {
    const template = this.#templates.get(toHex(solution.footerHash));
    if (template === undefined) return null;
    const hash = blockHash(solution);
    if (!passes(hash, template.target)) throw new Fault('share.lowDifficulty');
    const block: Block = { header: template.header, lists: template.lists, footer: { ...solution, hash } };
    await this.#parts.imports.add(encodeBlock(block), { kind: 'foreign', now: this.#parts.clock.now() });
    return { id: template.header.id, hash };
  }
}
