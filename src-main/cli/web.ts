import { fileURLToPath } from 'node:url';
import { isFault } from '#shared/protocol/fault.ts';
import { openApp } from '../app/app.ts';
import { logLast } from '../app/appLog.ts';
import { dataFolder } from '../app/dataFolder.ts';
import { startRefusal } from '../app/startRefusal.ts';
import { version } from '../app/version.ts';
import { onUncaught } from '../base/lastResort.ts';
import { openBrowser } from '../web/openBrowser.ts';
import { openWebShell } from '../web/webShell.ts';
import { readFlags } from './flags.ts';

/** The app with its window in a browser: `npm start` where Electron is not to be had, `npm start -- --web`. */

const USAGE = 'Usage: npm start -- [--web] [--data FOLDER] [--port N] [--no-open]';

const USUAL_OPENING = 250;

const flags = readFlags(process.argv.slice(2), { values: ['data', 'port'], switches: ['no-open'] });
const port = 'wrong' in flags ? Number.NaN : Number(flags.values.port ?? 0);
if ('wrong' in flags || !Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(USAGE);
  process.exit(1);
}

onUncaught((error) => console.error(logLast(dataFolder(process.argv), error)));

try {
  // The browser can load the window while the app opens.
  const opening = openApp({ folder: dataFolder(process.argv), shell: 'web', version });
  const shell = await openWebShell({
    answer: async (request) => (await opening).bridge.answer(request),
    onEvent: (listener) => {
      const listening = opening.then((app) => app.on(listener)).catch(() => () => {});
      return () => void listening.then((stop) => stop());
    },
    rendererFolder: fileURLToPath(new URL('../renderer', import.meta.url)),
    port,
    now: () => Date.now(),
  });
  // What keeps the app from opening, such as a second one on the same folder, mostly shows at once: then no address is offered.
  await Promise.race([opening, new Promise((resolve) => setTimeout(resolve, USUAL_OPENING))]);
  const offerLink = () => console.log(`Open this address (it works once): ${shell.newLink()}`);

  const opened = !flags.switches.has('no-open') && openBrowser(shell.newLink());
  if (opened) console.log('Coco is open in a window of your browser. Ctrl+C ends it.');
  else offerLink();
  if (process.stdin.isTTY) {
    console.log('Press Enter for a new address.');
    process.stdin.on('data', offerLink);
  }

  let closing = false;
  const close = async () => {
    if (closing) return;
    closing = true;
    await shell.close();
    await (await opening).close();
    process.exit(0);
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
  await opening;
} catch (error) {
  if (!isFault(error)) throw error;
  console.error(startRefusal(error, dataFolder(process.argv)));
  process.exit(1);
}
