import { create } from 'zustand';
import type { MiningState } from '#shared/api/bridgeStates.ts';
import { bridge, type CallParams } from '../bridge.ts';

export interface RatePoint {
  readonly date: number;
  readonly rate: number;
}

interface MiningStore {
  readonly mining: MiningState | null;
  /** Measured rates of the last hour, oldest first; null until they were asked for. */
  readonly rates: readonly RatePoint[] | null;
}

const HOUR = 60 * 60_000;
/** The curve's points are as far apart as the app's own samples. */
const APART = 10_000;

export const useMining = create<MiningStore>(() => ({ mining: null, rates: null }));

export function onMining(mining: MiningState, now: number): void {
  useMining.setState(({ rates }) => ({ mining, rates: rates && withRate(rates, mining.hashRate, now) }));
}

function withRate(rates: readonly RatePoint[], rate: number | null, now: number): readonly RatePoint[] {
  const last = rates.at(-1)?.date ?? 0;
  if (rate === null || now - last < APART) return rates;
  return [...rates.filter(({ date }) => date > now - HOUR), { date: now, rate }];
}

export async function loadRates(): Promise<void> {
  const { points } = await bridge.call('mining.rates', {});
  useMining.setState({ rates: points });
}

export const startMining = (account: number) => bridge.call('mining.start', { account });
export const stopMining = () => bridge.call('mining.stop', {});
export const pauseMining = (ms: number) => bridge.call('mining.pause', { ms });
export const tuneMining = () => bridge.call('mining.tune', {});
export const readEarnings = (account: number, since: number[]) =>
  bridge.call('mining.earnings', { account, since });
export const changeMining = (change: CallParams<'mining.change'>) => bridge.call('mining.change', change);
