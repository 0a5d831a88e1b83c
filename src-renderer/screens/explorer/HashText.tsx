import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../parts/CopyButton.tsx';
import styles from './Explorer.module.css';

interface Props {
  readonly label: string;
  readonly hex: string;
  readonly href?: string;
  /** So many leading zeros are dimmed: they are what the work was for. */
  readonly zeros?: boolean;
}

/** A hash in full under its name, to be read and copied. */
export function HashText({ label, hex, href, zeros = false }: Props) {
  const { t } = useTranslation();
  const lead = zeros ? (/^0*/.exec(hex)?.[0].length ?? 0) : 0;
  const text = (
    <>
      {lead > 0 && <span className={styles.zeros}>{hex.slice(0, lead)}</span>}
      {hex.slice(lead)}
    </>
  );
  return (
    <div className={styles.hashRow}>
      <h3 className={styles.hashName}>{label}</h3>
      <div className="between">
        {href ? (
          <a className={styles.hash} href={href}>
            {text}
          </a>
        ) : (
          <span className={styles.hash}>{text}</span>
        )}
        <CopyButton compact text={hex} label={`${t('common/copy')}: ${label}`} />
      </div>
    </div>
  );
}
