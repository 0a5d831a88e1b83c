import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type Refusal, useFaultText } from '../locales/faultText.ts';
import styles from './Notice.module.css';

interface NoticeProps {
  readonly tone: 'danger' | 'warning' | 'info';
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

/** A note that has to be seen: what happened or what to know. */
export function Notice({ tone, children, action }: NoticeProps) {
  const Icon = tone === 'info' ? IconInfoCircle : IconAlertTriangle;
  return (
    <div className={styles.notice} data-tone={tone} role={tone === 'danger' ? 'alert' : 'note'}>
      <Icon size={18} stroke={1.75} aria-hidden="true" className={styles.icon} />
      <div className={styles.text}>{children}</div>
      {action}
    </div>
  );
}

/** A refusal in words; draws nothing where there is none. */
export function FaultNotice({
  fault,
  action,
}: {
  readonly fault: Refusal | null;
  readonly action?: ReactNode;
}) {
  const words = useFaultText();
  return fault ? (
    <Notice tone="danger" action={action}>
      {words(fault)}
    </Notice>
  ) : null;
}
