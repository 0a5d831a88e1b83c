import { Fault } from '#shared/protocol/fault.ts';
import { type Network, parseNetworkFile } from '#shared/protocol/network.ts';
import { httpCall } from '../remote/httpCall.ts';
import { parsePoolUrl } from '../remote/poolUrl.ts';

const MAX_BYTES = 64 * 1024;
const TIMEOUT = 10_000;

/**
 * The network file of a pool, as one joins its network (docs/PROTOCOL.md §2).
 * Faults: `remote.url`, `remote.lost`, `remote.timeout`, `remote.tooLarge`, `remote.malformed`, `network.file`.
 */
export async function fetchNetwork(url: string): Promise<Network> {
  const { http } = parsePoolUrl(url);
  const { status, body } = await httpCall(`${http}/network`, {
    maxBytes: MAX_BYTES,
    timeout: TIMEOUT,
    ca: undefined,
  });
  if (status !== 200) throw new Fault('remote.refused', { status });
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    throw new Fault('remote.malformed');
  }
  return parseNetworkFile(json);
}
