import { contextBridge, ipcRenderer } from 'electron';
import { BRIDGE_CHANNEL } from './channel.ts';

/**
 * All that the window gets of Electron: one channel of plain messages, the same that the web shell carries
 * over its WebSocket. What they may say is checked by both ends (src-shared/api/bridge.ts).
 */
contextBridge.exposeInMainWorld('coco', {
  send: (message: unknown) => ipcRenderer.send(BRIDGE_CHANNEL, message),
  onMessage: (listener: (message: unknown) => void) => {
    ipcRenderer.on(BRIDGE_CHANNEL, (_event, message: unknown) => listener(message));
  },
});
