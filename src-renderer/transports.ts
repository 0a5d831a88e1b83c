import type { BridgeRequest } from '#shared/api/bridge.ts';
import { pageKey, takeKey } from './pageKey.ts';

/** What carries the bridge's messages: the desktop shell's preload, or the web shell's socket. */
export interface Transport {
  send(request: BridgeRequest): void;
}

/** passwordNeeded: the shell of a headless pool lets in whoever knows its password. */
export type Loss = 'lost' | 'unknownSession' | 'passwordNeeded';

export interface TransportEvents {
  opened(transport: Transport): void;
  message(message: unknown): void;
  closed(why: Loss): void;
}

/** Put into the page by the desktop shell's preload. */
export interface DesktopBridge {
  send(message: BridgeRequest): void;
  onMessage(listener: (message: unknown) => void): void;
}

declare global {
  interface Window {
    readonly coco?: DesktopBridge;
  }
}

export function connectDesktop(desktop: DesktopBridge, events: TransportEvents): void {
  desktop.onMessage((message) => events.message(message));
  events.opened({ send: (request) => desktop.send(request) });
}

const FIRST_DELAY = 250;
const LONGEST_DELAY = 10_000;

/**
 * The web shell's socket, opened again after each loss with a growing delay. A socket cannot tell why it was
 * refused, so a plain request asks: 401 says that this browser has no session, and then trying again is in vain.
 */
export function connectWeb(location: Location, events: TransportEvents): void {
  takeKey(location);
  const address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/bridge`;
  let delay = FIRST_DELAY;

  const again = () => {
    const wait = delay * (0.75 + Math.random() / 2);
    delay = Math.min(delay * 2, LONGEST_DELAY);
    setTimeout(open, wait);
  };

  const refused = async () => {
    try {
      const answer = await fetch('/session', {
        cache: 'no-store',
        credentials: 'same-origin',
        headers: { 'x-coco-key': pageKey() },
      });
      if (answer.status === 401) {
        const isOperators = answer.headers.get('x-coco-entry') === 'password';
        events.closed(isOperators ? 'passwordNeeded' : 'unknownSession');
        return;
      }
    } catch {
      // Nobody answers: the app is not running at the moment.
    }
    events.closed('lost');
    again();
  };

  const open = () => {
    const socket = new WebSocket(address, `coco-key.${pageKey()}`);
    let wasOpen = false;
    socket.addEventListener('open', () => {
      wasOpen = true;
      delay = FIRST_DELAY;
      events.opened({ send: (request) => socket.send(JSON.stringify(request)) });
    });
    socket.addEventListener('message', (event) => {
      if (typeof event.data !== 'string') return;
      try {
        events.message(JSON.parse(event.data));
      } catch {
        // Not a message of the bridge; the next one may be.
      }
    });
    socket.addEventListener('close', () => {
      if (!wasOpen) {
        void refused();
        return;
      }
      events.closed('lost');
      again();
    });
  };

  open();
}
