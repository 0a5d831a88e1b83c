import { parseCoins, type Units } from '#shared/protocol/amounts.ts';
import { Fault } from '#shared/protocol/fault.ts';

/** The decimal and grouping signs of a locale, such as `.` and `,`. */
export function signsOf(locale: string): { decimal: string; group: string } {
  const parts = new Intl.NumberFormat(locale).formatToParts(12345.6);
  const sign = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return { decimal: sign('decimal') || '.', group: sign('group') };
}

/**
 * Units of an amount as a person types it, with comma or point, with or without grouping. A text that could be
 * meant in two ways ("1,500" where the comma groups) is refused: `amount.ambiguous` with both readings. Throws
 * `amount.text`, `amount.tooPrecise`, `amount.tooLarge` too.
 */
export function parseTypedAmount(typed: string, locale: string): Units {
  const text = typed.trim().replace(/[\s'’\u00a0\u202f]/g, '');
  if (!/^[\d.,]+$/.test(text)) throw new Fault('amount.text', { text: typed.slice(0, 40) });
  const points = text.split('.').length - 1;
  const commas = text.split(',').length - 1;
  if (points > 0 && commas > 0) return parseMixed(text, typed);
  const sign = points > 0 ? '.' : ',';
  const count = points + commas;
  if (count > 1) return parseGrouped(text, sign, typed);
  if (count === 1) {
    const [whole = '', rest = ''] = text.split(sign);
    if (sign !== signsOf(locale).decimal && rest.length === 3 && /^[1-9]\d{0,2}$/.test(whole)) {
      throw new Fault('amount.ambiguous', {
        text: typed,
        whole: `${whole}${rest}`,
        part: partText(whole, rest, locale),
      });
    }
    return parseCoins(`${whole === '' ? '0' : whole}.${rest === '' ? '0' : rest}`);
  }
  return parseCoins(text);
}

/** Written so that it can be read in one way only: no zeros at its end, the locale's own decimal sign. */
function partText(whole: string, rest: string, locale: string): string {
  const decimals = rest.replace(/0+$/, '');
  return `${whole}${signsOf(locale).decimal}${decimals === '' ? '0' : decimals}`;
}

/** "1.234,5" or "1,234.5": the sign that stands last is the decimal one. */
function parseMixed(text: string, typed: string): Units {
  const decimal = text.lastIndexOf('.') > text.lastIndexOf(',') ? '.' : ',';
  const [whole = '', rest, ...more] = text.split(decimal);
  if (rest === undefined || more.length > 0) throw new Fault('amount.text', { text: typed.slice(0, 40) });
  return parseCoins(`${ungroup(whole, decimal === '.' ? ',' : '.', typed)}.${rest === '' ? '0' : rest}`);
}

function parseGrouped(text: string, group: string, typed: string): Units {
  return parseCoins(ungroup(text, group, typed));
}

function ungroup(text: string, group: string, typed: string): string {
  const [first = '', ...others] = text.split(group);
  if (!/^\d{1,3}$/.test(first) || !others.every((part) => /^\d{3}$/.test(part))) {
    throw new Fault('amount.text', { text: typed.slice(0, 40) });
  }
  return first + others.join('');
}
