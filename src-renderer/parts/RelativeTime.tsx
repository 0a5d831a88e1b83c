import { useTranslation } from 'react-i18next';
import { useClock } from './clock.ts';
import { exactTime, relativeText } from './numberText.ts';
import { useLocale } from './useLocale.ts';

/** "3 s ago", ticking; the exact time on hover. */
export function RelativeTime({ date }: { readonly date: number }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const text = useClock((now) => relativeText(Math.min(date, now), now, locale, t('common/justNow')));
  return (
    <time className="tabular" dateTime={new Date(date).toISOString()} title={exactTime(date, locale)}>
      {text}
    </time>
  );
}
