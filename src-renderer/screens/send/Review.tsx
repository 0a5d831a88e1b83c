import { IconUserCheck, IconUserPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '#shared/api/bridgeDrafts.ts';
import type { Fault } from '#shared/protocol/fault.ts';
import { AddressText } from '../../parts/AddressText.tsx';
import { Amount } from '../../parts/Amount.tsx';
import { Fact } from '../../parts/Facts.tsx';
import { approve, backToForm } from '../../stores/sendStore.ts';
import { useNameOf, useWallets } from '../../stores/walletsStore.ts';
import styles from './Send.module.css';
import { Sheet } from './Sheet.tsx';

interface Props {
  readonly draft: Draft;
  readonly fault: Fault | null;
  readonly busy: boolean;
}

/** The whole payment, to be read before it is signed. */
export function Review({ draft, fault, busy }: Props) {
  const { t } = useTranslation();
  const account = useWallets((state) => state.accounts.find(({ index }) => index === draft.account));
  return (
    <Sheet
      draft={draft}
      fault={fault}
      busy={busy}
      title={t('review/title')}
      lead={t('review/lead')}
      facts={
        <>
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
        </>
      }
      note={t('review/irreversible')}
      passwordLabel={t('review/password')}
      verb={t('review/approve')}
      onBack={backToForm}
      onApprove={(password) => void approve(password)}
    >
      <section className={styles.card} aria-label={t('review/recipients', { count: draft.receivers.length })}>
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
    </Sheet>
  );
}

function Who({ receiver }: { readonly receiver: Draft['receivers'][number] }) {
  const { t } = useTranslation();
  const name = useNameOf(receiver.address);
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
        ? t('review/own', { name: name ?? '' })
        : receiver.contact
          ? t('review/contact', { name: receiver.contact })
          : t('review/known')}
    </span>
  );
}
