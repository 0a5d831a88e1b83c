import { describe, expect, it } from 'vitest';
import { idleTime } from './idleTime.ts';

// First swept at 5,000, then every 3,000; idle for 3,000.
const rules = { first: 5000, every: 3000, idle: 3000 };

describe('the time that an account may stay unused', () => {
  it('is nobody’s business in its first half, and of an account that the chain does not know', () => {
    expect(idleTime(null, rules, 99_999)).toBeNull();
    expect(idleTime(1000, rules, 2499)).toBeNull();
  });

  it('is told from the middle on, more urgently in its last sixth', () => {
    expect(idleTime(1000, rules, 2500)).toEqual({ urgency: 'soon', date: 5000 });
    expect(idleTime(1000, rules, 3499)?.urgency).toBe('soon');
    expect(idleTime(1000, rules, 3500)?.urgency).toBe('now');
  });

  it('ends at the first sweep on which it has been idle for long enough', () => {
    expect(idleTime(2000, rules, 4900)?.date).toBe(5000);
    expect(idleTime(2001, rules, 4900)?.date).toBe(8000);
    expect(idleTime(5001, rules, 8002)?.date).toBe(11_000);
  });

  it('tells the next sweep where one has been missed', () => {
    expect(idleTime(1000, rules, 5500)).toEqual({ urgency: 'now', date: 8000 });
  });
});
