import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { MiningEarned } from '#shared/api/bridgeStates.ts';
import type { MinerState as PoolsWord } from '#shared/api/poolValues.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { writeFileAtomically } from '../base/atomicFile.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';

/** Every time zone's midnight is the begin of a quarter of an hour. */
const QUARTER = 15 * 60_000;

/** A week, and the day that has begun. */
const KEPT = 8 * 86_400_000;

/** Changes are on disk after so many ms; what a crash takes is noticed again by the pool's sums. */
const SAVE_AFTER = 60_000;

/** A machine that slept in between has not mined. */
const LONGEST_STEP = 5000;

const units = z.codec(z.string().regex(/^-?[0-9]{1,20}$/), z.bigint(), {
  decode: (text) => BigInt(text),
  encode: (value) => value.toString(),
});
const quarter = z.object({ at: z.int(), earned: units, paid: units, mined: z.number().min(0) });
const account = z.object({
  /** The pool's sums when it was last asked: earned in all, and how much of it is paid out. */
  seen: z.object({ earned: units, paid: units }),
  quarters: z.array(quarter),
});
const book = z.record(z.string(), account);
type Quarter = z.output<typeof quarter>;
type Account = z.output<typeof account>;

/**
 * What the pool says that each address earned, and when it said so. A pool tells sums since the beginning; the
 * differences between two looks, by quarters of an hour, tell what a day or a week brought. Nothing in it is estimated.
 */
export class EarningsBook {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #accounts: Map<string, Account>;
  #counting: { readonly address: string; readonly since: number } | null = null;
  #cancelSave: (() => void) | undefined;
  #saved: Promise<void> = Promise.resolve();

  constructor(parts: { readonly folder: string; readonly clock: Clock; readonly log: Log }) {
    this.#path = join(parts.folder, 'earnings.json');
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#accounts = this.#read();
  }

  /** The first word on an address is where counting begins: when it earned what it has then, nobody knows. */
  note({ address, owed, paid }: Pick<PoolsWord, 'address' | 'owed' | 'paid'>): void {
    const seen = { earned: owed + paid, paid };
    const known = this.#accounts.get(address);
    if (known === undefined) this.#accounts.set(address, { seen, quarters: [] });
    else if (known.seen.earned !== seen.earned || known.seen.paid !== seen.paid) {
      const now = this.#quarterOf(known);
      now.earned += seen.earned - known.seen.earned;
      now.paid += seen.paid - known.seen.paid;
      known.seen = seen;
    } else return;
    this.#saveSoon();
  }

  /** To be called each second or so: for which address it mines, null for none. */
  mining(address: string | null): void {
    const now = this.#clock.now();
    const before = this.#counting;
    this.#counting = address === null ? null : { address, since: now };
    const known = before === null ? undefined : this.#accounts.get(before.address);
    if (before === null || known === undefined || now <= before.since) return;
    this.#quarterOf(known).mined += Math.min(now - before.since, LONGEST_STEP);
    this.#saveSoon();
  }

  /** What was earned, paid and mined since a moment, to the quarter of an hour. */
  since(address: string, moment: number): MiningEarned {
    const sum = { earned: 0n as Units, paid: 0n as Units, mined: 0 };
    for (const { at, earned, paid, mined } of this.#accounts.get(address)?.quarters ?? []) {
      if (at + QUARTER <= moment) continue;
      sum.earned += earned;
      sum.paid += paid;
      sum.mined += mined;
    }
    return { ...sum, mined: Math.round(sum.mined) };
  }

  /** Settled when everything is on disk. */
  async close(): Promise<void> {
    if (this.#cancelSave !== undefined) {
      this.#cancelSave();
      this.#save();
    }
    await this.#saved;
  }

  #quarterOf(known: Account): Quarter {
    const now = this.#clock.now();
    const at = now - (now % QUARTER);
    const last = known.quarters.at(-1);
    if (last?.at === at) return last;
    const next = { at, earned: 0n, paid: 0n, mined: 0 };
    known.quarters = [...known.quarters.filter((old) => old.at > now - KEPT), next];
    return next;
  }

  #saveSoon(): void {
    this.#cancelSave ??= this.#clock.after(SAVE_AFTER, () => this.#save());
  }

  #save(): void {
    this.#cancelSave = undefined;
    this.#saved = this.#saved.then(() => this.#write());
  }

  async #write(): Promise<void> {
    try {
      await writeFileAtomically(
        this.#path,
        JSON.stringify(z.encode(book, Object.fromEntries(this.#accounts))),
      );
    } catch (error) {
      this.#log.error('earnings.notSaved', { error });
    }
  }

  /** A file that cannot be read counts as none: the coins themselves are on the chain. */
  #read(): Map<string, Account> {
    try {
      return new Map(Object.entries(z.decode(book, JSON.parse(readFileSync(this.#path, 'utf8')))));
    } catch (error) {
      const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (!isAbsent) this.#log.warn('earnings.unreadable', { error });
      return new Map();
    }
  }
}
