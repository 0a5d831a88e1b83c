import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const APP_BROWSERS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];

function onPath(program: string): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, program);
    if (existsSync(path)) return path;
  }
  return undefined;
}

function launch(program: string, args: readonly string[]): void {
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

/**
 * Opens a link on this machine's screen: in a Chromium window of its own where there is one, else in the
 * person's browser. False: there is no screen, so somebody has to open the link by hand.
 */
export function openBrowser(link: string): boolean {
  switch (process.platform) {
    case 'darwin':
      launch('open', [link]);
      return true;
    case 'win32':
      launch('rundll32', ['url.dll,FileProtocolHandler', link]);
      return true;
    default: {
      if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return false;
      const browser = APP_BROWSERS.map(onPath).find((path) => path !== undefined);
      // Chromium refuses to start as root unless its own sandbox is off; a root session has no other way.
      const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      if (browser !== undefined) {
        launch(browser, [`--app=${link}`, '--window-size=1280,800', '--no-first-run', ...asRoot]);
        return true;
      }
      const opener = onPath('xdg-open');
      if (opener !== undefined) launch(opener, [link]);
      return opener !== undefined;
    }
  }
}
