import { useCallback, useRef, useState } from 'react';
import { type Fault, isFault } from '#shared/protocol/fault.ts';

interface Action {
  readonly busy: boolean;
  readonly fault: Fault | null;
  /** Runs once at a time; a refusal becomes `fault`. */
  readonly run: (work: () => Promise<unknown>, done?: () => void) => Promise<void>;
  readonly clear: () => void;
}

/** Something that the app is asked to do, with its refusal at hand for the screen. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const running = useRef(false);
  const run = useCallback(async (work: () => Promise<unknown>, done?: () => void) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setFault(null);
    try {
      await work();
      done?.();
    } catch (error) {
      if (!isFault(error)) throw error;
      setFault(error);
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setFault(null), []);
  return { busy, fault, run, clear };
}
