import { Button, Checkbox } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountState } from '#shared/api/bridgeStates.ts';
import type { ContractReview } from '#shared/api/contractBridge.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { partedCharges } from '../../parts/chargePattern.ts';
import { Notice } from '../../parts/FaultNotice.tsx';
import { amountText } from '../../parts/numberText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { prepareApply } from '../../stores/contractFlowStore.ts';
import { hrefOf } from '../../stores/routeStore.ts';
import { useWallets } from '../../stores/walletsStore.ts';
import { ChainMatch, isSound } from './ChainMatch.tsx';
import { saidText, useFailureText } from './failureText.ts';
import { Receivers } from './Receivers.tsx';
import { RehearsedCost } from './RehearsedCost.tsx';
import styles from './Review.module.css';

interface Props {
  readonly contract: ContractReview;
  readonly account: AccountState | null;
  readonly busy: boolean;
  /** Refusals. */
  readonly children: ReactNode;
}

/** What has to be known before applying, and the decision. */
export function ReviewCard({ contract, account, busy, children }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { rehearsal, cancel, applyFee } = contract;
  const sound = isSound(contract);
  return (
    <aside className={styles.card} aria-label={t('contracts/review/label')}>
      <div className={styles.cardBody}>
        <ChainMatch contract={contract} />
        {sound && (
          <section className={styles.part}>
            <h2>{t('contracts/review/who')}</h2>
            <Receivers contract={contract} />
          </section>
        )}
        {/* What an altered file would do is nobody's business; what one that is not published yet would, is. */}
        {(sound || !contract.chain.known) && rehearsal.applies && (
          <RehearsedCost rehearsal={rehearsal} applyFee={applyFee} />
        )}
        {sound && (
          <section className={styles.part}>
            <h2>{t('contracts/review/cancelTitle')}</h2>
            <p>
              {t('contracts/review/cancelText')} {cancel.runsScript && t('contracts/review/cancelScript')}{' '}
              {cancel.fee > 0n && t('contracts/review/cancelFee', { fee: amountText(cancel.fee, locale) })}
            </p>
          </section>
        )}
      </div>
      {sound && account && (
        <div className={styles.cardFoot}>
          {children}
          <Decision key={account.index} contract={contract} account={account} busy={busy} />
        </div>
      )}
    </aside>
  );
}

function Decision({
  contract,
  account,
  busy,
}: {
  readonly contract: ContractReview;
  readonly account: AccountState;
  readonly busy: boolean;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const failureText = useFailureText();
  const [understood, setUnderstood] = useState(false);
  const { rehearsal, applyFee, hash } = contract;
  const names = useWallets((state) => state.accounts);
  const active = contract.own.filter((own) => own.active);
  const mine = active.find((own) => own.account === account.index);
  if (mine) {
    return (
      <div className="between wrap">
        <strong>{t('contracts/review/alreadyTitle', { account: account.name })}</strong>
        <Button component="a" href={hrefOf('contracts', 'application', toHex(hash), account.index)}>
          {t('contracts/review/see')}
        </Button>
      </div>
    );
  }
  if (account.trust) return <Notice tone="warning">{t('contracts/review/underTrust')}</Notice>;
  if (!rehearsal.applies) {
    const [failure] = rehearsal.failures;
    return (
      <Notice tone="danger">
        <strong>{t('contracts/review/wontApply')}</strong>
        <p>{t('contracts/review/wontApplyText')}</p>
        {failure && (
          <p>
            {failureText(failure.reason)}{' '}
            {failure.detail !== '' && t('contracts/runs/said', { detail: saidText(failure.detail) })}
          </p>
        )}
      </Notice>
    );
  }
  const need = applyFee + atOnce(contract);
  const tooFew = need > account.spendable;
  return (
    <div className="stack-tight">
      {tooFew && (
        <Notice tone="warning">
          {t('contracts/review/tooFew', {
            have: amountText(account.spendable, locale),
            need: amountText(need, locale),
          })}
        </Notice>
      )}
      {active.map((own) => (
        <p key={own.account} className="small">
          {t('contracts/review/alreadyTitle', {
            account: names.find(({ index }) => index === own.account)?.name ?? '',
          })}{' '}
          <a href={hrefOf('contracts', 'application', toHex(hash), own.account)}>
            {t('contracts/review/see')}
          </a>
        </p>
      ))}
      {!rehearsal.bounded && (
        <Checkbox
          checked={understood}
          onChange={(event) => setUnderstood(event.currentTarget.checked)}
          label={t('contracts/review/understood')}
        />
      )}
      <Button
        variant="filled"
        size="md"
        fullWidth
        loading={busy}
        disabled={tooFew || (!rehearsal.bounded && !understood)}
        onClick={() => void prepareApply(hash, account.index)}
      >
        {t('contracts/review/apply')}
      </Button>
      <p className="muted small">
        {t('contracts/review/account', { account: account.name })}. {t('contracts/review/applyNext')}
      </p>
    </div>
  );
}

/** What the application itself takes, with the fees of these payments. */
export function atOnce({ rehearsal }: Pick<ContractReview, 'rehearsal'>): bigint {
  const own = rehearsal.charges.filter((charge) => charge.own);
  const { now, nowCount } = partedCharges(own);
  return now + rehearsal.transferFee * BigInt(nowCount);
}
