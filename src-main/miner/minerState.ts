import type { FaultNote } from '#shared/api/values.ts';
import type { PauseRules } from './pauseRules.ts';
import type { ShareCounts } from './shareDesk.ts';

export interface MinerSettings {
  readonly threads: number;
  /** Percent of each thread's time, 1 to 100. */
  readonly intensity: number;
  /** null: the pool adjusts. */
  readonly shareDifficulty: number | null;
  readonly pause: PauseRules;
}

export interface MinerState {
  readonly status: 'stopped' | 'starting' | 'mining' | 'paused';
  /** Why it is paused or stopped by itself; while mining: what is wrong with the pool's last job. */
  readonly reason: FaultNote | null;
  readonly settings: MinerSettings;
  readonly cores: number;
  /** The kernel in use; null before one was chosen. */
  readonly kernel: string | null;
  /** Tries a second over the last ten seconds, counted; null until a second was counted. */
  readonly hashRate: number | null;
  /** Over how many ms `hashRate` was counted: ten seconds, or since it began. */
  readonly rateSpan: number | null;
  readonly tries: number;
  readonly startedAt: number | null;
  readonly pausedUntil: number | null;
  readonly temperature: number | null;
  /** Which pause rules can work here: what the system or the shell tells. */
  readonly senses: { readonly battery: boolean; readonly idle: boolean; readonly temperature: boolean };
  readonly job: {
    readonly blockId: number;
    readonly shareDifficulty: number;
    readonly blockDifficulty: bigint;
  } | null;
  readonly shares: ShareCounts;
}

/** Settings within their bounds, whatever was asked for. */
export function checkedSettings(before: MinerSettings, changes: Partial<MinerSettings>): MinerSettings {
  const next = { ...before, ...changes };
  const { shareDifficulty } = next;
  return {
    threads: Math.min(1024, Math.max(1, Math.trunc(next.threads))),
    intensity: Math.min(100, Math.max(1, Math.round(next.intensity))),
    shareDifficulty: shareDifficulty === null ? null : Math.max(1, Math.trunc(shareDifficulty)),
    pause: next.pause,
  };
}
