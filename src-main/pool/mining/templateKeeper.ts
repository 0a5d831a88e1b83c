import { BlockExecution } from '#shared/ledger/blockExecution.ts';
import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { allSteps } from '#shared/protocol/steps.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { nextTurn, turnEnds } from '../../base/turns.ts';
import type { Mempool } from '../waiting/mempool.ts';
import { BlockBuilder } from './blockBuilder.ts';
import type { JobDesk, Template } from './jobDesk.ts';

/** So few transactions are in a new tip's first template already; with more it is empty, and a full one follows. */
const AT_ONCE = 100;

/** Making templates takes at most one part in so many of the time. */
const REST = 5;

/**
 * Balance updates and list groups rest on trusts, which may end while the block is looked for; it would be refused. So
 * a template that holds one is made anew this often, also when nothing else changes. ms
 */
const TIMED_EVERY = 10_000;

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
  readonly log: Log;
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
  /** Ms of its own, without the turns of others in between. */
  #took = 0;
  #planned: (() => void) | undefined;
  #building: Promise<void> | undefined;
  /** Counts the tips: what was begun on another one is given up. */
  #tips = 0;
  /** That of the present template, as long as it stands on the tip. */
  #builder: BlockBuilder | undefined;
  /** The present template holds none of the many transactions that wait. */
  #isEmpty = false;
  #wanted = false;
  /** More has come while a template was in the making. */
  #again = false;
  #stopped = false;
  #stopTimed: () => void = () => {};

  constructor(parts: TemplateParts) {
    this.#parts = parts;
  }

  /**
   * Makes a template for a new tip, in the step in which the tip changed: miners must not wait. Where many
   * transactions wait it holds none of them, and `fill` is to be called when the jobs are out.
   */
  newTip(): void {
    const { mempool, desk, clock, domain } = this.#parts;
    this.#tips += 1;
    this.#unplan();
    this.#wanted = false;
    this.#isEmpty = mempool.size > AT_ONCE;
    this.#builtAt = clock.now();
    const builder = this.#begun();
    this.#set(desk, allSteps(builder.filled(this.#isEmpty ? [] : mempool.all(), domain())));
    this.#builder = builder;
  }

  /** Makes the full template after the empty one, where that is needed. */
  fill(): void {
    if (this.#isEmpty) this.#begin();
  }

  /** What could stand in a block has changed: a new template comes soon. */
  changed(): void {
    if (this.#building !== undefined) this.#again = true;
    if (this.#planned !== undefined || this.#building !== undefined || this.#stopped) return;
    const { clock, every } = this.#parts;
    const wait = Math.max(0, this.#builtAt + Math.max(every, REST * this.#took) - clock.now());
    this.#planned = clock.after(wait, () => {
      this.#planned = undefined;
      this.#begin();
    });
  }

  /** Resolves when no template is in the making. */
  async idle(): Promise<void> {
    await this.#building;
  }

  stop(): void {
    this.#stopped = true;
    this.#stopTimed();
    this.#unplan();
  }

  #set(desk: JobDesk, template: Template): void {
    this.#stopTimed();
    desk.setTemplate(template);
    const isTimed = template.lists.some(({ type }) => type === 7 || type === 8);
    this.#stopTimed = isTimed ? this.#parts.clock.after(TIMED_EVERY, () => this.changed()) : () => {};
  }

  #unplan(): void {
    this.#planned?.();
    this.#planned = undefined;
  }

  #begin(): void {
    this.#unplan();
    this.#wanted = true;
    this.#building ??= this.#run();
  }

  async #run(): Promise<void> {
    try {
      while (this.#wanted && !this.#stopped) {
        await this.#build();
      }
    } catch (error) {
      this.#parts.log.error('template.failed', { error });
    } finally {
      this.#building = undefined;
    }
    if (this.#again) this.changed();
  }

  /** Makes a template of what waits now, in turns; gives up when a new tip has brought one of its own. */
  async #build(): Promise<void> {
    const { desk, mempool, clock, steady, renewed, domain } = this.#parts;
    await steady();
    this.#wanted = false;
    this.#again = false;
    const tips = this.#tips;
    let took = 0;
    const builder = this.#builder?.mayGrow(mempool.all()) ? this.#builder : this.#begun();
    // One that is given up halfway is of no use any more.
    this.#builder = undefined;
    const steps = builder.filled(mempool.all(), domain());
    while (this.#tips === tips && !this.#stopped) {
      const ends = turnEnds();
      const start = performance.now();
      do {
        const step = steps.next();
        if (!step.done) continue;
        this.#set(desk, step.value);
        this.#builder = builder;
        this.#isEmpty = false;
        this.#builtAt = clock.now();
        this.#took = took + performance.now() - start;
        renewed();
        return;
      } while (!ends());
      took += performance.now() - start;
      // Until it is there miners work for a block that pays no fees.
      await nextTurn(this.#isEmpty ? 'soon' : 'later');
      await steady();
    }
  }

  #begun(): BlockBuilder {
    const { ledger, reward, clock } = this.#parts;
    return new BlockBuilder({ begin: () => beginBlock(ledger, clock), reward });
  }
}
