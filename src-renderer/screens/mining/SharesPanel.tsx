import { useTranslation } from 'react-i18next';
import type { MiningState } from '#shared/api/bridgeStates.ts';
import { expectedTime } from '#shared/protocol/miningOdds.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { Hint } from '../../parts/Hint.tsx';
import { countText, durationText, roundedText } from '../../parts/numberText.ts';
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
  const perShare =
    mining.shareDifficulty === null ? null : expectedTime(mining.shareDifficulty, mining.hashRate);
  const { leftOut, faulty, best } = mining;
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
        {best > 0 && (
          <Fact
            name={t('mining/bestShare')}
            hint={
              <Hint
                about={t('mining/bestShare')}
                text={t('mining/bestShareHint', {
                  value: roundedText(Number(mining.blockDifficulty), locale),
                })}
              />
            }
          >
            {t('mining/tries', { value: roundedText(best, locale) })}
          </Fact>
        )}
      </Facts>
      {refused.length + leftOut + faulty > 0 && (
        <ul className={styles.reasons}>
          {refused.map(([code, count]) => (
            <li key={code}>
              <span className="tabular">{countText(count, locale)} ×</span> {words({ code, facts: {} })}
            </li>
          ))}
          {leftOut > 0 && (
            <li>{t('mining/leftOut', { count: leftOut, shown: countText(leftOut, locale) })}</li>
          )}
          {faulty > 0 && <li>{t('mining/faulty', { count: faulty, shown: countText(faulty, locale) })}</li>}
        </ul>
      )}
      {perShare !== null && (
        <p className={styles.foot}>
          {t('mining/nextShare', { time: durationText(perShare / 1000, locale) })}
        </p>
      )}
    </Panel>
  );
}
