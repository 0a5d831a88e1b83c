import { BlockList, isIP } from 'node:net';
import { Fault } from '#shared/protocol/fault.ts';

/** Single addresses and networks (`10.0.0.0/8`). */
export class AddressSet {
  readonly #list = new BlockList();

  /** Throws `server.params` for what is no address. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const [network = '', length] = entry.split('/', 2);
      const family = isIP(network);
      const bits = length === undefined ? undefined : Number(length);
      const most = family === 4 ? 32 : 128;
      if (family === 0 || (bits !== undefined && !(Number.isInteger(bits) && bits >= 0 && bits <= most))) {
        throw new Fault('server.params', { field: 'allow', entry: entry.slice(0, 64) });
      }
      if (bits === undefined) this.#list.addAddress(network, family === 4 ? 'ipv4' : 'ipv6');
      else this.#list.addSubnet(network, bits, family === 4 ? 'ipv4' : 'ipv6');
    }
  }

  has(address: string): boolean {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    const family = isIP(plain);
    return family !== 0 && this.#list.check(plain, family === 4 ? 'ipv4' : 'ipv6');
  }
}

/**
 * Who is at the other end: the socket's address, or, where that is one of our own reverse proxies, the last
 * address that this proxy itself wrote into X-Forwarded-For. Whatever stands before it anyone can have written.
 * Throws `server.params` when the proxy wrote none: the visitor must not be taken for the proxy.
 */
export function visitorAddress(
  socketAddress: string,
  forwardedFor: string | string[] | undefined,
  proxies: AddressSet,
): { address: string; isForwarded: boolean } {
  if (forwardedFor === undefined || !proxies.has(socketAddress)) {
    return { address: socketAddress, isForwarded: false };
  }
  const list = Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor;
  let address = socketAddress;
  for (const hop of list.split(',').reverse()) {
    address = hopAddress(hop.trim());
    if (!proxies.has(address)) break;
  }
  return { address, isForwarded: true };
}

/** Proxies write an address with its port or without, and IPv6 in brackets or not. */
function hopAddress(hop: string): string {
  const address = /^\[(.+)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
  if (isIP(address) === 0) throw new Fault('server.params', { field: 'x-forwarded-for' });
  return address;
}
