import type { FaultNote } from '#shared/api/values.ts';

/** When a person wants the miner to rest. */
export interface PauseRules {
  readonly onBattery: boolean;
  /** Rest while somebody used the machine within so many ms; null: never. */
  readonly whileUsed: number | null;
  /** Degrees Celsius at which to rest; null: never. */
  readonly maxTemperature: number | null;
}

export const NO_PAUSE_RULES: PauseRules = { onBattery: false, whileUsed: null, maxTemperature: null };

/** What the system tells; null where it does not. */
export interface Readings {
  readonly onBattery: boolean | null;
  /** The hottest processor sensor, degrees Celsius. */
  readonly temperature: number | null;
}

/** It goes on when it is this much cooler than the limit, or it would stop and go all the time. */
const COOL_DOWN = 5;

/**
 * Why the miner should rest now; null: it need not. `wasTooHot`: it rests for the heat already. `idle`: ms since
 * somebody used the machine, null where nobody tells. A person's own pause comes first.
 */
export function pauseReason(
  rules: PauseRules,
  facts: Readings & {
    readonly now: number;
    readonly pausedUntil: number | null;
    readonly idle: number | null;
    readonly wasTooHot: boolean;
  },
): FaultNote | null {
  const { pausedUntil, idle, temperature } = facts;
  if (pausedUntil !== null && facts.now < pausedUntil)
    return { code: 'miner.pausedForAWhile', facts: { until: pausedUntil } };
  if (rules.onBattery && facts.onBattery === true) return { code: 'miner.onBattery', facts: {} };
  if (rules.whileUsed !== null && idle !== null && idle < rules.whileUsed)
    return { code: 'miner.inUse', facts: { idle, needed: rules.whileUsed } };
  const limit = rules.maxTemperature;
  if (limit !== null && temperature !== null && temperature > (facts.wasTooHot ? limit - COOL_DOWN : limit))
    return { code: 'miner.tooHot', facts: { temperature, limit } };
  return null;
}
