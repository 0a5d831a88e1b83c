import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, ipcMain, Menu, powerMonitor, protocol, session } from 'electron';
import { isFault } from '#shared/protocol/fault.ts';
import { type CocoApp, openApp } from '../app/app.ts';
import { logLast } from '../app/appLog.ts';
import { encodeBridgeEvent } from '../app/bridgeServer.ts';
import { dataFolder } from '../app/dataFolder.ts';
import { startRefusal } from '../app/startRefusal.ts';
import { onUncaught } from '../base/lastResort.ts';
import { contentSecurityPolicyLine } from '../web/contentSecurityPolicy.ts';
import { BRIDGE_CHANNEL } from './channel.ts';
import { guardContents, guardSession, WINDOW_ORIGIN } from './guards.ts';

/** The desktop shell: a thin frame around the app. Everything that can be tested lives elsewhere. */

const here = fileURLToPath(new URL('.', import.meta.url));
const rendererFolder = join(here, '..', 'renderer');

const MIME: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

async function serveWindowFile(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const path = normalize(
    join(rendererFolder, pathname === '/' ? 'index.html' : decodeURIComponent(pathname)),
  );
  if (!path.startsWith(rendererFolder + sep)) return new Response(null, { status: 404 });
  try {
    return new Response(new Uint8Array(await readFile(path)), {
      headers: {
        'content-type': MIME[extname(path)] ?? 'application/octet-stream',
        'content-security-policy': contentSecurityPolicyLine(),
        'x-content-type-options': 'nosniff',
      },
    });
  } catch {
    return new Response(null, { status: 404 });
  }
}

function openWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 720,
    minHeight: 560,
    show: false,
    title: 'Coco',
    webPreferences: {
      preload: join(here, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${WINDOW_ORIGIN}/`);
  return window;
}

function connectBridge(coco: CocoApp): void {
  ipcMain.on(BRIDGE_CHANNEL, (event, request: unknown) => {
    // Only the top frame of our own page may speak.
    const frame = event.senderFrame;
    if (frame === null || frame.parent !== null || new URL(frame.url).origin !== WINDOW_ORIGIN) return;
    void coco.bridge.answer(request).then((answer) => {
      if (answer !== undefined && !event.sender.isDestroyed()) event.sender.send(BRIDGE_CHANNEL, answer);
    });
  });
  coco.on((event) => {
    const message = encodeBridgeEvent(event);
    for (const window of BrowserWindow.getAllWindows()) window.webContents.send(BRIDGE_CHANNEL, message);
  });
}

/** How often the app hears how long nobody used the machine, ms. */
const TELLS_EVERY = 5000;

/** Whether somebody uses the machine and whether it runs on battery: only Electron knows on every system. */
function tellOfMachine(coco: CocoApp): void {
  const tell = () =>
    coco.tell({
      idle: powerMonitor.getSystemIdleTime() * 1000,
      onBattery: powerMonitor.isOnBatteryPower(),
    });
  tell();
  setInterval(tell, TELLS_EVERY).unref();
  powerMonitor.on('on-battery', tell);
  powerMonitor.on('on-ac', tell);
}

/** The app, or, where it cannot open, one sentence to the person and the end. */
async function openOrSayWhy(folder: string): Promise<CocoApp> {
  try {
    return await openApp({ folder, shell: 'desktop', version: app.getVersion() });
  } catch (error) {
    if (!isFault(error)) throw error;
    dialog.showErrorBox('Coco', startRefusal(error, folder));
    app.exit(1);
    throw error;
  }
}

onUncaught((error) => {
  dialog.showErrorBox('Coco', logLast(dataFolder(process.argv), error));
  app.exit(1);
});

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
guardContents(app);

if (!app.requestSingleInstanceLock()) {
  app.quit();
} else {
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  await app.whenReady();
  guardSession(session.defaultSession);
  protocol.handle('app', serveWindowFile);
  if (process.platform !== 'darwin') Menu.setApplicationMenu(null);
  const coco = await openOrSayWhy(dataFolder(process.argv));
  connectBridge(coco);
  tellOfMachine(coco);
  openWindow();
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  let closed = false;
  app.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void coco.close().finally(() => {
      closed = true;
      app.quit();
    });
  });
}
