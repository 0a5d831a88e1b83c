// Runs one of the built programs, built first where its sources changed: `node build/run.mjs NAME [ARGUMENT…]`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildAll, root } from './build.mjs';

const [name, ...args] = process.argv.slice(2);
await buildAll({ ifStale: true, mainOnly: true });
const program = join(root, 'dist/main', `${name}.js`);
if (name === undefined || !existsSync(program)) {
  console.error(`There is no program "${name}".`);
  process.exit(1);
}
process.argv = [process.argv[0], program, ...args];
await import(pathToFileURL(program).href);
