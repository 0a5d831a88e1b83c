/** Long work that comes in steps, of about a millisecond each: whoever has other things to do does them in between. */
export type Steps<T> = Generator<undefined, T>;

/** Takes all steps at once. */
export function allSteps<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
