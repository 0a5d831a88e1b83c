import { useTranslation } from 'react-i18next';
import type { MiningState } from '#shared/api/bridge.ts';
import { Amount } from '../../parts/Amount.tsx';
import { Disclosure } from '../../parts/Disclosure.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { percentText, roundedText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { usePool } from '../../stores/poolStore.ts';
import styles from './Mining.module.css';

/** What the work has brought so far. */
export function RoundPanel({ mining }: { readonly mining: MiningState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { round } = mining;
  const all = usePool((state) => state.pool?.round.points ?? 0);
  return (
    <Panel title={t('mining/round')}>
      <Facts>
        <Fact name={t('mining/points')}>
          {round
            ? `${roundedText(round.roundPoints, locale)} · ${percentText(
                all === 0 ? 0 : Math.min(1, round.roundPoints / all),
                locale,
              )}`
            : '–'}
        </Fact>
        <Fact name={t('mining/part')}>{round ? <Amount units={round.part} size="small" /> : '–'}</Fact>
        <Fact name={t('mining/owed')}>{round ? <Amount units={round.owed} size="small" /> : '–'}</Fact>
        <Fact name={t('mining/paid')}>{round ? <Amount units={round.paid} size="small" /> : '–'}</Fact>
      </Facts>
      <div className={styles.foot}>
        <Disclosure label={t('mining/roundTitle')}>
          <p>{t('mining/roundText')}</p>
        </Disclosure>
      </div>
    </Panel>
  );
}
