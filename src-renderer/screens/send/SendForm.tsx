import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconClipboardList, IconPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountState } from '#shared/api/bridgeStates.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { Amount } from '../../parts/Amount.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { amountText, typedAmountText } from '../../parts/numberText.ts';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { useChain } from '../../stores/chainStore.ts';
import { addRow, changeRow, checkRow, useSendForm } from '../../stores/sendFormStore.ts';
import { prepare, useSend } from '../../stores/sendStore.ts';
import { FeeField } from './FeeField.tsx';
import { readForm } from './formRules.ts';
import { PasteList } from './PasteList.tsx';
import { RecipientRow } from './RecipientRow.tsx';
import styles from './Send.module.css';

export function SendForm({ account, busy }: { readonly account: AccountState; readonly busy: boolean }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { rows, feeText } = useSendForm();
  const standardFee = useChain((state) => state.chain?.defaultFee ?? 0n);
  const fault = useSend((state) => (state.payment.step === 'empty' ? state.payment.fault : null));
  const [complaining, setComplaining] = useState(false);
  const [pasting, paste] = useDisclosure(false);
  const reading = readForm(rows, feeText, standardFee, locale);
  const lacks = reading.total > account.spendable && reading.amount > 0n;

  // Rows that came from a list, a link or an expired payment are checked as soon as they stand here.
  useEffect(() => {
    for (const row of rows) {
      if (row.address.trim() !== '' && row.check.state === 'none') void checkRow(row.key);
    }
  }, [rows]);

  const submit = () => {
    setComplaining(true);
    if (reading.receivers === null || lacks || busy) return;
    void prepare({
      account: account.index,
      receivers: reading.receivers,
      fee: feeText === null || reading.fee.state !== 'good' ? undefined : reading.fee.units,
    });
  };

  /** All that can be spent, less the fee and what the other rows take. */
  const everything = (key: number, own: Units) => {
    const others = reading.total - own;
    const rest = account.spendable - others;
    changeRow(key, { amount: rest > 0n ? typedAmountText(rest, locale) : '0' });
  };

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <ScreenHead
        title={t('send/title')}
        lead={t('send/lead', { amount: amountText(account.spendable, locale), account: account.name })}
      >
        <Button leftSection={<IconClipboardList size={18} stroke={1.75} />} onClick={paste.open}>
          {t('send/pasteList')}
        </Button>
      </ScreenHead>
      <div className="stack">
        {account.trust && <Notice tone="warning">{t('send/underTrust')}</Notice>}
        <div className={styles.card}>
          <ol className={styles.recipients}>
            {rows.map((row, at) => {
              const amount = reading.amounts[at] ?? { state: 'empty' };
              return (
                <RecipientRow
                  key={row.key}
                  row={row}
                  position={at + 1}
                  isOnly={rows.length === 1}
                  amount={amount}
                  repeated={reading.repeated.has(row.key)}
                  complaining={complaining}
                  onEverything={() => everything(row.key, amount.state === 'good' ? amount.units : 0n)}
                />
              );
            })}
          </ol>
          <Button
            variant="subtle"
            color="accent"
            leftSection={<IconPlus size={18} stroke={1.75} />}
            onClick={addRow}
          >
            {t('send/add')}
          </Button>
        </div>
        <div className={styles.card}>
          <FeeField fee={reading.fee} standardFee={standardFee} feeText={feeText} />
          {reading.amount > 0n && (
            <Facts>
              <Fact name={t('send/total')}>
                <strong>
                  <Amount units={reading.total} />
                </strong>
              </Fact>
              {!lacks && (
                <Fact name={t('send/after')}>
                  <Amount units={account.spendable - reading.total} size="small" />
                </Fact>
              )}
            </Facts>
          )}
          {lacks && (
            <Notice tone="danger">
              {t('send/notEnough', {
                have: amountText(account.spendable, locale),
                need: amountText(reading.total, locale),
              })}
            </Notice>
          )}
          <FaultNotice fault={fault} />
          <div className={styles.actions}>
            <Button type="submit" variant="filled" size="md" loading={busy} disabled={lacks}>
              {t('send/review')}
            </Button>
          </div>
        </div>
      </div>
      <PasteList opened={pasting} onClose={paste.close} />
    </form>
  );
}
