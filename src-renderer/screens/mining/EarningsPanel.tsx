import { useTranslation } from 'react-i18next';
import type { MiningState } from '#shared/api/bridgeStates.ts';
import { earnings } from '#shared/protocol/miningEarnings.ts';
import { emissionReward } from '#shared/protocol/reward.ts';
import { Amount } from '../../parts/Amount.tsx';
import { useClock } from '../../parts/clock.ts';
import { Disclosure } from '../../parts/Disclosure.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { Hint } from '../../parts/Hint.tsx';
import { durationText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useAnswer } from '../../parts/useAnswer.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { useChain } from '../../stores/chainStore.ts';
import { readEarnings } from '../../stores/miningStore.ts';
import { usePool } from '../../stores/poolStore.ts';
import { useAccount } from '../../stores/walletsStore.ts';
import styles from './Mining.module.css';
import { PowerForm } from './PowerForm.tsx';
import { dayBegins, powerCost } from './powerForm.ts';

/** Of each block's pay, by the protocol. */
const LEADERSHIP_PERCENT = 1;

/** Coins of a whole number of units: enough for what is spent and earned in a currency. */
const COIN = 100_000_000;

/** What mining brought, as the pool recorded it; and, apart from it, what it may bring. */
export function EarningsPanel({ mining }: { readonly mining: MiningState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const chosen = useAccount();
  const account = mining.account ?? chosen?.index ?? null;
  const minute = useClock((now) => Math.floor(now / 60_000));
  const paid = mining.round === null ? '' : `${mining.round.owed} ${mining.round.paid}`;
  const answer = useAnswer(`${account}`, `${minute} ${paid}`, async () => {
    if (account === null) return null;
    const { today, week } = dayBegins(Date.now());
    return await readEarnings(account, [today, week]);
  });
  const known = answer.state === 'here' ? answer.value : null;
  const [today, week] = known?.earned ?? [];
  const { power } = mining;
  const cost = power !== null && today ? powerCost(power, today.mined) : null;
  const money = moneyText(locale);
  return (
    <Panel
      title={t('mining/earnings')}
      aside={<Hint about={t('mining/earnings')} text={t('mining/earningsHint')} />}
    >
      {answer.state === 'refused' && <FaultNotice fault={answer.fault} />}
      <Facts>
        <Fact name={t('mining/today')}>
          {today ? <Amount units={today.earned} size="normal" signed /> : '–'}
        </Fact>
        <Fact name={t('mining/week')}>{week ? <Amount units={week.earned} size="small" /> : '–'}</Fact>
        <Fact name={t('mining/owed')}>{known ? <Amount units={known.owed} size="small" /> : '–'}</Fact>
        <Fact name={t('mining/paid')}>{known ? <Amount units={known.paid} size="small" /> : '–'}</Fact>
        {cost !== null && today && (
          <Fact name={t('mining/electricityToday')}>
            {t('mining/electricityTodayText', {
              cost: money(cost),
              time: durationText(Math.round(today.mined / 1000), locale),
            })}
          </Fact>
        )}
        {cost !== null && today && power !== null && power.coinPrice !== null && (
          <Fact name={t('mining/leftToday')}>
            {money((Number(today.earned) / COIN) * power.coinPrice - cost)}
          </Fact>
        )}
      </Facts>
      <Expectation mining={mining} />
      <div className={styles.foot}>
        <Disclosure label={t('mining/power')}>
          <PowerForm key={JSON.stringify(power)} power={power} />
        </Disclosure>
      </div>
    </Panel>
  );
}

/** Never mixed with what was measured: a block of its own that says what it is. */
function Expectation({ mining }: { readonly mining: MiningState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const chain = useChain((state) => state.chain);
  const feePercent = usePool((state) => state.pool?.status.feePercent ?? 0);
  const { hashRate, power } = mining;
  const blockDifficulty = Number(mining.blockDifficulty);
  const isKnown = hashRate !== null && hashRate > 0 && blockDifficulty > 0 && chain !== null;
  if (!isKnown) {
    const isOn = mining.status === 'mining' || mining.status === 'starting';
    return <p className={styles.expected}>{t(isOn ? 'mining/expectedSoon' : 'mining/expectedNone')}</p>;
  }
  const { coinsPerDay, powerPerDay, breakEvenPrice, profitPerDay } = earnings(
    {
      rate: hashRate,
      blockDifficulty,
      blockInterval: chain.blockInterval,
      blockReward: emissionReward(chain.tip.id + 1),
      feePercent,
      leadershipPercent: LEADERSHIP_PERCENT,
    },
    power,
    power?.coinPrice ?? null,
  );
  const money = moneyText(locale);
  return (
    <div className={styles.expected}>
      <h3>{t('mining/expected')}</h3>
      <p>{t('mining/expectedCoins', { coins: significant(coinsPerDay, locale) })}</p>
      {powerPerDay !== null && <p>{t('mining/expectedPower', { cost: money(powerPerDay) })}</p>}
      {profitPerDay !== null && <p>{t('mining/expectedProfit', { profit: money(profitPerDay) })}</p>}
      {breakEvenPrice !== null && (
        <p>{t('mining/expectedBreakEven', { price: significant(breakEvenPrice, locale) })}</p>
      )}
      <p className="small">{t('mining/expectedText')}</p>
    </div>
  );
}

/** An amount of the person's own currency; which one it is nobody asked. */
const moneyText = (locale: string) => {
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (amount: number): string => format.format(amount);
};

const significant = (value: number, locale: string): string =>
  new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }).format(value);
