import { UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LintNoteState } from '#shared/api/contractBridge.ts';
import styles from './Editor.module.css';
import { useLintText } from './lintText.ts';

interface Props {
  readonly notes: readonly LintNoteState[];
  /** Takes who edits to the line. */
  readonly onLine?: (line: number) => void;
}

/** What the linter says, each with its line. */
export function LintList({ notes, onLine }: Props) {
  const { t } = useTranslation();
  const words = useLintText();
  return (
    <ul className={styles.notes}>
      {notes.map((note) => {
        const Icon = note.severity === 'error' ? IconCircleX : IconAlertTriangle;
        return (
          <li key={`${note.line} ${note.column} ${note.code} ${note.name}`} data-severity={note.severity}>
            <Icon size={16} stroke={1.75} aria-hidden="true" />
            <span>
              {note.line > 0 &&
                (onLine ? (
                  <UnstyledButton
                    className={styles.noteLine}
                    aria-label={t('contracts/editor/goToLine', { line: String(note.line) })}
                    onClick={() => onLine(note.line)}
                  >
                    {t('contracts/editor/line', { line: String(note.line) })}
                  </UnstyledButton>
                ) : (
                  <span className="muted">{t('contracts/editor/line', { line: String(note.line) })}</span>
                ))}{' '}
              {words(note)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
