import { Button } from '@mantine/core';
import { IconArrowDownLeft, IconArrowUpRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AccountState } from '#shared/api/bridgeStates.ts';
import { Amount } from '../../parts/Amount.tsx';
import { Hint } from '../../parts/Hint.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { goTo } from '../../stores/routeStore.ts';
import { useAccount } from '../../stores/walletsStore.ts';
import { NobodyMines } from '../mining/NobodyMines.tsx';
import { ActivityPanel } from './ActivityPanel.tsx';
import { BalanceCurve } from './BalanceCurve.tsx';
import { IdleNotice } from './IdleNotice.tsx';
import { TrustNotice } from './TrustNotice.tsx';
import styles from './Wallet.module.css';

/** "What do I have?" */
export function Wallet() {
  const { t } = useTranslation();
  const account = useAccount();
  if (!account) return null;
  return (
    <>
      <ScreenHead title={t('wallet/title')}>
        <Button leftSection={<IconArrowDownLeft size={18} stroke={1.75} />} onClick={() => goTo('receive')}>
          {t('nav/receive')}
        </Button>
        <Button
          variant="filled"
          leftSection={<IconArrowUpRight size={18} stroke={1.75} />}
          onClick={() => goTo('send')}
        >
          {t('nav/send')}
        </Button>
      </ScreenHead>
      <div className="stack">
        <IdleNotice account={account} />
        <TrustNotice account={account} />
        <section className={styles.hero} aria-label={t('wallet/balance')}>
          <div className={styles.balance}>
            <p className="muted">
              {t('wallet/balance')} · {account.name}
            </p>
            <div data-testid="balance">
              <Amount units={account.balance} size="hero" named />
            </div>
            <Parts account={account} />
          </div>
          <BalanceCurve key={account.index} account={account} />
        </section>
        <ActivityPanel key={account.index} account={account.index} />
      </div>
    </>
  );
}

/** What of the balance can be spent, and what is on its way; only what is not zero. */
function Parts({ account }: { readonly account: AccountState }) {
  const { t } = useTranslation();
  const { spendable, pendingIn, pendingOut, maturing, balance } = account;
  const waits = pendingIn > 0n || pendingOut > 0n || maturing > 0n;
  return (
    <>
      <dl className={styles.parts}>
        {spendable !== balance && (
          <div>
            <dt>{t('wallet/spendable')}</dt>
            <dd>
              <Amount units={spendable} size="small" />
            </dd>
          </div>
        )}
        {pendingIn > 0n && (
          <div>
            <dt>
              {t('wallet/pendingIn')}
              <Hint about={t('wallet/pendingIn')} text={t('wallet/pendingHint')} />
            </dt>
            <dd>
              <Amount units={pendingIn} size="small" signed />
            </dd>
          </div>
        )}
        {pendingOut > 0n && (
          <div>
            <dt>{t('wallet/pendingOut')}</dt>
            <dd>
              <Amount units={-pendingOut} size="small" />
            </dd>
          </div>
        )}
        {maturing > 0n && (
          <div>
            <dt>
              {t('wallet/maturing')}
              <Hint about={t('wallet/maturing')} text={t('wallet/maturingHint')} />
            </dt>
            <dd>
              <Amount units={maturing} size="small" signed />
            </dd>
          </div>
        )}
      </dl>
      {waits && <NobodyMines />}
    </>
  );
}
