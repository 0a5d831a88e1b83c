import { BlockList, isIP, isIPv6 } from 'node:net';
import { Fault } from '#shared/protocol/fault.ts';

/**
 * The part of a network address that limits count by: an IPv4 address, or an IPv6 /64 (one customer usually
 * has at least that much, so single addresses would mean nothing). IPv4 in IPv6 form counts as IPv4.
 */
export function addressGroup(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!isIPv6(address)) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array.from({ length: zeros }, () => '0'), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

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
 */
export function visitorAddress(
  socketAddress: string,
  forwardedFor: string | string[] | undefined,
  proxies: AddressSet,
): string {
  if (forwardedFor === undefined || !proxies.has(socketAddress)) return socketAddress;
  const list = Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor;
  const hops = list.split(',').map((hop) => hop.trim());
  while (hops.length > 0) {
    const hop = hops.pop() ?? '';
    if (isIP(hop) === 0) return socketAddress;
    if (!proxies.has(hop)) return hop;
  }
  return socketAddress;
}
