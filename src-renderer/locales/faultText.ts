import { useTranslation } from 'react-i18next';
import { parseCoins } from '#shared/protocol/amounts.ts';
import { type Facts, type FaultCode, faultCodes } from '#shared/protocol/fault.ts';
import { shortAddress } from '../parts/AddressText.tsx';
import { amountText, countText } from '../parts/numberText.ts';
import { shownText } from '../parts/shownText.ts';
import { useLocale } from '../parts/useLocale.ts';
import { reasonKey } from './reasonKey.ts';

const known: ReadonlySet<string> = new Set(faultCodes);
const isFaultCode = (code: string): code is FaultCode => known.has(code);

/** What a text needs of a fault: a `Fault`, or a note that came with a state. */
export interface Refusal {
  readonly code: string;
  readonly facts: Facts;
}

/** Facts that are amounts of coins, where they are decimal text. */
const amounts: ReadonlySet<string> = new Set(['have', 'need', 'amount', 'fee', 'limit']);

/** Facts as a person reads them: numbers in the locale's way, long addresses shortened. */
export function factTexts(facts: Facts, locale: string): Record<string, string> {
  const text = (name: string, fact: string | number | boolean): string => {
    if (typeof fact === 'number') return countText(fact, locale);
    if (typeof fact === 'boolean') return String(fact);
    if (amounts.has(name) && /^\d{1,9}(\.\d{1,8})?$/.test(fact)) return amountText(parseCoins(fact), locale);
    if (/^[a-z]{1,12}1[a-z0-9]{38,}$/.test(fact)) return shortAddress(fact);
    return shownText(fact);
  };
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, text(name, fact)]));
}

/** The words for a refusal, in the person's language. */
export function useFaultText(): (refusal: Refusal) => string {
  const { t } = useTranslation();
  const locale = useLocale();
  return ({ code, facts }) => {
    if (!isFaultCode(code)) return t('faults/bridge.unknownFault', { code });
    // Every code has its text; as a union of all of them the key would be too much for the compiler.
    const text = (key: string, replace: Record<string, string>) =>
      t(key as 'faults/app.internal', { replace });
    const why = reasonKey(code, facts);
    const reason = why === undefined ? {} : { reason: text(`reasons/${why}`, {}) };
    return text(`faults/${code}`, { ...factTexts(facts, locale), ...reason })
      .replace(/ {2,}/g, ' ')
      .trim();
  };
}
