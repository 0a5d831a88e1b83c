import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vectorFiles } from './vectorFiles.ts';
import { VectorReport } from './vectorReport.ts';

export interface VectorRun {
  /** One line for each mismatch or note, then `N passed, M failed`. */
  lines: string[];
  passed: number;
  failed: number;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error);
}

/** Runs all vector files of a directory (each of them may be absent). Never throws. */
export function runVectors(directory: string): VectorRun {
  const report = new VectorReport();
  const lines: string[] = [];
  let present: string[] = [];
  try {
    present = readdirSync(directory);
  } catch (error) {
    lines.push(`${directory} cannot be read: ${reasonOf(error)}`);
  }
  for (const [name, check] of Object.entries(vectorFiles)) {
    if (!present.includes(`${name}.json`)) continue;
    const before = report.passed + report.failed;
    try {
      check(JSON.parse(readFileSync(join(directory, `${name}.json`), 'utf8')), report);
      if (report.passed + report.failed === before)
        report.fail(name, 'file', 'cases', 'at least one', 'none');
    } catch (error) {
      report.fail(name, 'file', 'form', 'a vector file of the known form', reasonOf(error));
    }
  }
  for (const { file, place, field, expected, got } of report.mismatches) {
    lines.push(`${file}: ${place}: ${field}: expected ${expected}, got ${got}`);
  }
  const { passed, failed } = report;
  if (passed + failed === 0) lines.push(`${directory} has no vector files.`);
  lines.push(`${passed} passed, ${failed} failed`);
  return { lines, passed, failed };
}
