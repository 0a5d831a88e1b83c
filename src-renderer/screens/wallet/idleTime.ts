import type { ChainState } from '#shared/api/bridgeStates.ts';

export interface IdleTime {
  /** soon: more than half of the time is over; now: the last sixth has begun. */
  readonly urgency: 'soon' | 'now';
  /** When the coins will be lost, ms epoch. */
  readonly date: number;
}

/**
 * Whether an account has been unused for so long that its owner should know (docs/PROTOCOL.md §6, "Lost coins"): from half
 * of the network's idle time on. Its coins go at the first lost-coins date on which it has been idle for long enough.
 */
export function idleTime(
  lastActivity: number | null,
  { first, every, idle }: ChainState['lostCoins'],
  now: number,
): IdleTime | null {
  if (lastActivity === null) return null;
  const unused = now - lastActivity;
  if (unused * 2 < idle) return null;
  const lostFrom = Math.max(lastActivity + idle, now);
  const date = first + Math.max(0, Math.ceil((lostFrom - first) / every)) * every;
  return { urgency: unused * 6 >= idle * 5 ? 'now' : 'soon', date };
}
