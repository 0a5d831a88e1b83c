import { IconUserCheck, IconUserPlus } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '#shared/api/bridgeDrafts.ts';
import type { Fault } from '#shared/protocol/fault.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { AddressText } from '../../parts/AddressText.tsx';
import { Amount } from '../../parts/Amount.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { Notice } from '../../parts/FaultNotice.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { DEEP, useChain } from '../../stores/chainStore.ts';
import { approve, backToForm } from '../../stores/sendStore.ts';
import { useWallets } from '../../stores/walletsStore.ts';
import { Decision } from './Decision.tsx';
import styles from './Send.module.css';

interface Props {
  readonly draft: Draft;
  readonly fault: Fault | null;
  readonly busy: boolean;
}

/** The whole payment, to be read before it is signed. */
export function Review({ draft, fault, busy }: Props) {
  const { t } = useTranslation();
  const words = useFaultText();
  const [password, setPassword] = useState('');
  const interval = useChain((state) => state.chain?.blockInterval ?? 0);
  const account = useWallets((state) => state.accounts.find(({ index }) => index === draft.account));
  const minutes = Math.max(1, Math.round((interval * DEEP) / 60_000));
  const needsPassword = draft.passwordNeeded || fault?.code === 'wallet.passwordNeeded';
  const sheet = useRef<HTMLFormElement>(null);

  useEffect(() => {
    sheet.current?.querySelector<HTMLElement>('[data-first-focus]')?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) backToForm();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  return (
    <form
      ref={sheet}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && (!needsPassword || password !== '')) void approve(needsPassword ? password : undefined);
      }}
    >
      <ScreenHead title={t('review/title')} lead={t('review/lead')} />
      <div className={styles.review}>
        <section
          className={styles.card}
          aria-label={t('review/recipients', { count: draft.receivers.length })}
        >
          <ol>
            {draft.receivers.map((receiver) => (
              <li key={receiver.address} className={styles.reviewed}>
                <div className="between wrap">
                  <Who receiver={receiver} />
                  <Amount units={receiver.amount} />
                </div>
                <AddressText address={receiver.address} emphasised />
              </li>
            ))}
          </ol>
        </section>
        <aside className={styles.summary}>
          <Facts>
            {account && <Fact name={t('review/from')}>{account.name}</Fact>}
            <Fact name={t('review/amount')}>
              <Amount units={draft.amount} size="small" />
            </Fact>
            <Fact name={t('review/fee')}>
              <Amount units={draft.fee} size="small" />
            </Fact>
            <Fact name={t('review/total')}>
              <strong>
                <Amount units={draft.total} />
              </strong>
            </Fact>
            <Fact name={t('review/after')}>
              <Amount units={draft.balanceAfter} size="small" />
            </Fact>
          </Facts>
          {draft.warnings.map((warning) => (
            <Notice key={JSON.stringify(warning)} tone="warning">
              {words(warning)}
            </Notice>
          ))}
          <p className="muted small">
            {t('review/expiry', { minutes: t('review/minutes', { count: minutes }) })}{' '}
            {t('review/irreversible')}
          </p>
          <Decision
            draft={draft}
            fault={fault}
            busy={busy}
            needsPassword={needsPassword}
            password={password}
            onPassword={setPassword}
            passwordLabel={t('review/password')}
            onBack={backToForm}
          >
            {t('review/approve')}
          </Decision>
        </aside>
      </div>
    </form>
  );
}

function Who({ receiver }: { readonly receiver: Draft['receivers'][number] }) {
  const { t } = useTranslation();
  if (receiver.firstTime && !receiver.own) {
    return (
      <span className={styles.who} data-new="true">
        <IconUserPlus size={16} stroke={1.75} aria-hidden="true" />
        {receiver.contact ? `${t('review/contact', { name: receiver.contact })} · ` : ''}
        {t('review/firstTime')}
      </span>
    );
  }
  return (
    <span className={styles.who}>
      <IconUserCheck size={16} stroke={1.75} aria-hidden="true" />
      {receiver.own
        ? t('review/own')
        : receiver.contact
          ? t('review/contact', { name: receiver.contact })
          : t('review/known')}
    </span>
  );
}
