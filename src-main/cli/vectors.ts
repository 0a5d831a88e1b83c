/** `npm run -s vectors -- DIR`: the protocol core against all vector files of a directory. */
import { runVectors } from './vectorRun.ts';

const directory = process.argv[2];
if (directory === undefined || process.argv.length > 3) {
  console.error('Usage: npm run -s vectors -- DIR');
  console.log('0 passed, 0 failed');
  process.exitCode = 1;
} else {
  const { lines, passed, failed } = runVectors(directory);
  for (const line of lines) console.log(line);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
