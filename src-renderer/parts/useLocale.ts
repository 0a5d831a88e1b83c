import { useTranslation } from 'react-i18next';
import { localeOf } from '../locales/i18n.ts';

/** The locale that numbers and dates are written in. */
export function useLocale(): string {
  const { i18n } = useTranslation();
  return localeOf(i18n.language);
}
