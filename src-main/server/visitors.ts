import type { PoolServerLimits } from './limits.ts';
import { TokenBucket } from './tokenBucket.ts';

/**
 * Verdicts on shares that no honest, working miner gets often. A stale share is bad luck, not bad work; the last two are
 * said of what does not even look like a share.
 */
const badVerdicts: ReadonlySet<string> = new Set([
  'share.unknownJob',
  'share.duplicate',
  'share.lowDifficulty',
  'share.future',
  'share.tooOld',
  'server.params',
  'decode.hex',
]);
/** Judged shares are halved at this many, so that what counts is the recent past. */
const REMEMBERED_SHARES = 400;

/** What is remembered of one address (group). */
export interface Visitor {
  readonly group: string;
  /** On the allow-list: no limit by address, no ban. */
  readonly allowed: boolean;
  connections: number;
  readonly requests: TokenBucket;
  readonly connects: TokenBucket;
  strikes: number;
  strikesAt: number;
  goodShares: number;
  badShares: number;
  bannedUntil: number;
  banReason: 'server.banned' | 'server.badWork';
}

/** Who came from where, what they may still ask for, and who is shut out. Bounded, whoever comes. */
export class Visitors {
  readonly #limits: PoolServerLimits;
  readonly #isAllowed: (address: string) => boolean;
  readonly #groupOf: (address: string) => string;
  readonly #all = new Map<string, Visitor>();
  readonly #onBan: (visitor: Visitor) => void;

  constructor(settings: {
    limits: PoolServerLimits;
    isAllowed: (address: string) => boolean;
    groupOf: (address: string) => string;
    onBan: (visitor: Visitor) => void;
  }) {
    this.#limits = settings.limits;
    this.#isAllowed = settings.isAllowed;
    this.#groupOf = settings.groupOf;
    this.#onBan = settings.onBan;
  }

  get size(): number {
    return this.#all.size;
  }

  of(address: string, now: number): Visitor {
    // Allowed addresses are told apart from their group, which others may share.
    const allowed = this.#isAllowed(address);
    const group = allowed ? address : this.#groupOf(address);
    const known = this.#all.get(group);
    if (known !== undefined) return known;
    if (this.#all.size >= this.#limits.addresses) this.#forgetSome(now);
    const limits = this.#limits;
    const visitor: Visitor = {
      group,
      allowed,
      connections: 0,
      requests: new TokenBucket(limits.addressBurst, limits.addressRate, now),
      connects: new TokenBucket(limits.connectBurst, limits.connectRate, now),
      strikes: 0,
      strikesAt: now,
      goodShares: 0,
      badShares: 0,
      bannedUntil: 0,
      banReason: 'server.banned',
    };
    this.#all.set(group, visitor);
    return visitor;
  }

  isBanned(visitor: Visitor, now: number): boolean {
    return visitor.bannedUntil > now;
  }

  banned(now: number): Visitor[] {
    return [...this.#all.values()].filter((visitor) => visitor.bannedUntil > now);
  }

  /** Counts what no honest client does. Strikes fade by one a second. */
  strike(visitor: Visitor, strikes: number, now: number): void {
    if (visitor.allowed) return;
    const faded = Math.max(0, visitor.strikes - Math.max(0, now - visitor.strikesAt) / 1000);
    visitor.strikes = faded + strikes;
    visitor.strikesAt = now;
    if (visitor.strikes >= this.#limits.strikes) this.#ban(visitor, 'server.banned', now);
  }

  /** Counts a share's verdict: undefined when it was taken, else the fault's code. */
  judge(visitor: Visitor, refusal: string | undefined, now: number): void {
    if (refusal === undefined) visitor.goodShares += 1;
    else if (badVerdicts.has(refusal)) visitor.badShares += 1;
    else return;
    const judged = visitor.goodShares + visitor.badShares;
    if (
      judged >= this.#limits.badShareOf &&
      visitor.badShares / judged > this.#limits.badShare &&
      !visitor.allowed
    ) {
      this.#ban(visitor, 'server.badWork', now);
    }
    if (judged >= REMEMBERED_SHARES) {
      visitor.goodShares /= 2;
      visitor.badShares /= 2;
    }
  }

  /** Lets a banned address in again, for the operator. */
  pardon(group: string): void {
    const visitor = this.#all.get(group);
    if (visitor !== undefined) visitor.bannedUntil = 0;
  }

  /** Forgets addresses of which nothing matters any more. */
  sweep(now: number): void {
    for (const [group, visitor] of this.#all) {
      const fresh =
        visitor.connections === 0 &&
        visitor.bannedUntil <= now &&
        visitor.requests.isFull(now) &&
        visitor.connects.isFull(now) &&
        now - visitor.strikesAt > visitor.strikes * 1000 &&
        visitor.goodShares + visitor.badShares === 0;
      const longGone =
        visitor.connections === 0 && now - Math.max(visitor.strikesAt, visitor.bannedUntil) > 3600_000;
      if (fresh || longGone) this.#all.delete(group);
    }
  }

  #ban(visitor: Visitor, reason: Visitor['banReason'], now: number): void {
    visitor.bannedUntil = now + this.#limits.banTime;
    visitor.banReason = reason;
    visitor.strikes = 0;
    visitor.goodShares = 0;
    visitor.badShares = 0;
    this.#onBan(visitor);
  }

  /**
   * Makes room by forgetting the oldest addresses without connections, those that are shut out when the others are not
   * enough; whoever is connected stays counted.
   */
  #forgetSome(now: number): void {
    let spare = Math.ceil(this.#limits.addresses / 10);
    for (const alsoBanned of [false, true]) {
      for (const [group, visitor] of this.#all) {
        if (visitor.connections > 0 || (!alsoBanned && this.isBanned(visitor, now))) continue;
        this.#all.delete(group);
        spare -= 1;
        if (spare === 0) return;
      }
    }
  }
}
