import type { MinerState } from '../miner/minerState.ts';
import type { RemoteStatus } from '../remote/remotePool.ts';

/** The miner's state in one line, for a terminal. */
export function minerLine(state: MinerState, pool: RemoteStatus): string {
  const refused = Object.values(state.shares.refused).reduce((sum, count) => sum + count, 0);
  const { job, shares, settings } = state;
  const parts = [
    state.status === 'mining' ? rateText(state.hashRate) : state.status,
    `${settings.threads} thread${settings.threads === 1 ? '' : 's'}${state.kernel === null ? '' : ` (${state.kernel})`}`,
    `accepted ${shares.accepted}`,
    `refused ${refused}`,
    ...(shares.blocksFound > 0 ? [`blocks ${shares.blocksFound}`] : []),
    ...(job === null ? [] : [`block ${job.blockId}`, `share difficulty ${job.shareDifficulty}`]),
    poolText(pool),
    ...(state.reason === null ? [] : [state.reason.code]),
  ];
  return parts.join('  ');
}

export function rateText(rate: number | null): string {
  if (rate === null) return 'measuring';
  const step = [
    { from: 1e9, unit: 'GH/s' },
    { from: 1e6, unit: 'MH/s' },
    { from: 1e3, unit: 'kH/s' },
  ].find(({ from }) => rate >= from);
  return step === undefined ? `${rate.toFixed(0)} H/s` : `${(rate / step.from).toFixed(2)} ${step.unit}`;
}

function poolText({ state, url, latency, reason }: RemoteStatus): string {
  if (state === 'connected') return latency === null ? url : `${url} ${latency} ms`;
  return `${url} ${state}${reason === null ? '' : ` (${reason.code})`}`;
}
