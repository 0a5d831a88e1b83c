import { useTranslation } from 'react-i18next';
import type { OwnApplication } from '#shared/api/contractBridge.ts';
import { useClock } from '../../parts/clock.ts';
import { amountText } from '../../parts/numberText.ts';
import { TimeLeft } from '../../parts/TimeLeft.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { netOf } from './netOf.ts';

/** What the contract does next by itself, if nothing changes until then. */
export function NextRunText({ own }: { readonly own: OwnApplication }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { next, application } = own;
  const date = next?.date ?? application.wakeAt;
  const isDue = useClock((now) => (date !== null && date <= now ? 1 : 0)) === 1;
  if (date === null) return <span className="muted">{t('contracts/mine/nothingDue')}</span>;
  const net = next ? netOf(next.transfers, application.applicant) : 0n;
  const amount = amountText(net < 0n ? -net : net, locale);
  const text =
    net < 0n
      ? t('contracts/mine/pays', { amount })
      : net > 0n
        ? t('contracts/mine/gets', { amount })
        : next && next.refused > 0
          ? t('contracts/mine/asks')
          : t('contracts/mine/acts');
  return (
    <>
      <span>{text}</span>{' '}
      <span className="muted small">{isDue ? t('contracts/mine/due') : <TimeLeft date={date} />}</span>
    </>
  );
}
