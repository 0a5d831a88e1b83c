import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountState } from '#shared/api/bridgeStates.ts';
import type { GroupItem } from '#shared/api/poolValues.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { countText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { checkAddress } from '../../stores/sendFormStore.ts';
import { prepareGroup, useTrust } from '../../stores/trustStore.ts';
import { typedAmount } from '../send/formRules.ts';
import { AddressField } from './AddressField.tsx';
import { GroupSteps } from './GroupSteps.tsx';
import { withStep } from './groupStepList.ts';
import styles from './Trust.module.css';
import { useBalanceList } from './useBalanceList.ts';

const kinds = ['transfer', 'balance', 'termination'] as const;

/** A list group, step by step. */
export function GroupPanel({ account, busy }: { readonly account: AccountState; readonly busy: boolean }) {
  const { t } = useTranslation();
  const steps = useTrust((state) => state.steps);
  const setSteps = (next: readonly GroupItem[]) => useTrust.setState({ steps: next });
  return (
    <Panel title={t('trust/operator/group')}>
      <div className="stack">
        <p className="muted">{t('trust/operator/groupText')}</p>
        <StepForm account={account} onAdd={(item) => setSteps(withStep(steps, item))} />
        {steps.length === 0 ? (
          <p className="muted">{t('trust/operator/stepsEmpty')}</p>
        ) : (
          <GroupSteps items={steps} onRemove={(at) => setSteps(steps.filter((_, each) => each !== at))} />
        )}
        <div className={styles.foot2}>
          {steps.length > 0 ? (
            <Button variant="subtle" disabled={busy} onClick={() => setSteps([])}>
              {t('trust/operator/clear')}
            </Button>
          ) : (
            <span />
          )}
          <Button
            variant="filled"
            disabled={steps.length === 0}
            loading={busy}
            onClick={() => void prepareGroup(account.index, steps)}
          >
            {t('trust/review')}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function StepForm({
  account,
  onAdd,
}: {
  readonly account: AccountState;
  readonly onAdd: (item: GroupItem) => void;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const words = useFaultText();
  const [kind, setKind] = useState<(typeof kinds)[number]>('transfer');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [amount, setAmount] = useState('');
  const [complaining, setComplaining] = useState(false);
  const typed = typedAmount(amount, locale);
  const { list } = useBalanceList();
  const amountProblem =
    typed.state === 'bad'
      ? words(typed.fault)
      : typed.state === 'empty' || (typed.units === 0n && kind === 'transfer')
        ? t('send/needAmount')
        : undefined;

  const add = async () => {
    setComplaining(true);
    const sender = await checkAddress(from.trim());
    if (sender.state !== 'good') return;
    if (kind === 'termination') {
      onAdd({ kind, sender: sender.address });
    } else if (kind === 'balance') {
      if (typed.state !== 'good') return;
      onAdd({ kind: 'update', balances: [{ address: sender.address, balance: typed.units }] });
      setAmount('');
    } else {
      const receiver = await checkAddress(to.trim());
      if (receiver.state !== 'good' || typed.state !== 'good' || typed.units === 0n) return;
      onAdd({
        kind,
        sender: sender.address,
        receivers: [{ address: receiver.address, amount: typed.units }],
      });
      setTo('');
      setAmount('');
    }
    setFrom('');
    setComplaining(false);
  };

  return (
    <form
      noValidate
      className={styles.stepForm}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <div className="between wrap">
        <SegmentedControl
          aria-label={t('trust/operator/kind')}
          value={kind}
          onChange={(value) => setKind(kinds.find((each) => each === value) ?? 'transfer')}
          data={kinds.map((value) => ({ value, label: t(`trust/operator/${value}`) }))}
        />
        {kind === 'transfer' && from === '' && (
          <Button size="compact-sm" variant="subtle" onClick={() => setFrom(account.address)}>
            {t('trust/operator/from')}: {account.name}
          </Button>
        )}
        {kind === 'balance' && list !== null && list.rows.length > 0 && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() =>
              onAdd({
                kind: 'update',
                balances: list.rows.map(({ address, balance }) => ({ address, balance })),
              })
            }
          >
            {t('trust/operator/fromList', {
              count: list.rows.length,
              value: countText(list.rows.length, locale),
            })}
          </Button>
        )}
      </div>
      <AddressField
        label={kind === 'transfer' ? t('trust/operator/from') : t('trust/operator/wallet')}
        value={from}
        onChange={setFrom}
        complaining={complaining}
      />
      {kind !== 'termination' && (
        <div className={styles.toAmount}>
          {kind === 'transfer' && (
            <AddressField
              label={t('trust/operator/to')}
              value={to}
              onChange={setTo}
              complaining={complaining}
            />
          )}
          <TextInput
            label={kind === 'transfer' ? t('trust/operator/amount') : t('trust/operator/newBalance')}
            value={amount}
            onChange={(event) => setAmount(event.currentTarget.value)}
            error={complaining ? amountProblem : undefined}
            inputMode="decimal"
            autoComplete="off"
            maxLength={32}
          />
        </div>
      )}
      <Button type="submit" leftSection={<IconPlus size={18} stroke={1.75} />} className={styles.add}>
        {t('trust/operator/add')}
      </Button>
    </form>
  );
}
