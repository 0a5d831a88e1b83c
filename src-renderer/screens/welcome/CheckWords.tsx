import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import styles from './Welcome.module.css';

interface Props {
  readonly words: readonly string[];
  /** Positions, from 1. */
  readonly ask: readonly number[];
  readonly onBack: () => void;
  readonly onRight: (answers: readonly string[]) => void;
}

export function CheckWords({ words, ask, onBack, onRight }: Props) {
  const { t } = useTranslation();
  const [answers, setAnswers] = useState<readonly string[]>(ask.map(() => ''));
  const [wrong, setWrong] = useState<number | null>(null);
  const typed = answers.map((answer) => answer.trim().toLowerCase());

  const check = () => {
    const at = ask.findIndex((position, index) => words[position - 1] !== typed[index]);
    if (at < 0) onRight(typed);
    else setWrong(ask[at] ?? null);
  };

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.every((answer) => answer !== '')) check();
      }}
    >
      <div className={styles.answers}>
        {ask.map((position, index) => (
          <TextInput
            key={position}
            label={t('words/wordN', { n: position })}
            value={answers[index] ?? ''}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setWrong(null);
              setAnswers(answers.map((answer, at) => (at === index ? value : answer)));
            }}
            error={wrong === position}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={16}
            autoFocus={index === 0}
          />
        ))}
      </div>
      <FaultNotice
        fault={wrong === null ? null : { code: 'wallet.wordsCheck', facts: { position: wrong } }}
      />
      <div className={styles.foots}>
        <Button onClick={onBack}>{t('common/back')}</Button>
        <Button type="submit" variant="filled" disabled={typed.some((answer) => answer === '')}>
          {t('words/checkDo')}
        </Button>
      </div>
    </form>
  );
}
