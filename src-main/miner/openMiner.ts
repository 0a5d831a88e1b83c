import { availableParallelism } from 'node:os';
import type { MiningState } from '#shared/api/bridge.ts';
import type { PoolSession, MinerState as PoolsWord } from '#shared/api/poolApi.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { createMiner, defaultThreads, type MinerControl } from './controller.ts';
import { type MeasureOptions, measureMachine } from './measureMachine.ts';
import { type KeptMining, keepMining, readKeptMining } from './minerFile.ts';
import type { MinerSettings } from './minerState.ts';
import type { Readings } from './pauseRules.ts';
import type { RateSample } from './rateLog.ts';
import type { StartThread } from './threads.ts';
import { recommendedThreads, threadCounts } from './tuning.ts';

export interface MinerMeans {
  /** The app's data folder: mining.json lies in it. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly cores?: number;
  readonly startThread?: StartThread;
  readonly sensors?: () => Promise<Readings>;
  readonly measure?: typeof measureMachine;
}

/** Counting with one number of threads while tuning, ms. */
const TUNING_MS = 1500;

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

  constructor(means: MinerMeans) {
    this.#means = means;
    this.#log = means.log.child('miner');
    this.#cores = means.cores ?? availableParallelism();
    this.#kept = readKeptMining(means.folder, this.#log);
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
    control.events.on('miner.changed', () => this.#announce());
    session.subscribe((event) => {
      if (event.type !== 'miner' || event.value.address !== this.#address) return;
      this.#round = event.value;
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
      intensity: settings.intensity,
      kernel: state?.kernel ?? '',
      hashRate: state?.hashRate ?? null,
      startedAt: state?.startedAt ?? null,
      chosenShareDifficulty: settings.shareDifficulty,
      shareDifficulty: state?.job?.shareDifficulty ?? null,
      blockDifficulty: (state?.job?.blockDifficulty ?? 0n).toString(),
      accepted: state?.shares.accepted ?? 0,
      refused: { ...state?.shares.refused },
      blocksFound: state?.shares.blocksFound ?? 0,
      round: this.#round,
    };
  }

  /** Hears of every change, at most twice a second. */
  on(listener: (state: MiningState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async start({ account, address }: { account: number; address: string }): Promise<void> {
    const { control, session } = this.#connected();
    this.#account = account;
    this.#address = address;
    this.#round = null;
    await control.start(address);
    this.#announce();
    try {
      this.#round = await session.getMiner({ address });
    } catch (error) {
      this.#log.info('round.unknown', { error });
    }
  }

  async stop(): Promise<void> {
    await this.#control?.stop();
    this.#account = null;
    this.#address = null;
    this.#round = null;
    this.#announce();
  }

  async change(
    changes: {
      readonly [K in keyof MinerSettings]?: MinerSettings[K] | undefined;
    },
  ): Promise<void> {
    const known = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    await this.#keep(known);
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
   * Counts with several numbers of threads (some seconds each) and keeps the fewest that are as good as the best.
   * Fault: `miner.busy` while mining.
   */
  async tune(): Promise<number> {
    if (this.state.status !== 'stopped') throw new Fault('miner.busy');
    const measured = [];
    for (const threads of threadCounts(this.#cores)) {
      const rate = await this.#measure({ threads, duration: TUNING_MS });
      measured.push({ threads, rate });
    }
    const threads = recommendedThreads(measured);
    this.#log.info('threads.tuned', { measured, threads });
    await this.#keep({ recommendedThreads: threads, threads });
    await this.#control?.change(this.#settings());
    this.#announce();
    return threads;
  }

  async close(): Promise<void> {
    await this.stop();
    this.#session?.close();
  }

  #settings(): MinerSettings {
    const { threads, recommendedThreads: recommended, ...rest } = this.#kept;
    return { ...rest, threads: threads ?? recommended ?? defaultThreads(this.#cores) };
  }

  #measure(options: MeasureOptions): Promise<number> {
    const { startThread, measure = measureMachine } = this.#means;
    return measure(startThread === undefined ? options : { ...options, startThread });
  }

  async #keep(changes: Partial<KeptMining>): Promise<void> {
    this.#kept = { ...this.#kept, ...changes };
    await keepMining(this.#means.folder, this.#kept);
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
