import { SegmentedControl } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { goTo, useRoute } from '../../stores/routeStore.ts';
import { forgetSettled, leaveReview, type TrustFlow, useTrust } from '../../stores/trustStore.ts';
import { useAccount } from '../../stores/walletsStore.ts';
import { EntrustForm } from './EntrustForm.tsx';
import { Operator } from './Operator.tsx';
import { SignSheet } from './SignSheet.tsx';
import { TrustActive } from './TrustActive.tsx';
import { TrustTracker } from './TrustTracker.tsx';

/** "Who moves the coins of this account?", and the other side of it: the party's own desk. */
export function TrustScreen() {
  const flow = useTrust((state) => state.flow);
  const top = useRef<HTMLDivElement>(null);
  const account = useAccount()?.index;
  // A sheet belongs to one account; with another one chosen there is nothing to go on with.
  useEffect(() => {
    if ('draft' in flow && flow.step !== 'signing' && flow.draft.account !== account) leaveReview();
  }, [flow, account]);
  // What is settled when the person leaves is not shown again.
  useEffect(() => forgetSettled, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each sheet begins at its top
  useEffect(() => {
    top.current?.closest('main')?.scrollTo({ top: 0 });
  }, [flow.step]);
  return (
    <div ref={top}>
      <Step flow={flow} />
    </div>
  );
}

function Step({ flow }: { readonly flow: TrustFlow }) {
  switch (flow.step) {
    case 'empty':
      return <Desk busy={false} />;
    case 'preparing':
      return <Desk busy />;
    case 'review':
      return <SignSheet draft={flow.draft} fault={flow.fault} busy={false} />;
    case 'signing':
      return <SignSheet draft={flow.draft} fault={null} busy />;
    case 'sent':
      return <TrustTracker draft={flow.draft} tracked={flow.tracked} />;
  }
}

function Desk({ busy }: { readonly busy: boolean }) {
  const { t } = useTranslation();
  const account = useAccount();
  const isParty = useRoute((state) => state.path[0] === 'party');
  if (!account) return null;
  return (
    <>
      <ScreenHead
        title={t('trust/title')}
        lead={isParty ? t('trust/operator/lead', { account: account.name }) : t('trust/lead')}
      >
        <SegmentedControl
          aria-label={t('trust/tabsLabel')}
          value={isParty ? 'party' : 'own'}
          onChange={(value) => (value === 'party' ? goTo('trust', 'party') : goTo('trust'))}
          data={[
            { value: 'own', label: t('trust/tabs/own') },
            { value: 'party', label: t('trust/tabs/party') },
          ]}
        />
      </ScreenHead>
      {isParty ? (
        <Operator key={account.index} account={account} busy={busy} />
      ) : account.trust ? (
        <TrustActive key={account.index} account={account} trust={account.trust} busy={busy} />
      ) : (
        <EntrustForm key={account.index} account={account} busy={busy} />
      )}
    </>
  );
}
