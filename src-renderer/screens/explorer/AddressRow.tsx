import { useTranslation } from 'react-i18next';
import type { Units } from '#shared/protocol/amounts.ts';
import { AddressText } from '../../parts/AddressText.tsx';
import { Amount } from '../../parts/Amount.tsx';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { hrefOf } from '../../stores/routeStore.ts';
import styles from './Explorer.module.css';
import { useExplorerName } from './links.tsx';

interface Props {
  readonly label: string;
  readonly address: string;
  readonly amount?: Units;
}

/** A whole address under what it is there, leading to its wallet. */
export function AddressRow({ label, address, amount }: Props) {
  const { t } = useTranslation();
  const name = useExplorerName(address);
  return (
    <div className={styles.hashRow}>
      <div className="between">
        <h3 className={styles.hashName}>
          {label} {name && <strong className={styles.named}>{name}</strong>}
        </h3>
        {amount !== undefined && <Amount units={amount} size="small" />}
      </div>
      <div className="between">
        <a className={styles.addressLink} href={hrefOf('explorer', 'wallet', address)}>
          <AddressText address={address} />
        </a>
        <CopyButton compact text={address} label={t('receive/copyAddress')} />
      </div>
    </div>
  );
}
