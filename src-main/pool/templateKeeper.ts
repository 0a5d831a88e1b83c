import { BlockExecution } from '#shared/ledger/blockExecution.ts';
import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import type { Clock } from '../base/clock.ts';
import { buildTemplate } from './blockBuilder.ts';
import type { JobDesk } from './jobDesk.ts';
import type { Mempool } from './mempool.ts';

/** Starts a block on the tip as if it were mined as soon as possible: now, or just after the parent. */
export function beginBlock(ledger: LedgerView, clock: Clock): BlockExecution {
  return new BlockExecution(ledger, Math.max(clock.now(), ledger.tip.minedDate + 1));
}

interface TemplateParts {
  readonly ledger: LedgerView;
  readonly mempool: Mempool;
  readonly desk: JobDesk;
  /** The key that earns. */
  readonly reward: Bytes;
  readonly domain: () => string;
  readonly clock: Clock;
  /** Ms between two templates on the same tip. */
  readonly every: number;
  /** Resolves when ledger and mempool belong together. */
  readonly steady: () => Promise<void>;
  /** There is a new template on the same tip. */
  readonly renewed: () => void;
}

/** Keeps the job desk's template up to date: at once for a new tip, for waiting transactions every few seconds. */
export class TemplateKeeper {
  readonly #parts: TemplateParts;
  #builtAt = 0;
  #planned: (() => void) | undefined;
  #stopped = false;

  constructor(parts: TemplateParts) {
    this.#parts = parts;
  }

  /** Makes a template of what waits now. */
  build(): void {
    const { ledger, mempool, desk, reward, domain, clock } = this.#parts;
    this.#planned?.();
    this.#planned = undefined;
    this.#builtAt = clock.now();
    desk.setTemplate(
      buildTemplate({
        begin: () => beginBlock(ledger, clock),
        reward,
        domain: domain(),
        candidates: mempool.all(),
      }),
    );
  }

  /** What could stand in a block has changed: a new template comes soon. */
  changed(): void {
    if (this.#planned !== undefined || this.#stopped) return;
    const { clock, every } = this.#parts;
    const wait = Math.max(0, this.#builtAt + every - clock.now());
    this.#planned = clock.after(wait, () => void this.#renew());
  }

  stop(): void {
    this.#stopped = true;
    this.#planned?.();
    this.#planned = undefined;
  }

  async #renew(): Promise<void> {
    await this.#parts.steady();
    // A new tip that came in the meantime has brought a template with it.
    if (this.#planned === undefined || this.#stopped) return;
    this.build();
    this.#parts.renewed();
  }
}
