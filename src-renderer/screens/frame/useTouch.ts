import { useEffect } from 'react';
import { bridge } from '../../bridge.ts';

const EVERY = 20_000;

/** Tells the app that the person is there, so that the auto-lock begins its count again. */
export function useTouch(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    let last = 0;
    const touch = () => {
      const now = Date.now();
      if (now - last < EVERY) return;
      last = now;
      void bridge.call('wallet.touch', {}).catch(() => undefined);
    };
    const kinds = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;
    for (const kind of kinds) window.addEventListener(kind, touch, { passive: true });
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, touch);
    };
  }, [isOn]);
}
