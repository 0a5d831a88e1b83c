import { Button, TextInput } from '@mantine/core';
import { type DragEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../parts/FaultNotice.tsx';
import { openContract } from '../../stores/contractStore.ts';
import { ContractFileButton } from './ContractFileButton.tsx';
import styles from './Contracts.module.css';
import { type FileTrouble, readContractFile } from './readContractFile.ts';

/** The way in: a link, or a file, chosen or dropped. */
export function OpenBox() {
  const { t } = useTranslation();
  const id = useId();
  const [link, setLink] = useState('');
  const [trouble, setTrouble] = useState<FileTrouble | null>(null);
  const [over, setOver] = useState(false);

  const take = async (file: File) => {
    setTrouble(null);
    const read = await readContractFile(file);
    if ('trouble' in read) setTrouble(read.trouble);
    else void openContract(read.text);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    const text = event.dataTransfer.getData('text/plain');
    if (file) void take(file);
    else if (text.trim() !== '') void openContract(text);
  };

  return (
    <section
      className={styles.openBox}
      aria-labelledby={id}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={onDrop}
    >
      <h2 id={id}>{t('contracts/open/title')}</h2>
      <p className="muted">{over ? t('contracts/open/dropNow') : t('contracts/open/text')}</p>
      <form
        className={styles.openForm}
        onSubmit={(event) => {
          event.preventDefault();
          if (link.trim() !== '') void openContract(link);
        }}
      >
        <TextInput
          className="grow"
          aria-label={t('contracts/open/label')}
          placeholder={t('contracts/open/hint')}
          value={link}
          onChange={(event) => {
            setLink(event.currentTarget.value);
            setTrouble(null);
          }}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={8192}
          styles={{ input: { fontFamily: 'var(--font-mono)', fontSize: '0.875rem' } }}
        />
        <Button type="submit" size="md" variant="filled" disabled={link.trim() === ''}>
          {t('contracts/open/do')}
        </Button>
      </form>
      <div className="row wrap">
        <ContractFileButton onChoose={take}>{t('contracts/open/file')}</ContractFileButton>
        <span className="muted">{t('contracts/open/drop')}</span>
      </div>
      {trouble && <Notice tone="danger">{t(`contracts/open/${trouble}`)}</Notice>}
    </section>
  );
}
