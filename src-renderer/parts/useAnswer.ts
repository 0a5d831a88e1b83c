import { useEffect, useRef, useState } from 'react';
import { type Fault, isFault } from '#shared/protocol/fault.ts';

export type Answer<T> =
  | { readonly state: 'asking' }
  | { readonly state: 'here'; readonly value: T }
  | { readonly state: 'refused'; readonly fault: Fault };

/**
 * What the app answers to a question. It is asked again when `topic` or `version` changes; a new topic begins empty, with
 * a new version the old answer stays until the next one is here.
 */
export function useAnswer<T>(topic: string, version: unknown, ask: () => Promise<T>): Answer<T> {
  const [answer, setAnswer] = useState<{ topic: string; answer: Answer<T> }>({
    topic,
    answer: { state: 'asking' },
  });
  const latest = useRef(ask);
  latest.current = ask;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version is a reason to ask again
  useEffect(() => {
    let current = true;
    latest
      .current()
      .then((value) => {
        if (current) setAnswer({ topic, answer: { state: 'here', value } });
      })
      .catch((error) => {
        if (!isFault(error)) throw error;
        if (current) setAnswer({ topic, answer: { state: 'refused', fault: error } });
      });
    return () => {
      current = false;
    };
  }, [topic, version]);
  return answer.topic === topic ? answer.answer : { state: 'asking' };
}
