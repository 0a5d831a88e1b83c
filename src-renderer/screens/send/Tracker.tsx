import { Button } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft, Tracked } from '#shared/api/bridge.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { shortAddress } from '../../parts/AddressText.tsx';
import { Amount } from '../../parts/Amount.tsx';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { Notice } from '../../parts/FaultNotice.tsx';
import { countText, typedAmountText } from '../../parts/numberText.ts';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { confirmationsAt, DEEP, useChain } from '../../stores/chainStore.ts';
import { goTo } from '../../stores/routeStore.ts';
import { backToForm, tryAgain } from '../../stores/sendStore.ts';
import { useNameOf } from '../../stores/walletsStore.ts';
import styles from './Send.module.css';

type StepState = 'done' | 'now' | 'later' | 'failed';

/** A payment's way from here into the chain, live. */
export function Tracker({ draft, tracked }: { readonly draft: Draft; readonly tracked: Tracked }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const tip = useChain((state) => state.chain?.tip.id);
  const { state } = tracked;
  const count =
    state === 'mined' ? Math.max(tracked.confirmations, confirmationsAt(tip, tracked.blockId)) : 0;
  const isDeep = count >= DEEP;
  const isVoid = state === 'expired';
  const accepted: StepState = state === 'sent' ? 'now' : 'done';
  const mined: StepState =
    state === 'mined' ? 'done' : isVoid ? 'failed' : state === 'pending' ? 'now' : 'later';
  const title = isVoid
    ? t('tracker/titleExpired')
    : isDeep
      ? t('tracker/titleDeep')
      : state === 'mined'
        ? t('tracker/titleMined')
        : t('tracker/title');
  const identity = toHex(tracked.identity);

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
        <ol className={styles.steps} aria-live="polite">
          <Step state="done">{t('tracker/sent')}</Step>
          <Step state={accepted}>{t('tracker/accepted')}</Step>
          <Step state={mined}>
            {state === 'mined' && tracked.blockId !== null
              ? t('tracker/mined', { id: countText(tracked.blockId, locale) })
              : isVoid
                ? t('activity/expired')
                : t('tracker/waiting')}
          </Step>
          {!isVoid && (
            <Step state={isDeep ? 'done' : state === 'mined' ? 'now' : 'later'}>
              {isDeep
                ? t('tracker/deep')
                : t('tracker/confirmations', { count: Math.min(count, DEEP), deep: DEEP })}
              <span className={styles.segments} aria-hidden="true">
                {Array.from({ length: DEEP }, (_, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the segments never change their order
                  <span key={at} data-on={at < count || undefined} />
                ))}
              </span>
            </Step>
          )}
        </ol>
        {isVoid && (
          <Notice tone="warning">
            {t('tracker/expired', { id: countText(tracked.expiresAfter, locale) })}
          </Notice>
        )}
        <div className={styles.identity}>
          <span className="muted small">{t('activity/identity')}</span>
          <span className="row">
            <code className={styles.bytes}>{identity}</code>
            <CopyButton compact text={identity} label={`${t('common/copy')}: ${t('activity/identity')}`} />
          </span>
        </div>
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

function Step({ state, children }: { readonly state: StepState; readonly children: ReactNode }) {
  return (
    <li className={styles.step} data-state={state}>
      <span className={styles.mark} aria-hidden="true">
        {state === 'done' && <IconCheck size={14} stroke={2.5} />}
        {state === 'failed' && <IconX size={14} stroke={2.5} />}
      </span>
      <span className={styles.stepText}>{children}</span>
    </li>
  );
}
