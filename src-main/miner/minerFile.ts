import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { miningPower, pauseRules } from '#shared/api/bridgeStates.ts';
import { writeFileAtomically } from '../base/atomicFile.ts';
import type { Log } from '../base/log.ts';
import { NO_PAUSE_RULES } from './pauseRules.ts';

/** What is kept of mining from one start of the app to the next. */
const kept = z.object({
  threads: z.int().min(1).max(1024).nullable(),
  recommendedThreads: z.int().min(1).max(1024).nullable(),
  intensity: z.int().min(1).max(100),
  shareDifficulty: z.int().min(1).nullable(),
  pause: pauseRules,
  /** When the threads were tuned, and on how many cores: the result says nothing about another machine. */
  tunedAt: z.int().min(0).nullable(),
  tunedCores: z.int().min(1).nullable(),
  power: miningPower.nullable(),
});
export type KeptMining = z.output<typeof kept>;

const DEFAULTS: KeptMining = {
  threads: null,
  recommendedThreads: null,
  intensity: 100,
  shareDifficulty: null,
  pause: NO_PAUSE_RULES,
  tunedAt: null,
  tunedCores: null,
  power: null,
};

const fileIn = (folder: string): string => join(folder, 'mining.json');

/** A file that cannot be read counts as none: nothing in it is worth refusing to start. */
export function readKeptMining(folder: string, log: Log): KeptMining {
  try {
    return {
      ...DEFAULTS,
      ...kept.partial().parse(JSON.parse(readFileSync(fileIn(folder), 'utf8'))),
    } as KeptMining;
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!isAbsent) log.warn('mining.unreadable', { error });
    return DEFAULTS;
  }
}

export async function keepMining(folder: string, mining: KeptMining): Promise<void> {
  await writeFileAtomically(fileIn(folder), JSON.stringify(kept.parse(mining), null, 2));
}
