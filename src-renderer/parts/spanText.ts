const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** A span of time in its two largest units: "1 day, 23 hr". */
export function spanText(milliseconds: number, locale: string): string {
  const from = units.findIndex(([, length]) => milliseconds >= length);
  const first = from < 0 ? units.length - 1 : from;
  const parts: string[] = [];
  let left = milliseconds;
  for (const [unit, length] of units.slice(first, first + 2)) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count === 0 && parts.length > 0) continue;
    parts.push(new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count));
  }
  return new Intl.ListFormat(locale, { style: 'narrow', type: 'unit' }).format(parts);
}
