import { installNodeSha256 } from '../src-main/base/nodeHash.ts';
import type { BenchOptions } from './report.ts';

/** `npm run -s bench -- NAME [--json] [options of the benchmark]`. */
const benches: Record<string, () => Promise<{ run(options: BenchOptions): Promise<void> }>> = {
  startup: () => import('./startup.ts'),
  miner: () => import('./miner.ts'),
  window: () => import('./window.ts'),
  ledger: () => import('./ledger.ts'),
  pool: () => import('./pool.ts'),
  contracts: () => import('./contracts.ts'),
};

const [name = '', ...rest] = process.argv.slice(2);
const load = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (load === undefined) {
  console.error(`Usage: npm run -s bench -- NAME [--json]\nNames: ${Object.keys(benches).join(', ')}`);
  process.exit(1);
}
installNodeSha256();
const bench = await load();
await bench.run({ json: rest.includes('--json'), args: rest.filter((argument) => argument !== '--json') });
