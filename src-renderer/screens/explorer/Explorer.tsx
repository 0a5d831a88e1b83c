import { useEffect, useRef } from 'react';
import { clearSearch, useExplorer } from '../../stores/explorerStore.ts';
import { useRoute } from '../../stores/routeStore.ts';
import { BlockList } from './BlockList.tsx';
import { BlockPage } from './BlockPage.tsx';
import { ContractPage } from './ContractPage.tsx';
import styles from './Explorer.module.css';
import { TransactionPage } from './TransactionPage.tsx';
import { WalletPage } from './WalletPage.tsx';

/** "What is on the chain?" */
export function Explorer() {
  const path = useRoute((state) => state.path);
  const [kind, what = ''] = path;
  const top = useRef<HTMLDivElement>(null);
  const place = path.join('/');

  // biome-ignore lint/correctness/useExhaustiveDependencies: every new page begins at its top, also for who listens
  useEffect(() => {
    const main = top.current?.closest('main');
    if (!main || main.scrollTop === 0) return;
    main.scrollTo({ top: 0 });
  }, [place]);
  // What was refused or not found is said where it was asked for, not on the next page.
  useEffect(() => {
    const { search } = useExplorer.getState();
    if (search.fault || (search.state === 'nothing' && place !== '')) clearSearch();
  }, [place]);
  useEffect(() => clearSearch, []);

  return (
    <div ref={top} className={styles.explorer}>
      <Page key={place} kind={kind} what={what} />
    </div>
  );
}

function Page({ kind, what }: { readonly kind: string | undefined; readonly what: string }) {
  if (kind === 'block' && /^\d{1,10}$/.test(what)) return <BlockPage id={Number(what)} />;
  if (kind === 'transaction' && /^[0-9a-f]{64}$/.test(what)) return <TransactionPage identity={what} />;
  if (kind === 'contract' && /^[0-9a-f]{64}$/.test(what)) return <ContractPage hash={what} />;
  if (kind === 'wallet' && what !== '') return <WalletPage address={what} />;
  return <BlockList />;
}
