import { describe, expect, it } from 'vitest';
import { AddressSet, visitorAddress } from './addresses.ts';

describe('AddressSet', () => {
  it('holds addresses and networks, also as IPv4 in IPv6', () => {
    const set = new AddressSet(['127.0.0.1', '10.0.0.0/8', '2001:db8::/32']);
    for (const inside of ['127.0.0.1', '::ffff:127.0.0.1', '10.2.3.4', '2001:db8::7'])
      expect(set.has(inside)).toBe(true);
    for (const outside of ['127.0.0.2', '11.0.0.1', '2001:db9::7', 'pool', ''])
      expect(set.has(outside)).toBe(false);
  });

  it.each(['pool.example', '10.0.0.0/33', '10.0.0.0/x', ''])('refuses %j', (entry) => {
    expect(() => new AddressSet([entry])).toThrow('server.params');
  });
});

describe('visitorAddress', () => {
  const proxies = new AddressSet(['127.0.0.1', '10.0.0.0/8']);
  it('believes only what our own proxies wrote', () => {
    expect(visitorAddress('203.0.113.1', '198.51.100.7', proxies)).toBe('203.0.113.1');
    expect(visitorAddress('127.0.0.1', undefined, proxies)).toBe('127.0.0.1');
    expect(visitorAddress('127.0.0.1', '198.51.100.7', proxies)).toBe('198.51.100.7');
    expect(visitorAddress('127.0.0.1', '1.1.1.1, 198.51.100.7, 10.0.0.3', proxies)).toBe('198.51.100.7');
    expect(visitorAddress('127.0.0.1', ['1.1.1.1', '198.51.100.7'], proxies)).toBe('198.51.100.7');
    expect(visitorAddress('127.0.0.1', '198.51.100.7, nonsense', proxies)).toBe('127.0.0.1');
  });
});
