import type { ReactNode } from 'react';
import styles from './Facts.module.css';

/** Names and values, one below the other. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>;
}

export function Fact({
  name,
  hint,
  children,
}: {
  readonly name: string;
  readonly hint?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={styles.fact}>
      <dt>
        {name}
        {hint}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
