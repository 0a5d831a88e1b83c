import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BridgeResult } from '#shared/api/bridge.ts';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { useAction } from '../../parts/useAction.ts';
import { useConnection } from '../../stores/connectionStore.ts';
import { testReach, usePool } from '../../stores/poolStore.ts';
import styles from './Pool.module.css';

/** "Can others really reach it?": another pool tries, when the person asks for it. */
export function ReachRow({ page }: { readonly page: string | undefined }) {
  const { t } = useTranslation();
  const hasPools = useConnection((state) => (state.connection?.pools.length ?? 0) > 0);
  const hasPeers = usePool((state) => state.pool?.peers.list.some(({ url }) => url !== null) ?? false);
  const hasOthers = hasPools || hasPeers;
  const [answer, setAnswer] = useState<BridgeResult<'pool.reach'> | null>(null);
  const { busy, fault, run } = useAction();
  const facts = answer && { by: answer.by, target: answer.target || t('operator/reachHere') };
  return (
    <div className="stack-tight">
      <div className={styles.ask}>
        <div>
          <h3>{t('operator/reachTitle')}</h3>
          {!hasOthers && <p className="muted small">{t('operator/reachNobody')}</p>}
        </div>
        <Button
          loading={busy}
          disabled={!hasOthers}
          onClick={() => void run(async () => setAnswer(await testReach()))}
        >
          {t('operator/reachAsk')}
        </Button>
      </div>
      <div role="status" className="stack-tight">
        {facts && answer.reached && <Notice tone="info">{t('operator/reachYes', facts)}</Notice>}
        {facts && !answer.reached && (
          <Notice tone="warning">
            {t('operator/reachNo', facts)} {t('operator/reachNoHelp')}
          </Notice>
        )}
      </div>
      <FaultNotice fault={fault} />
      {page !== undefined && (
        <div className={styles.ask}>
          <div>
            <h3>{t('operator/page')}</h3>
            <p className="muted small">{t('operator/pageText')}</p>
          </div>
          <Button component="a" href={page} target="_blank" rel="noopener noreferrer">
            {t('operator/pageOpen')}
          </Button>
        </div>
      )}
    </div>
  );
}
