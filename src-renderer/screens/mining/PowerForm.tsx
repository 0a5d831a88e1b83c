import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MiningPower } from '#shared/api/bridgeStates.ts';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { useAction } from '../../parts/useAction.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { changeMining } from '../../stores/miningStore.ts';
import styles from './Mining.module.css';
import { type PowerTexts, powerTexts, readPower } from './powerForm.ts';

const fields = ['watts', 'pricePerKilowattHour', 'coinPrice'] as const;

/** What mining costs the person, and what a coin is worth to them. */
export function PowerForm({ power }: { readonly power: MiningPower | null }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { busy, fault, run } = useAction();
  const [texts, setTexts] = useState<PowerTexts>(() => powerTexts(power, locale));
  const [isChecked, setIsChecked] = useState(false);
  const { power: typed, bad } = readPower(texts);
  const example = new Intl.NumberFormat(locale).format(0.32);
  return (
    <form
      className="stack-tight"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setIsChecked(true);
        if (typed !== null) void run(() => changeMining({ power: typed }));
      }}
    >
      <p>{t('mining/powerText')}</p>
      <div className={styles.power}>
        {fields.map((field) => (
          <TextInput
            key={field}
            label={t(`mining/${field}`)}
            value={texts[field]}
            onChange={(event) => setTexts({ ...texts, [field]: event.currentTarget.value })}
            error={isChecked && bad.includes(field) ? t('mining/numberBad', { example }) : undefined}
            inputMode="decimal"
            maxLength={18}
            size="sm"
          />
        ))}
      </div>
      <FaultNotice fault={fault} />
      <div className="row">
        <Button type="submit" loading={busy}>
          {t('common/save')}
        </Button>
        {power !== null && (
          <Button variant="subtle" onClick={() => void run(() => changeMining({ power: null }))}>
            {t('mining/powerForget')}
          </Button>
        )}
      </div>
    </form>
  );
}
