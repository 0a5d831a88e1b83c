import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { Fault } from '#shared/protocol/fault.ts';
import { type Network, networkFile, parseNetworkFile } from '#shared/protocol/network.ts';
import { writeFileAtomically } from '../base/atomicFile.ts';
import type { Log } from '../base/log.ts';

/** A pool that the person has added, with the network they joined through it. */
export interface ListedPool {
  /** The socket's address, as `parsePoolUrl` writes it. */
  readonly url: string;
  readonly network: Network;
}

export const MAX_POOLS = 16;

const stored = z.object({
  use: z.enum(['embedded', 'remote']),
  pools: z.array(z.object({ url: z.string().max(512), network: z.unknown() })).max(MAX_POOLS),
});

/** Which pools there are, in their order of preference, and whether they are used; kept in `pools.json`. */
export class PoolList {
  readonly #path: string;
  #pools: readonly ListedPool[] = [];
  #use: 'embedded' | 'remote' = 'embedded';

  private constructor(folder: string) {
    this.#path = join(folder, 'pools.json');
  }

  /** A file that can't be read counts as none, and the app's own pool is used. */
  static async open(folder: string, log: Log): Promise<PoolList> {
    const list = new PoolList(folder);
    try {
      const { use, pools } = stored.parse(JSON.parse(await readFile(list.#path, 'utf8')));
      list.#pools = pools.map(({ url, network }) => ({ url, network: parseNetworkFile(network) }));
      list.#use = pools.length === 0 ? 'embedded' : use;
    } catch (error) {
      const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (!isAbsent) log.warn('pools.unreadable', { error });
    }
    return list;
  }

  get pools(): readonly ListedPool[] {
    return this.#pools;
  }

  get use(): 'embedded' | 'remote' {
    return this.#use;
  }

  find(url: string): ListedPool | undefined {
    return this.#pools.find((pool) => pool.url === url);
  }

  /** Faults: `connection.known`, `connection.full`. */
  async add(pool: ListedPool, use: boolean): Promise<void> {
    if (this.find(pool.url) !== undefined) throw new Fault('connection.known');
    if (this.#pools.length >= MAX_POOLS) throw new Fault('connection.full', { limit: MAX_POOLS });
    await this.#keep(use ? [pool, ...this.#pools] : [...this.#pools, pool], use ? 'remote' : this.#use);
  }

  /** Without a pool left the app's own one is used. Fault: `connection.unknown`. */
  async remove(url: string): Promise<void> {
    this.#expect(url);
    const rest = this.#pools.filter((pool) => pool.url !== url);
    await this.#keep(rest, rest.length === 0 ? 'embedded' : this.#use);
  }

  /** Before all others from now on; null: the app's own pool. Fault: `connection.unknown`. */
  async choose(url: string | null): Promise<void> {
    if (url === null) return await this.#keep(this.#pools, 'embedded');
    const chosen = this.#expect(url);
    await this.#keep([chosen, ...this.#pools.filter((pool) => pool !== chosen)], 'remote');
  }

  /** Those that are not named stay behind the others. Fault: `connection.unknown`. */
  async order(urls: readonly string[]): Promise<void> {
    const first = [...new Set(urls)].map((url) => this.#expect(url));
    await this.#keep([...first, ...this.#pools.filter((pool) => !first.includes(pool))], this.#use);
  }

  #expect(url: string): ListedPool {
    const pool = this.find(url);
    if (pool === undefined) throw new Fault('connection.unknown');
    return pool;
  }

  async #keep(pools: readonly ListedPool[], use: 'embedded' | 'remote'): Promise<void> {
    const file = { use, pools: pools.map(({ url, network }) => ({ url, network: networkFile(network) })) };
    await writeFileAtomically(this.#path, JSON.stringify(file, null, 2));
    this.#pools = pools;
    this.#use = use;
  }
}
