import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Tracked } from '#shared/api/bridgeStates.ts';
import { Notice } from '../../parts/FaultNotice.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { goTo } from '../../stores/routeStore.ts';
import { leaveReview, type PartyDraft } from '../../stores/trustStore.ts';
import styles from '../send/Send.module.css';
import { TrackedIdentity, TrackerSteps } from '../send/TrackerSteps.tsx';

/** The way of what was signed into the chain, live. */
export function TrustTracker({ draft, tracked }: { readonly draft: PartyDraft; readonly tracked: Tracked }) {
  const { t } = useTranslation();
  const isVoid = tracked.state === 'expired';
  const what = draft.kind === 'trust' && draft.action === 'terminate' ? 'terminate' : draft.kind;
  const title = isVoid
    ? t('trust/tracker/void')
    : tracked.state === 'mined'
      ? t(`trust/tracker/${what}`)
      : t('trust/tracker/on');
  return (
    <>
      <ScreenHead title={title} />
      <div className={styles.tracker}>
        <TrackerSteps tracked={tracked} />
        {isVoid && <Notice tone="warning">{t('trust/tracker/again')}</Notice>}
        <TrackedIdentity tracked={tracked} />
        <div className={styles.actions}>
          <Button onClick={() => goTo('wallet')}>{t('tracker/toWallet')}</Button>
          <Button variant={tracked.state === 'sent' ? 'default' : 'filled'} onClick={leaveReview}>
            {isVoid ? t('common/tryAgain') : t('trust/tracker/done')}
          </Button>
        </div>
      </div>
    </>
  );
}
