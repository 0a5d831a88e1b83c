/**
 * Facts in the past tense, told to whoever listens. A listener that throws is reported and does not keep the
 * others from hearing: who announces a fact has already committed it and can't take it back.
 */
export class Events<Facts extends object> {
  readonly #listeners = new Map<keyof Facts, Set<(value: never) => void>>();
  readonly #onError: (error: unknown, type: string) => void;

  constructor(onError: (error: unknown, type: string) => void) {
    this.#onError = onError;
  }

  /** Listens from now on; the answer stops it. */
  on<T extends keyof Facts>(type: T, listener: (value: Facts[T]) => void): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  emit<T extends keyof Facts>(type: T, value: Facts[T]): void {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) {
      try {
        (listener as (value: Facts[T]) => void)(value);
      } catch (error) {
        this.#onError(error, String(type));
      }
    }
  }
}
