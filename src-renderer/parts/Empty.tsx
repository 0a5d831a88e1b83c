import type { ReactNode } from 'react';
import styles from './Empty.module.css';

interface Props {
  readonly icon: ReactNode;
  /** Left out where the panel's own title says it. */
  readonly title?: string;
  readonly text: string;
  readonly children?: ReactNode;
}

/** Nothing here yet: why, and what to do about it. */
export function Empty({ icon, title, text, children }: Props) {
  return (
    <div className={styles.empty}>
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      {title && <h2>{title}</h2>}
      <p>{text}</p>
      {children && <div className={styles.actions}>{children}</div>}
    </div>
  );
}
