/** `npm run test:crash -- --rounds N [--seed N]`: kills a chain store in the midst of its work, again and again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installNodeSha256 } from '../base/nodeHash.ts';
import { crashRounds } from '../store/crashRound.ts';
import { runCrashScript } from '../store/crashScript.ts';
import { readFlags } from './flags.ts';

installNodeSha256();
const args = process.argv.slice(2);
if (args[0] === '--child') {
  await runCrashScript(args[1] as string, Number(args[2]), Number(args[3]));
} else {
  const flags = readFlags(args, { values: ['rounds', 'seed'], switches: [] });
  const rounds = 'wrong' in flags ? Number.NaN : Number(flags.values.rounds ?? 60);
  const seed = 'wrong' in flags ? Number.NaN : Number(flags.values.seed ?? Date.now() % 100_000);
  if (!Number.isInteger(rounds) || !Number.isInteger(seed)) {
    console.error('Usage: npm run test:crash -- [--rounds N] [--seed N]');
    process.exitCode = 1;
  } else {
    const parent = await mkdtemp(join(tmpdir(), 'coco-crash-'));
    const program = fileURLToPath(import.meta.url);
    const log = (line: string) => console.log(line);
    const deaths = await crashRounds(program, join(parent, 'chain'), rounds, { seed, log });
    console.log(`${rounds} rounds, ${deaths} deaths, nothing lost (seed ${seed}).`);
    await rm(parent, { recursive: true, force: true });
  }
}
