import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Draft } from '#shared/api/bridgeDrafts.ts';
import type { Tracked } from '#shared/api/bridgeStates.ts';
import { shortAddress } from '../../parts/AddressText.tsx';
import { Amount } from '../../parts/Amount.tsx';
import { Notice } from '../../parts/FaultNotice.tsx';
import { countText, typedAmountText } from '../../parts/numberText.ts';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { DEEP } from '../../stores/chainStore.ts';
import { goTo } from '../../stores/routeStore.ts';
import { backToForm, tryAgain } from '../../stores/sendStore.ts';
import { useNameOf } from '../../stores/walletsStore.ts';
import { NobodyMines } from '../mining/NobodyMines.tsx';
import styles from './Send.module.css';
import { TrackedIdentity, TrackerSteps, useConfirmations } from './TrackerSteps.tsx';

/** A payment's way from here into the chain, live. */
export function Tracker({ draft, tracked }: { readonly draft: Draft; readonly tracked: Tracked }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { state } = tracked;
  const count = useConfirmations(tracked);
  const isDeep = count >= DEEP;
  const isVoid = state === 'expired';
  const title = isVoid
    ? t('tracker/titleExpired')
    : isDeep
      ? t('tracker/titleDeep')
      : state === 'mined'
        ? t('tracker/titleMined')
        : t('tracker/title');

  return (
    <>
      <ScreenHead title={title} />
      <div className={styles.tracker}>
        <div className={styles.paid}>
          <Amount units={draft.amount} size="hero" named />
          <p className="muted">
            <Receivers draft={draft} />
          </p>
        </div>
        <TrackerSteps tracked={tracked} />
        {!isVoid && !isDeep && <NobodyMines />}
        {isVoid && (
          <Notice tone="warning">
            {t('tracker/expired', { id: countText(tracked.expiresAfter, locale) })}
          </Notice>
        )}
        <TrackedIdentity tracked={tracked} />
        <div className={styles.actions}>
          <Button onClick={() => goTo('wallet')}>{t('tracker/toWallet')}</Button>
          {isVoid ? (
            <Button variant="filled" onClick={() => tryAgain((amount) => typedAmountText(amount, locale))}>
              {t('common/tryAgain')}
            </Button>
          ) : (
            <Button variant={state === 'mined' ? 'filled' : 'default'} onClick={backToForm}>
              {t('tracker/another')}
            </Button>
          )}
        </div>
      </div>
    </>
  );
}

function Receivers({ draft }: { readonly draft: Draft }) {
  const { t } = useTranslation();
  const only = draft.receivers.length === 1 ? (draft.receivers[0]?.address ?? null) : null;
  const name = useNameOf(only);
  return only === null
    ? t('activity/sentMany', { count: draft.receivers.length })
    : t('activity/sent', { who: name ?? shortAddress(only) });
}
