import { Button, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../parts/FaultNotice.tsx';
import { addRows, recipientOf } from '../../stores/sendFormStore.ts';
import { type PastedList, readList } from './formRules.ts';
import styles from './Send.module.css';

const BAD_SHOWN = 8;

/** Many recipients at once. Lines that say nothing are named, and stay here to be corrected when the others are taken. */
export function PasteList({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [taken, setTaken] = useState(0);
  const { recipients, bad } = readList(text);
  const close = () => {
    setText('');
    setTaken(0);
    onClose();
  };
  const take = () => {
    addRows(recipients.map(({ address, amount }) => recipientOf(address, amount)));
    if (bad.length === 0) return close();
    setTaken(taken + recipients.length);
    setText(bad.map((one) => one.text).join('\n'));
  };
  return (
    <Modal opened={opened} onClose={close} title={t('send/pasteTitle')} size="lg">
      <div className="stack">
        <p className="muted">{t('send/pasteLead')}</p>
        {taken > 0 && (
          <Notice tone="info">
            {t('send/pasteTaken', { count: taken })} {t('send/pasteLeft')}
          </Notice>
        )}
        <Textarea
          label={t('send/pasteLabel')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={bad.length > 0 ? t('send/pasteBad', { count: bad.length }) : undefined}
          rows={6}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--font-mono)', fontSize: '0.875rem' } }}
          data-autofocus
        />
        {bad.length > 0 && <BadLines bad={bad} />}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={close}>{taken > 0 ? t('common/done') : t('common/cancel')}</Button>
          <Button variant="filled" disabled={recipients.length === 0} onClick={take}>
            {t('send/pasteDo', { count: recipients.length })}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

function BadLines({ bad }: { readonly bad: PastedList['bad'] }) {
  const { t } = useTranslation();
  const hidden = bad.length - BAD_SHOWN;
  return (
    <ul className={styles.badLines}>
      {bad.slice(0, BAD_SHOWN).map(({ line, text }) => (
        <li key={line}>
          {t('send/pasteLine', { line })} <code>{text.slice(0, 120)}</code>
        </li>
      ))}
      {hidden > 0 && <li>{t('activity/moreReceivers', { count: hidden })}</li>}
    </ul>
  );
}
