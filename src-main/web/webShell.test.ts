import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { BridgeEvent, BridgeMessage } from '#shared/api/bridge.ts';
import { hashPassword, PasswordGate } from './passwordGate.ts';
import { openWebShell, type WebShell } from './webShell.ts';

/** The app behind the shell is not under test here: it echoes what reaches it. */
const echo = async (message: unknown): Promise<BridgeMessage | undefined> => {
  if (message === 'fail') throw new Error('not foreseen');
  return typeof message === 'object' && message !== null && 'id' in message
    ? { id: 1, result: message }
    : undefined;
};

let folder: string;
let shell: WebShell;
let time: number;
let tell: (event: BridgeEvent) => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coco-web-'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>window</title>');
  time = 1_000_000;
  shell = await openWebShell({
    answer: echo,
    onEvent: (listener) => {
      tell = listener;
      return () => {};
    },
    rendererFolder: folder,
    port: 0,
    now: () => time,
  });
});

afterEach(async () => {
  await shell.close();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: shell.port, path, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    call.on('error', reject);
    call.end();
  });
}

async function letIn(
  link = shell.newLink(),
): Promise<{ cookie: string; key: string; whole: string } | undefined> {
  const { pathname, search } = new URL(link);
  const answer = await get(pathname + search);
  expect(answer.status).toBe(303);
  const [whole] = answer.headers['set-cookie'] ?? [];
  const key = /^\/#key=([\w-]{43})$/.exec(String(answer.headers.location))?.[1];
  if (whole === undefined || key === undefined) {
    expect(answer.headers.location).toBe('/');
    return undefined;
  }
  return { cookie: whole.split(';')[0] ?? '', key, whole };
}

/** Resolves to the socket, or to the HTTP status with which it was refused. */
function connect(
  headers: Record<string, string>,
  key?: string,
  port = shell.port,
): Promise<WebSocket | number> {
  const protocols = key === undefined ? [] : [`coco-key.${key}`];
  const socket = new WebSocket(`ws://127.0.0.1:${port}/bridge`, protocols, { headers });
  return new Promise((resolve) => {
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => {});
  });
}

const origin = () => `http://127.0.0.1:${shell.port}`;
const next = (socket: WebSocket) =>
  new Promise<unknown>((resolve) => socket.once('message', (data) => resolve(JSON.parse(String(data)))));

async function connected(): Promise<WebSocket> {
  const { cookie = '', key } = (await letIn()) ?? {};
  const socket = await connect({ cookie, origin: origin() }, key);
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
  return socket;
}

describe('letting a browser in', () => {
  it('exchanges a link for a cookie that scripts cannot read and other sites cannot send, once', async () => {
    const link = shell.newLink();
    const session = await letIn(link);
    expect(session?.whole).toMatch(
      new RegExp(`^coco_session_${shell.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
    );
    expect(await letIn(link)).toBeUndefined();
  });

  it('refuses a wrong token and one that is too old', async () => {
    expect(await letIn(`${origin()}/open?token=wrong`)).toBeUndefined();
    const link = shell.newLink();
    time += 10 * 60_000 + 1;
    expect(await letIn(link)).toBeUndefined();
  });

  it('tells the window whether it is let in', async () => {
    expect((await get('/session')).status).toBe(401);
    const { cookie = '', key = '' } = (await letIn()) ?? {};
    expect((await get('/session', { cookie, 'x-coco-key': key })).status).toBe(204);
    expect((await get('/session', { cookie })).status).toBe(401);
    expect((await get('/session', { 'x-coco-key': key })).status).toBe(401);
  });
});

describe('every request', () => {
  it.each(['localhost', 'evil.example', '127.0.0.1', '127.0.0.1:1'])(
    'must not name the host %s',
    async (host) => {
      expect((await get('/', { host })).status).toBe(421);
    },
  );

  it('must not come from another origin', async () => {
    expect((await get('/', { origin: 'http://evil.example' })).status).toBe(403);
    expect((await get('/', { origin: origin() })).status).toBe(200);
  });

  it('is answered with a policy that lets nothing foreign in', async () => {
    const { headers } = await get('/');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('finds no file outside the window’s folder', async () => {
    await writeFile(join(folder, '..', 'coco-outside.txt'), 'outside');
    for (const path of ['/../coco-outside.txt', '/%2e%2e/coco-outside.txt', '/..%2fcoco-outside.txt']) {
      const answer = await get(path);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.body).not.toContain('outside');
    }
  });
});

describe('the socket', () => {
  it('is refused without a session, with a wrong one, or from another origin', async () => {
    const { cookie = '', key = '' } = (await letIn()) ?? {};
    const other = await letIn();
    expect(await connect({ origin: origin() })).toBe(401);
    expect(await connect({ origin: origin(), cookie: `coco_session_${shell.port}=AAAA` }, key)).toBe(401);
    // Whoever got hold of the cookie, as a server on another port can, has no key; and keys are not exchanged.
    expect(await connect({ origin: origin(), cookie })).toBe(401);
    expect(await connect({ origin: origin(), cookie }, other?.key)).toBe(401);
    expect(await connect({ origin: origin(), cookie: cookie.replace(/_\d+=/, '=') }, key)).toBe(401);
    expect(await connect({ origin: 'http://evil.example', cookie }, key)).toBe(403);
    expect(await connect({ cookie }, key)).toBe(403);
  });

  it('leaves no connection open for more when it is refused', async () => {
    const { status, headers } = await get('/bridge', {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      origin: 'http://evil.example',
    });
    expect(status).toBe(403);
    expect(headers.connection).toBe('close');
  });

  it('carries requests and events', async () => {
    const socket = await connected();
    socket.send(JSON.stringify({ id: 1, method: 'app.read', params: {} }));
    expect(await next(socket)).toEqual({ id: 1, result: { id: 1, method: 'app.read', params: {} } });
    const heard = next(socket);
    tell({ type: 'settings', value: { theme: 'dark', language: 'de', autoLockMinutes: 5 } });
    expect(await heard).toEqual({
      event: 'settings',
      value: { theme: 'dark', language: 'de', autoLockMinutes: 5 },
    });
    socket.terminate();
  });

  it.each(['not json', '{}', '[1]', ''])('is closed on what is no request: %j', async (text) => {
    const socket = await connected();
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    socket.send(text);
    expect(await closed).toBe(1008);
  });

  it('is closed, and nothing else ends, when an answer fails', async () => {
    const socket = await connected();
    socket.send('"fail"');
    await new Promise((resolve) => socket.once('close', resolve));
    const again = await connected();
    again.close();
  });

  it('is closed on a message that is too large', async () => {
    const socket = await connected();
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    socket.send('x'.repeat(17 * 1024 * 1024));
    expect([1006, 1009]).toContain(await closed);
  });
});

describe('a password as the way in', () => {
  const password = 'walnut-orbit-velvet';
  let operators: WebShell;

  beforeEach(async () => {
    operators = await openWebShell({
      answer: echo,
      onEvent: () => () => {},
      rendererFolder: folder,
      port: 0,
      now: () => time,
      password: new PasswordGate(await hashPassword(password), () => time),
      origin: 'https://operator.example',
    });
  });
  afterEach(() => operators.close());

  const own = () => `127.0.0.1:${operators.port}`;
  const session = (headers: Record<string, string>) =>
    new Promise<{ status: number; entry: unknown }>((resolve, reject) => {
      const call = request(
        { host: '127.0.0.1', port: operators.port, path: '/session', headers },
        (response) => {
          response.resume();
          resolve({ status: response.statusCode ?? 0, entry: response.headers['x-coco-entry'] });
        },
      );
      call.on('error', reject);
      call.end();
    });
  const login = (typed: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; cookie: string; key: string; wait: string | undefined }>(
      (resolve, reject) => {
        const sent = { origin: `http://${own()}`, 'content-type': 'application/json', ...headers };
        const options = { port: operators.port, path: '/login', method: 'POST', headers: sent };
        const call = request({ host: '127.0.0.1', ...options }, (response) => {
          const wait = response.headers['retry-after'];
          let body = '';
          response.on('data', (chunk) => {
            body += chunk;
          });
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              cookie: response.headers['set-cookie']?.[0] ?? '',
              key: body === '' ? '' : (JSON.parse(body) as { key: string }).key,
              wait,
            }),
          );
        });
        call.on('error', reject);
        call.end(JSON.stringify({ password: typed }));
      },
    );

  it('opens a session for twelve hours; wrong ones cost time', async () => {
    expect(await session({})).toEqual({ status: 401, entry: 'password' });
    expect(await login('wrong')).toMatchObject({ status: 403, cookie: '', wait: '0' });
    const { status, cookie, key } = await login(password);
    expect(status).toBe(200);
    expect(cookie).toMatch(/^coco_session_\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    const known = { cookie: cookie.split(';')[0] ?? '', 'x-coco-key': key };
    expect((await session(known)).status).toBe(204);
    const own = { cookie: known.cookie, origin: `http://127.0.0.1:${operators.port}` };
    const socket = await connect(own, key, operators.port);
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    time += 12 * 3_600_000;
    expect((await session(known)).status).toBe(401);
    // What was opened before ends with the session.
    socket.send(JSON.stringify({ id: 1, method: 'app.read', params: {} }));
    expect(await closed).toBe(1008);
    for (let n = 0; n < 3; n++) await login('wrong');
    expect(await login(password)).toMatchObject({ status: 403, cookie: '', wait: '1' });
  });

  it('ends what is open when the session ends, also when nobody asks anything', async () => {
    const short = await openWebShell({
      ...{ answer: echo, onEvent: () => () => {}, rendererFolder: folder, port: 0, now: () => Date.now() },
      ...{ password: new PasswordGate(await hashPassword(password), () => time), sessionLifetime: 300 },
    });
    const answer = await fetch(`http://127.0.0.1:${short.port}/login`, {
      method: 'POST',
      headers: { origin: `http://127.0.0.1:${short.port}`, 'content-type': 'application/json' },
      body: JSON.stringify({ password }),
    });
    const { key } = (await answer.json()) as { key: string };
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    const socket = await connect({ cookie, origin: `http://127.0.0.1:${short.port}` }, key, short.port);
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
    expect(await new Promise<number>((resolve) => socket.once('close', resolve))).toBe(1008);
    await short.close();
  });

  it('answers its proxy’s name with its own origin, and no other', async () => {
    const proxied = { host: 'operator.example', origin: 'https://operator.example' };
    expect((await login(password, proxied)).cookie).toMatch(/; Secure$/);
    expect((await login(password, { ...proxied, origin: `http://${own()}` })).status).toBe(403);
    expect((await login(password, { host: 'evil.example' })).status).toBe(421);
    expect((await login(password, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await login(password, { origin: 'https://operator.example' })).status).toBe(403);
  });

  it('is not closed here by who guesses at its proxy’s name', async () => {
    const proxied = { host: 'operator.example', origin: 'https://operator.example' };
    for (let n = 0; n < 3; n++) await login('wrong', proxied);
    expect(await login(password, proxied)).toMatchObject({ status: 403, wait: '1' });
    expect((await login(password)).status).toBe(200);
  });

  it('is no way into a shell that has none', async () => {
    const { status } = await new Promise<{ status: number }>((resolve, reject) => {
      const call = request(
        {
          host: '127.0.0.1',
          port: shell.port,
          path: '/login',
          method: 'POST',
          headers: { origin: origin() },
        },
        (response) => {
          response.resume();
          resolve({ status: response.statusCode ?? 0 });
        },
      );
      call.on('error', reject);
      call.end();
    });
    expect(status).toBe(404);
  });
});
