import { type ReactNode, useEffect } from 'react';
import styles from './ScreenHead.module.css';

interface Props {
  readonly title: string;
  readonly lead?: ReactNode;
  /** Buttons right of the title. */
  readonly children?: ReactNode;
}

/** What this screen is about: its one first-level heading, and the window's title. */
export function ScreenHead({ title, lead, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Coco`;
  }, [title]);
  return (
    <header className={styles.head}>
      <div>
        <h1>{title}</h1>
        {lead && <p className={styles.lead}>{lead}</p>}
      </div>
      {children && <div className={styles.actions}>{children}</div>}
    </header>
  );
}
