import { useTranslation } from 'react-i18next';
import { useClock } from './clock.ts';
import { exactTime, relativeText } from './numberText.ts';
import { useLocale } from './useLocale.ts';

/** "in 3 days", ticking; the exact time on hover. */
export function TimeLeft({ date }: { readonly date: number }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const text = useClock((now) => relativeText(Math.max(date, now), now, locale, t('common/justNow')));
  return (
    <time className="tabular" dateTime={new Date(date).toISOString()} title={exactTime(date, locale)}>
      {text}
    </time>
  );
}
