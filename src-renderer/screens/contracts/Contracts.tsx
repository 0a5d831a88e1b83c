import { useEffect, useRef } from 'react';
import { forgetSettledContract, leaveSheet, useContractFlow } from '../../stores/contractFlowStore.ts';
import { useRoute } from '../../stores/routeStore.ts';
import { ApplicationPage } from './ApplicationPage.tsx';
import { ContractSheet } from './ContractSheet.tsx';
import { ContractTracker } from './ContractTracker.tsx';
import { EditorPage } from './EditorPage.tsx';
import { PublishedPage } from './PublishedPage.tsx';
import { ReviewPage } from './ReviewPage.tsx';
import { SellingPage } from './SellingPage.tsx';
import { UsingPage } from './UsingPage.tsx';

/** "What did I agree to, and what does it cost?", and the desk of who offers contracts. */
export function Contracts() {
  const flow = useContractFlow((state) => state.flow);
  const path = useRoute((state) => state.path);
  const place = path.join('/');
  const top = useRef<HTMLDivElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: every page and every sheet begins at its top
  useEffect(() => {
    top.current?.closest('main')?.scrollTo({ top: 0 });
  }, [place, flow.step]);
  // Who goes elsewhere leaves the sheet; what is settled is not shown again.
  const shown = useRef(place);
  useEffect(() => {
    if (shown.current === place) return;
    shown.current = place;
    leaveSheet();
  }, [place]);
  useEffect(() => forgetSettledContract, []);

  return (
    <div ref={top}>
      {flow.step === 'review' || flow.step === 'signing' ? (
        <ContractSheet
          draft={flow.draft}
          data={flow.data}
          fault={flow.step === 'review' ? flow.fault : null}
          busy={flow.step === 'signing'}
        />
      ) : flow.step === 'sent' ? (
        <ContractTracker draft={flow.draft} tracked={flow.tracked} />
      ) : (
        <Page key={place} path={path} />
      )}
    </div>
  );
}

function Page({ path }: { readonly path: readonly string[] }) {
  const [page, hash = '', account = ''] = path;
  const isHash = /^[0-9a-f]{64}$/.test(hash);
  if (page === 'review') return <ReviewPage hash={isHash ? hash : null} />;
  if (page === 'selling') return <SellingPage />;
  if (page === 'write') return <EditorPage />;
  if (page === 'published' && isHash) return <PublishedPage hash={hash} />;
  if (page === 'application' && isHash && /^\d{1,10}$/.test(account)) {
    return <ApplicationPage hash={hash} account={Number(account)} />;
  }
  return <UsingPage />;
}
