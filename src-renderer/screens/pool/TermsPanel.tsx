import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PoolState } from '#shared/api/bridgeStates.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { typedAmountText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useAction } from '../../parts/useAction.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { changePool } from '../../stores/poolStore.ts';
import { typedAmount } from '../send/formRules.ts';
import styles from './Pool.module.css';

const schemes = ['proportional', 'pplns'] as const;

/** What the pool keeps, and from when on it pays. */
export function TermsPanel({ pool }: { readonly pool: PoolState }) {
  const { t } = useTranslation();
  const words = useFaultText();
  const locale = useLocale();
  const { status } = pool;
  const [feeText, setFeeText] = useState(() => new Intl.NumberFormat(locale).format(status.feePercent));
  const [thresholdText, setThresholdText] = useState(() => typedAmountText(status.payoutThreshold, locale));
  const [scheme, setScheme] = useState(pool.nextScheme);
  const [saved, setSaved] = useState(false);
  const { busy, fault, run } = useAction();
  const fee = /^\d{1,3}([.,]\d{1,4})?$/.test(feeText.trim())
    ? Number(feeText.trim().replace(',', '.'))
    : null;
  const isFeeGood = fee !== null && fee >= 0 && fee <= 100;
  const threshold = typedAmount(thresholdText, locale);
  const isReady = isFeeGood && threshold.state === 'good';
  return (
    <Panel title={t('pool/terms')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (fee === null || !isReady) return;
          void run(
            () => changePool({ feePercent: fee, payoutThreshold: threshold.units, scheme }),
            () => setSaved(true),
          );
        }}
      >
        <div className={styles.terms}>
          <TextInput
            label={t('pool/fee')}
            value={feeText}
            onChange={(event) => {
              setFeeText(event.currentTarget.value);
              setSaved(false);
            }}
            error={isFeeGood ? undefined : words({ code: 'pool.feePercent', facts: {} })}
            inputMode="decimal"
            maxLength={8}
          />
          <TextInput
            label={t('pool/threshold')}
            description={t('pool/thresholdText')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={thresholdText}
            onChange={(event) => {
              setThresholdText(event.currentTarget.value);
              setSaved(false);
            }}
            error={threshold.state === 'bad' ? words(threshold.fault) : undefined}
            inputMode="decimal"
            maxLength={32}
          />
        </div>
        <Select
          label={t('pool/scheme')}
          description={t(`pool/schemeMeans/${scheme}`)}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={scheme}
          onChange={(value) => {
            const chosen = schemes.find((each) => each === value);
            if (chosen) setScheme(chosen);
            setSaved(false);
          }}
          data={schemes.map((value) => ({ value, label: t(`pool/${value}`) }))}
          allowDeselect={false}
        />
        {pool.nextScheme === status.scheme ? null : (
          <p className="muted">{t('pool/schemeNext', { scheme: t(`pool/${status.scheme}`) })}</p>
        )}
        <FaultNotice fault={fault} />
        <div className="row">
          <Button type="submit" disabled={!isReady} loading={busy}>
            {t('common/save')}
          </Button>
          <span className="muted" role="status">
            {saved ? t('pool/saved') : ''}
          </span>
        </div>
      </form>
    </Panel>
  );
}
