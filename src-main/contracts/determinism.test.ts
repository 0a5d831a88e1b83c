import { describe, expect, it } from 'vitest';
import { comparePrograms, programLedger, programOutcome } from './determinism.ts';
import { createSandbox, engineBinary } from './meteredEngine.ts';

const COUNT = 300;

/** In this Node only; `npm run -s test:determinism` compares with other ones and with a browser. */
describe('generated programs', () => {
  it('end as they did on every other machine', () => {
    const { digest, known, endings, transfers } = comparePrograms(engineBinary(), COUNT);
    expect(known).toBeDefined();
    expect(digest).toBe(known);
    expect(endings.ok).toBeGreaterThan(100);
    expect(Object.keys(endings).length).toBeGreaterThan(4);
    expect(transfers).toBeGreaterThan(50);
  }, 600_000);

  it('end in the same way in an engine that has run others before', () => {
    const used = programLedger(createSandbox());
    for (let seed = 500; seed < 560; seed++) programOutcome(used, seed);
    for (let seed = 540; seed < 570; seed++) {
      expect(programOutcome(used, seed)).toEqual(programOutcome(programLedger(createSandbox()), seed));
    }
  });
});
