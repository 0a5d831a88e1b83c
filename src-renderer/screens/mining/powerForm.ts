import type { MiningPower } from '#shared/api/bridgeStates.ts';

/** A number as a person types it, with comma or point and without grouping; null: it is none. */
export function typedNumber(text: string): number | null {
  const plain = text.trim().replace(',', '.');
  return /^\d{1,9}(\.\d{0,8})?$|^\.\d{1,8}$/.test(plain) ? Number(plain) : null;
}

export interface PowerTexts {
  readonly watts: string;
  readonly pricePerKilowattHour: string;
  readonly coinPrice: string;
}

export function powerTexts(power: MiningPower | null, locale: string): PowerTexts {
  const text = (value: number | null): string =>
    value === null
      ? ''
      : new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 8 }).format(value);
  return {
    watts: text(power?.watts ?? null),
    pricePerKilowattHour: text(power?.pricePerKilowattHour ?? null),
    coinPrice: text(power?.coinPrice ?? null),
  };
}

/** What was typed, and which fields are no numbers; the price of a coin may stay empty. */
export function readPower(texts: PowerTexts): {
  readonly power: MiningPower | null;
  readonly bad: readonly (keyof PowerTexts)[];
} {
  const watts = typedNumber(texts.watts);
  const pricePerKilowattHour = typedNumber(texts.pricePerKilowattHour);
  const noPrice = texts.coinPrice.trim() === '';
  const coinPrice = typedNumber(texts.coinPrice);
  const bad: (keyof PowerTexts)[] = [];
  if (watts === null || watts > 100_000) bad.push('watts');
  if (pricePerKilowattHour === null || pricePerKilowattHour > 1_000_000) bad.push('pricePerKilowattHour');
  if (coinPrice === null && !noPrice) bad.push('coinPrice');
  if (bad.length > 0 || watts === null || pricePerKilowattHour === null) return { power: null, bad };
  return { power: { watts, pricePerKilowattHour, coinPrice }, bad };
}

/** What so many ms of mining cost, in the person's currency. */
export function powerCost({ watts, pricePerKilowattHour }: MiningPower, ms: number): number {
  return (watts / 1000) * (ms / 3_600_000) * pricePerKilowattHour;
}

/** Midnight at the person's place, and the one six days before it: today and the last seven days. */
export function dayBegins(now: number): { readonly today: number; readonly week: number } {
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  const first = new Date(midnight);
  first.setDate(first.getDate() - 6);
  return { today: midnight.getTime(), week: first.getTime() };
}
