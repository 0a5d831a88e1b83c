const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** "412 byte", "1.2 kB", as the locale writes it. */
export function bytesText(bytes: number, locale: string): string {
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[unit] ?? 'byte',
    unitDisplay: unit === 0 ? 'narrow' : 'short',
    maximumFractionDigits: unit === 0 || size >= 100 ? 0 : 1,
  }).format(size);
}
