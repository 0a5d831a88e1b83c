import { Fault } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { AskBack } from '../pool/poolRooms.ts';
import { DomainProbe } from './domainProbe.ts';

/** Over all who ask, in each window: nobody can make this pool knock at doors as a trade. */
const PER_WINDOW = 20;
const WINDOW = 60_000;
const AT_ONCE = 4;

/**
 * Tells others whether their pool can be reached from here, as the test of a block's domain does it: one request,
 * 3 s, no redirects, the name resolved once, private addresses on the network `local` only. Fault: `reach.tooMany`.
 */
export function openAskBack(parts: {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: (length: number) => Uint8Array;
}): AskBack {
  const { clock, log, random } = parts;
  let running = 0;
  let since = clock.now();
  let asked = 0;
  return async ({ host, port, secure }, { network, caller }) => {
    const now = clock.now();
    if (now - since >= WINDOW) {
      since = now;
      asked = 0;
    }
    const name = host === '' ? caller.replace(/^::ffff:/, '') : host;
    // A host only: whatever else an address can hold is not asked for.
    if (!/^[A-Za-z0-9.:_-]{1,255}$/.test(name)) throw new Fault('pool.domain', { domain: '' });
    if (running >= AT_ONCE || asked >= PER_WINDOW) throw new Fault('reach.tooMany');
    asked += 1;
    running += 1;
    const place = name.includes(':') ? `[${name}]` : name;
    const target = `${place}:${port}`;
    const allowPrivate = network.name === 'local';
    try {
      const probe = new DomainProbe({ network, clock, log, random, allowPrivate });
      return { target, reached: await probe.ask(secure ? `wss://${target}` : `ws://${target}`) };
    } finally {
      running -= 1;
    }
  };
}
