import { useTranslation } from 'react-i18next';
import type { MiningState } from '#shared/api/bridge.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { Hint } from '../../parts/Hint.tsx';
import { countText, durationText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import styles from './Mining.module.css';

/** Shares by outcome; what was refused, with its reason in words. */
export function SharesPanel({ mining }: { readonly mining: MiningState }) {
  const { t } = useTranslation();
  const words = useFaultText();
  const locale = useLocale();
  const refused = Object.entries(mining.refused).filter(([, count]) => count > 0);
  const total = refused.reduce((sum, [, count]) => sum + count, 0);
  const seconds =
    mining.hashRate !== null && mining.hashRate > 0 && mining.shareDifficulty !== null
      ? mining.shareDifficulty / mining.hashRate
      : null;
  return (
    <Panel
      title={t('mining/shares')}
      aside={<Hint about={t('mining/shares')} text={t('mining/sharesHint')} />}
    >
      <Facts>
        <Fact name={t('mining/accepted')}>
          <strong className={styles.count}>{countText(mining.accepted, locale)}</strong>
        </Fact>
        <Fact name={t('mining/refused')}>
          <span className={styles.count}>{countText(total, locale)}</span>
        </Fact>
        <Fact name={t('mining/blocksFound')}>
          <strong className={styles.count}>{countText(mining.blocksFound, locale)}</strong>
        </Fact>
      </Facts>
      {refused.length > 0 && (
        <ul className={styles.reasons}>
          {refused.map(([code, count]) => (
            <li key={code}>
              <span className="tabular">{countText(count, locale)} ×</span> {words({ code, facts: {} })}
            </li>
          ))}
        </ul>
      )}
      {seconds !== null && (
        <p className={styles.foot}>{t('mining/nextShare', { time: durationText(seconds, locale) })}</p>
      )}
    </Panel>
  );
}
