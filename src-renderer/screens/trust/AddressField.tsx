import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFaultText } from '../../locales/faultText.ts';
import { type AddressCheck, checkAddress } from '../../stores/sendFormStore.ts';
import { useNameOf } from '../../stores/walletsStore.ts';
import styles from './Trust.module.css';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly complaining?: boolean;
  /** Shown instead of what the check says. */
  readonly error?: string | undefined;
}

/** One address, checked when the person leaves the field. */
export function AddressField({ label, value, onChange, complaining = false, error }: Props) {
  const { t } = useTranslation();
  const words = useFaultText();
  const [check, setCheck] = useState<AddressCheck>({ state: 'none' });
  const ownName = useNameOf(check.state === 'good' && check.own ? check.address : null);
  const leave = async () => {
    const address = value.trim();
    setCheck(address === '' ? { state: 'none' } : await checkAddress(address));
  };
  const known =
    check.state !== 'good' || value.trim() === ''
      ? null
      : check.contact
        ? t('send/isContact', { name: check.contact })
        : ownName
          ? t('send/isOwn', { name: ownName })
          : t('send/isGood');
  const problem =
    error ??
    (check.state === 'bad'
      ? words(check.fault)
      : complaining && value.trim() === ''
        ? t('send/needAddress')
        : undefined);
  return (
    <div>
      <TextInput
        label={label}
        value={value}
        onChange={(event) => {
          setCheck({ state: 'none' });
          onChange(event.currentTarget.value);
        }}
        onBlur={() => void leave()}
        error={problem}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={512}
        styles={{ input: { fontFamily: 'var(--font-mono)', fontSize: '0.875rem' } }}
      />
      {known && !problem && <p className={styles.known}>{known}</p>}
    </div>
  );
}
