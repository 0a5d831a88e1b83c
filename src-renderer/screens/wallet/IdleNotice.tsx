import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AccountState } from '#shared/api/bridgeStates.ts';
import { useClock } from '../../parts/clock.ts';
import { Notice } from '../../parts/FaultNotice.tsx';
import { Hint } from '../../parts/Hint.tsx';
import { relativeText } from '../../parts/numberText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { useChain } from '../../stores/chainStore.ts';
import { goTo } from '../../stores/routeStore.ts';
import { prepare } from '../../stores/sendStore.ts';
import { idleTime } from './idleTime.ts';

/** Long before an account's coins are lost: until when, and the one click that keeps it alive. */
export function IdleNotice({ account }: { readonly account: AccountState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const rules = useChain((state) => state.chain?.lostCoins);
  // By the minute: nothing here changes faster.
  const now = useClock((time) => Math.floor(time / 60_000)) * 60_000;
  const { lastActivity, balance, trust } = account;
  // Under trust the party's activity counts, and the account itself can sign no payment.
  if (!rules || trust !== null || balance === 0n || lastActivity === null) return null;
  const idle = idleTime(lastActivity, rules, now);
  if (!idle) return null;
  const isLocal = idle.date - now < 2 * 86_400_000;
  const date = new Intl.DateTimeFormat(locale, {
    dateStyle: 'long',
    ...(isLocal ? { timeStyle: 'short' } : {}),
  }).format(idle.date);
  const keep = () => {
    goTo('send');
    void prepare({
      account: account.index,
      receivers: [{ address: account.address, amount: 1n }],
      fee: undefined,
    });
  };
  return (
    <Notice
      tone={idle.urgency === 'now' ? 'danger' : 'warning'}
      action={
        <Button
          size="compact-sm"
          variant={idle.urgency === 'now' ? 'filled' : 'default'}
          title={t('trust/idle/keepText')}
          onClick={keep}
        >
          {t('trust/idle/keep')}
        </Button>
      }
    >
      <strong>
        {idle.urgency === 'now' ? t('trust/idle/title', { date }) : t('trust/idle/soonTitle', { date })}
      </strong>
      <p>
        {t('trust/idle/text', { when: relativeText(lastActivity, now, locale, t('common/justNow')) })}{' '}
        <Hint about={t('trust/idle/about')} text={`${t('trust/idle/why')} ${t('trust/idle/keepText')}`} />
      </p>
    </Notice>
  );
}
