import { type ReactNode, useId } from 'react';
import styles from './Panel.module.css';

interface Props {
  readonly title?: string;
  /** Stands right of the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** No padding: for lists and tables that reach the edge. */
  readonly flush?: boolean;
}

/** A card that belongs together, a named region where it has a title. */
export function Panel({ title, aside, children, flush = false }: Props) {
  const id = useId();
  return (
    <section
      className={styles.panel}
      data-flush={flush || undefined}
      aria-labelledby={title ? id : undefined}
    >
      {title && (
        <header className={styles.head}>
          <h2 id={id}>{title}</h2>
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}
