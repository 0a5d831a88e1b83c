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
  const forwarded = (address: string) => ({ address, isForwarded: true });

  it('believes only what our own proxies wrote', () => {
    const direct = (address: string) => ({ address, isForwarded: false });
    expect(visitorAddress('203.0.113.1', '198.51.100.7', proxies)).toEqual(direct('203.0.113.1'));
    expect(visitorAddress('203.0.113.1', 'nonsense', proxies)).toEqual(direct('203.0.113.1'));
    expect(visitorAddress('127.0.0.1', undefined, proxies)).toEqual(direct('127.0.0.1'));
    for (const header of ['198.51.100.7', '1.1.1.1, 198.51.100.7, 10.0.0.3', 'nonsense, 198.51.100.7'])
      expect(visitorAddress('127.0.0.1', header, proxies)).toEqual(forwarded('198.51.100.7'));
    expect(visitorAddress('127.0.0.1', ['1.1.1.1', '198.51.100.7'], proxies)).toEqual(
      forwarded('198.51.100.7'),
    );
    expect(visitorAddress('127.0.0.1', '10.0.0.4, 10.0.0.3', proxies)).toEqual(forwarded('10.0.0.4'));
  });

  it.each([
    ['198.51.100.7:5678', '198.51.100.7'],
    ['[2001:db8::7]:80', '2001:db8::7'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['2001:db8::7', '2001:db8::7'],
    ['fe80::7%eth0', 'fe80::7%eth0'],
  ])('reads %s', (header, address) => {
    expect(visitorAddress('127.0.0.1', header, proxies)).toEqual(forwarded(address));
  });

  it.each(['', 'nonsense', '198.51.100.7, unknown', '198.51.100.7,', '1.2.3.4:', '[1.2.3.4'])(
    'refuses %j of a proxy, which would make it the visitor',
    (header) => expect(() => visitorAddress('127.0.0.1', header, proxies)).toThrow('server.params'),
  );
});
