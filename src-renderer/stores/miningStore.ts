import { create } from 'zustand';
import type { MiningState } from '#shared/api/bridge.ts';
import { bridge, type CallParams } from '../bridge.ts';

export interface RatePoint {
  readonly date: number;
  readonly rate: number;
}

interface MiningStore {
  readonly mining: MiningState | null;
  /** Measured rates of the last hour, oldest first. */
  readonly rates: readonly RatePoint[];
}

const HOUR = 60 * 60_000;

export const useMining = create<MiningStore>(() => ({ mining: null, rates: [] }));

export function onMining(mining: MiningState, now: number): void {
  useMining.setState(({ rates }) => ({
    mining,
    rates:
      mining.hashRate === null || rates.length === 0
        ? rates
        : [...rates.filter(({ date }) => date > now - HOUR), { date: now, rate: mining.hashRate }],
  }));
}

export async function loadRates(): Promise<void> {
  const { points } = await bridge.call('mining.rates', {});
  useMining.setState({ rates: points });
}

export const startMining = (account: number) => bridge.call('mining.start', { account });
export const stopMining = () => bridge.call('mining.stop', {});
export const changeMining = (change: CallParams<'mining.change'>) => bridge.call('mining.change', change);
