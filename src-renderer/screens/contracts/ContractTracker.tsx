import { Button } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Tracked } from '#shared/api/bridgeStates.ts';
import type { ContractRun } from '#shared/api/contractApi.ts';
import type { ContractDraft } from '#shared/api/contractBridge.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { bridge } from '../../bridge.ts';
import { Notice } from '../../parts/FaultNotice.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { useAnswer } from '../../parts/useAnswer.ts';
import { leaveSheet } from '../../stores/contractFlowStore.ts';
import { goTo } from '../../stores/routeStore.ts';
import { useWallets } from '../../stores/walletsStore.ts';
import send from '../send/Send.module.css';
import { TrackedIdentity, TrackerSteps } from '../send/TrackerSteps.tsx';
import { RunList } from './RunList.tsx';
import { saveFile } from './saveFile.ts';

const handlers = { apply: 'applied', cancel: 'cancelled', call: 'called', publish: null } as const;

/** The way of what was signed into the chain, live, and what the contract did there. */
export function ContractTracker({
  draft,
  tracked,
}: {
  readonly draft: ContractDraft;
  readonly tracked: Tracked;
}) {
  const { t } = useTranslation();
  const address = useWallets(
    (state) => state.accounts.find(({ index }) => index === draft.account)?.address ?? '',
  );
  const { action, hash, account } = draft;
  const hex = toHex(hash);
  const isVoid = tracked.state === 'expired';
  const isMined = tracked.state === 'mined';
  const answer = useAnswer(`${hex} ${tracked.blockId}`, tracked.blockId, async () =>
    handlers[action] === null || tracked.blockId === null
      ? []
      : (await bridge.call('contract.runs', { hash, account, limit: 20 })).runs,
  );
  const runs: readonly ContractRun[] =
    answer.state === 'here' && isMined
      ? answer.value.filter((run) => run.blockId === tracked.blockId && run.handler === handlers[action])
      : [];
  const refused = runs.some((run) => run.failure !== null) && action !== 'cancel';
  const title = isVoid
    ? t('contracts/tracker/void')
    : !isMined
      ? t('contracts/tracker/on')
      : refused
        ? t('contracts/tracker/failed')
        : t(`contracts/tracker/${action}`);
  const leave = (...path: readonly string[]) => {
    leaveSheet();
    goTo('contracts', ...path);
  };
  return (
    <>
      <ScreenHead title={title} lead={draft.title} />
      <div className="stack">
        <div className={send.tracker}>
          <TrackerSteps tracked={tracked} />
          {isVoid && <Notice tone="warning">{t('contracts/tracker/again')}</Notice>}
          {draft.file !== null && !isVoid && (
            <Notice
              tone="info"
              action={
                <Button
                  leftSection={<IconDeviceFloppy size={16} stroke={1.75} />}
                  onClick={() => saveFile(draft.title, draft.file ?? '')}
                >
                  {t('contracts/tracker/saveFile')}
                </Button>
              }
            >
              {t('contracts/tracker/keepFile')}
            </Notice>
          )}
          <TrackedIdentity tracked={tracked} />
          <div className={send.actions}>
            <Button onClick={() => leave()}>{t('contracts/tracker/done')}</Button>
            {isMined && !refused && (
              <Button
                variant="filled"
                onClick={() =>
                  action === 'publish' ? leave('published', hex) : leave('application', hex, String(account))
                }
              >
                {action === 'publish' ? t('contracts/tracker/share') : t('contracts/tracker/see')}
              </Button>
            )}
          </div>
        </div>
        {runs.length > 0 && (
          <Panel title={t('contracts/application/history')} flush>
            <RunList
              label={t('contracts/application/history')}
              hash={hash}
              address={address}
              account={account}
              runs={runs}
              more={false}
            />
          </Panel>
        )}
      </div>
    </>
  );
}
