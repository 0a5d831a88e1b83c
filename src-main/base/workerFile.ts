import { fileURLToPath } from 'node:url';

/**
 * The built file of a worker thread. A bundle finds it beside itself; a test that runs from the sources finds
 * the same built file in `dist`, so both run the code that is shipped.
 */
export function workerFile(name: string): string {
  const bundled = import.meta.url.includes('/dist/main/');
  const root = bundled
    ? new URL(import.meta.url.replace(/\/dist\/main\/.*$/, '/dist/main/'))
    : new URL('../../dist/main/', import.meta.url);
  // In a packed desktop app worker threads cannot start from inside the archive.
  return fileURLToPath(new URL(`workers/${name}.js`, root)).replace(
    /app\.asar(?=[\\/])/,
    'app.asar.unpacked',
  );
}
