import { networkInterfaces } from 'node:os';
import { expect, it, vi } from 'vitest';
import { urlsOf } from './listener.ts';

vi.mock('node:os', () => ({ networkInterfaces: vi.fn() }));

it('tells the addresses of this machine, also where there are none or the system keeps them to itself', () => {
  const one = { family: 'IPv4', address: '192.168.1.5', internal: false };
  const interfaces = { lo: [{ ...one, address: '127.0.0.1', internal: true }], eth0: [one] };
  vi.mocked(networkInterfaces).mockReturnValue(interfaces as never);
  expect(urlsOf('0.0.0.0', 9094, false)).toEqual(['ws://192.168.1.5:9094']);
  expect(urlsOf('pool.example', 9094, true)).toEqual(['wss://pool.example:9094']);
  vi.mocked(networkInterfaces).mockReturnValue({});
  expect(urlsOf('0.0.0.0', 9094, false)).toEqual(['ws://127.0.0.1:9094']);
  // A service manager that forbids AF_NETLINK.
  vi.mocked(networkInterfaces).mockImplementation(() => {
    throw new Error('uv_interface_addresses returned Unknown system error 97');
  });
  expect(urlsOf('0.0.0.0', 9094, false)).toEqual(['ws://127.0.0.1:9094']);
});
