import { afterEach, describe, expect, it } from 'vitest';
import type { PoolSession } from '#shared/api/poolApi.ts';
import { encodeAddress } from '#shared/protocol/addresses.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { ManualClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { openTestServer, START, until } from '../server/serverTest.fixture.ts';
import { SmallPool } from '../server/smallPool.fixture.ts';
import { isOfNoUse, openMinerPool } from './minerPool.ts';

const address = encodeAddress('lcoco', new Uint8Array(32).fill(7));
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A pool on `lcoco` addresses, but for what is altered. */
async function serve(changes: Partial<PoolSession> = {}): Promise<string> {
  const small = new SmallPool(() => START);
  const openSession = () => Object.assign(small.openSession(), changes);
  const { url, server } = await openTestServer({}, { openSession });
  closing.push(() => server.close());
  return url;
}

const ofAnother = async () => {
  const file = await new SmallPool().openSession().getNetwork({});
  return await serve({ getNetwork: async () => ({ ...file, addressPrefix: 'other' }) });
};

function open(urls: readonly string[], text = address) {
  const clock = new ManualClock(START);
  const pool = openMinerPool({ urls, address: text, clock, log: silentLog });
  closing.push(() => pool.close());
  return { clock, pool };
}

describe('the pools of an external miner', () => {
  it.each([
    [`${address.slice(0, -1)}${address.endsWith('q') ? 'p' : 'q'}`, 'address.checksum'],
    [address.slice(0, -3), 'address.length'],
    ['nonsense', 'address.text'],
  ])('are not asked for %s: the address is checked here', (text, code) => {
    expect(() => open(['ws://127.0.0.1:1'], text)).toThrow(code);
  });

  it('are used where the address belongs to, and the next one is tried', async () => {
    const { clock, pool } = open([await ofAnother(), await serve()]);
    await until(() => pool.status.reason?.code === 'remote.anotherNetwork');
    expect(isOfNoUse(pool)).toBe(false);
    clock.advance(6000);
    await until(() => pool.status.state === 'connected');
    await expect(pool.requestJob({ address, shareDifficulty: 3 })).resolves.toMatchObject({ blockId: 101 });
  });

  it('are left in turn when they refuse a good address, or claim to be of another network', async () => {
    const refuse = (code: 'address.checksum' | 'remote.anotherNetwork') =>
      serve({ requestJob: () => Promise.reject(new Fault(code)) });
    const { clock, pool } = open([
      await refuse('remote.anotherNetwork'),
      await refuse('address.checksum'),
      await serve(),
    ]);
    await until(() => pool.status.state === 'connected');
    const codes: string[] = [];
    const ask = async () => {
      try {
        return await pool.requestJob({ address, shareDifficulty: 3 });
      } catch (error) {
        codes.push((error as Fault).code);
        return undefined;
      }
    };
    while ((await ask()) === undefined) clock.advance(2000);
    expect(codes).toEqual(expect.arrayContaining(['remote.refused', 'address.checksum']));
    expect(isOfNoUse(pool)).toBe(false);
  });

  it('are of no use when all of them are of another network', async () => {
    const { clock, pool } = open([await ofAnother(), await ofAnother()]);
    await until(() => pool.status.reason?.code === 'remote.anotherNetwork');
    clock.advance(6000);
    await until(() => isOfNoUse(pool));
  });
});
