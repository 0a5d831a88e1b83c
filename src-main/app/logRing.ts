import type { LogLine } from '#shared/api/bridgeStates.ts';

const KEPT = 1_000;
const MAX_FACTS = 2_000;
const levels = ['debug', 'info', 'warn', 'error'] as const;

/** The last lines of the log in memory, for the operator's screen; the log itself has left out what is secret. */
export class LogRing {
  readonly #lines: LogLine[] = [];

  /** One line of JSON as the log writes it; anything else is dropped. */
  write(text: string): void {
    try {
      const { time, level, room, msg, ...rest } = JSON.parse(text) as Record<string, unknown>;
      const facts = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
      const known = levels.find((each) => each === level);
      if (known === undefined || typeof msg !== 'string') return;
      const date = typeof time === 'number' ? time : Date.parse(String(time));
      this.#lines.push({
        time: Number.isSafeInteger(date) ? date : 0,
        level: known,
        room: typeof room === 'string' ? room : '',
        event: msg,
        facts: Object.keys(facts).length === 0 ? '' : JSON.stringify(facts).slice(0, MAX_FACTS),
      });
      if (this.#lines.length > KEPT) this.#lines.shift();
    } catch {
      // Not a line of ours.
    }
  }

  /** At most `limit` of this level or above, the newest first. */
  read(level: LogLine['level'], limit: number): LogLine[] {
    const least = levels.indexOf(level);
    return this.#lines
      .filter((line) => levels.indexOf(line.level) >= least)
      .slice(-limit)
      .reverse();
  }
}
