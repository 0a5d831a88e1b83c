import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { vectorFiles } from './vectorFiles.ts';
import { VectorReport } from './vectorReport.ts';
import { runVectors } from './vectorRun.ts';

const vectors = fileURLToPath(new URL('../../src-shared/protocol/vectors', import.meta.url));

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(vectors, `${name}.json`), 'utf8'));
}

describe('the vectors', () => {
  it.each(Object.keys(vectorFiles))('agree: %s', (name) => {
    const report = new VectorReport();
    vectorFiles[name]?.(read(name), report);
    expect(report.mismatches).toEqual([]);
    expect(report.passed).toBeGreaterThan(20);
  });
});

describe('the run over a directory', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'coco-vectors-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  function put(name: string, change: (text: string) => string): void {
    writeFileSync(
      join(directory, `${name}.json`),
      change(readFileSync(join(vectors, `${name}.json`), 'utf8')),
    );
  }

  it('ends with the counts', () => {
    cpSync(join(vectors, 'integers.json'), join(directory, 'integers.json'));
    const run = runVectors(directory);
    expect(run.lines).toEqual(['140 passed, 0 failed']);
  });

  it.each([
    ['integers', '"value": 3', '"value": 4', 2],
    ['proofs', '"index": 3', '"index": 2', 3],
    ['networks', '"blockId": 95', '"blockId": 96', 1],
    ['rewards', '"coins": 250', '"coins": 251', 1],
    ['blocks', '"blob": "69', '"blob": "6a', 4],
    ['blocks', '"reward": 250', '"reword": 250', 1],
    ['transfers', '"listType": 1', '"listType": 2', 1],
    ['integers', '"valid"', '"vaild"', 1],
    ['integers', '{', '[', 1],
  ])('tells that %s is wrong where %s became %s', (name, from, to, failed) => {
    put(name, (text) => {
      expect(text).toContain(from);
      return text.replace(from, to);
    });
    const run = runVectors(directory);
    expect(run.failed).toBe(failed);
    expect(run.lines).toHaveLength(failed + 1);
    expect(run.lines.join('\n')).not.toMatch(/\n\s+at /);
    expect(run.lines.at(-1)).toBe(`${run.passed} passed, ${failed} failed`);
  });

  it('counts what is of another form as a failure', () => {
    for (const text of [
      'null',
      '{}',
      '{"cases": 1}',
      '{"cases": [null, 1, {}]}',
      '{"cases": []}',
      'nonsense',
    ]) {
      writeFileSync(join(directory, 'blocks.json'), text);
      expect(runVectors(directory).failed).toBeGreaterThan(0);
    }
  });

  it('says that nothing ran where there is nothing', () => {
    expect(runVectors(directory).lines.at(-1)).toBe('0 passed, 0 failed');
    expect(runVectors(join(directory, 'absent')).lines.at(-1)).toBe('0 passed, 0 failed');
  });
});
