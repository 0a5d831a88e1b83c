import { Button, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isFault } from '#shared/protocol/fault.ts';
import { formatPaymentUri, type PaymentRequest } from '#shared/protocol/paymentUri.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { AddressText } from '../../parts/AddressText.tsx';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Qr } from '../../parts/Qr.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { useChain } from '../../stores/chainStore.ts';
import { useAccount } from '../../stores/walletsStore.ts';
import { typedAmount } from '../send/formRules.ts';
import { NewAccount } from './AccountDialogs.tsx';
import styles from './Receive.module.css';

/** "Where can somebody pay me?" */
export function Receive() {
  const { t } = useTranslation();
  const words = useFaultText();
  const locale = useLocale();
  const account = useAccount();
  const prefix = useChain((state) => state.chain?.addressPrefix ?? '');
  const [amountText, setAmountText] = useState('');
  const [note, setNote] = useState('');
  const [adding, add] = useDisclosure(false);
  if (!account) return null;

  const amount = typedAmount(amountText, locale);
  const asksFor = amount.state === 'good' && amount.units > 0n ? amount.units : null;
  const request: PaymentRequest = {
    address: account.address,
    ...(asksFor === null ? {} : { amount: asksFor }),
    ...(note.trim() === '' ? {} : { message: note.trim() }),
  };
  const link = linkOf(prefix, request);
  const isPlain = asksFor === null && note.trim() === '';

  return (
    <>
      <ScreenHead title={t('receive/title')} lead={t('receive/lead')}>
        <Button leftSection={<IconPlus size={18} stroke={1.75} />} onClick={add.open}>
          {t('receive/newAccount')}
        </Button>
      </ScreenHead>
      <div className={styles.columns}>
        <Panel>
          <div className={styles.give}>
            <Qr
              text={link ?? account.address}
              label={isPlain ? t('receive/qr') : t('receive/qrRequest')}
              size={208}
            />
            <p className={styles.name}>{account.name}</p>
            <div className={styles.address} data-testid="address">
              <AddressText address={account.address} />
            </div>
            <CopyButton primary text={account.address} label={t('receive/copyAddress')} />
          </div>
        </Panel>
        <Panel title={t('receive/request')}>
          <div className="stack">
            <TextInput
              label={t('receive/amount')}
              value={amountText}
              onChange={(event) => setAmountText(event.currentTarget.value)}
              error={amount.state === 'bad' ? words(amount.fault) : undefined}
              inputMode="decimal"
              autoComplete="off"
              maxLength={32}
              styles={{ input: { fontVariantNumeric: 'tabular-nums' } }}
            />
            <TextInput
              label={t('receive/note')}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
              autoComplete="off"
              maxLength={200}
            />
            {link && (
              <div>
                <p className="muted">{t('receive/link')}</p>
                <p className={styles.link}>{link}</p>
                <CopyButton text={link} label={t('receive/copyLink')} />
              </div>
            )}
          </div>
        </Panel>
      </div>
      <NewAccount opened={adding} onClose={add.close} />
    </>
  );
}

/** null while the note holds what a link cannot carry. */
function linkOf(prefix: string, request: PaymentRequest): string | null {
  try {
    return formatPaymentUri(prefix, request);
  } catch (error) {
    if (!isFault(error)) throw error;
    return null;
  }
}
