import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AccountState } from '#shared/api/bridgeStates.ts';
import { shortAddress } from '../../parts/AddressText.tsx';
import { useClock } from '../../parts/clock.ts';
import { Notice } from '../../parts/FaultNotice.tsx';
import { relativeText } from '../../parts/numberText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { goTo } from '../../stores/routeStore.ts';
import { useNameOf } from '../../stores/walletsStore.ts';

/** An account in a party's hands says so where its balance stands. */
export function TrustNotice({ account }: { readonly account: AccountState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { trust } = account;
  const ends = trust?.ends ?? null;
  const when = useClock((now) =>
    ends === null ? '' : relativeText(Math.max(ends, now), now, locale, t('common/justNow')),
  );
  const name = useNameOf(trust?.party ?? null);
  if (!trust) return null;
  return (
    <Notice
      tone="info"
      action={
        <Button size="compact-sm" onClick={() => goTo('trust')}>
          {t('trust/card/open')}
        </Button>
      }
    >
      <strong>{t('trust/card/title')}.</strong>{' '}
      {t('trust/card/text', { party: name ?? shortAddress(trust.party) })}
      {ends !== null && ` ${t('trust/card/ends', { when })}`}
    </Notice>
  );
}
