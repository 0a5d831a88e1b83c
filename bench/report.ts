/** What every benchmark is run with (bench/bench.ts). */
export interface BenchOptions {
  readonly json: boolean;
  /** What stands behind the benchmark's name on the command line. */
  readonly args: string[];
}

/** One case of a benchmark, as `--json` prints it: `value` is the best of `runs`. */
export interface BenchLine {
  readonly bench: string;
  readonly case: string;
  readonly value: number;
  readonly unit: string;
  readonly runs: number;
}

export interface Report {
  /**
   * Adds a case with the values of its runs. The best is the largest, or the smallest with `lowerIsBetter`. `notes`
   * stand in columns of their own in the table, by their names.
   */
  add(
    name: string,
    values: readonly number[],
    unit: string,
    options?: { readonly lowerIsBetter?: boolean; readonly notes?: Readonly<Record<string, string>> },
  ): void;
  /** A line of words below the table; left out with `--json`. */
  say(text: string): void;
  print(): void;
}

/** Collects the cases of one benchmark and prints them: a table for people, or one JSON object a line for tools. */
export function createReport(benchName: string, { json }: { readonly json: boolean }): Report {
  const lines: (BenchLine & { readonly median: number; readonly notes: Readonly<Record<string, string>> })[] =
    [];
  const words: string[] = [];
  return {
    add(name, values, unit, { lowerIsBetter = false, notes = {} } = {}) {
      const sorted = [...values].sort((a, b) => (lowerIsBetter ? a - b : b - a));
      const best = sorted[0];
      const median = sorted[Math.floor(sorted.length / 2)];
      if (best === undefined || median === undefined) throw new RangeError(`${name}: no run`);
      lines.push({ bench: benchName, case: name, value: best, unit, runs: values.length, median, notes });
    },
    say(text) {
      words.push(text);
    },
    print() {
      if (json) {
        for (const { median: _median, notes: _notes, ...line } of lines) console.log(JSON.stringify(line));
        return;
      }
      const columns = [...new Set(lines.flatMap(({ notes }) => Object.keys(notes)))];
      const rows = lines.map((line) => [
        line.case,
        readable(line.value),
        readable(line.median),
        line.unit,
        String(line.runs),
        ...columns.map((column) => line.notes[column] ?? ''),
      ]);
      printTable([benchName, 'best', 'median', 'unit', 'runs', ...columns], rows);
      for (const text of words) console.log(text);
    },
  };
}

/** Three or four digits that count, with thousands set apart. */
function readable(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 4;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  // Names and units stand on the left, numbers on the right.
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 0 || column === 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  console.log(line(head));
  console.log(widths.map((width) => '-'.repeat(width)).join('  '));
  for (const row of rows) console.log(line(row));
}
