import * as z from 'zod';
import { count, time } from '#shared/api/values.ts';
import type { FaultCode } from '#shared/protocol/fault.ts';
import type { RecordOperation, Records } from '../../store/chainStore.ts';
import { decodeRecord, encodeJson, encodeRecord } from '../recordCodec.ts';
import type { RecordJournal } from '../recordJournal.ts';
import { PointsWindow } from './pointsWindow.ts';
import { RateMeter } from './rateMeter.ts';

const MINER = 'pool/miner/';
const ROUND = 'pool/round';

const roundRecord = z.object({
  number: count,
  startedAt: time,
  blockId: count,
  /** Work of the rounds since this pool's last own block, as a part of what their blocks were expected to cost. */
  effort: z.number().min(0).default(0),
  /** By what its shares are paid: the points of the round (paper), or those of the last shares (PPLNS). */
  scheme: z.enum(['proportional', 'pplns']).default('proportional'),
  /** The first slice of the window that counts: what was paid by one scheme is not paid again by the other. */
  windowFrom: count.default(0),
});
const minerRecord = z.object({
  round: count,
  roundPoints: z.number(),
  points: z.number(),
  accepted: count,
  /** The open slice of the window, and the miner's points in it. */
  slice: count.default(0),
  slicePoints: z.number().default(0),
});

/** The work on one block: it ends with the next block of the chain, whoever finds it. */
export type Round = z.output<typeof roundRecord>;
export type Scheme = Round['scheme'];

/** PPLNS counts the last shares, as many as two blocks cost on average. */
const WINDOW_BLOCKS = 2;

export interface MinerAccount {
  /** Hex of the miner's key. */
  readonly miner: string;
  /** Of all time. */
  points: number;
  roundPoints: number;
  /** The round that `roundPoints` belong to. */
  round: number;
  accepted: number;
  lastShare: number | null;
  /** When it last did something; 0 for what was only read at the start. */
  lastSeen: number;
  readonly refused: Map<FaultCode, number>;
  readonly rate: RateMeter;
}

/** Miners that have done nothing for so long are forgotten in memory; their record stays. */
const IDLE = 3_600_000;

/**
 * Points of the running round and each miner's counts (paper, "Mining Flow"; points = difficulty, docs/PROTOCOL.md
 * §8). A share is acknowledged only when its miner's record is durable (the journal's group commit), so no
 * acknowledged point is lost in a crash. What was refused is counted in memory only.
 */
export class ShareBook {
  readonly #records: Records;
  readonly #journal: RecordJournal;
  readonly #miners = new Map<string, MinerAccount>();
  readonly #window: PointsWindow;
  readonly #chosen: () => Scheme;
  #round: Round;
  #roundPoints = 0;
  #refused = new Map<FaultCode, number>();

  private constructor(
    records: Records,
    journal: RecordJournal,
    parts: { round: Round; window: PointsWindow; chosen: () => Scheme },
  ) {
    this.#records = records;
    this.#journal = journal;
    this.#round = parts.round;
    this.#window = parts.window;
    this.#chosen = parts.chosen;
  }

  /**
   * Goes on with the round that was running when the store was closed, by whatever. `chosen`: the scheme that the
   * operator wants, which holds from the next round on.
   */
  static async open(
    records: Records,
    journal: RecordJournal,
    first: { now: number; blockId: number },
    chosen: () => Scheme = () => 'proportional',
  ): Promise<ShareBook> {
    const stored = await records.get(ROUND);
    const round =
      stored === undefined
        ? {
            ...{ number: 1, startedAt: first.now, blockId: first.blockId, effort: 0 },
            ...{ scheme: chosen(), windowFrom: 0 },
          }
        : decodeRecord(roundRecord, stored);
    const window = await PointsWindow.open(records, journal, round.windowFrom);
    const book = new ShareBook(records, journal, { round, window, chosen });
    for (const { key, value } of await records.list({ prefix: MINER })) {
      const record = decodeRecord(minerRecord, value);
      if (record.slice === window.openNumber) {
        window.restore(key.slice(MINER.length), record.slicePoints);
      }
      if (record.round !== round.number) continue;
      book.#remember(key.slice(MINER.length), record);
      book.#roundPoints += record.roundPoints;
    }
    return book;
  }

  get round(): Round {
    return this.#round;
  }

  get roundPoints(): number {
    return this.#roundPoints;
  }

  /** Work since the last own block, as a part of what a block of this difficulty costs on average; 1: as expected. */
  effort(difficulty: number): number {
    return this.#round.effort + this.#roundPoints / difficulty;
  }

  /** Refused shares by reason, of all miners, since the start. */
  get refused(): ReadonlyMap<FaultCode, number> {
    return this.#refused;
  }

  /** The miners of the last while, in no order. */
  miners(): Iterable<MinerAccount> {
    return this.#miners.values();
  }

  /** A miner's account, also of one that was idle for long; undefined for one that never had a share. */
  async read(miner: string): Promise<MinerAccount | undefined> {
    const known = this.atHand(miner);
    if (known !== undefined) return known;
    const stored = await this.#records.get(MINER + miner);
    if (stored === undefined) return undefined;
    return this.atHand(miner) ?? account(miner, decodeRecord(minerRecord, stored));
  }

  /** Without waiting: the account of one that did something lately; undefined for others. */
  atHand(miner: string): MinerAccount | undefined {
    return this.#miners.get(miner);
  }

  /** To be called before a miner's first share: its counts of old are read. */
  async meet(miner: string, now: number): Promise<void> {
    const known = this.#miners.get(miner);
    if (known !== undefined) {
      known.lastSeen = now;
      return;
    }
    const stored = await this.#records.get(MINER + miner);
    const met =
      this.#miners.get(miner) ??
      this.#remember(miner, stored === undefined ? undefined : decodeRecord(minerRecord, stored));
    met.lastSeen = now;
  }

  /**
   * Counts a checked share; it is durable after the journal's next `flushed()`. `difficulty`: the block's, by which
   * the window is measured.
   */
  add(miner: string, points: number, now: number, difficulty: number): void {
    const known = this.#miners.get(miner) ?? this.#remember(miner, undefined);
    if (known.round !== this.#round.number) {
      known.round = this.#round.number;
      known.roundPoints = 0;
    }
    known.roundPoints += points;
    known.points += points;
    known.accepted += 1;
    known.lastShare = now;
    known.lastSeen = now;
    known.rate.add(points, now);
    this.#roundPoints += points;
    if (this.#round.scheme === 'pplns') this.#window.add(miner, points, WINDOW_BLOCKS * difficulty);
    // Nothing but numbers, so thousands of them a second need not go through the schema.
    this.#journal.put(MINER + miner, () =>
      encodeJson({
        round: known.round,
        roundPoints: known.roundPoints,
        points: known.points,
        accepted: known.accepted,
        slice: this.#window.openNumber,
        slicePoints: this.#window.openPointsOf(miner),
      } satisfies z.input<typeof minerRecord>),
    );
  }

  /** Counts a refused share; of an unknown miner (undefined, or one without any share) for the pool only. */
  refuse(miner: string | undefined, code: FaultCode): void {
    this.#refused.set(code, (this.#refused.get(code) ?? 0) + 1);
    const known = miner === undefined ? undefined : this.#miners.get(miner);
    if (known !== undefined) known.refused.set(code, (known.refused.get(code) ?? 0) + 1);
  }

  pointsOf(miner: string): number {
    const known = this.#miners.get(miner);
    return known !== undefined && known.round === this.#round.number ? known.roundPoints : 0;
  }

  /** A miner's points by which it would be paid if a block of this difficulty were found now, and everybody's. */
  counting(miner: string, difficulty: number): { points: number; total: number } {
    if (this.#round.scheme === 'pplns') return this.#window.pointsOf(miner, WINDOW_BLOCKS * difficulty);
    return { points: this.pointsOf(miner), total: this.#roundPoints };
  }

  /** Everybody's points by which a block of this difficulty is paid. */
  paidShares(difficulty: number): { miner: string; points: number }[] {
    if (this.#round.scheme === 'pplns') return this.#window.shares(WINDOW_BLOCKS * difficulty);
    return this.roundShares();
  }

  /** Everybody's points of the running round. */
  roundShares(): { miner: string; points: number }[] {
    const shares: { miner: string; points: number }[] = [];
    for (const { miner, round, roundPoints } of this.#miners.values()) {
      if (round === this.#round.number && roundPoints > 0) shares.push({ miner, points: roundPoints });
    }
    return shares;
  }

  /**
   * What a block's commit writes to end the round, and what to do once it is committed. The points of a round that
   * ended lie in the miners' records under an old round's number, which makes them void.
   */
  nextRound(
    now: number,
    blockId: number,
    ended?: { readonly own: boolean; readonly difficulty: number },
  ): { operations: RecordOperation[]; done: () => void } {
    const work = ended === undefined ? this.#round.effort : this.effort(ended.difficulty);
    const effort = ended?.own === true ? 0 : work;
    const scheme = this.#chosen();
    const windowFrom = scheme === this.#round.scheme ? this.#round.windowFrom : this.#window.openNumber + 1;
    const restarts = windowFrom !== this.#round.windowFrom;
    const number = this.#round.number + 1;
    const next: Round = { number, startedAt: now, blockId, effort, scheme, windowFrom };
    return {
      operations: [{ type: 'put', key: ROUND, value: encodeRecord(roundRecord, next) }],
      done: () => {
        this.#round = next;
        this.#roundPoints = 0;
        if (restarts) this.#window.restartAt(windowFrom);
        for (const [miner, known] of this.#miners) {
          if (known.lastSeen < now - IDLE) this.#miners.delete(miner);
        }
      },
    };
  }

  #remember(miner: string, record: z.output<typeof minerRecord> | undefined): MinerAccount {
    const made = account(miner, record);
    this.#miners.set(miner, made);
    return made;
  }
}

function account(miner: string, record: z.output<typeof minerRecord> | undefined): MinerAccount {
  return {
    miner,
    points: record?.points ?? 0,
    roundPoints: record?.roundPoints ?? 0,
    round: record?.round ?? 0,
    accepted: record?.accepted ?? 0,
    lastShare: null,
    lastSeen: 0,
    refused: new Map(),
    rate: new RateMeter(),
  };
}
