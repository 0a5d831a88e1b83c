import { ActionIcon, Button, Menu, TextInput } from '@mantine/core';
import { IconAddressBook, IconCircleCheck, IconTrash } from '@tabler/icons-react';
import { type ClipboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isContractUri } from '#shared/protocol/contractUri.ts';
import { isFault } from '#shared/protocol/fault.ts';
import { parsePaymentUri } from '#shared/protocol/paymentUri.ts';
import { type Refusal, useFaultText } from '../../locales/faultText.ts';
import { shortAddress } from '../../parts/AddressText.tsx';
import { typedAmountText } from '../../parts/numberText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { useChain } from '../../stores/chainStore.ts';
import { openContract } from '../../stores/contractStore.ts';
import { changeRow, checkRow, type Recipient, removeRow } from '../../stores/sendFormStore.ts';
import { useNameOf, useWallets } from '../../stores/walletsStore.ts';
import type { TypedAmount } from './formRules.ts';
import styles from './Send.module.css';

interface Props {
  readonly row: Recipient;
  /** From 1. */
  readonly position: number;
  readonly isOnly: boolean;
  readonly amount: TypedAmount;
  readonly repeated: boolean;
  /** The person wanted to go on, so what is missing is said, too. */
  readonly complaining: boolean;
  readonly onEverything: () => void;
}

export function RecipientRow(props: Props) {
  const { row, position, isOnly, amount, repeated, complaining, onEverything } = props;
  const { t } = useTranslation();
  const words = useFaultText();
  const locale = useLocale();
  const prefix = useChain((state) => state.chain?.addressPrefix ?? '');
  const [linkFault, setLinkFault] = useState<Refusal | null>(null);
  const [note, setNote] = useState<string | null>(null);
  const [amountLeft, setAmountLeft] = useState(false);

  const setAddress = (address: string) => {
    setLinkFault(null);
    setNote(null);
    changeRow(row.key, { address, check: { state: 'none' } });
  };

  /** A link holds the address and perhaps the amount; both go where they belong. */
  const takeLink = (link: string): boolean => {
    if (!/^\s*coco:/i.test(link)) return false;
    // A contract is read where contracts are read; the payment that was begun stays as it is.
    if (isContractUri(link)) {
      void openContract(link);
      return true;
    }
    try {
      const request = parsePaymentUri(prefix, link.trim());
      setLinkFault(null);
      setNote([request.label, request.message].filter(Boolean).join(' · ') || null);
      changeRow(row.key, {
        address: request.address,
        check: { state: 'none' },
        ...(request.amount === undefined ? {} : { amount: typedAmountText(request.amount, locale) }),
      });
    } catch (error) {
      if (!isFault(error)) throw error;
      setLinkFault(error);
    }
    return true;
  };

  const onPaste = (event: ClipboardEvent) => {
    if (takeLink(event.clipboardData.getData('text'))) event.preventDefault();
  };

  const addressError = linkFault
    ? words(linkFault)
    : row.check.state === 'bad'
      ? words(row.check.fault)
      : repeated
        ? t('send/twice')
        : complaining && row.address.trim() === ''
          ? t('send/needAddress')
          : undefined;
  const amountError =
    amount.state === 'bad' && (amountLeft || complaining)
      ? words(amount.fault)
      : complaining && (amount.state === 'empty' || (amount.state === 'good' && amount.units === 0n))
        ? t('send/needAmount')
        : undefined;
  const ownName = useNameOf(row.check.state === 'good' && row.check.own ? row.check.address : null);
  const known =
    row.check.state !== 'good' || addressError
      ? null
      : row.check.own
        ? t('send/isOwn', { name: ownName ?? '' })
        : row.check.contact
          ? t('send/isContact', { name: row.check.contact })
          : t('send/isGood');

  return (
    <li className={styles.recipient}>
      <fieldset className={styles.fields} data-only={isOnly || undefined}>
        <legend className={isOnly ? 'hidden-label' : styles.legend}>
          {t('send/recipient', { n: position })}
        </legend>
        <div className={styles.addressField}>
          <TextInput
            label={t('send/address')}
            placeholder={t('send/addressHint')}
            value={row.address}
            onChange={(event) => {
              const { value } = event.currentTarget;
              if (!takeLink(value)) setAddress(value);
            }}
            onPaste={onPaste}
            onBlur={() => void checkRow(row.key)}
            error={addressError}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={8192}
            styles={{ input: { fontFamily: 'var(--font-mono)', fontSize: '0.875rem' } }}
            rightSection={<ContactMenu onChoose={setAddress} />}
          />
          {known && (
            <p className={styles.known}>
              <IconCircleCheck size={14} stroke={2} aria-hidden="true" />
              {known}
            </p>
          )}
          {note && <p className={styles.known}>{t('send/noteFromLink', { note })}</p>}
        </div>
        <div className={styles.amountField}>
          <TextInput
            label={t('send/amount')}
            value={row.amount}
            onChange={(event) => changeRow(row.key, { amount: event.currentTarget.value })}
            onFocus={() => setAmountLeft(false)}
            onBlur={() => setAmountLeft(true)}
            error={amountError}
            inputMode="decimal"
            autoComplete="off"
            maxLength={32}
            styles={{ input: { fontVariantNumeric: 'tabular-nums' } }}
            rightSectionWidth={96}
            rightSection={
              <Button variant="subtle" color="accent" size="compact-xs" onClick={onEverything}>
                {t('send/everything')}
              </Button>
            }
          />
        </div>
        {!isOnly && (
          <ActionIcon
            size={42}
            className={styles.remove}
            aria-label={t('send/removeRecipient', { n: position })}
            onClick={() => removeRow(row.key)}
          >
            <IconTrash size={18} stroke={1.75} />
          </ActionIcon>
        )}
      </fieldset>
    </li>
  );
}

/** Contacts and own accounts, to choose an address from. */
function ContactMenu({ onChoose }: { readonly onChoose: (address: string) => void }) {
  const { t } = useTranslation();
  const contacts = useWallets((state) => state.contacts);
  const accounts = useWallets((state) => state.accounts);
  return (
    <Menu position="bottom-end" width={320} shadow="md">
      <Menu.Target>
        <ActionIcon aria-label={t('send/pickContact')}>
          <IconAddressBook size={18} stroke={1.75} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('send/contactsOf')}</Menu.Label>
        {contacts.length === 0 && <Menu.Item disabled>{t('send/noContacts')}</Menu.Item>}
        {contacts.map(({ name, address }) => (
          <NamedAddress key={address} name={name} address={address} onChoose={onChoose} />
        ))}
        <Menu.Divider />
        <Menu.Label>{t('send/ownAccounts')}</Menu.Label>
        {accounts.map(({ index, name, address }) => (
          <NamedAddress key={index} name={name} address={address} onChoose={onChoose} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface NamedProps {
  readonly name: string;
  readonly address: string;
  readonly onChoose: (address: string) => void;
}

function NamedAddress({ name, address, onChoose }: NamedProps) {
  return (
    <Menu.Item
      onClick={() => onChoose(address)}
      rightSection={<span className="mono small muted">{shortAddress(address)}</span>}
    >
      {name}
    </Menu.Item>
  );
}
