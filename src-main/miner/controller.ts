import { availableParallelism } from 'node:os';
import type { PoolSession } from '#shared/api/poolApi.ts';
import type { FaultNote } from '#shared/api/values.ts';
import { difficultyOfTarget } from '#shared/protocol/difficulty.ts';
import type { Clock } from '../base/clock.ts';
import { Events } from '../base/events.ts';
import type { Log } from '../base/log.ts';
import { Crew } from './crew.ts';
import { type GoodJob, JobKeeper } from './jobKeeper.ts';
import { checkedSettings, type MinerSettings, type MinerState } from './minerState.ts';
import { NO_PAUSE_RULES, pauseReason, type Readings } from './pauseRules.ts';
import { RateLog, type RateSample } from './rateLog.ts';
import { readSensors } from './sensors.ts';
import { ShareDesk } from './shareDesk.ts';
import { type StartThread, startWorkerThread } from './threads.ts';

interface MinerEvents {
  /** Something in the state has changed; told at most twice a second. */
  'miner.changed': MinerState;
}

export interface MinerControl {
  readonly state: MinerState;
  readonly events: Events<MinerEvents>;
  /** Counted rates of the last hour of mining, one each ten seconds, oldest first. */
  readonly samples: readonly RateSample[];
  /** Mines for this address until `stop`. Settled when the pool was asked for work. */
  start(address: string): Promise<void>;
  /** Settled when all threads are gone: within 100 ms on a machine that is not overloaded. */
  stop(): Promise<void>;
  change(settings: Partial<MinerSettings>): Promise<void>;
  /** Rests for so many ms (0: goes on); nothing while it is stopped. */
  pauseFor(ms: number): void;
  /** Where the system tells: ms since somebody used the machine, and whether it runs on battery. */
  tell(facts: { readonly idle?: number | null; readonly onBattery?: boolean | null }): void;
}

/** How often tries are counted and sensors are read, ms. */
const TICK = 1000;
const SENSOR_TICKS = 5;

/** Between two events, ms. */
const QUIET = 500;

export interface MinerRoom {
  readonly pool: PoolSession;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings?: Partial<MinerSettings>;
  readonly cores?: number;
  readonly startThread?: StartThread;
  readonly sensors?: () => Promise<Readings>;
}

/** The miner: jobs from a pool, threads that work on them, shares back. It mines only between `start` and `stop`. */
export function createMiner(room: MinerRoom): MinerControl {
  return new Controller(room);
}

class Controller implements MinerControl {
  readonly events: Events<MinerEvents>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #cores: number;
  readonly #sensors: () => Promise<Readings>;
  readonly #jobs: JobKeeper;
  readonly #desk: ShareDesk;
  readonly #crew: Crew;
  readonly #rates = new RateLog();
  #settings: MinerSettings;
  #readings: Readings = { onBattery: null, temperature: null };
  #told: { idle: number | null; onBattery: boolean | null } = { idle: null, onBattery: null };
  #address: string | null = null;
  #startedAt: number | null = null;
  #pausedUntil: number | null = null;
  #pause: FaultNote | null = null;
  #crewFault: FaultNote | null = null;
  #working: GoodJob | null = null;
  #ticks = 0;
  #cancelTick: (() => void) | undefined;
  #cancelEvent: (() => void) | undefined;

  constructor(room: MinerRoom) {
    this.#clock = room.clock;
    this.#log = room.log;
    this.#cores = room.cores ?? availableParallelism();
    this.#sensors = room.sensors ?? readSensors;
    this.#settings = checkedSettings(
      // All cores: the threads step back by themselves for whatever a person waits for.
      { threads: this.#cores, intensity: 100, shareDifficulty: null, pause: NO_PAUSE_RULES },
      room.settings ?? {},
    );
    this.events = new Events((error, type) => this.#log.error('listener.failed', { error, type }));
    this.#jobs = new JobKeeper({
      pool: room.pool,
      clock: room.clock,
      log: room.log,
      changed: () => this.#turn(),
    });
    this.#desk = new ShareDesk(room.pool, ({ job }, code) => {
      void this.#jobs.shareAnswered(job.jobId, code);
      this.#announce();
    });
    this.#crew = new Crew(room.startThread ?? startWorkerThread, {
      ready: (kernel) => {
        this.#log.info('kernel.chosen', { kernel });
        this.#announce();
      },
      share: ({ number, minedDate, blob }) => {
        const good = this.#jobs.find(number);
        if (good === undefined || this.#address === null) return;
        void this.#desk.handIn({ job: good.job, target: good.shareTarget, minedDate, blob });
      },
      leftOut: (count) => this.#desk.leaveOut(count),
      failed: ({ code, reason }) => {
        this.#log.error('thread.failed', { reason });
        this.#crewFault = { code, facts: { reason } };
        void this.#end();
      },
    });
    this.#crew.setIntensity(this.#settings.intensity);
    void this.#readSensors();
  }

  get state(): MinerState {
    const job = this.#jobs.current?.job;
    return {
      status: this.#status(),
      // What would make it rest is no reason for anything while nobody wants it to mine.
      reason: this.#crewFault ?? (this.#address === null ? null : (this.#pause ?? this.#jobs.fault)),
      settings: this.#settings,
      cores: this.#cores,
      kernel: this.#crew.kernel,
      hashRate: this.#status() === 'mining' ? this.#rates.rate : null,
      rateSpan: this.#status() === 'mining' ? this.#rates.span : null,
      tries: this.#crew.tries,
      startedAt: this.#startedAt,
      pausedUntil: this.#pausedUntil,
      temperature: this.#readings.temperature,
      senses: {
        battery: this.#onBattery !== null,
        idle: this.#told.idle !== null,
        temperature: this.#readings.temperature !== null,
      },
      job:
        job === undefined
          ? null
          : {
              blockId: job.blockId,
              shareDifficulty: job.shareDifficulty,
              blockDifficulty: difficultyOfTarget(job.target),
            },
      shares: this.#desk.counts,
    };
  }

  get samples(): readonly RateSample[] {
    return this.#rates.samples;
  }

  #status(): MinerState['status'] {
    if (this.#address === null) return 'stopped';
    if (this.#pause !== null) return 'paused';
    if (this.#working === null) return this.#jobs.fault === null ? 'starting' : 'paused';
    return this.#crew.kernel === null ? 'starting' : 'mining';
  }

  async start(address: string): Promise<void> {
    if (this.#address !== null) await this.stop();
    this.#address = address;
    this.#startedAt = this.#clock.now();
    this.#crewFault = null;
    this.#desk.reset();
    this.#tick();
    this.#judge();
    await this.#jobs.begin(address, this.#settings.shareDifficulty);
  }

  async stop(): Promise<void> {
    this.#pausedUntil = null;
    await this.#end();
  }

  async #end(): Promise<void> {
    this.#address = null;
    this.#startedAt = null;
    this.#cancelTick?.();
    this.#jobs.end();
    this.#turn();
    await this.#crew.resize(0);
    this.#announce();
  }

  async change(settings: Partial<MinerSettings>): Promise<void> {
    const before = this.#settings;
    this.#settings = checkedSettings(before, settings);
    this.#crew.setIntensity(this.#settings.intensity);
    this.#judge();
    this.#announce();
    if (this.#working !== null && before.threads !== this.#settings.threads) {
      this.#rates.interrupt();
      await this.#crew.resize(this.#settings.threads);
    }
    if (this.#address !== null && before.shareDifficulty !== this.#settings.shareDifficulty)
      await this.#jobs.begin(this.#address, this.#settings.shareDifficulty);
  }

  pauseFor(ms: number): void {
    if (this.#address === null) return;
    this.#pausedUntil = ms > 0 ? this.#clock.now() + ms : null;
    this.#judge();
    this.#announce();
  }

  tell(facts: { readonly idle?: number | null; readonly onBattery?: boolean | null }): void {
    const knewNothing = this.#told.idle === null;
    this.#told = { ...this.#told, ...facts };
    this.#judge();
    if (knewNothing) this.#announce();
  }

  /** Each second: count, and now and then look whether the miner should rest. */
  #tick(): void {
    this.#cancelTick?.();
    this.#cancelTick = this.#clock.after(TICK, () => this.#tick());
    // Until a kernel is chosen nobody hashes: that is no rate of zero.
    if (this.#working !== null && this.#crew.kernel !== null)
      this.#rates.count(this.#clock.now(), this.#crew.tries);
    if (this.#ticks++ % SENSOR_TICKS === 0) void this.#readSensors();
    this.#judge();
    this.#announce();
  }

  async #readSensors(): Promise<void> {
    const before = this.#readings;
    this.#readings = await this.#sensors();
    this.#judge();
    if (JSON.stringify(before) !== JSON.stringify(this.#readings)) this.#announce();
  }

  /** What a desktop shell says stands above the system's own files. */
  get #onBattery(): boolean | null {
    return this.#told.onBattery ?? this.#readings.onBattery;
  }

  #judge(): void {
    const now = this.#clock.now();
    if (this.#pausedUntil !== null && now >= this.#pausedUntil) this.#pausedUntil = null;
    this.#pause = pauseReason(this.#settings.pause, {
      now,
      pausedUntil: this.#pausedUntil,
      idle: this.#told.idle,
      onBattery: this.#onBattery,
      temperature: this.#readings.temperature,
      wasTooHot: this.#pause?.code === 'miner.tooHot',
    });
    this.#turn();
  }

  /** Gives the threads what they should work on now, if that has become another thing. */
  #turn(): void {
    const next = this.#address === null || this.#pause !== null ? null : this.#jobs.current;
    const before = this.#working;
    if (next === before) return;
    this.#working = next;
    if ((next === null) !== (before === null)) this.#rates.interrupt();
    if (next !== null) void this.#crew.resize(this.#settings.threads);
    this.#crew.work(next?.work ?? null);
    this.#announce();
  }

  #announce(): void {
    this.#cancelEvent ??= this.#clock.after(QUIET, () => {
      this.#cancelEvent = undefined;
      this.events.emit('miner.changed', this.state);
    });
  }
}
