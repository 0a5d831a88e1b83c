import { createElement, useMemo } from 'react';
import styles from './ScriptText.module.css';
import { scriptTokens, tokenLines } from './scriptTokens.ts';
import { shownText } from './shownText.ts';

/** A script to be read: numbered lines, quiet colours. */
export function ScriptText({ script, label }: { readonly script: string; readonly label: string }) {
  const lines = useMemo(() => tokenLines(scriptTokens(shownText(script))), [script]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of fields is something else
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={styles.script} tabIndex={0} aria-label={label} role="group">
      {lines.map((tokens, at) =>
        createElement(
          'span',
          { key: at, className: styles.line },
          tokens.map(({ kind, text }, place) =>
            createElement('span', { key: place, 'data-kind': kind === 'plain' ? undefined : kind }, text),
          ),
          '\n',
        ),
      )}
    </div>
  );
}
