import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useClock } from '../../parts/clock.ts';
import { Notice } from '../../parts/FaultNotice.tsx';
import { useChain } from '../../stores/chainStore.ts';
import { useMining } from '../../stores/miningStore.ts';
import { goTo } from '../../stores/routeStore.ts';

/** Blocks come by chance; after so many intervals without one it is no longer chance. */
const QUIET_INTERVALS = 6;

/** Where something waits for a block and none comes, because on a network of one's own nobody mines: says so. */
export function NobodyMines() {
  const { t } = useTranslation();
  const chain = useChain((state) => state.chain);
  const isStopped = useMining((state) => state.mining?.status === 'stopped');
  const quietFrom = chain === null ? 0 : chain.tip.minedDate + QUIET_INTERVALS * chain.blockInterval;
  const isQuiet = useClock((now) => (now > quietFrom ? 1 : 0)) === 1;
  if (chain === null || chain.connection.kind !== 'embedded' || !isStopped || !isQuiet) return null;
  return (
    <Notice
      tone="info"
      action={
        <Button size="xs" onClick={() => goTo('mining')}>
          {t('wallet/emptyMine')}
        </Button>
      }
    >
      {t('mining/nobodyMines')}
    </Notice>
  );
}
