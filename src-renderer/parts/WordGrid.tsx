import { Button } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './WordGrid.module.css';

interface Props {
  readonly words: readonly string[];
  readonly onShown?: () => void;
  readonly startShown?: boolean;
}

/** Recovery words, numbered; hidden until asked for. */
export function WordGrid({ words, onShown, startShown = false }: Props) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(startShown);
  return (
    <div className={styles.frame}>
      <ol
        className={styles.grid}
        data-hidden={!shown || undefined}
        aria-label={t('words/title')}
        aria-hidden={!shown}
      >
        {words.map((word, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word's place is what it is
          <li key={at}>
            <span className={styles.number}>{at + 1}</span>
            <span className={styles.word}>{shown ? word : '•••••'}</span>
          </li>
        ))}
      </ol>
      {shown ? (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconEyeOff size={16} stroke={1.75} />}
          onClick={() => setShown(false)}
        >
          {t('words/hide')}
        </Button>
      ) : (
        <div className={styles.veil}>
          <p>{t('words/hidden')}</p>
          <Button
            variant="filled"
            leftSection={<IconEye size={18} stroke={1.75} />}
            onClick={() => {
              setShown(true);
              onShown?.();
            }}
          >
            {t('words/show')}
          </Button>
        </div>
      )}
    </div>
  );
}
