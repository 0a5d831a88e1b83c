import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { type Caller, Dispatcher } from './dispatcher.ts';
import { readMessage } from './jsonRpc.ts';
import { defaultLimits } from './limits.ts';
import { Notifications } from './notifications.ts';
import { Refusals } from './refusals.ts';
import { createServerMetrics } from './serverMetrics.ts';
import { START } from './serverTest.fixture.ts';
import { SmallPool } from './smallPool.fixture.ts';
import { TokenBucket } from './tokenBucket.ts';
import { Visitors } from './visitors.ts';

const rejections: unknown[] = [];
const remember = (reason: unknown) => rejections.push(reason);
afterEach(() => {
  process.off('unhandledRejection', remember);
});

describe('Dispatcher', () => {
  it('survives a caller that cannot take its answer', async () => {
    process.on('unhandledRejection', remember);
    const nothing = () => 0;
    const metrics = createServerMetrics({
      ...{ connections: nothing, sessions: nothing, halfOpen: nothing, pending: nothing, banned: nothing },
      ...{ bodyBytes: nothing, answerBytes: nothing, status: () => undefined },
    });
    const visitors = new Visitors({
      ...{ limits: defaultLimits, isAllowed: () => false, groupOf: (address) => address, onBan: () => {} },
    });
    const clock = new ManualClock(START);
    const errors: unknown[] = [];
    const log = { ...silentLog, error: (_event: string, facts?: object) => void errors.push(facts) };
    const refusals = new Refusals({ visitors, metrics, clock });
    const dispatcher = new Dispatcher({
      ...{ limits: defaultLimits, visitors, refusals, metrics, clock, log },
      notifications: new Notifications(),
    });
    const session = new SmallPool().openSession();
    const caller: Caller = {
      visitor: visitors.of('203.0.113.5', START),
      requests: new TokenBucket(100, 1, START),
      ...{ pending: 0, answerBytes: 1000, session: () => session },
    };
    const failure = new RangeError('Invalid string length');
    const status = readMessage(Buffer.from('{"jsonrpc":"2.0","id":1,"method":"getStatus"}'), 1);
    dispatcher.handle(status, caller, () => {
      throw failure;
    });
    await turn();
    await turn();
    expect(rejections).toEqual([]);
    expect(errors).toEqual([{ error: failure }]);
    expect(metrics.refused.get('server.internal')).toBe(1);
    expect(caller.pending).toBe(0);
  });
});
