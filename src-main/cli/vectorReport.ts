import { isDeepStrictEqual } from 'node:util';
import { isFault } from '#shared/protocol/fault.ts';

/** A vector file that is not of the form it should have: told as a mismatch, like a wrong value. */
export class Malformed extends Error {}

/** Where a value stands: the file's name, the part and index of the case, the field. */
export interface Mismatch {
  file: string;
  place: string;
  field: string;
  expected: string;
  got: string;
}

function show(value: unknown): string {
  const text = typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
  if (text === undefined) return 'nothing';
  return text.length > 200 ? `${text.slice(0, 200)}… (${text.length} characters)` : text;
}

function outcome(error: unknown): string {
  if (isFault(error)) return `fault ${error.code} ${JSON.stringify(error.facts)}`;
  if (error instanceof Malformed) return error.message;
  return `error ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
}

/** Counts the checks and keeps the mismatches. Nothing that a check throws gets out of it. */
export class VectorReport {
  passed = 0;
  readonly mismatches: Mismatch[] = [];

  get failed(): number {
    return this.mismatches.length;
  }

  fail(file: string, place: string, field: string, expected: unknown, got: string): void {
    this.mismatches.push({ file, place, field, expected: show(expected), got });
  }

  /** One case: its `equal` and `refused` are counted each, and what it throws is one failure more. */
  case(file: string, place: string, run: (check: CaseCheck) => void): void {
    try {
      run(new CaseCheck(this, file, place));
    } catch (error) {
      this.fail(file, place, 'case', 'a case of the known form', outcome(error));
    }
  }
}

export class CaseCheck {
  readonly #report: VectorReport;
  readonly #file: string;
  readonly #place: string;

  constructor(report: VectorReport, file: string, place: string) {
    this.#report = report;
    this.#file = file;
    this.#place = place;
  }

  /** What `compute` gives must be deeply equal to what the vector says. */
  equal(field: string, expected: unknown, compute: () => unknown): void {
    try {
      const got = compute();
      if (isDeepStrictEqual(got, expected)) this.#report.passed += 1;
      else this.#report.fail(this.#file, this.#place, field, expected, show(got));
    } catch (error) {
      this.#report.fail(this.#file, this.#place, field, expected, outcome(error));
    }
  }

  /** `attempt` must end in a fault; another error is as wrong as an answer. */
  refused(field: string, attempt: () => unknown): void {
    try {
      const got = attempt();
      this.#report.fail(this.#file, this.#place, field, 'a fault', show(got));
    } catch (error) {
      if (isFault(error)) this.#report.passed += 1;
      else this.#report.fail(this.#file, this.#place, field, 'a fault', outcome(error));
    }
  }
}
