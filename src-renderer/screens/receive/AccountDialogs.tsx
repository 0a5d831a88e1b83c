import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountState } from '#shared/api/bridgeStates.ts';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { useAction } from '../../parts/useAction.ts';
import { addAccount, renameAccount } from '../../stores/walletsStore.ts';

interface DialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function NewAccount({ opened, onClose }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={t('receive/newAccount')}>
      <NameForm
        text={t('receive/newAccountText')}
        start=""
        verb={t('receive/create')}
        save={(name) => addAccount(name)}
        onClose={onClose}
      />
    </Modal>
  );
}

export function RenameAccount({
  account,
  opened,
  onClose,
}: DialogProps & { readonly account: AccountState }) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={t('receive/renameTitle')}>
      <NameForm
        start={account.name}
        verb={t('receive/rename')}
        save={(name) => renameAccount(account.index, name)}
        onClose={onClose}
      />
    </Modal>
  );
}

interface NameFormProps {
  readonly text?: string;
  readonly start: string;
  readonly verb: string;
  readonly save: (name: string) => Promise<unknown>;
  readonly onClose: () => void;
}

function NameForm({ text, start, verb, save, onClose }: NameFormProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(start);
  const { busy, fault, run } = useAction();
  const trimmed = name.trim();
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (trimmed !== '') void run(() => save(trimmed), onClose);
      }}
    >
      {text && <p className="muted">{text}</p>}
      <TextInput
        label={t('receive/accountName')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={64}
        data-autofocus
      />
      <FaultNotice fault={fault} />
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <Button onClick={onClose}>{t('common/cancel')}</Button>
        <Button type="submit" variant="filled" disabled={trimmed === ''} loading={busy}>
          {verb}
        </Button>
      </div>
    </form>
  );
}
