import { describe, expect, it } from 'vitest';
import { groupsOf, shortAddress } from './AddressText.tsx';
import { amountPieces, amountText, durationText, rateText, relativeText, roundedText } from './numberText.ts';

describe('an amount on the screen', () => {
  it('has its zeros apart, all eight decimals together', () => {
    expect(amountPieces(123_450_000_000n, 'en-US')).toEqual({
      negative: false,
      whole: '1,234',
      decimals: '.5',
      zeros: '0000000',
    });
    expect(amountPieces(-100_000_000n, 'de-DE')).toEqual({
      negative: true,
      whole: '1',
      decimals: '',
      zeros: ',00000000',
    });
    expect(amountPieces(1n, 'en-US')).toEqual({
      negative: false,
      whole: '0',
      decimals: '.00000001',
      zeros: '',
    });
  });

  it('is exact however large it is', () => {
    expect(amountText(9_999_999_999_999_999n, 'de-DE')).toBe('99.999.999,99999999');
    expect(amountText(-1n, 'en-US')).toBe('−0.00000001');
  });
});

describe('rates and counts', () => {
  it.each([
    [0, '0\u00a0H/s'],
    [999, '999\u00a0H/s'],
    [999.7, '1.00\u00a0kH/s'],
    [94_231_000, '94.2\u00a0MH/s'],
    [1_934_221, '1.93\u00a0MH/s'],
  ])('%d tries a second are %s', (rate, text) => {
    expect(rateText(rate, 'en-US')).toBe(text);
  });

  it('shortens large counts', () => {
    expect(roundedText(4_294_967_296, 'de-DE')).toBe('4,29\u00a0G');
    expect(roundedText(12, 'en-US')).toBe('12');
  });
});

describe('times', () => {
  const now = Date.UTC(2026, 10, 20, 12);
  it.each([
    [now, 'now'],
    [now - 3000, '3s ago'],
    [now - 119_000, '1m ago'],
    [now - 26 * 3_600_000, 'yesterday'],
  ])('%d is %s', (date, text) => {
    expect(relativeText(date, now, 'en-US', 'now')).toBe(text);
  });

  it('names the unit in full enough where the short one means metres', () => {
    expect(relativeText(now - 600_000, now, 'de-DE', 'jetzt')).toBe('vor 10 Min.');
  });

  it('rounds a duration', () => {
    expect(durationText(90, 'en-US')).toBe('1.5 min');
    expect(durationText(7.4, 'en-US')).toBe('7 sec');
    expect(durationText(0.42, 'de-DE')).toBe('0,4 Sek.');
    // What takes some time never takes none.
    expect(durationText(0.002, 'en-US')).toBe('0.1 sec');
    expect(durationText(0, 'en-US')).toBe('0 sec');
  });
});

describe('an address on the screen', () => {
  const address = `lcoco1${'abcdefgh'.repeat(7)}yz`;

  it('stands in groups of four; a shorter one never stands at an end', () => {
    const groups = groupsOf(address.slice(6));
    expect(groups.join('')).toBe(address.slice(6));
    expect(groups[0]).toBe('abcd');
    expect(groups.at(-1)).toBe('ghyz');
    expect(groups.filter((group) => group.length !== 4)).toEqual(['ef']);
  });

  it('can be shortened to what is recognised', () => {
    expect(shortAddress(address)).toBe('lcoco1abcd…ghyz');
  });
});
