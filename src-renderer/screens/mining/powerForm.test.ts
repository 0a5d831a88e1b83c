import { describe, expect, it } from 'vitest';
import { dayBegins, powerCost, powerTexts, readPower, typedNumber } from './powerForm.ts';

describe('numbers that a person types', () => {
  it('may have a comma or a point, and nothing else', () => {
    expect(['90', '0,32', ' 0.325 ', '.5', '7.'].map(typedNumber)).toEqual([90, 0.32, 0.325, 0.5, 7]);
    for (const text of ['', '-1', '1.000,5', '1e3', 'ten', '1 000', '.', '1,2,3'])
      expect(typedNumber(text), text).toBeNull();
  });
});

describe('what power costs', () => {
  it('is read as it was written', () => {
    const power = { watts: 1250, pricePerKilowattHour: 0.325, coinPrice: null };
    for (const locale of ['en-GB', 'de-DE'])
      expect(readPower(powerTexts(power, locale))).toEqual({ power, bad: [] });
    expect(powerTexts(null, 'de-DE')).toEqual({ watts: '', pricePerKilowattHour: '', coinPrice: '' });
  });

  it('names each field that is no number', () => {
    expect(readPower({ watts: '', pricePerKilowattHour: 'x', coinPrice: '-' })).toEqual({
      power: null,
      bad: ['watts', 'pricePerKilowattHour', 'coinPrice'],
    });
    expect(readPower({ watts: '100001', pricePerKilowattHour: '1', coinPrice: '2' }).bad).toEqual(['watts']);
  });

  it('is watts by hours by the price of a kilowatt hour', () => {
    const power = { watts: 100, pricePerKilowattHour: 0.5, coinPrice: null };
    expect(powerCost(power, 24 * 3_600_000)).toBeCloseTo(1.2, 12);
  });
});

describe('days', () => {
  it('begin at midnight where the person is, and a week has seven of them', () => {
    const { today, week } = dayBegins(new Date(2026, 10, 20, 10, 35).getTime());
    expect(today).toBe(new Date(2026, 10, 20).getTime());
    expect(week).toBe(new Date(2026, 10, 14).getTime());
  });
});
