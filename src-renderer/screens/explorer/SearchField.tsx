import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFaultText } from '../../locales/faultText.ts';
import { clearSearch, search, useExplorer } from '../../stores/explorerStore.ts';
import styles from './Explorer.module.css';

/** One field for everything that stands on the chain. */
export function SearchField() {
  const { t } = useTranslation();
  const words = useFaultText();
  const { text: asked, state, fault } = useExplorer((store) => store.search);
  const [text, setText] = useState(asked);
  useEffect(() => {
    if (asked !== '') setText(asked);
  }, [asked]);
  const clear = () => {
    setText('');
    clearSearch();
  };
  return (
    <search>
      <form
        className={styles.search}
        onSubmit={(event) => {
          event.preventDefault();
          void search(text);
        }}
      >
        <TextInput
          className={styles.searchField}
          aria-label={t('explorer/searchLabel')}
          placeholder={t('explorer/searchHint')}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            if (fault || state === 'nothing') clearSearch();
          }}
          error={fault ? words(fault) : undefined}
          leftSection={<IconSearch size={18} stroke={1.75} />}
          rightSection={
            text !== '' && (
              <ActionIcon aria-label={t('explorer/clear')} onClick={clear}>
                <IconX size={16} stroke={1.75} />
              </ActionIcon>
            )
          }
          maxLength={512}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        <Button type="submit" className={styles.searchButton ?? ''} loading={state === 'asking'}>
          {t('explorer/search')}
        </Button>
      </form>
    </search>
  );
}
