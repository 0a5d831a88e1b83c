import { useTranslation } from 'react-i18next';
import type { MiningState } from '#shared/api/bridgeStates.ts';
import { Amount } from '../../parts/Amount.tsx';
import { useClock } from '../../parts/clock.ts';
import { Disclosure } from '../../parts/Disclosure.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { Notice } from '../../parts/FaultNotice.tsx';
import { percentText, relativeText, roundedText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { usePool } from '../../stores/poolStore.ts';
import styles from './Mining.module.css';

/** What the work has brought so far. */
export function RoundPanel({ mining }: { readonly mining: MiningState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { round, lostRound } = mining;
  const all = usePool((state) => state.pool?.round.points ?? 0);
  return (
    <Panel title={t('mining/round')}>
      <Facts>
        <Fact name={t('mining/points')}>
          {round === null && '–'}
          {round && round.roundPoints === 0 && t('mining/pointsNone')}
          {round &&
            round.roundPoints > 0 &&
            `${roundedText(round.roundPoints, locale)} · ${percentText(
              all === 0 ? 0 : Math.min(1, round.roundPoints / all),
              locale,
            )}`}
        </Fact>
        <Fact name={t('mining/part')}>
          {round && round.roundPoints > 0 ? <Amount units={round.part} size="small" /> : '–'}
        </Fact>
      </Facts>
      {lostRound && <LostRound lost={lostRound} />}
      <p className={styles.foot}>{t('mining/roundEnds')}</p>
      <div className={styles.foot}>
        <Disclosure label={t('mining/roundTitle')}>
          <p>{t('mining/roundText')}</p>
        </Disclosure>
      </div>
    </Panel>
  );
}

/** Why points are gone is told where they were. */
function LostRound({ lost }: { readonly lost: NonNullable<MiningState['lostRound']> }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const time = useClock((now) => relativeText(Math.min(lost.date, now), now, locale, t('common/justNow')));
  return (
    <Notice tone="info">
      <p>{t('mining/lostRound', { time, points: roundedText(lost.points, locale) })}</p>
    </Notice>
  );
}
