import { useTranslation } from 'react-i18next';
import { shortAddress } from '../../parts/AddressText.tsx';
import { countText } from '../../parts/numberText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { useChain } from '../../stores/chainStore.ts';
import { hrefOf } from '../../stores/routeStore.ts';
import { useNameOf, useWallets } from '../../stores/walletsStore.ts';
import styles from './Explorer.module.css';

export function BlockLink({ id }: { readonly id: number }) {
  const locale = useLocale();
  return (
    <a className="tabular" href={hrefOf('explorer', 'block', id)}>
      {countText(id, locale)}
    </a>
  );
}

/** A person's own name for an address, or that it is this app's pool. */
export function useExplorerName(address: string): string | null {
  const { t } = useTranslation();
  const name = useNameOf(address);
  const isPool = useChain((state) => state.chain?.connection.payoutAddress === address);
  return name ?? (isPool ? t('explorer/thisPool') : null);
}

/** A wallet by its name, where the person has one for it, else by the ends of its address. */
export function WalletLink({ address }: { readonly address: string }) {
  const { t } = useTranslation();
  const name = useExplorerName(address);
  const isOwn = useWallets((state) => state.accounts.some((account) => account.address === address));
  return (
    <a href={hrefOf('explorer', 'wallet', address)} title={address}>
      {name ?? <span className="mono">{shortAddress(address)}</span>}
      {isOwn && name === null && <span className={styles.own}> {t('explorer/own')}</span>}
    </a>
  );
}
