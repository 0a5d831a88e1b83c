import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { type EasyChain, easyMempool, transferMessage } from '../chain/easyChain.fixture.ts';
import { testWallet } from '../testPool.fixture.ts';
import { Mempool } from '../waiting/mempool.ts';
import { JobDesk } from './jobDesk.ts';
import { JobIds } from './jobIds.ts';
import { TemplateKeeper } from './templateKeeper.ts';

const operator = testWallet('operator');
const alice = testWallet('alice');

let chain: EasyChain;
let mempool: Mempool;
let desk: JobDesk;
let clock: ManualClock;
let keeper: TemplateKeeper;
let renewed: number[];
let steady: () => Promise<void>;

let next = 0;
function fill(transactions: number): void {
  for (const end = next + transactions; next < end; next++) {
    const bytes = transferMessage(chain, operator, [[alice, BigInt(next + 1) * 1000n]]);
    mempool.add(bytes, new Uint8Array(64), chain.now);
  }
}

beforeEach(() => {
  ({ chain, mempool } = easyMempool({ transactions: 10_000, bytes: 10_000_000 }));
  clock = new ManualClock(chain.now);
  desk = new JobDesk(new JobIds(randomBytes(16), randomBytes));
  renewed = [];
  next = 0;
  steady = async () => {};
  keeper = new TemplateKeeper({
    ...{ ledger: chain.ledger, mempool, desk, reward: operator.publicKey, domain: () => 'localhost' },
    ...{ clock, log: silentLog, every: 3000, steady: () => steady() },
    renewed: () => renewed.push(desk.template.transactions),
  });
});

describe('TemplateKeeper', () => {
  it('has few transactions in a new tip’s template at once', async () => {
    fill(20);
    keeper.newTip();
    expect(desk.template.transactions).toBe(20);
    keeper.fill();
    await keeper.idle();
    expect(renewed).toEqual([]);
  });

  it('gives an empty template at once where many wait, and the full one when the jobs are out', async () => {
    fill(300);
    keeper.newTip();
    expect(desk.template.transactions).toBe(0);
    const empty = desk.template;
    keeper.fill();
    await keeper.idle();
    expect(renewed).toEqual([300]);
    expect(desk.template).not.toBe(empty);
    expect(chain.mine(desk.template).length).toBeGreaterThan(300 * 64);
  });

  it('gives up what it makes of an old tip, and makes the new one’s', async () => {
    fill(1500);
    keeper.newTip();
    let pauses = 0;
    steady = async () => {
      pauses += 1;
      if (pauses !== 2) return;
      // In the middle of it another pool's block comes.
      const elsewhere = new Mempool(chain.begin, { transactions: 10, bytes: 10_000 });
      chain.mine(chain.template(elsewhere));
      mempool.tipGrown();
      keeper.newTip();
      keeper.fill();
    };
    keeper.fill();
    await keeper.idle();
    expect(pauses).toBeGreaterThan(2);
    expect(renewed).toEqual([1500]);
    expect(desk.template.header.id).toBe(chain.ledger.tip.id + 1);
    chain.mine(desk.template);
  });

  it('takes in what came while a template was made', async () => {
    fill(300);
    keeper.newTip();
    keeper.fill();
    const filling = keeper.idle();
    await Promise.resolve();
    fill(1);
    keeper.changed();
    await filling;
    clock.advance(60_000);
    await keeper.idle();
    expect(desk.template.transactions).toBe(mempool.size);
  });
});
