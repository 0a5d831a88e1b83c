import type { AppliedBlock } from '#shared/ledger/transition.ts';
import type { Clock } from '../../base/clock.ts';
import type { Events } from '../../base/events.ts';
import type { Log } from '../../base/log.ts';
import type { MiningDesk } from '../mining/miningDesk.ts';
import type { TemplateKeeper } from '../mining/templateKeeper.ts';
import type { PoolFacts } from '../poolFacts.ts';
import type { EmbeddedSession } from '../poolSession.ts';
import type { Announcer } from '../reading/announcer.ts';
import type { ChainReader } from '../reading/chainReader.ts';
import { Spread } from '../spread.ts';
import type { MempoolChange } from '../waiting/mempool.ts';
import type { Pending } from '../waiting/pending.ts';
import type { Recheck } from '../waiting/recheck.ts';
import type { Adopted } from './chainAdoption.ts';
import type { SwitchTeller } from './switchTeller.ts';

/** After a block all miners hear how they stand, so many at a time. */
const MINERS_PACE = { some: 100, pause: 20 };

interface TipTellerParts {
  readonly mining: MiningDesk;
  readonly templates: TemplateKeeper;
  readonly announcer: Announcer;
  readonly reader: ChainReader;
  readonly switches: SwitchTeller;
  readonly recheck: Recheck;
  readonly events: Events<PoolFacts>;
  readonly sessions: ReadonlySet<EmbeddedSession>;
  readonly clock: Clock;
  readonly log: Log;
  /** Debts follow the chain; in their own time, which nobody waits for. */
  readonly settle: () => void;
  /** What the operator's screen shows has changed. */
  readonly changed: () => void;
}

/** So many blocks may be waiting to be told of to those whose wallets they name; the next one is not imported before. */
const MOST_UNTOLD = 4;

/**
 * What follows from a new tip, in the order in which people lose by waiting: other pools first, who are few, then the
 * miners' jobs. What the block did to wallets is told last, while the next one may already come.
 */
export class TipTeller {
  readonly #parts: TipTellerParts;
  #untold = 0;
  #telling: Promise<void> = Promise.resolve();
  readonly #minersPace: Spread<EmbeddedSession>;

  constructor(parts: TipTellerParts) {
    this.#parts = parts;
    this.#minersPace = new Spread(parts.clock, MINERS_PACE, (session) => session.minerChanged());
  }

  /** By one block. `settled`: what need not wait any more since then. */
  async grown(
    { block, bytes, changes }: AppliedBlock,
    settled: Pick<MempoolChange, 'mined' | 'expired'>,
    own: boolean,
  ): Promise<void> {
    const { announcer, reader, recheck, events } = this.#parts;
    const summary = reader.teller.summary(block, bytes.length);
    events.emit('block.accepted', { block, bytes, summary, own });
    // It goes along with each miner's job, in one write.
    await Promise.all([announcer.block(summary), this.#jobs()]);
    recheck.start();
    const telling = this.#tell(async () => {
      try {
        await announcer.contents(block, { identities: changes.identities.bytes(), mined: settled.mined });
      } finally {
        this.#expired(settled.expired);
        this.#rest();
      }
    });
    if (this.#untold >= MOST_UNTOLD) await telling;
  }

  /** Resolves when nobody has to hear anything more of the blocks until now. */
  async told(): Promise<void> {
    await this.#telling;
  }

  /** By another pool's chain, on the tip or in the place of some blocks. */
  async adopted({ blocks, fork, abandoned, stood, waitAgain, change }: Adopted): Promise<void> {
    const { announcer, reader, switches, events } = this.#parts;
    await this.#jobs();
    try {
      for (const pending of waitAgain) {
        announcer.transaction(reader.teller.pending(pending));
        const { identity, bytes: message, signature } = pending;
        events.emit('transaction.accepted', { identity, message, signature });
      }
      this.#expired([...change.expired, ...change.refused.map(({ pending }) => pending)]);
      for (const { block, bytes } of blocks) {
        const summary = reader.teller.summary(block, bytes.length);
        await announcer.block(summary);
        await announcer.contents(block);
        events.emit('block.accepted', { block, bytes, summary, own: false });
      }
      if (abandoned > 0) {
        await switches.tell(fork, abandoned, stood);
        events.emit('chain.switched', { abandoned });
      }
    } finally {
      this.#rest();
    }
  }

  stop(): void {
    this.#minersPace.stop();
  }

  /** Behind what is told of the blocks before. */
  #tell(tell: () => Promise<void>): Promise<void> {
    this.#untold += 1;
    this.#telling = this.#telling
      .then(tell)
      .catch((error: unknown) => this.#parts.log.error('announcement.failed', { error }))
      .finally(() => {
        this.#untold -= 1;
      });
    return this.#telling;
  }

  async #jobs(): Promise<void> {
    const { mining, templates, events } = this.#parts;
    // What still follows from the tip before gives way.
    this.#minersPace.stop();
    events.emit('jobs.due', {});
    await mining.newTip();
    events.emit('jobs.out', { workers: mining.workers.size });
    templates.fill();
  }

  #expired(expired: readonly Pending[]): void {
    const { announcer, reader } = this.#parts;
    for (const pending of expired) announcer.transaction(reader.teller.pending(pending, 'expired'));
  }

  #rest(): void {
    const { sessions, changed, settle } = this.#parts;
    void this.#minersPace.start(sessions);
    changed();
    settle();
  }
}
