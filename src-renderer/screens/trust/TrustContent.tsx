import { useTranslation } from 'react-i18next';
import type { TrustDraft } from '#shared/api/bridgeDrafts.ts';
import { AddressText } from '../../parts/AddressText.tsx';
import { Notice } from '../../parts/FaultNotice.tsx';
import { amountText } from '../../parts/numberText.ts';
import { spanText } from '../../parts/spanText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { useNameOf, useWallets } from '../../stores/walletsStore.ts';
import styles from '../send/Send.module.css';

/** To whom, and what that means. */
export function TrustContent({ draft }: { readonly draft: TrustDraft }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { party, action, hours } = draft;
  const name = useNameOf(party.address);
  const balance = useWallets(
    (state) => state.accounts.find(({ index }) => index === draft.account)?.balance ?? 0n,
  );
  const time = spanText(hours * 3_600_000, locale);
  return (
    <section className={styles.card} aria-label={t('trust/partyFact')}>
      <div>
        <p className="muted">
          {t('trust/partyFact')} {name && <strong>{name}</strong>}
        </p>
        <AddressText address={party.address} emphasised />
      </div>
      {action !== 'terminate' && (
        <Notice tone="warning">
          <strong>{t('trust/none/warning')}</strong>
          <p>{t('trust/none/warningText', { amount: amountText(balance, locale) })}</p>
        </Notice>
      )}
      {action === 'entrust' && party.firstTime && !party.own && <p>{t('trust/firstTime')}</p>}
      <p>{action === 'terminate' ? t('trust/terminateNote', { time }) : t('trust/entrustNote', { time })}</p>
    </section>
  );
}
