import { Button, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Units } from '#shared/protocol/amounts.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { amountText, typedAmountText } from '../../parts/numberText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { useSendForm } from '../../stores/sendFormStore.ts';
import type { TypedAmount } from './formRules.ts';
import styles from './Send.module.css';

interface Props {
  readonly fee: TypedAmount;
  readonly standardFee: Units;
  readonly feeText: string | null;
}

/** The standard fee in a line; another one is a click away. */
export function FeeField({ fee, standardFee, feeText }: Props) {
  const { t } = useTranslation();
  const words = useFaultText();
  const locale = useLocale();
  const setFee = (text: string | null) => useSendForm.setState({ feeText: text });
  if (feeText === null) {
    return (
      <div className={styles.fee}>
        <span className="muted">{t('common/fee')}</span>
        <span className="row">
          <span className="tabular">{t('send/feeStandard', { fee: amountText(standardFee, locale) })}</span>
          <Button
            variant="subtle"
            color="accent"
            size="compact-sm"
            onClick={() => setFee(typedAmountText(standardFee, locale))}
          >
            {t('send/feeCustom')}
          </Button>
        </span>
      </div>
    );
  }
  return (
    <div className={styles.customFee}>
      <TextInput
        label={t('send/feeLabel')}
        description={t('send/feeText')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={feeText}
        onChange={(event) => setFee(event.currentTarget.value)}
        error={
          fee.state === 'bad' ? words(fee.fault) : fee.state === 'empty' ? t('send/needAmount') : undefined
        }
        inputMode="decimal"
        autoComplete="off"
        maxLength={32}
        autoFocus
      />
      <Button variant="subtle" color="accent" size="compact-sm" onClick={() => setFee(null)}>
        {t('send/feeBack')}
      </Button>
    </div>
  );
}
