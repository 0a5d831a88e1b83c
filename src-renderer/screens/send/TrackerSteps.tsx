import { IconCheck, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tracked } from '#shared/api/bridgeStates.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { countText } from '../../parts/numberText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { confirmationsAt, DEEP, useChain } from '../../stores/chainStore.ts';
import styles from './Send.module.css';

type StepState = 'done' | 'now' | 'later' | 'failed';

/** Blocks that confirm a tracked transaction, live. */
export function useConfirmations(tracked: Tracked): number {
  const tip = useChain((state) => state.chain?.tip.id);
  return tracked.state === 'mined'
    ? Math.max(tracked.confirmations, confirmationsAt(tip, tracked.blockId))
    : 0;
}

/** The way of anything signed into the chain: sent, accepted, in a block, six deep. */
export function TrackerSteps({ tracked }: { readonly tracked: Tracked }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const count = useConfirmations(tracked);
  const { state } = tracked;
  const isDeep = count >= DEEP;
  const isVoid = state === 'expired';
  const accepted: StepState = state === 'sent' ? 'now' : 'done';
  const mined: StepState =
    state === 'mined' ? 'done' : isVoid ? 'failed' : state === 'pending' ? 'now' : 'later';
  return (
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
  );
}

/** The transaction's id, to be copied. */
export function TrackedIdentity({ tracked }: { readonly tracked: Tracked }) {
  const { t } = useTranslation();
  const identity = toHex(tracked.identity);
  return (
    <div className={styles.identity}>
      <span className="muted small">{t('activity/identity')}</span>
      <span className="row">
        <code className={styles.bytes}>{identity}</code>
        <CopyButton compact text={identity} label={`${t('common/copy')}: ${t('activity/identity')}`} />
      </span>
    </div>
  );
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
