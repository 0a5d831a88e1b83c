import { Button, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bridge, type CallParams } from '../../bridge.ts';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { useAction } from '../../parts/useAction.ts';
import styles from './Welcome.module.css';

interface Props {
  readonly onBack: () => void;
  readonly onTyped: (words: string) => void;
  /** Rather from an exported file. */
  readonly onFile: () => void;
}

interface Judgement {
  readonly words: string;
  readonly unknown: readonly string[];
  readonly complete: boolean;
  readonly valid: boolean;
}

const tidy = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((word) => word !== '');

export function TypeWords({ onBack, onTyped, onFile }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [judged, setJudged] = useState<Judgement | null>(null);
  const [completions, setCompletions] = useState<readonly string[]>([]);
  const area = useRef<HTMLTextAreaElement>(null);
  const { fault, run } = useAction();
  const words = tidy(text);
  const joined = words.join(' ');
  const isOpen = text !== '' && !/\s$/.test(text);
  const start = isOpen ? (words.at(-1) ?? '') : '';

  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      void run(async () => {
        const params: CallParams<'wallet.checkWords'> = { words: joined };
        const answer = joined === '' ? null : await bridge.call('wallet.checkWords', params);
        const found = start.length < 2 ? [] : (await bridge.call('wallet.completeWord', { start })).words;
        if (!current) return;
        setJudged(answer && { words: joined, ...answer });
        setCompletions(found.filter((word) => word !== start));
      });
    }, 120);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [joined, start, run]);

  const fresh = judged !== null && judged.words === joined ? judged : null;
  // The word under the cursor may simply not be finished.
  const unknown = fresh ? fresh.unknown.filter((word) => word !== start || completions.length === 0) : [];
  const problem =
    unknown.length > 0
      ? t('words/unknown', { count: unknown.length, words: unknown.slice(0, 5).join(', ') })
      : fresh?.complete && !fresh.valid
        ? t('words/invalid')
        : undefined;

  const complete = (word: string) => {
    setText(`${[...words.slice(0, -1), word].join(' ')} `);
    area.current?.focus();
  };

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (fresh?.valid) onTyped(joined);
      }}
    >
      <Textarea
        ref={area}
        label={t('words/typeLabel')}
        description={t('words/typed', { count: words.length })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
        error={problem}
        rows={4}
        maxLength={512}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--font-mono)' } }}
        autoFocus
      />
      <fieldset className={styles.suggestions} aria-label={t('words/suggestions')}>
        {fresh?.valid ? (
          <span className="muted">{t('words/valid')}</span>
        ) : (
          completions.map((word) => (
            <Button key={word} size="compact-sm" variant="light" onClick={() => complete(word)}>
              {word}
            </Button>
          ))
        )}
      </fieldset>
      <FaultNotice fault={fault} />
      <div>
        <Button variant="subtle" size="compact-sm" onClick={onFile}>
          {t('words/fromFile')}
        </Button>
      </div>
      <div className={styles.foots}>
        <Button onClick={onBack}>{t('common/back')}</Button>
        <Button type="submit" variant="filled" disabled={!fresh?.valid}>
          {t('common/continue')}
        </Button>
      </div>
    </form>
  );
}
