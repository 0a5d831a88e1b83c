import { Button, Loader, TextInput } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractCheck } from '#shared/api/contractBridge.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { Amount } from '../../parts/Amount.tsx';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { Hint } from '../../parts/Hint.tsx';
import { amountText, countText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { isPreparing, preparePublish, refusalOf, useContractFlow } from '../../stores/contractFlowStore.ts';
import { rehearseWith, useEditor } from '../../stores/editorStore.ts';
import { useAccount } from '../../stores/walletsStore.ts';
import { typedAmount } from '../send/formRules.ts';
import styles from './Editor.module.css';
import { saidText, useFailureText } from './failureText.ts';
import { LintList } from './LintList.tsx';
import { RehearsedCost } from './RehearsedCost.tsx';

/** What the chain would say to the text as it stands. */
export function CheckPanel({ onLine }: { readonly onLine: (line: number) => void }) {
  const { t } = useTranslation();
  const { text, check, checkedText, checking, fault } = useEditor();
  const account = useAccount();
  const refusal = useContractFlow(refusalOf('publish'));
  const busy = useContractFlow(isPreparing('publish'));
  const compiled = check?.compiled ?? null;
  const isCurrent = !checking && checkedText === text;
  return (
    <>
      <Panel
        title={t('contracts/editor/check')}
        aside={
          checking ? (
            <span className="row muted small" role="status">
              <Loader size={14} color="var(--accent)" />
              {t('contracts/editor/checking')}
            </span>
          ) : undefined
        }
      >
        <div className="stack">
          <FaultNotice fault={fault} />
          {check === null ? (
            <p className="muted">{t('contracts/editor/empty')}</p>
          ) : (
            <Verdict check={check} onLine={onLine} />
          )}
          {compiled && <Compiled compiled={compiled} />}
          <FaultNotice fault={refusal} />
          {account?.trust && <Notice tone="warning">{t('contracts/review/underTrust')}</Notice>}
          <Button
            variant="filled"
            size="md"
            loading={busy}
            disabled={!check || !canPublish(check) || !isCurrent || !account || account.trust !== null}
            onClick={() => account && void preparePublish(text, account.index)}
          >
            {t('contracts/editor/publish')}
          </Button>
        </div>
      </Panel>
      {check !== null && <RehearsalPanel check={check} />}
    </>
  );
}

/** A script with a mistake may be printed all the same, but nobody could use it. */
const canPublish = ({ compiled, fault, notes }: ContractCheck): boolean =>
  compiled !== null &&
  !compiled.published &&
  fault === null &&
  notes.every(({ severity }) => severity !== 'error');

function Verdict({
  check,
  onLine,
}: {
  readonly check: ContractCheck;
  readonly onLine: (line: number) => void;
}) {
  const { t } = useTranslation();
  const words = useFaultText();
  const { fault, notes, compiled } = check;
  const good = canPublish(check);
  const Icon = good ? IconCircleCheck : IconCircleX;
  const line = fault ? Number(fault.facts.line ?? 0) : 0;
  // What the notes say already is not said twice.
  const isNoted = notes.some(
    (note) => note.severity === 'error' && (note.line === line || fault?.code === 'contract.script'),
  );
  return (
    <>
      <p className={styles.verdict} role="status">
        <Icon
          size={20}
          stroke={1.75}
          aria-hidden="true"
          className={styles.sign}
          data-good={good || undefined}
        />
        {good ? t('contracts/editor/good') : t('contracts/editor/bad')}
      </p>
      {compiled?.published && <p>{t('contracts/editor/already')}</p>}
      {fault && !isNoted && (
        <p>
          {line > 0
            ? t('contracts/editor/fault/at', { line: String(line), text: words(fault) })
            : words(fault)}
        </p>
      )}
      {notes.length > 0 ? (
        <LintList notes={notes} onLine={onLine} />
      ) : (
        !fault && <p className="muted">{t('contracts/editor/noNotes')}</p>
      )}
    </>
  );
}

function Compiled({ compiled }: { readonly compiled: NonNullable<ContractCheck['compiled']> }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const hex = toHex(compiled.hash);
  return (
    <>
      <Facts>
        <Fact name={t('contracts/editor/fee')}>
          <Amount units={compiled.fee} size="small" />
        </Fact>
      </Facts>
      <p className="muted small">
        {t('contracts/editor/feeText', {
          bytes: t('explorer/bytes', {
            count: compiled.scriptBytes + compiled.modelBytes,
            value: countText(compiled.scriptBytes + compiled.modelBytes, locale),
          }),
        })}
      </p>
      <div>
        <span className="row muted small">
          {t('contracts/editor/hash')}
          <Hint about={t('contracts/editor/hash')} text={t('contracts/editor/hashHint')} />
        </span>
        <div className="between">
          <code className={styles.hash}>{hex}</code>
          <CopyButton compact text={hex} label={`${t('common/copy')}: ${t('contracts/editor/hash')}`} />
        </div>
      </div>
      {compiled.addedLines > 0 && (
        <p className="muted small">{t('contracts/editor/addedLines', { count: compiled.addedLines })}</p>
      )}
    </>
  );
}

/** One applicant, one year, while the seller types. */
function RehearsalPanel({ check }: { readonly check: ContractCheck }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const failureText = useFailureText();
  const { rehearsal } = check;
  const [typed, setTyped] = useState('1000');
  const amount = typedAmount(typed, locale);
  const failures = rehearsal?.failures.slice(0, 5) ?? [];
  return (
    <Panel title={t('contracts/editor/rehearsal')}>
      {rehearsal === null ? (
        <p className="muted">{t('contracts/editor/noRehearsal')}</p>
      ) : (
        <div className="stack">
          <p className="muted small">
            {t('contracts/editor/rehearsalWith', { balance: amountText(rehearsal.balance, locale) })}
          </p>
          <TextInput
            label={t('contracts/editor/balance')}
            size="sm"
            value={typed}
            inputMode="decimal"
            maxLength={32}
            error={amount.state === 'bad' || undefined}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setTyped(value);
              const read = typedAmount(value, locale);
              if (read.state === 'good') rehearseWith(read.units);
            }}
          />
          {!rehearsal.applies && <Notice tone="danger">{t('contracts/editor/appliesNot')}</Notice>}
          {failures.map((failure) => (
            <Notice key={`${failure.date} ${failure.handler} ${failure.detail}`} tone="warning">
              <code>{failure.handler}</code>: {failureText(failure.reason)}{' '}
              {failure.detail !== '' && t('contracts/runs/said', { detail: saidText(failure.detail) })}
            </Notice>
          ))}
          <RehearsedCost rehearsal={rehearsal} applyFee={null} perspective="seller" />
        </div>
      )}
    </Panel>
  );
}
