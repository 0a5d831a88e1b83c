import { UNITS_PER_COIN, type Units } from '#shared/protocol/amounts.ts';
import { signsOf } from './typedAmount.ts';

/** The pieces of an amount as it is drawn: "-", "1,234", ".5", and the zeros up to eight decimals. */
export interface AmountPieces {
  readonly negative: boolean;
  readonly whole: string;
  /** With the decimal sign in front, or empty. */
  readonly decimals: string;
  /** With the decimal sign in front when there are no other decimals. */
  readonly zeros: string;
}

export function amountPieces(units: Units, locale: string): AmountPieces {
  const size = units < 0n ? -units : units;
  const whole = new Intl.NumberFormat(locale).format(size / UNITS_PER_COIN);
  const digits = (size % UNITS_PER_COIN).toString().padStart(8, '0');
  const significant = digits.replace(/0+$/, '');
  const zeros = digits.slice(significant.length);
  const { decimal } = signsOf(locale);
  return {
    negative: units < 0n,
    whole,
    decimals: significant === '' ? '' : `${decimal}${significant}`,
    zeros: significant === '' ? `${decimal}${zeros}` : zeros,
  };
}

/** The shortest way to write an amount for a person: "1,234.5". */
export function amountText(units: Units, locale: string): string {
  const { negative, whole, decimals } = amountPieces(units, locale);
  return `${negative ? '−' : ''}${whole}${decimals}`;
}

/** An amount for a field: no grouping, so that it can be read in one way only. */
export function typedAmountText(units: Units, locale: string): string {
  const { decimals } = amountPieces(units, locale);
  return `${units / UNITS_PER_COIN}${decimals}`;
}

const scales = ['', 'k', 'M', 'G', 'T', 'P'];

/** Three digits and a scale: "94.2 M". */
function scaled(value: number, locale: string): { number: string; scale: string } {
  let scale = 0;
  let left = value;
  while (left >= 999.5 && scale < scales.length - 1) {
    left /= 1000;
    scale += 1;
  }
  const digits = left >= 100 || (scale === 0 && Number.isInteger(left)) ? 0 : left >= 10 ? 1 : 2;
  const format = new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return { number: format.format(left), scale: scales[scale] ?? '' };
}

/** Tries a second: number and unit apart, "94.2" and "MH/s". */
export function ratePieces(rate: number, locale: string): { number: string; unit: string } {
  const { number, scale } = scaled(rate, locale);
  return { number, unit: `${scale}H/s` };
}

export function rateText(rate: number, locale: string): string {
  const { number, unit } = ratePieces(rate, locale);
  return `${number}\u00a0${unit}`;
}

/** A large count, shortened: "4.29 G". */
export function roundedText(value: number, locale: string): string {
  const { number, scale } = scaled(value, locale);
  return scale === '' ? number : `${number}\u00a0${scale}`;
}

export function countText(value: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(value);
}

export function percentText(part: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(part);
}

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** "3s ago", "5min ago", "yesterday"; `soon` for what is less than a second away. */
export function relativeText(date: number, now: number, locale: string, soon: string): string {
  const seconds = Math.round((date - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 1) return soon;
  const [unit, length] = units.find(([, each]) => size >= each) ?? ['second', 1];
  // "10m ago" is how English writes it; elsewhere the narrow form reads like metres.
  const style = locale.startsWith('en') ? 'narrow' : 'short';
  const format = new Intl.RelativeTimeFormat(locale, { style, numeric: 'auto' });
  return format.format(Math.trunc(seconds / length), unit);
}

/** About how long: "0.4 sec", "40 sec", "3 min", "2 hr". */
export function durationText(seconds: number, locale: string): string {
  const [unit, length] = units.find(([, each]) => seconds >= each) ?? ['second', 1];
  const value = seconds > 0 ? Math.max(seconds / length, 0.1) : 0;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < (unit === 'second' ? 1 : 10) ? 1 : 0,
  }).format(value);
}

export function exactTime(date: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium' }).format(date);
}
