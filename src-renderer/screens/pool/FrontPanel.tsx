import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PoolState } from '#shared/api/bridgeStates.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { Disclosure } from '../../parts/Disclosure.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { countText, exactTime } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useAction } from '../../parts/useAction.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { pardon } from '../../stores/poolStore.ts';
import styles from './Pool.module.css';

/** Who is connected, what was refused, who is shut out. */
export function FrontPanel({ front }: { readonly front: NonNullable<PoolState['front']> }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { fault, run } = useAction();
  const words = useFaultText();
  return (
    <Panel title={t('operator/front')}>
      <div className="stack-tight">
        <Facts>
          <Fact name={t('operator/connections')}>{countText(front.connections, locale)}</Fact>
          <Fact name={t('operator/served')}>{countText(front.sessions, locale)}</Fact>
          <Fact name={t('operator/halfOpen')}>{countText(front.halfOpen, locale)}</Fact>
          {front.ackP99 !== null && Number.isFinite(front.ackP99) && (
            <Fact name={t('operator/ack')}>
              {t('operator/ackText', { ms: countText(Math.ceil(front.ackP99), locale) })}
            </Fact>
          )}
        </Facts>
        <Disclosure label={t('operator/refusals')}>
          <Reasons counts={front.refused} none={t('operator/refusalsNone')} />
        </Disclosure>
        <Disclosure label={`${t('operator/bans')} (${countText(front.banned.length, locale)})`}>
          <FaultNotice fault={fault} />
          {front.banned.length === 0 ? (
            <p className="muted">{t('operator/bansNone')}</p>
          ) : (
            <ul className="stack-tight">
              {front.banned.map(({ address, reason, until }) => (
                <li key={address} className={styles.ask}>
                  <div>
                    <p className="mono">{address}</p>
                    <p className="muted small">
                      {words({ code: reason, facts: {} })}{' '}
                      {t('operator/banUntil', { time: exactTime(until, locale) })}
                    </p>
                  </div>
                  <Button
                    size="compact-sm"
                    aria-label={t('operator/pardonNamed', { address })}
                    onClick={() => void run(() => pardon(address))}
                  >
                    {t('operator/pardon')}
                  </Button>
                </li>
              ))}
            </ul>
          )}
        </Disclosure>
      </div>
    </Panel>
  );
}

/** Counts by fault code, in words, the most frequent first. */
export function Reasons({
  counts,
  none,
}: {
  readonly counts: Record<string, number>;
  readonly none: string;
}) {
  const words = useFaultText();
  const locale = useLocale();
  const rows = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
  if (rows.length === 0) return <p className="muted">{none}</p>;
  return (
    <ul className={styles.reasons}>
      {rows.map(([code, count]) => (
        <li key={code}>
          <span className="tabular">{countText(count, locale)} ×</span> {words({ code, facts: {} })}
        </li>
      ))}
    </ul>
  );
}
