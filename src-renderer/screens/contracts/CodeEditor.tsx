import { createElement, type KeyboardEvent, memo, type RefObject, useMemo, useRef } from 'react';
import type { LintNoteState } from '#shared/api/contractBridge.ts';
import styles from './Editor.module.css';
import { type FileLine, fileLines } from './fileLines.ts';

interface Props {
  readonly label: string;
  readonly text: string;
  readonly notes: readonly LintNoteState[];
  readonly onChange: (text: string) => void;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

/** A plain text field over its own coloured picture: each line of the picture has its number. */
export function CodeEditor({ label, text, notes, onChange, field }: Props) {
  const lines = useMemo(() => fileLines(text), [text]);
  const worst = useMemo(() => {
    const byLine = new Map<number, LintNoteState['severity']>();
    for (const { line, severity } of notes) {
      if (byLine.get(line) !== 'error') byLine.set(line, severity);
    }
    return byLine;
  }, [notes]);
  const leaving = useRef(false);

  // Tab writes; who needs it to go on presses Escape first.
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape') {
      leaving.current = true;
      return;
    }
    if (event.key === 'Tab' && !event.shiftKey && !leaving.current) {
      event.preventDefault();
      const { selectionStart, selectionEnd } = event.currentTarget;
      event.currentTarget.setRangeText('  ', selectionStart, selectionEnd, 'end');
      onChange(event.currentTarget.value);
    }
    if (event.key !== 'Shift') leaving.current = false;
  };

  return (
    <div className={styles.code}>
      <pre className={styles.shown} aria-hidden="true">
        {lines.map((line, at) => createElement(Line, { key: at, line, note: worst.get(at + 1) ?? null }))}
      </pre>
      <textarea
        ref={field}
        className={styles.typed}
        aria-label={label}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onFocus={() => {
          leaving.current = false;
        }}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        maxLength={256 * 1024}
      />
    </div>
  );
}

interface LineProps {
  readonly line: FileLine;
  readonly note: LintNoteState['severity'] | null;
}

const Line = memo(
  function Line({ line, note }: LineProps) {
    return (
      <span
        className={styles.line}
        data-note={note ?? undefined}
        data-heading={line.kind === 'heading' || undefined}
        data-fence={line.kind === 'fence' || undefined}
      >
        {line.tokens.map(({ kind, text }, at) =>
          kind === 'plain' ? text : createElement('span', { key: at, 'data-kind': kind }, text),
        )}
      </span>
    );
  },
  (before, after) =>
    before.note === after.note &&
    before.line.kind === after.line.kind &&
    before.line.tokens.length === after.line.tokens.length &&
    before.line.tokens.every(
      (token, at) => token.text === after.line.tokens[at]?.text && token.kind === after.line.tokens[at]?.kind,
    ),
);

/** Puts the cursor at the beginning of a line, from 1 on, and shows it. */
export function goToLine(field: HTMLTextAreaElement, line: number): void {
  const lines = field.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  field.focus({ preventScroll: true });
  field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  const picture = field.previousElementSibling?.children[line - 1];
  picture?.scrollIntoView({ block: 'center' });
}
