import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where everything of this person is kept: `--data FOLDER`, else COCO_DATA, else the system's place for it.
 */
export function dataFolder(args: readonly string[], environment: NodeJS.ProcessEnv = process.env): string {
  const flag = args.indexOf('--data');
  const chosen = (flag >= 0 ? args[flag + 1] : undefined) ?? environment.COCO_DATA;
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  switch (process.platform) {
    case 'win32':
      return join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Coco');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Coco');
    default:
      return join(environment.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'coco');
  }
}
