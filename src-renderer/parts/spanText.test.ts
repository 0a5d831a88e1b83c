import { describe, expect, it } from 'vitest';
import { spanText } from './spanText.ts';

const HOUR = 3_600_000;

describe('a span of time', () => {
  it('has its two largest units, and none that is zero', () => {
    expect(spanText(47 * HOUR + 59_000, 'en')).toBe('1 day 23 hours');
    expect(spanText(48 * HOUR, 'en')).toBe('2 days');
    expect(spanText(61_000, 'en')).toBe('1 minute 1 second');
    expect(spanText(24 * HOUR + 5 * 60_000, 'en')).toBe('1 day');
    expect(spanText(0, 'en')).toBe('0 seconds');
    expect(spanText(30 * HOUR, 'de')).toMatch(/^1 Tag,? 6 Stunden$/);
  });
});
