import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type SettingsState, settingsState } from '#shared/api/bridgeStates.ts';
import { writeFileAtomically } from '../base/atomicFile.ts';
import type { Log } from '../base/log.ts';

/** What a person chose about the app itself; kept in `settings.json`. */
export interface Settings {
  readonly current: SettingsState;
  change(changes: { [K in keyof SettingsState]?: SettingsState[K] | undefined }): Promise<SettingsState>;
}

const DEFAULTS: SettingsState = { theme: 'system', language: 'system', autoLockMinutes: 10 };

/** A file that cannot be read as settings counts as none: settings are never worth refusing to start. */
export async function openSettings(folder: string, log: Log): Promise<Settings> {
  const path = join(folder, 'settings.json');
  let current = DEFAULTS;
  try {
    const stored = settingsState.partial().parse(JSON.parse(await readFile(path, 'utf8')));
    current = settingsState.parse({ ...DEFAULTS, ...stored });
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!isAbsent) log.warn('settings.unreadable', { error });
  }
  return {
    get current() {
      return current;
    },
    async change(changes) {
      const next = settingsState.parse({ ...current, ...changes });
      await writeFileAtomically(path, JSON.stringify(next, null, 2));
      current = next;
      return current;
    },
  };
}
