import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

const special = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  special.addSubnet(network, bits, 'ipv4');
}

/**
 * Whether an address is one of the public Internet. Of IPv6 only what is given out (2000::/3) counts, and not what
 * carries an IPv4 address in it (6to4, Teredo) or is for documents.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !special.check(address, 'ipv4');
  if (family !== 6) return false;
  const [first = '', second = ''] = address.toLowerCase().split(':');
  const head = Number.parseInt(first || '0', 16);
  if (head < 0x2000 || head > 0x3fff) return false;
  const next = Number.parseInt(second || '0', 16);
  return head !== 0x2002 && !(head === 0x2001 && (next === 0 || next === 0xdb8));
}

/**
 * The one address that a name stands for from now on: asked once, so that it cannot be another one when it is used.
 * undefined when there is none, or it is not public where it has to be.
 */
export async function resolveHost(
  host: string,
  allowPrivate: boolean,
): Promise<{ address: string; family: number } | undefined> {
  const name = host.replace(/^\[|\]$/g, '');
  const found = isIP(name) === 0 ? await lookup(name).catch(() => undefined) : undefined;
  const address = isIP(name) === 0 ? found : { address: name, family: isIP(name) };
  if (address === undefined) return undefined;
  return allowPrivate || isPublicAddress(address.address) ? address : undefined;
}
