import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { crashRounds } from './crashRound.ts';

const program = fileURLToPath(new URL('../../dist/main/crash.js', import.meta.url));

// A short one; `npm run test:crash -- --rounds N` for as long as one likes.
it.runIf(existsSync(program))(
  'loses nothing and does nothing twice, however often it is killed',
  async () => {
    const parent = await mkdtemp(join(tmpdir(), 'coco-crash-'));
    const deaths = await crashRounds(program, join(parent, 'chain'), 12, { seed: 3 });
    expect(deaths).toBeGreaterThan(5);
    await rm(parent, { recursive: true, force: true });
  },
  240_000,
);
