import { IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './Disclosure.module.css';

/** Details that most people need not read. */
export function Disclosure({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <details className={styles.disclosure}>
      <summary>
        <IconChevronRight size={16} stroke={1.75} aria-hidden="true" />
        {label}
      </summary>
      <div className={styles.body}>{children}</div>
    </details>
  );
}
