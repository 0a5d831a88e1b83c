import { ActionIcon, Button, Modal, Tooltip } from '@mantine/core';
import { IconAddressBook, IconArrowUpRight, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '#shared/api/bridgeStates.ts';
import { AddressText } from '../../parts/AddressText.tsx';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { useAction } from '../../parts/useAction.ts';
import { goTo } from '../../stores/routeStore.ts';
import { addRows, recipientOf } from '../../stores/sendFormStore.ts';
import { backToForm } from '../../stores/sendStore.ts';
import { removeContact, useWallets } from '../../stores/walletsStore.ts';
import { ContactForm } from './ContactForm.tsx';
import styles from './Contacts.module.css';

type Dialog =
  | { readonly kind: 'none' }
  | { readonly kind: 'new' }
  | { readonly kind: 'edit' | 'remove'; readonly contact: Contact };

export function Contacts() {
  const { t } = useTranslation();
  const contacts = useWallets((state) => state.contacts);
  const [dialog, setDialog] = useState<Dialog>({ kind: 'none' });
  const close = () => setDialog({ kind: 'none' });
  const sorted = [...contacts].sort((a, b) => a.name.localeCompare(b.name));

  return (
    <>
      <ScreenHead title={t('contacts/title')} lead={t('contacts/lead')}>
        <Button
          variant={contacts.length === 0 ? 'filled' : 'default'}
          leftSection={<IconPlus size={18} stroke={1.75} />}
          onClick={() => setDialog({ kind: 'new' })}
        >
          {t('contacts/add')}
        </Button>
      </ScreenHead>
      <Panel flush>
        {sorted.length === 0 ? (
          <Empty
            icon={<IconAddressBook size={24} stroke={1.75} />}
            title={t('contacts/emptyTitle')}
            text={t('contacts/emptyText')}
          />
        ) : (
          <ul className={styles.list} aria-label={t('contacts/title')}>
            {sorted.map((contact) => (
              <Row key={contact.address} contact={contact} onDialog={setDialog} />
            ))}
          </ul>
        )}
      </Panel>
      <Modal opened={dialog.kind === 'new'} onClose={close} title={t('contacts/add')} size="lg">
        <ContactForm onClose={close} />
      </Modal>
      <Modal opened={dialog.kind === 'edit'} onClose={close} title={t('contacts/edit')} size="lg">
        {dialog.kind === 'edit' && <ContactForm contact={dialog.contact} onClose={close} />}
      </Modal>
      <Modal opened={dialog.kind === 'remove'} onClose={close} title={t('common/remove')}>
        {dialog.kind === 'remove' && <Removal contact={dialog.contact} onClose={close} />}
      </Modal>
    </>
  );
}

function Row({
  contact,
  onDialog,
}: {
  readonly contact: Contact;
  readonly onDialog: (dialog: Dialog) => void;
}) {
  const { t } = useTranslation();
  const { name, address } = contact;
  const pay = () => {
    backToForm();
    addRows([recipientOf(address, '')]);
    goTo('send');
  };
  return (
    <li className={styles.row}>
      <div className={styles.who}>
        <p className={styles.name}>{name}</p>
        <AddressText address={address} />
      </div>
      <div className={styles.actions}>
        <Tooltip label={t('contacts/pay', { name })}>
          <ActionIcon aria-label={t('contacts/pay', { name })} onClick={pay}>
            <IconArrowUpRight size={18} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
        <CopyButton compact text={address} label={t('receive/copyAddress')} />
        <Tooltip label={t('contacts/rename', { name })}>
          <ActionIcon
            aria-label={t('contacts/rename', { name })}
            onClick={() => onDialog({ kind: 'edit', contact })}
          >
            <IconPencil size={18} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('contacts/remove', { name })}>
          <ActionIcon
            aria-label={t('contacts/remove', { name })}
            onClick={() => onDialog({ kind: 'remove', contact })}
          >
            <IconTrash size={18} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      </div>
    </li>
  );
}

function Removal({ contact, onClose }: { readonly contact: Contact; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { busy, fault, run } = useAction();
  return (
    <div className="stack">
      <p>{t('contacts/removeSure', { name: contact.name })}</p>
      <FaultNotice fault={fault} />
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <Button onClick={onClose}>{t('common/cancel')}</Button>
        <Button
          variant="filled"
          color="danger"
          loading={busy}
          onClick={() => void run(() => removeContact(contact.address), onClose)}
        >
          {t('common/remove')}
        </Button>
      </div>
    </div>
  );
}
