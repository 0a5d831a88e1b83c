import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '#shared/api/bridgeStates.ts';
import { bridge } from '../../bridge.ts';
import { AddressText } from '../../parts/AddressText.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { useAction } from '../../parts/useAction.ts';
import { saveContact } from '../../stores/walletsStore.ts';

interface Props {
  /** Renamed when given, else a new one. */
  readonly contact?: Contact;
  readonly onClose: () => void;
}

export function ContactForm({ contact, onClose }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState(contact?.name ?? '');
  const [typed, setTyped] = useState(contact?.address ?? '');
  const { busy, fault, run, clear } = useAction();
  const isReady = name.trim() !== '' && typed.trim() !== '';
  const save = async () => {
    const { address } = await bridge.call('address.check', { address: typed.trim() });
    await saveContact({ name: name.trim(), address });
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) void run(save, onClose);
      }}
    >
      <TextInput
        label={t('contacts/name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={64}
        autoComplete="off"
        data-autofocus
      />
      {contact ? (
        <AddressText address={contact.address} />
      ) : (
        <TextInput
          label={t('contacts/address')}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            clear();
          }}
          error={fault !== null}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={512}
          styles={{ input: { fontFamily: 'var(--font-mono)', fontSize: '0.875rem' } }}
        />
      )}
      <FaultNotice fault={fault} />
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <Button onClick={onClose}>{t('common/cancel')}</Button>
        <Button type="submit" variant="filled" disabled={!isReady} loading={busy}>
          {t('common/save')}
        </Button>
      </div>
    </form>
  );
}
