import { Button } from '@mantine/core';
import { IconArrowUpRight } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../parts/Empty.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { goTo } from '../../stores/routeStore.ts';
import { type Payment, useSend } from '../../stores/sendStore.ts';
import { useAccount } from '../../stores/walletsStore.ts';
import { Review } from './Review.tsx';
import styles from './Send.module.css';
import { SendForm } from './SendForm.tsx';
import { Tracker } from './Tracker.tsx';

/** "What am I about to do?" */
export function Send() {
  const payment = useSend((state) => state.payment);
  const top = useRef<HTMLDivElement>(null);

  // Each sheet begins at its top, also for who listens to it.
  useEffect(() => {
    if (payment.step === 'sent') top.current?.focus();
    top.current?.closest('main')?.scrollTo({ top: 0 });
  }, [payment.step]);

  return (
    <>
      <div ref={top} tabIndex={-1} className={styles.top} />
      <Step payment={payment} />
    </>
  );
}

function Step({ payment }: { readonly payment: Payment }) {
  switch (payment.step) {
    case 'empty':
      return <Form busy={false} />;
    case 'preparing':
      return <Form busy />;
    case 'review':
      return <Review draft={payment.draft} fault={payment.fault} busy={false} />;
    case 'signing':
      return <Review draft={payment.draft} fault={null} busy />;
    case 'sent':
      return <Tracker draft={payment.draft} tracked={payment.tracked} />;
  }
}

function Form({ busy }: { readonly busy: boolean }) {
  const { t } = useTranslation();
  const account = useAccount();
  if (!account) return null;
  if (account.balance === 0n && account.pendingIn === 0n) {
    return (
      <>
        <ScreenHead title={t('send/title')} />
        <Panel>
          <Empty
            icon={<IconArrowUpRight size={24} stroke={1.75} />}
            title={t('send/emptyTitle')}
            text={t('send/emptyText')}
          >
            <Button variant="filled" onClick={() => goTo('mining')}>
              {t('wallet/emptyMine')}
            </Button>
            <Button onClick={() => goTo('receive')}>{t('wallet/emptyReceive')}</Button>
          </Empty>
        </Panel>
      </>
    );
  }
  return <SendForm account={account} busy={busy} />;
}
