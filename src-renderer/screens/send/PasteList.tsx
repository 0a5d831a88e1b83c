import { Button, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addRows, recipientOf } from '../../stores/sendFormStore.ts';
import { readList } from './formRules.ts';

export function PasteList({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const { recipients, bad } = readList(text);
  const take = () => {
    addRows(recipients.map(({ address, amount }) => recipientOf(address, amount)));
    setText('');
    onClose();
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t('send/pasteTitle')} size="lg">
      <div className="stack">
        <p className="muted">{t('send/pasteLead')}</p>
        <Textarea
          label={t('send/pasteLabel')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={
            bad.length > 0
              ? t('send/pasteBad', { count: bad.length, lines: bad.slice(0, 10).join(', ') })
              : undefined
          }
          rows={8}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--font-mono)', fontSize: '0.875rem' } }}
          data-autofocus
        />
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('common/cancel')}</Button>
          <Button variant="filled" disabled={recipients.length === 0} onClick={take}>
            {t('send/pasteDo', { count: recipients.length })}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
