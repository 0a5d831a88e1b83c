import { describe, expect, it } from 'vitest';
import { parsePoolUrl } from './poolUrl.ts';

describe('parsePoolUrl', () => {
  it.each([
    ['wss://pool.example', 'wss://pool.example', 'https://pool.example'],
    ['wss://pool.example:443/', 'wss://pool.example', 'https://pool.example'],
    ['https://pool.example/coco/', 'wss://pool.example/coco', 'https://pool.example/coco'],
    ['ws://127.0.0.1:9094', 'ws://127.0.0.1:9094', 'http://127.0.0.1:9094'],
    [' pool.example ', 'wss://pool.example:9094', 'https://pool.example:9094'],
    ['pool.example:80', 'wss://pool.example:80', 'https://pool.example:80'],
    ['pool.example:8443/x', 'wss://pool.example:8443/x', 'https://pool.example:8443/x'],
    ['192.168.1.5', 'ws://192.168.1.5:9094', 'http://192.168.1.5:9094'],
    ['localhost:1', 'ws://localhost:1', 'http://localhost:1'],
    ['[::1]', 'ws://[::1]:9094', 'http://[::1]:9094'],
    ['[::1]:5', 'ws://[::1]:5', 'http://[::1]:5'],
    ['[2001:db8::1]:5', 'wss://[2001:db8::1]:5', 'https://[2001:db8::1]:5'],
    ['8.8.8.8', 'wss://8.8.8.8:9094', 'https://8.8.8.8:9094'],
  ])('%s', (text, socket, http) => expect(parsePoolUrl(text)).toEqual({ socket, http }));

  it.each([
    '',
    '   ',
    'ftp://pool.example',
    'wss://me:secret@pool.example',
    'wss://',
    'a b',
    'wss://x/?q',
    'x'.repeat(600),
    // The parser takes a backslash for a slash: what looks like a port is one of a path.
    'pool.example\\x:99999',
    'pool.example\\:123456789',
  ])('refuses %j', (text) => expect(() => parsePoolUrl(text)).toThrow('remote.url'));
});
