import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { writeFileAtomically } from '../base/atomicFile.ts';
import type { Log } from '../base/log.ts';
import { NO_PAUSE_RULES } from './pauseRules.ts';

const pauseRules = z.object({
  onBattery: z.boolean(),
  whileUsed: z.int().min(1000).nullable(),
  maxTemperature: z.number().min(30).max(120).nullable(),
});

/** What is kept of mining from one start of the app to the next. */
const kept = z.object({
  threads: z.int().min(1).max(1024).nullable(),
  recommendedThreads: z.int().min(1).max(1024).nullable(),
  intensity: z.int().min(1).max(100),
  shareDifficulty: z.int().min(1).nullable(),
  pause: pauseRules,
});
export type KeptMining = z.output<typeof kept>;

const DEFAULTS: KeptMining = {
  threads: null,
  recommendedThreads: null,
  intensity: 100,
  shareDifficulty: null,
  pause: NO_PAUSE_RULES,
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
