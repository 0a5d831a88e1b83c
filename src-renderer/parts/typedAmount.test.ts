import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFault } from '#shared/protocol/fault.ts';
import { typedAmountText } from './numberText.ts';
import { parseTypedAmount } from './typedAmount.ts';

const coins = (text: string) => BigInt(Math.round(Number(text) * 1e8));

function codeOf(text: string, locale: string): string {
  try {
    return String(parseTypedAmount(text, locale));
  } catch (error) {
    return isFault(error) ? error.code : 'another error';
  }
}

describe('an amount as a person types it', () => {
  it.each([
    ['12.5', 'en-US', '12.5'],
    ['12,5', 'en-US', '12.5'],
    ['12,5', 'de-DE', '12.5'],
    ['12.5', 'de-DE', '12.5'],
    ['1.500', 'en-US', '1.5'],
    ['1,500', 'de-DE', '1.5'],
    ['1,234.5', 'en-US', '1234.5'],
    ['1.234,5', 'en-US', '1234.5'],
    ['1.234.567', 'de-DE', '1234567'],
    ['1 234 567,25', 'de-DE', '1234567.25'],
    ['0,125', 'en-US', '0.125'],
    ['.5', 'en-US', '0.5'],
    ['7.', 'en-US', '7'],
    [' 42 ', 'en-US', '42'],
  ])('reads %s (%s) as %s coins', (text, locale, expected) => {
    expect(parseTypedAmount(text, locale)).toBe(coins(expected));
  });

  it('refuses what can be read in two ways, and tells both', () => {
    expect(() => parseTypedAmount('1,500', 'en-US')).toThrow(
      expect.objectContaining({
        code: 'amount.ambiguous',
        facts: { text: '1,500', whole: '1500', part: '1.5' },
      }),
    );
    expect(codeOf('1.500', 'de-DE')).toBe('amount.ambiguous');
  });

  it.each([
    ['', 'amount.text'],
    ['-1', 'amount.text'],
    ['1e5', 'amount.text'],
    ['1,23,456', 'amount.text'],
    ['1.2.3', 'amount.text'],
    ['1.234,56.7', 'amount.text'],
    ['0.123456789', 'amount.tooPrecise'],
    ['100000001', 'amount.tooLarge'],
  ])('refuses %s with %s', (text, code) => {
    expect(codeOf(text, 'en-US')).toBe(code);
  });

  it('reads back what the window itself writes into a field', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 16n),
        fc.constantFrom('en-US', 'de-DE', 'de-CH', 'fr-FR'),
        (units, locale) => {
          expect(parseTypedAmount(typedAmountText(units, locale), locale)).toBe(units);
        },
      ),
    );
  });

  it('never throws anything but a fault', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(codeOf(text, 'en-US')).not.toBe('another error');
      }),
    );
  });
});
