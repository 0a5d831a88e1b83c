import { ActionIcon } from '@mantine/core';
import { IconDoorExit, IconScale, IconTransfer, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { GroupItem } from '#shared/api/poolValues.ts';
import { shortAddress } from '../../parts/AddressText.tsx';
import { Amount } from '../../parts/Amount.tsx';
import { countText } from '../../parts/numberText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { nameOfAddress, useWallets } from '../../stores/walletsStore.ts';
import styles from './Trust.module.css';

/** Of a step that sets balances. */
const BALANCES_SHOWN = 20;

interface Props {
  readonly items: readonly GroupItem[];
  readonly onRemove?: (at: number) => void;
}

/** The steps of a group in their order. */
export function GroupSteps({ items, onRemove }: Props) {
  const { t } = useTranslation();
  return (
    <ol className={styles.steps}>
      {items.map((item, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is told from an equal one by its place alone
        <li key={at} className={styles.step}>
          <Step item={item} />
          {onRemove && (
            <ActionIcon aria-label={t('trust/operator/remove', { n: at + 1 })} onClick={() => onRemove(at)}>
              <IconX size={16} stroke={1.75} />
            </ActionIcon>
          )}
        </li>
      ))}
    </ol>
  );
}

function Step({ item }: { readonly item: GroupItem }) {
  const { t } = useTranslation();
  const accounts = useWallets((state) => state.accounts);
  const contacts = useWallets((state) => state.contacts);
  const who = (address: string) => nameOfAddress({ accounts, contacts }, address) ?? shortAddress(address);
  if (item.kind === 'update') return <Balances item={item} who={who} />;
  if (item.kind === 'termination') {
    return (
      <>
        <IconDoorExit size={18} stroke={1.75} aria-hidden="true" />
        <span className={styles.stepText} title={item.sender}>
          {t('trust/operator/stepTermination', { from: who(item.sender) })}
        </span>
      </>
    );
  }
  const to = item.receivers.map(({ address }) => who(address)).join(', ');
  return (
    <>
      <IconTransfer size={18} stroke={1.75} aria-hidden="true" />
      <span
        className={styles.stepText}
        title={`${item.sender} → ${item.receivers.map(({ address }) => address).join(', ')}`}
      >
        {t('trust/operator/stepTransfer', { from: who(item.sender), to })}
      </span>
      <Amount units={item.receivers.reduce((sum, { amount }) => sum + amount, 0n)} size="small" />
    </>
  );
}

type Update = Extract<GroupItem, { kind: 'update' }>;

function Balances({ item, who }: { readonly item: Update; readonly who: (address: string) => string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { balances } = item;
  const hidden = balances.length - BALANCES_SHOWN;
  return (
    <>
      <IconScale size={18} stroke={1.75} aria-hidden="true" />
      <div className={styles.stepText}>
        {t('trust/operator/stepUpdate', {
          count: balances.length,
          value: countText(balances.length, locale),
        })}
        <ul className={styles.stepBalances}>
          {balances.slice(0, BALANCES_SHOWN).map(({ address, balance }) => (
            <li key={address} title={address}>
              <span>{who(address)}</span>
              <Amount units={balance} size="small" />
            </li>
          ))}
        </ul>
        {hidden > 0 && (
          <p className="muted small">
            {t('trust/operator/badMore', { count: hidden, value: countText(hidden, locale) })}
          </p>
        )}
      </div>
    </>
  );
}
