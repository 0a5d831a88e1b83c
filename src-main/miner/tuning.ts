/** A rate that was counted with so many threads. */
export interface Measured {
  readonly threads: number;
  /** Tries a second of all of them together. */
  readonly rate: number;
}

/** One measurement of a tuning, as a person may watch it. */
export interface TuningStep {
  readonly step: number;
  readonly steps: number;
  readonly threads: number;
}

/** A thread more must bring at least this much of the best rate; what is less is chance, and costs power. */
const WORTH = 0.03;

/** The thread counts worth measuring on a machine: a few, since each costs a person some seconds. */
export function threadCounts(cores: number): readonly number[] {
  const counts = [1, cores / 4, cores / 2, (3 * cores) / 4, cores - 1, cores].map((count) =>
    Math.max(1, Math.round(count)),
  );
  return [...new Set(counts)].sort((a, b) => a - b);
}

/** The fewest threads whose rate is within 3 % of the best. */
export function recommendedThreads(measured: readonly Measured[]): number {
  const best = Math.max(...measured.map(({ rate }) => rate));
  const enough = measured.filter(({ rate }) => rate >= best * (1 - WORTH));
  return Math.min(...enough.map(({ threads }) => threads));
}

/**
 * Measures the counts of threads upwards and once more downwards, so that what else the machine does for a moment
 * falls on different ones; the better rate of a count stands. null: `measure` gave up.
 */
export async function tuneThreads(
  cores: number,
  measure: (step: TuningStep) => Promise<number | null>,
): Promise<{ readonly threads: number; readonly measured: readonly Measured[] } | null> {
  const counts = threadCounts(cores);
  const plan = [...counts, ...[...counts].reverse()];
  const best = new Map<number, number>();
  for (const [at, threads] of plan.entries()) {
    const rate = await measure({ step: at + 1, steps: plan.length, threads });
    if (rate === null) return null;
    best.set(threads, Math.max(rate, best.get(threads) ?? 0));
  }
  const measured = [...best].map(([threads, rate]) => ({ threads, rate }));
  return { threads: recommendedThreads(measured), measured };
}
