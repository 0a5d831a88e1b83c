import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import * as z from 'zod';
import { type PoolMethod, poolCalls } from '#shared/api/poolApi.ts';
import { networkFileSchema } from '#shared/api/poolValues.ts';
import { shownDomain } from '#shared/api/values.ts';
import { type Bytes, equalBytes } from '#shared/protocol/bytes.ts';
import { genesisHash, type Network, parseNetworkFile } from '#shared/protocol/network.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { parsePoolUrl } from '../remote/poolUrl.ts';
import { resolveHost } from './publicAddress.ts';

const TIMEOUT = 3_000;
const MAX_BYTES = 64 * 1024;
const REMEMBERED_FOR = 3_600_000;
/** So many domains are remembered; the oldest make room. */
const REMEMBERED = 2_000;

interface ProbeParts {
  readonly network: Network;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: (length: number) => Bytes;
  /** Private and loopback addresses are asked as well. */
  readonly allowPrivate: boolean;
}

/**
 * The paper's "Pool domain address test": does a pool of this network answer under the domain of its block? Asked once
 * and remembered for an hour (docs/PROTOCOL.md §7). The name is resolved once and that address used; 3 s, 64 KiB, no
 * redirects.
 */
export class DomainProbe {
  readonly #parts: ProbeParts;
  readonly #known = new Map<string, { at: number; answer: Promise<boolean> }>();

  constructor(parts: ProbeParts) {
    this.#parts = parts;
  }

  ask(domain: string): Promise<boolean> {
    const now = this.#parts.clock.now();
    const known = this.#known.get(domain);
    if (known !== undefined && now - known.at < REMEMBERED_FOR) return known.answer;
    const answer = this.#ask(domain).catch(() => false);
    this.#known.delete(domain);
    this.#known.set(domain, { at: now, answer });
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= REMEMBERED) break;
      this.#known.delete(oldest);
    }
    void answer.then((ok) => {
      if (!ok) this.#parts.log.info('domain.silent', { domain: shownDomain(domain) });
    });
    return answer;
  }

  async #ask(domain: string): Promise<boolean> {
    const url = new URL(`${parsePoolUrl(domain).http}/rpc`);
    const place = await resolveHost(url.hostname, this.#parts.allowPrivate);
    if (place === undefined) return false;
    const choice = (this.#parts.random(1)[0] ?? 0) % PROBES.length;
    const [method, params] = PROBES[choice] as (typeof PROBES)[number];
    const result = await post(url, place, JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
    const read = (poolCalls[method].result as z.ZodType).safeParse(result);
    if (!read.success) return false;
    if (method !== 'getNetwork') return true;
    const theirs = parseNetworkFile(z.encode(networkFileSchema, read.data as never));
    return equalBytes(genesisHash(theirs), genesisHash(this.#parts.network));
  }
}

const PROBES: readonly (readonly [PoolMethod, object])[] = [
  ['getNetwork', {}],
  ['getStatus', {}],
  ['getBlocks', { limit: 1 }],
  ['getBlock', { id: 94 }],
];

/** The `result` of a JSON-RPC answer. Rejects with whatever went wrong: to a probe it is all the same. */
function post(url: URL, place: { address: string; family: number }, body: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      agent: false,
      // The name goes into the certificate check and the Host header; the address is the one that was tested.
      lookup: (_host, settings, done) => {
        if (settings.all === true) done(null, [place]);
        else done(null, place.address, place.family);
      },
    };
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options);
    const timer = setTimeout(() => fail(), TIMEOUT);
    const fail = (): void => {
      clearTimeout(timer);
      request.destroy();
      reject(new Error('The domain did not answer as a pool.'));
    };
    request.on('error', fail);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      if (response.statusCode !== 200) return fail();
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_BYTES) fail();
        else chunks.push(chunk);
      });
      response.on('error', fail);
      response.on('end', () => {
        clearTimeout(timer);
        try {
          resolve((JSON.parse(Buffer.concat(chunks).toString('utf8')) as { result?: unknown }).result);
        } catch (error) {
          reject(error);
        }
      });
      return undefined;
    });
    request.end(body);
  });
}
