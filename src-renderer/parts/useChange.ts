import { useCallback, useRef, useState } from 'react';
import { type Fault, isFault } from '#shared/protocol/fault.ts';

interface Change {
  /** What the last change was refused with. */
  readonly fault: Fault | null;
  readonly change: (work: () => Promise<unknown>) => Promise<void>;
}

/** Settings that a person moves one after the other: unlike with `useAction` each one is sent, however fast they come. */
export function useChange(): Change {
  const [fault, setFault] = useState<Fault | null>(null);
  const last = useRef(0);
  const change = useCallback(async (work: () => Promise<unknown>) => {
    last.current += 1;
    const own = last.current;
    setFault(null);
    try {
      await work();
    } catch (error) {
      if (!isFault(error)) throw error;
      if (own === last.current) setFault(error);
    }
  }, []);
  return { fault, change };
}
