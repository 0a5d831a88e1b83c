import { useTranslation } from 'react-i18next';
import { useClock } from './clock.ts';
import { exactTime, relativeText } from './numberText.ts';
import { spanText } from './spanText.ts';
import { useLocale } from './useLocale.ts';

/** "in 3 days", or exactly "3 days 4 hrs"; ticking, with the exact time on hover. */
export function TimeLeft({ date, exact = false }: { readonly date: number; readonly exact?: boolean }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const text = useClock((now) =>
    exact
      ? spanText(Math.max(0, date - now), locale)
      : relativeText(Math.max(date, now), now, locale, t('common/justNow')),
  );
  return (
    <time className="tabular" dateTime={new Date(date).toISOString()} title={exactTime(date, locale)}>
      {text}
    </time>
  );
}
