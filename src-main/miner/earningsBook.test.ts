import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { EarningsBook } from './earningsBook.ts';

const DAY = 86_400_000;
const NOW = 20_000 * DAY + 10 * 3_600_000;
const address = 'coco1miner';

let folder: string;
let books: EarningsBook[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coco-earnings-'));
  books = [];
});
afterEach(async () => {
  for (const book of books) await book.close();
  await rm(folder, { recursive: true });
});

const open = (clock: ManualClock) => {
  const book = new EarningsBook({ folder, clock, log: silentLog });
  books.push(book);
  return book;
};

describe('The book of what mining brought', () => {
  it('counts from its first look at an address, and tells earned from paid', () => {
    const clock = new ManualClock(NOW);
    const book = open(clock);
    book.note({ address, owed: 500n, paid: 1000n });
    expect(book.since(address, 0)).toEqual({ earned: 0n, paid: 0n, mined: 0 });
    book.note({ address, owed: 700n, paid: 1000n });
    book.note({ address, owed: 0n, paid: 1700n });
    expect(book.since(address, 0)).toEqual({ earned: 200n, paid: 700n, mined: 0 });
    expect(book.since('coco1another', 0)).toEqual({ earned: 0n, paid: 0n, mined: 0 });
  });

  it('goes down when a block is lost to another chain', () => {
    const book = open(new ManualClock(NOW));
    book.note({ address, owed: 0n, paid: 0n });
    book.note({ address, owed: 300n, paid: 0n });
    book.note({ address, owed: -20n, paid: 0n });
    expect(book.since(address, 0).earned).toBe(-20n);
  });

  it('knows today from the week, and forgets what is older', () => {
    const clock = new ManualClock(NOW);
    const book = open(clock);
    let paid = 0n;
    for (let day = 0; day < 20; day++) {
      book.note({ address, owed: 0n, paid });
      paid += 10n;
      clock.advance(DAY);
    }
    const midnight = clock.now() - (clock.now() % DAY);
    book.note({ address, owed: 0n, paid });
    expect(book.since(address, midnight).earned).toBe(10n);
    expect(book.since(address, midnight - 6 * DAY).earned).toBe(70n);
    expect(book.since(address, 0).earned).toBeLessThanOrEqual(90n);
  });

  it('counts the time of mining, but not that of a machine asleep', () => {
    const clock = new ManualClock(NOW);
    const book = open(clock);
    book.note({ address, owed: 0n, paid: 0n });
    for (let second = 0; second <= 30; second++) {
      book.mining(address);
      clock.advance(1000);
    }
    book.mining(null);
    clock.advance(60_000);
    book.mining(address);
    clock.advance(3_600_000);
    book.mining(address);
    expect(book.since(address, 0).mined).toBe(31_000 + 5000);
  });

  it('is there again after a restart, and notices what was paid in between', async () => {
    const clock = new ManualClock(NOW);
    const book = open(clock);
    book.note({ address, owed: 0n, paid: 0n });
    book.note({ address, owed: 5n, paid: 0n });
    await book.close();
    const again = open(clock);
    again.note({ address, owed: 3n, paid: 5n });
    expect(again.since(address, NOW)).toEqual({ earned: 8n, paid: 5n, mined: 0 });
    await writeFile(join(folder, 'earnings.json'), '{"coco1miner": 3}');
    expect(open(clock).since(address, 0).earned).toBe(0n);
  });
});
