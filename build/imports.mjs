// The import rules (.dependency-cruiser.cjs). A cruiser that cannot read a file passes it silently, so the files
// it read are counted against the files there are.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { root } from './build.mjs';

const rooms = ['src-shared', 'src-main', 'src-renderer'];
const isSource = (name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts');

/** Prints each import that is not allowed; true when there is none and every source file was read. */
export async function checkImports() {
  const configuration = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs'));
  const { output } = await cruise(
    rooms,
    {
      ...configuration.options,
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: configuration.forbidden },
    },
    undefined,
    { tsConfig: extractTSConfig(join(root, 'tsconfig.base.json')) },
  );
  const read = new Set(output.modules.map((module) => module.source));
  const sources = rooms.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && isSource(entry.name))
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(root.length + 1)
          .replaceAll('\\', '/'),
      ),
  );
  const unread = sources.filter((source) => !read.has(source));
  const resolved = output.modules.reduce((count, module) => count + module.dependencies.length, 0);
  for (const source of unread) console.error(`not read: ${source}`);
  for (const { from, to, rule } of output.summary.violations) console.error(`${rule.name}: ${from} → ${to}`);
  console.log(`${sources.length} files, ${resolved} imports, ${output.summary.error} not allowed`);
  return unread.length === 0 && resolved > sources.length && output.summary.error === 0;
}
