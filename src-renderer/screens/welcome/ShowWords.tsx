import { Button, Checkbox, SegmentedControl } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bridge } from '../../bridge.ts';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { useAction } from '../../parts/useAction.ts';
import { WordGrid } from '../../parts/WordGrid.tsx';
import styles from './Welcome.module.css';

interface Props {
  readonly onBack: () => void;
  readonly onWritten: (words: readonly string[], ask: readonly number[]) => void;
}

interface Words {
  readonly words: readonly string[];
  readonly ask: readonly number[];
}

export function ShowWords({ onBack, onWritten }: Props) {
  const { t } = useTranslation();
  const [count, setCount] = useState<12 | 24>(12);
  const [made, setMade] = useState<Words | null>(null);
  const [shown, setShown] = useState(false);
  const [written, setWritten] = useState(false);
  const { fault, run } = useAction();

  useEffect(() => {
    let current = true;
    setMade(null);
    setShown(false);
    setWritten(false);
    void run(async () => {
      const words = await bridge.call('wallet.newWords', { count });
      if (current) setMade(words);
    });
    return () => {
      current = false;
    };
  }, [count, run]);

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (made && written) onWritten(made.words, made.ask);
      }}
    >
      <SegmentedControl
        aria-label={t('words/count')}
        value={String(count)}
        onChange={(value) => setCount(value === '24' ? 24 : 12)}
        data={[
          { value: '12', label: t('words/count12') },
          { value: '24', label: t('words/count24') },
        ]}
      />
      <WordGrid
        key={made?.words.join(' ') ?? count}
        words={made?.words ?? Array.from({ length: count }, () => '')}
        onShown={() => setShown(true)}
      />
      <FaultNotice fault={fault} />
      <Notice tone="warning">{t('words/who')}</Notice>
      <Checkbox
        label={t('words/written')}
        checked={written}
        disabled={!shown}
        onChange={(event) => setWritten(event.currentTarget.checked)}
      />
      <div className={styles.foots}>
        <Button onClick={onBack}>{t('common/back')}</Button>
        <Button type="submit" variant="filled" disabled={!written || !made}>
          {t('common/continue')}
        </Button>
      </div>
    </form>
  );
}
