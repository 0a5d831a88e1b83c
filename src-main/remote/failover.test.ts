import { afterEach, describe, expect, it } from 'vitest';
import type { PoolEvent, PoolSession } from '#shared/api/poolApi.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { ManualClock } from '../base/clock.ts';
import { Events } from '../base/events.ts';
import { silentLog } from '../base/log.ts';
import { START } from '../server/serverTest.fixture.ts';
import { SmallPool } from '../server/smallPool.fixture.ts';
import { openFailoverPool } from './failover.ts';
import type { RemotePool, RemoteStatus } from './remotePool.ts';

/** A remote pool without a network: whether it is connected is the test's word. */
class Line {
  readonly small = new SmallPool();
  readonly url: string;
  opened = 0;
  isUp: boolean;
  /** With what it answers whoever asks for work. */
  refusal: Fault | undefined;
  #session: PoolSession | undefined;
  #events = new Events<{ status: RemoteStatus }>(() => {});

  constructor(url: string, isUp: boolean) {
    this.url = url;
    this.isUp = isUp;
  }

  get isOpen(): boolean {
    return this.#session !== undefined;
  }

  get status(): RemoteStatus {
    const reason = this.isUp ? null : new Fault('remote.lost');
    return { url: this.url, state: this.isUp ? 'connected' : 'lost', latency: 1, reason, nextTry: null };
  }

  set(isUp: boolean): void {
    this.isUp = isUp;
    if (this.isOpen) this.#events.emit('status', this.status);
  }

  open(): RemotePool {
    this.opened += 1;
    const session = this.small.openSession();
    const events = new Events<{ status: RemoteStatus }>(() => {});
    this.#session = session;
    this.#events = events;
    const close = (): void => {
      session.close();
      if (this.#session === session) this.#session = undefined;
    };
    return Object.defineProperties(Object.create(session) as RemotePool, {
      status: { get: () => this.status },
      onStatus: { value: (listener: (status: RemoteStatus) => void) => events.on('status', listener) },
      subscribe: { value: session.subscribe.bind(session) },
      requestJob: {
        value: async (wish: Parameters<PoolSession['requestJob']>[0]) => {
          if (this.refusal !== undefined) throw this.refusal;
          return await session.requestJob(wish);
        },
      },
      close: { value: close },
    });
  }
}

const closing: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

function openThree(...up: boolean[]) {
  const clock = new ManualClock(START);
  const lines = up.map((isUp, at) => new Line(`ws://pool${at}`, isUp));
  const pool = openFailoverPool({
    urls: lines.map(({ url }) => url),
    open: (url) => (lines.find((line) => line.url === url) as Line).open(),
    clock,
    log: silentLog,
  });
  closing.push(() => pool.close());
  const events: PoolEvent[] = [];
  pool.subscribe((event) => events.push(event));
  const [a, b, c] = lines as [Line, Line, Line];
  a.set(a.isUp);
  return { clock, pool, events, a, b, c };
}

/** Lets promises that are already settled run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('failover', () => {
  it('uses the first pool while it is there, and connects to no other', async () => {
    const { clock, pool, a, b, c } = openThree(true, true, true);
    clock.advance(600_000);
    expect([a.isOpen, b.isOpen, c.isOpen]).toEqual([true, false, false]);
    expect(pool.status).toMatchObject({ url: 'ws://pool0', state: 'connected' });
    expect(pool.statuses().map((status) => status?.state ?? null)).toEqual(['connected', null, null]);
  });

  it('goes on with the next when the first is away for longer than a moment, and takes the work along', async () => {
    const { clock, pool, events, a, b, c } = openThree(true, true, true);
    await pool.watch({ addresses: ['lcoco1mine'] });
    await pool.requestJob({ address: 'lcoco1mine', shareDifficulty: 4 });
    a.set(false);
    clock.advance(3000);
    a.set(true);
    clock.advance(10_000);
    expect(b.isOpen).toBe(false);

    b.small.tipId = 200;
    a.set(false);
    clock.advance(6000);
    b.set(true);
    await settle();
    expect(pool.status).toMatchObject({ url: 'ws://pool1', state: 'connected' });
    await expect.poll(() => events.length).toBe(3);
    expect(events).toMatchObject([
      { type: 'job', value: { blockId: 201, shareDifficulty: 4 } },
      { type: 'block', value: { id: 200 } },
      { type: 'wallet', value: { address: 'lcoco1mine' } },
    ]);
    b.small.findBlock();
    expect(events.at(-1)).toMatchObject({ type: 'job', value: { blockId: 202 } });
    expect(c.isOpen).toBe(false);
  });

  it('returns when the first has been back for a while, and leaves the other', async () => {
    const { clock, pool, events, a, b } = openThree(true, true, true);
    await pool.requestJob({ address: 'lcoco1mine', shareDifficulty: 4 });
    a.set(false);
    clock.advance(6000);
    b.set(true);
    await settle();
    events.length = 0;
    a.set(true);
    clock.advance(20_000);
    a.set(false);
    clock.advance(20_000);
    a.set(true);
    clock.advance(29_000);
    expect(pool.status.url).toBe('ws://pool1');
    clock.advance(2000);
    expect(pool.status).toMatchObject({ url: 'ws://pool0', state: 'connected' });
    await expect.poll(() => events.length).toBe(2);
    expect(b.isOpen).toBe(false);
    // What the pool that was left still says is not heard.
    b.small.findBlock();
    expect(events).toHaveLength(2);
  });

  it('tries one after the other when none is there, and takes whichever comes', async () => {
    const { clock, pool, a, b, c } = openThree(false, false, false);
    clock.advance(4000);
    expect([a.isOpen, b.isOpen, c.isOpen]).toEqual([true, false, false]);
    clock.advance(2000);
    expect([b.isOpen, c.isOpen]).toEqual([true, false]);
    clock.advance(5000);
    expect(c.isOpen).toBe(true);
    clock.advance(60_000);
    expect([a.opened, b.opened, c.opened]).toEqual([1, 1, 1]);
    c.set(true);
    expect(pool.status.url).toBe('ws://pool2');
    b.set(true);
    clock.advance(31_000);
    expect(pool.status.url).toBe('ws://pool1');
    a.set(true);
    clock.advance(31_000);
    expect(pool.status.url).toBe('ws://pool0');
    expect([a.isOpen, b.isOpen, c.isOpen]).toEqual([true, false, false]);
  });

  it('goes on with the next when the first gives no work, and returns less and less often', async () => {
    const { clock, pool, a, b, c } = openThree(true, true, true);
    const ask = () => pool.requestJob({ address: 'lcoco1mine', shareDifficulty: 4 });
    const refused = async (times: number) => {
      for (let time = 0; time < times; time++) await expect(ask()).rejects.toThrow('address.prefix');
    };
    a.refusal = new Fault('address.prefix');
    await refused(2);
    a.refusal = undefined;
    await ask();
    a.refusal = new Fault('address.prefix');
    await refused(2);
    clock.advance(10_000);
    expect([pool.status.url, b.isOpen]).toEqual(['ws://pool0', false]);
    await refused(1);
    // It is used until another one is there.
    b.set(false);
    clock.advance(2000);
    expect([pool.status.url, b.isOpen]).toEqual(['ws://pool0', true]);
    b.set(true);
    expect(pool.status.url).toBe('ws://pool1');
    await ask();
    expect(c.isOpen).toBe(false);
    a.set(true);
    clock.advance(50_000);
    expect(pool.status.url).toBe('ws://pool1');
    clock.advance(20_000);
    expect(pool.status.url).toBe('ws://pool0');
    await refused(3);
    clock.advance(1000);
    b.set(true);
    expect(pool.status.url).toBe('ws://pool1');
    a.set(true);
    clock.advance(100_000);
    expect(pool.status.url).toBe('ws://pool1');
    clock.advance(30_000);
    expect(pool.status.url).toBe('ws://pool0');
  });

  it('stays with a pool that gives no work when there is no other', async () => {
    const { clock, pool, a } = openThree(true, false, false);
    a.refusal = new Fault('pool.busy');
    for (let time = 0; time < 10; time++) {
      await expect(pool.requestJob({ address: 'lcoco1mine', shareDifficulty: 4 })).rejects.toThrow();
      clock.advance(5000);
      expect(pool.status).toMatchObject({ url: 'ws://pool0', state: 'connected' });
    }
    await expect(pool.getStatus({})).resolves.toBeDefined();
  });

  it('passes refusals on, and ends all of it', async () => {
    const { pool, a, clock, events } = openThree(true, false, false);
    await expect(pool.getWallet({ address: 'btc1friend' })).rejects.toThrow('address.prefix');
    pool.close();
    expect(pool.status.state).toBe('closed');
    await expect(pool.getStatus({})).rejects.toThrow('remote.closed');
    a.set(true);
    clock.advance(60_000);
    expect([a.isOpen, events.length]).toEqual([false, 0]);
  });

  it('needs a pool', () => {
    const nothing = { urls: [], open: () => expect.unreachable(), clock: new ManualClock(0), log: silentLog };
    expect(() => openFailoverPool(nothing)).toThrow('remote.url');
  });
});
