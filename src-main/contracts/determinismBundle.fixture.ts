import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/**
 * `determinism.ts` as one script for another machine (another Node, a browser's page): it sets the global
 * `cocoDeterminism` with `digestPrograms(metered, first, count)`.
 */
export async function determinismBundle(): Promise<string> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL('determinism.ts', import.meta.url)),
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    platform: 'browser',
    logLevel: 'silent',
    resolve: { extensions: ['.ts'] },
  });
  const { output } = await bundle.generate({ format: 'iife', name: 'cocoDeterminism', exports: 'named' });
  await bundle.close();
  return output[0].code;
}
