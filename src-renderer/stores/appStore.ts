import { create } from 'zustand';
import type { AppState, SettingsState } from '#shared/api/bridgeStates.ts';
import type { Fault } from '#shared/protocol/fault.ts';
import { bridge, type CallParams, type Connection } from '../bridge.ts';

interface AppStore {
  readonly connection: Connection;
  /** null until the app's first answer. */
  readonly app: AppState | null;
  readonly settings: SettingsState;
  /** Why the app's state could not be read. */
  readonly fault: Fault | null;
}

export const useApp = create<AppStore>(() => ({
  connection: 'connecting',
  app: null,
  settings: { theme: 'system', language: 'system', autoLockMinutes: 10 },
  fault: null,
}));

/** A pool without a wallet: the window shows its operator's screens only. */
export const useIsOperator = () => useApp((state) => state.app?.stage === 'operator');

export async function changeSettings(change: CallParams<'settings.change'>): Promise<void> {
  const settings = await bridge.call('settings.change', change);
  useApp.setState({ settings });
}

export const lock = () => bridge.call('wallet.lock', {});
