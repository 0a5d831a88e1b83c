import { availableParallelism } from 'node:os';
import type { BridgeResult } from '#shared/api/bridge.ts';
import type { MiningPower, MiningState } from '#shared/api/bridgeStates.ts';
import type { PoolSession } from '#shared/api/poolApi.ts';
import type { MinerState as PoolsWord } from '#shared/api/poolValues.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { createMiner, type MinerControl } from './controller.ts';
import { EarningsBook } from './earningsBook.ts';
import { type LostRound, lostRound } from './lostRound.ts';
import { type MeasureOptions, measureMachine } from './measureMachine.ts';
import { type KeptMining, keepMining, readKeptMining } from './minerFile.ts';
import type { MinerSettings } from './minerState.ts';
import { watchOtherLoad } from './otherLoad.ts';
import type { PauseRules, Readings } from './pauseRules.ts';
import type { RateSample } from './rateLog.ts';
import type { StartThread } from './threads.ts';
import { type TuningStep, tuneThreads } from './tuning.ts';

export interface MinerMeans {
  /** The app's data folder: mining.json lies in it. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly cores?: number;
  readonly startThread?: StartThread;
  readonly sensors?: () => Promise<Readings>;
  readonly measure?: typeof measureMachine;
  readonly watchOtherLoad?: typeof watchOtherLoad;
}

/** Counting with one number of threads while tuning, ms, and what they need before to find their pace. */
const TUNING_MS = 1500;
const SETTLE_MS = 500;

/** Threads that were never tuned are tuned after so many ms of mining, when nobody waits for a first block. */
const TUNES_ITSELF_AFTER = 120_000;
const TRIES_AGAIN_AFTER = 300_000;

/** While other programs use more cores than this, or a tenth of all, nothing can be learned about threads. */
const QUIET_CORES = 0.3;
const ATTEMPTS = 3;

/** What a tuning found. null: it came to no end, because others used the processor or because it was stopped. */
export interface Tuned {
  readonly threads: number | null;
  readonly busy: boolean;
}

type MiningEarnings = BridgeResult<'mining.earnings'>;

type Changes<T> = { readonly [K in keyof T]?: T[K] | undefined };
type MiningChanges = Changes<Omit<MinerSettings, 'pause'>> & {
  readonly power?: MiningPower | null | undefined;
  readonly pause?: Changes<PauseRules> | undefined;
};

/** Without what is undefined. */
function known<T extends object>(changes: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as never;
}

/** The app's miner: the controller, what is kept of it in the data folder, and the state as the window sees it. */
export class Miner {
  readonly #means: MinerMeans;
  readonly #log: Log;
  readonly #cores: number;
  readonly #listeners = new Set<(state: MiningState) => void>();
  #kept: KeptMining;
  #session: PoolSession | undefined;
  #control: MinerControl | undefined;
  #account: number | null = null;
  #address: string | null = null;
  #round: PoolsWord | null = null;
  #lostRound: LostRound | null = null;
  readonly #book: EarningsBook;
  #tuning: { promise: Promise<Tuned>; step: TuningStep | null } | null = null;
  /** Grows when what is being measured is no longer what was asked for. */
  #turns = 0;
  #tunesNext = 0;
  #saved: Promise<void> = Promise.resolve();

  constructor(means: MinerMeans) {
    this.#means = means;
    this.#log = means.log.child('miner');
    this.#cores = means.cores ?? availableParallelism();
    this.#book = new EarningsBook({ folder: means.folder, clock: means.clock, log: this.#log });
    const kept = readKeptMining(means.folder, this.#log);
    const isOfThisMachine = kept.tunedCores === this.#cores;
    this.#kept = isOfThisMachine ? kept : { ...kept, recommendedThreads: null, tunedAt: null };
  }

  /** Hands over a session of its own with the pool; before this nothing can be started. */
  connect(session: PoolSession): void {
    this.#session = session;
    const control = createMiner({
      ...this.#means,
      log: this.#log,
      pool: session,
      settings: this.#settings(),
    });
    this.#control = control;
    control.events.on('miner.changed', ({ status }) => {
      this.#book.mining(status === 'mining' ? this.#address : null);
      this.#tuneItself();
      this.#announce();
    });
    session.subscribe((event) => {
      if (event.type !== 'miner' || event.value.address !== this.#address) return;
      this.#hear(event.value);
      this.#announce();
    });
  }

  get state(): MiningState {
    const state = this.#control?.state;
    const settings = this.#settings();
    return {
      status: state?.status ?? 'stopped',
      reason: state?.reason ?? null,
      account: this.#account,
      threads: settings.threads,
      cores: this.#cores,
      recommendedThreads: this.#kept.recommendedThreads,
      tunedAt: this.#kept.tunedAt,
      tuning: this.#tuning?.step ?? null,
      intensity: settings.intensity,
      kernel: state?.kernel ?? '',
      hashRate: state?.hashRate ?? null,
      rateSpan: state?.rateSpan ?? null,
      startedAt: state?.startedAt ?? null,
      pausedUntil: state?.pausedUntil ?? null,
      pause: settings.pause,
      temperature: state?.temperature ?? null,
      senses: state?.senses ?? { battery: false, idle: false, temperature: false },
      power: this.#kept.power,
      chosenShareDifficulty: settings.shareDifficulty,
      shareDifficulty: state?.job?.shareDifficulty ?? null,
      blockDifficulty: (state?.job?.blockDifficulty ?? 0n).toString(),
      accepted: state?.shares.accepted ?? 0,
      refused: { ...state?.shares.refused },
      leftOut: state?.shares.leftOut ?? 0,
      faulty: state?.shares.faulty ?? 0,
      best: state?.shares.best ?? 0,
      blocksFound: state?.shares.blocksFound ?? 0,
      round: this.#round,
      lostRound: this.#lostRound,
    };
  }

  /** Hears of every change, at most twice a second. */
  on(listener: (state: MiningState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async start({ account, address }: { account: number; address: string }): Promise<void> {
    const { control, session } = this.#connected();
    this.#turns += 1;
    this.#account = account;
    this.#address = address;
    this.#round = null;
    this.#lostRound = null;
    // Asked before there is any work, so that what this work brings is seen as new.
    const asked = session.getMiner({ address }).then(
      (word) => {
        if (this.#address === address && this.#round === null) this.#hear(word);
      },
      (error: unknown) => this.#log.info('round.unknown', { error }),
    );
    await control.start(address);
    this.#announce();
    await asked;
    this.#announce();
  }

  async stop(): Promise<void> {
    this.#turns += 1;
    await this.#control?.stop();
    this.#book.mining(null);
    this.#account = null;
    this.#address = null;
    this.#round = null;
    this.#lostRound = null;
    this.#announce();
  }

  async change(changes: MiningChanges): Promise<void> {
    if (changes.threads !== undefined || changes.intensity !== undefined) this.#turns += 1;
    const { pause, ...others } = changes;
    await this.#keep({ ...known(others), pause: { ...this.#kept.pause, ...known(pause ?? {}) } });
    await this.#control?.change(this.#settings());
    this.#announce();
  }

  /** Rests for so many ms; 0: goes on. */
  pauseFor(ms: number): void {
    this.#control?.pauseFor(ms);
  }

  /** What only a desktop shell knows. */
  tell(facts: { readonly idle?: number | null; readonly onBattery?: boolean | null }): void {
    this.#control?.tell(facts);
  }

  /** Counted rates of the last hour, oldest first. */
  rates(): RateSample[] {
    return [...(this.#control?.samples ?? [])];
  }

  /** Tries a second of this machine with the miner's threads, counted for about a second. */
  async measure(): Promise<number> {
    return await this.#measure({ threads: this.#settings().threads });
  }

  /**
   * Counts with several numbers of threads (some seconds each), keeps the fewest that are as good as the best and mines
   * with these from now on. While it mines it goes on mining and counts that, so no share is lost by it. null: it was
   * started, stopped, paused or changed in between, or other programs were at work.
   */
  async tune(): Promise<Tuned> {
    const tuned = await this.#tune();
    if (tuned.threads !== null) await this.change({ threads: tuned.threads });
    return tuned;
  }

  /** What the pool's records say an address earned since each of these moments. Faults: what the pool refuses with. */
  async earnings(address: string, since: readonly number[]): Promise<MiningEarnings> {
    const { session } = this.#connected();
    const word = await session.getMiner({ address });
    // While it mines the pool tells by itself, and an answer may come later than what it told since.
    if (address !== this.#address) this.#book.note(word);
    const { owed, paid } = word;
    const earned = since.map((moment) => this.#book.since(address, moment));
    // A debt to the pool is paid by the next parts.
    return { earned, owed: owed > 0n ? owed : 0n, paid };
  }

  async close(): Promise<void> {
    await this.stop();
    await this.#book.close();
    this.#session?.close();
  }

  #hear(word: PoolsWord): void {
    this.#lostRound = lostRound(this.#round, word, this.#means.clock.now()) ?? this.#lostRound;
    this.#round = word;
    this.#book.note(word);
  }

  #tuneItself(): void {
    const { status, startedAt } = this.state;
    if (status !== 'mining' || this.#kept.tunedAt !== null || this.#tuning !== null) return;
    const now = this.#means.clock.now();
    if (now - (startedAt ?? Infinity) < TUNES_ITSELF_AFTER || now < this.#tunesNext) return;
    this.#tunesNext = now + TRIES_AGAIN_AFTER;
    this.#tune().catch((error: unknown) => this.#log.warn('tuning.failed', { error }));
  }

  #tune(): Promise<Tuned> {
    this.#tuning ??= { promise: this.#tuned(), step: null };
    return this.#tuning.promise;
  }

  async #tuned(): Promise<Tuned> {
    const turn = this.#turns;
    const quiet = Math.max(QUIET_CORES, this.#cores / 10);
    let busy = false;
    const isMining = this.state.status === 'mining';
    // A turn later, when `#tuning` is there.
    await Promise.resolve();
    try {
      const result = await tuneThreads(this.#cores, async (step) => {
        this.#tuning = this.#tuning && { ...this.#tuning, step };
        this.#announce();
        const { threads } = step;
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
          const others = (this.#means.watchOtherLoad ?? watchOtherLoad)();
          const rate = isMining
            ? await this.#countMining(threads)
            : await this.#measure({ threads, duration: TUNING_MS });
          const isStill = turn === this.#turns && (this.state.status === 'mining') === isMining;
          if (!isStill) return null;
          if (others() <= quiet) return rate;
        }
        busy = true;
        return null;
      });
      if (result === null) return { threads: null, busy };
      const { threads, measured } = result;
      this.#log.info('threads.tuned', { measured, threads });
      await this.#keep({
        recommendedThreads: threads,
        tunedAt: this.#means.clock.now(),
        tunedCores: this.#cores,
      });
      return { threads, busy };
    } finally {
      this.#tuning = null;
      await this.#control?.change(this.#settings());
      this.#announce();
    }
  }

  /** Tries a second of mining with so many threads. */
  async #countMining(threads: number): Promise<number> {
    const { control } = this.#connected();
    await control.change({ ...this.#settings(), threads });
    await this.#wait(SETTLE_MS);
    const begin = { date: this.#means.clock.now(), tries: control.state.tries };
    await this.#wait(TUNING_MS);
    const ms = this.#means.clock.now() - begin.date;
    return ((control.state.tries - begin.tries) * 1000) / ms;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#means.clock.after(ms, resolve);
    });
  }

  #settings(): MinerSettings {
    const { threads, recommendedThreads: recommended, ...rest } = this.#kept;
    return { ...rest, threads: threads ?? recommended ?? this.#cores };
  }

  #measure(options: MeasureOptions): Promise<number> {
    const { startThread, measure = measureMachine } = this.#means;
    return measure(startThread === undefined ? options : { ...options, startThread });
  }

  async #keep(changes: Partial<KeptMining>): Promise<void> {
    this.#kept = { ...this.#kept, ...changes };
    // One after the other, each with what is known by then; a failed one does not stand in the next one's way.
    const saved = this.#saved.catch(() => {}).then(() => keepMining(this.#means.folder, this.#kept));
    this.#saved = saved;
    await saved;
  }

  #connected(): { control: MinerControl; session: PoolSession } {
    if (this.#control === undefined || this.#session === undefined) throw new Fault('pool.closed');
    return { control: this.#control, session: this.#session };
  }

  #announce(): void {
    const { state } = this;
    for (const listener of this.#listeners) listener(state);
  }
}

/** The miner of a data folder; it has no pool yet and mines nothing until a person starts it. */
export function openMiner(means: MinerMeans): Miner {
  return new Miner(means);
}
