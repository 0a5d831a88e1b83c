import { describe, expect, it } from 'vitest';
import { isPublicAddress, resolveHost } from './publicAddress.ts';

describe('an address', () => {
  it.each(['1.1.1.1', '93.184.216.34', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::200e'])(
    '%s is public',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '2001:db8::1',
    '2001::1',
    '2002:7f00:1::',
    'localhost',
    '',
  ])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('a name', () => {
  it('of this machine is resolved only where that is allowed', async () => {
    expect(await resolveHost('localhost', false)).toBeUndefined();
    expect((await resolveHost('localhost', true))?.address).toMatch(/^(127\.0\.0\.1|::1)$/);
    expect(await resolveHost('[::1]', true)).toEqual({ address: '::1', family: 6 });
    expect(await resolveHost('127.0.0.1', false)).toBeUndefined();
  });

  it('that does not exist has no address', async () => {
    expect(await resolveHost('nobody.invalid', true)).toBeUndefined();
  });
});
