const units = ['B', 'kB', 'MB', 'GB'] as const;

/** "412 B", "1.2 kB", with digits as the locale writes them. */
export function bytesText(bytes: number, locale: string): string {
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const number = new Intl.NumberFormat(locale, {
    maximumFractionDigits: unit === 0 || size >= 100 ? 0 : 1,
  }).format(size);
  return `${number}\u00a0${units[unit]}`;
}
