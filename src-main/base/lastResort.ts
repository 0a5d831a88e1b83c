/**
 * What nobody caught: it is told once, and then the program ends, since nobody knows what it left half done. What
 * was promised is on disk; the next start goes on from there. `end` may show it first; whatever it throws, the exit
 * status is not 0.
 */
export function onUncaught(end: (error: unknown) => void): void {
  let isEnding = false;
  const stop = (error: unknown) => {
    if (isEnding) return;
    isEnding = true;
    process.exitCode = 1;
    try {
      end(error);
    } finally {
      process.exit(1);
    }
  };
  process.on('uncaughtException', stop);
  process.on('unhandledRejection', stop);
}
