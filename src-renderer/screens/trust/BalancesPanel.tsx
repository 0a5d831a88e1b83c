import { Button, FileButton, Textarea } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BadLine } from '#shared/api/balancesCsv.ts';
import type { AccountState } from '#shared/api/bridgeStates.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { amountText, countText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { prepareUpdate, useTrust } from '../../stores/trustStore.ts';
import styles from './Trust.module.css';
import { useBalanceList } from './useBalanceList.ts';

const BAD_SHOWN = 8;
/** A field shows this much of a list; longer ones come from a file and stay out of it. */
const SHOWN_CHARACTERS = 200_000;

/** A list of balances: chosen or pasted, read, and compared with the chain. */
export function BalancesPanel({ account, busy }: { readonly account: AccountState; readonly busy: boolean }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const text = useTrust((state) => state.balancesText);
  const [fileName, setFileName] = useState<string | null>(null);
  const setText = (balancesText: string) => useTrust.setState({ balancesText });
  const take = async (file: File | null) => {
    if (!file) return;
    setText(await file.text());
    setFileName(file.name);
  };
  const { list, fault } = useBalanceList();
  const canGo = list !== null && list.rows.length > 0;
  return (
    <Panel title={t('trust/operator/update')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (canGo && !busy) void prepareUpdate(account.index, list.rows);
        }}
      >
        <p className="muted">{t('trust/operator/updateText')}</p>
        <div className="row wrap">
          <FileButton accept=".csv,.txt,.tsv,text/csv,text/plain" onChange={(file) => void take(file)}>
            {(props) => (
              <Button {...props} leftSection={<IconFileSpreadsheet size={18} stroke={1.75} />}>
                {t('trust/operator/choose')}
              </Button>
            )}
          </FileButton>
          {fileName && text !== '' && <span className="muted">{fileName}</span>}
        </div>
        {text.length <= SHOWN_CHARACTERS && (
          <Textarea
            label={t('trust/operator/paste')}
            placeholder={`${t('trust/operator/example')}\n${account.address.slice(0, 16)}…,12.5`}
            value={text}
            onChange={(event) => {
              setFileName(null);
              setText(event.currentTarget.value);
            }}
            rows={6}
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--font-mono)', fontSize: '0.8125rem' } }}
          />
        )}
        <FaultNotice fault={fault} />
        {list !== null && list.bad.length > 0 && <BadLines bad={list.bad} />}
        {text.trim() !== '' && list !== null && list.rows.length === 0 && list.bad.length === 0 && (
          <FaultNotice fault={{ code: 'balances.empty', facts: {} }} />
        )}
        <div className={styles.foot2}>
          <span className="tabular">
            {canGo &&
              t('trust/operator/read', {
                count: list.rows.length,
                value: countText(list.rows.length, locale),
                total: amountText(list.total, locale),
              })}
          </span>
          <Button type="submit" variant="filled" disabled={!canGo} loading={busy}>
            {list !== null && list.bad.length > 0 ? t('trust/operator/without') : t('trust/operator/compare')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function BadLines({ bad }: { readonly bad: readonly BadLine[] }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const words = useFaultText();
  const hidden = bad.length - BAD_SHOWN;
  return (
    <Notice tone="warning">
      <strong>{t('trust/operator/bad', { count: bad.length, value: countText(bad.length, locale) })}</strong>{' '}
      {t('trust/operator/badText')}
      <ul className={styles.bad}>
        {bad.slice(0, BAD_SHOWN).map(({ line, text, fault }) => (
          <li key={line}>
            <strong>{t('trust/operator/badLine', { line: countText(line, locale) })}</strong> {words(fault)}{' '}
            <code className={styles.badText}>{text}</code>
          </li>
        ))}
      </ul>
      {hidden > 0 && t('trust/operator/badMore', { count: hidden, value: countText(hidden, locale) })}
    </Notice>
  );
}
