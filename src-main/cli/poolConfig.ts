import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import { units } from '#shared/api/values.ts';
import { type Network, parseNetworkFile } from '#shared/protocol/network.ts';

/** Under this name a pool is reached by nobody else. */
export const NO_DOMAIN = 'localhost';

/** What a headless pool is told by its configuration file; everything has a default. */
const config = z.strictObject({
  /** Where chain and records lie; relative to the configuration file. */
  data: z.string().min(1).optional(),
  /** Under which others reach the pool; stands in its blocks. */
  domain: z.string().min(1).max(255).default(NO_DOMAIN),
  /** The network file to join; without it the folder's own, else a new local network. */
  network: z.string().min(1).optional(),
  host: z.string().max(255).default('127.0.0.1'),
  port: z.int().min(0).max(65535).default(9094),
  tls: z.strictObject({ certFile: z.string(), keyFile: z.string() }).optional(),
  feePercent: z.number().min(0).max(100).optional(),
  payoutThreshold: units.optional(),
  scheme: z.enum(['proportional', 'pplns']).optional(),
  /** Whether files of published contracts are kept for others to read. */
  contractFiles: z.boolean().optional(),
  /** Addresses and networks without limits by address. */
  allow: z.array(z.string()).optional(),
  /** Our own reverse proxies. */
  proxies: z.array(z.string()).optional(),
  /** Other pools to be connected with, as people write their addresses; those of the last blocks come by themselves. */
  peers: z.array(z.string().max(512)).max(64).default([]),
  /** A pool of the royal network that helps this one to join it; `domain` is needed. */
  join: z.string().max(512).optional(),
  /**
   * The operator's screens for a browser, on this machine only; a reverse proxy or an SSH tunnel brings them further.
   * The password: the file that COCO_WEB_PASSWORD_FILE names, or its hash (`npm run pool -- --hash-password`).
   */
  web: z
    .strictObject({
      port: z.int().min(0).max(65535),
      passwordHash: z.string().max(512).optional(),
      /** Of the proxy, such as `https://operator.example`. */
      origin: z.url({ protocol: /^https?$/ }).optional(),
    })
    .optional(),
  /** Who may read /metrics besides this machine. */
  metricsReaders: z.array(z.string()).optional(),
});

export type PoolConfig = Omit<z.output<typeof config>, 'network'> & { network?: Network };

/** Reads and checks a configuration file. Throws ZodError, SyntaxError, a system error, or Fault `network.file`. */
export async function readPoolConfig(path: string | undefined): Promise<PoolConfig> {
  if (path === undefined) return config.omit({ network: true }).parse({});
  const folder = dirname(resolve(path));
  const { network, ...read } = config.parse(JSON.parse(await readFile(path, 'utf8')));
  return {
    ...read,
    ...(read.data === undefined ? {} : { data: resolve(folder, read.data) }),
    ...(read.tls === undefined
      ? {}
      : {
          tls: { certFile: resolve(folder, read.tls.certFile), keyFile: resolve(folder, read.tls.keyFile) },
        }),
    ...(network === undefined
      ? {}
      : { network: parseNetworkFile(JSON.parse(await readFile(resolve(folder, network), 'utf8'))) }),
  };
}
