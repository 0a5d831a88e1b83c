import { PasswordInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './NewPassword.module.css';
import { passwordStrength } from './passwordStrength.ts';

interface Props {
  /** The password when it is strong enough and typed twice alike, else null. */
  readonly onChange: (password: string | null) => void;
  readonly autoFocus?: boolean;
}

const ENOUGH = 2;
const scores = [0, 1, 2, 3, 4] as const;
type Score = (typeof scores)[number];

/** A new password, typed twice, with a judgement on how hard it is to guess. */
export function NewPassword({ onChange, autoFocus = false }: Props) {
  const { t } = useTranslation();
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [rated, setRated] = useState<{ readonly password: string; readonly score: Score } | null>(null);

  useEffect(() => {
    if (first === '') {
      setRated(null);
      return;
    }
    let current = true;
    const timer = setTimeout(() => {
      void passwordStrength(first).then((score) => {
        if (current) setRated({ password: first, score: scores.find((each) => each === score) ?? 0 });
      });
    }, 100);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [first]);

  const score = rated?.score ?? null;
  const good = rated !== null && rated.password === first && rated.score >= ENOUGH && first === second;
  useEffect(() => onChange(good ? first : null), [good, first, onChange]);

  const differs = second !== '' && !first.startsWith(second) && first !== second;
  const toggle = { 'aria-label': t('common/showPassword'), tabIndex: 0 };
  return (
    <div className="stack">
      <div>
        <PasswordInput
          label={t('newPassword/label')}
          value={first}
          onChange={(event) => setFirst(event.currentTarget.value)}
          autoComplete="new-password"
          maxLength={1024}
          visibilityToggleButtonProps={toggle}
          data-autofocus={autoFocus || undefined}
          autoFocus={autoFocus}
        />
        <div className={styles.meter} data-score={score ?? 'none'} aria-hidden="true">
          {[1, 2, 3, 4].map((step) => (
            <span key={step} data-on={(score !== null && score >= step) || undefined} />
          ))}
        </div>
        <p className={styles.words} role="status">
          {score === null ? '' : t(`newPassword/strength${score}`)}
          {score !== null && score < ENOUGH ? `. ${t('newPassword/tooWeak')}` : ''}
        </p>
      </div>
      <PasswordInput
        label={t('newPassword/repeat')}
        value={second}
        onChange={(event) => setSecond(event.currentTarget.value)}
        error={differs ? t('newPassword/differs') : undefined}
        autoComplete="new-password"
        maxLength={1024}
        visibilityToggleButtonProps={toggle}
      />
    </div>
  );
}
