import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nativeAddon } from '../base/nativeAddon.ts';
import { BatchWriter } from './batchWriter.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});

interface Connected {
  readonly near: Socket;
  readonly gets: (length: number) => Promise<string>;
}

/** So many connections: this end, and what comes to the other one, once that is so many bytes. */
async function connections(count: number): Promise<Connected[]> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const made = [];
  for (let n = 0; n < count; n++) {
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const far = connect(port, '127.0.0.1');
    far.pause();
    closers.push(() => far.destroy());
    const [near] = await accepted;
    near.on('error', () => {});
    const gets = async (length: number): Promise<string> => {
      let text = '';
      far.setEncoding('latin1');
      far.on('data', (part) => {
        text += part;
      });
      far.resume();
      await vi.waitUntil(() => text.length >= length, { interval: 2, timeout: 10_000 });
      return text;
    };
    made.push({ near, gets });
  }
  return made;
}

const { sendEach, sendBeside } = nativeAddon() ?? {};
const native = sendEach && sendBeside && { sendEach, sendBeside };

describe.each([
  ['with the streams of Node alone', null, 1],
  ['in native calls (not on Windows: C can not name a socket there)', native, 1000],
  ['in native calls on another thread (not on Windows)', native, 1],
])('BatchWriter, %s', (_, calls, many) => {
  it.skipIf(calls === undefined)('sends each its own, in its order, and all that there are', async () => {
    const writer = new BatchWriter(calls, many);
    const all = await connections(300);
    for (const round of ['\x81one ', 'two ', '\xff']) {
      for (const [n, { near }] of all.entries()) writer.write(near, `${round}${n};`);
    }
    writer.leave();
    for (const [n, { gets }] of all.entries()) {
      const expected = `\x81one ${n};two ${n};\xff${n};`;
      expect(await gets(expected.length)).toBe(expected);
    }
  });

  it.skipIf(calls === undefined)('sends what is larger than a batch, and more than one holds', async () => {
    const writer = new BatchWriter(calls, many);
    const [one, other] = await connections(2);
    const large = 'l'.repeat(100_000);
    writer.write(one?.near as Socket, 'a');
    for (let n = 0; n < 4; n++) writer.write(other?.near as Socket, large);
    writer.write(one?.near as Socket, 'b'.repeat(300_000));
    writer.write(one?.near as Socket, 'c');
    writer.leave();
    expect(await other?.gets(400_000)).toBe('l'.repeat(400_000));
    expect(await one?.gets(300_002)).toBe(`a${'b'.repeat(300_000)}c`);
  });

  it.skipIf(calls === undefined)(
    'keeps what a slow reader does not take yet, behind what is waiting',
    async () => {
      const writer = new BatchWriter(calls, many);
      const [slow, quick] = await connections(2);
      let expected = '';
      // The system keeps some megabytes for a connection whose other end does not read.
      for (let n = 0; n < 200; n++) {
        const text = `${n}`.padStart(100_000, '.');
        expected += text;
        writer.write(slow?.near as Socket, text);
        writer.write(quick?.near as Socket, 'q');
        writer.leave();
      }
      expect(slow?.near.writableLength).toBeGreaterThan(0);
      expect(await quick?.gets(200)).toBe('q'.repeat(200));
      expect((await slow?.gets(expected.length)) === expected).toBe(true);
    },
  );

  it.skipIf(calls === undefined)('passes over who is gone', async () => {
    const writer = new BatchWriter(calls, many);
    const [gone, ended, there] = await connections(3);
    writer.write(gone?.near as Socket, 'x');
    writer.write(ended?.near as Socket, 'y');
    writer.write(there?.near as Socket, 'z');
    gone?.near.destroy();
    ended?.near.end();
    writer.leave();
    expect(await there?.gets(1)).toBe('z');
  });
});

describe('BatchWriter', () => {
  it('leaves to the streams what the native call did not send', async () => {
    const writer = new BatchWriter({
      sendEach: (_data, _places, _stride, count, sent) => sent.fill(-1, 0, count),
      sendBeside: () => expect.unreachable(),
    });
    const all = await connections(3);
    for (const { near } of all) writer.write(near, 'text');
    writer.leave();
    for (const { gets } of all) expect(await gets(4)).toBe('text');
  });

  /** Another thread that takes its time, and gets so many bytes of each part sent. */
  const slow = (takes: number) => {
    const waiting: (() => void)[] = [];
    const writer = new BatchWriter(
      {
        sendEach: (_data, _places, _stride, count, sent) => sent.fill(-1, 0, count),
        sendBeside: (_data, _places, _stride, count, sent, done) => {
          waiting.push(() => {
            sent.fill(takes, 0, count);
            done();
          });
        },
      },
      1,
    );
    return { writer, waiting };
  };

  it('has what follows wait for the other thread, and goes on where that stopped', async () => {
    const { writer, waiting } = slow(2);
    const [one, other] = (await connections(2)) as [Connected, Connected];
    for (const { near } of [one, other]) writer.write(near, 'text');
    writer.leave();
    other.near.write('!');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(other.near.writableLength).toBe(1);
    waiting[0]?.();
    expect(await one.gets(2)).toBe('xt');
    // Its rest can't be put before what waits already.
    expect(other.near.destroyed).toBe(true);
    writer.write(one.near, 'more');
    writer.leave();
    waiting[1]?.();
    expect(await one.gets(2)).toBe('re');
  });

  it('sends itself what comes while the other threads have enough to do', async () => {
    const { writer, waiting } = slow(4);
    const all = await connections(3);
    for (const { near } of all) {
      writer.write(near, 'text');
      writer.leave();
    }
    expect(waiting).toHaveLength(2);
    expect(await all[2]?.gets(4)).toBe('text');
    waiting[0]?.();
    writer.write(all[0]?.near as Socket, 'more');
    writer.leave();
    expect(waiting).toHaveLength(3);
  });
});

it.skipIf(native === undefined)(
  'sends nothing to who has the number of one that is gone by then',
  async () => {
    const { writer, all } = { writer: new BatchWriter(native, 1), all: await connections(200) };
    for (const { near } of all) writer.write(near, 'for the one before');
    writer.leave();
    for (const { near } of all) near.destroy();
    for (const { near, gets } of await connections(200)) {
      near.write('me');
      expect(await gets(2)).toBe('me');
    }
  },
);

it.skipIf(native === undefined)(
  'refuses places outside of the data: no native build, no bounds to check',
  () => {
    const { sendEach: each, sendBeside: beside } = native as NonNullable<typeof native>;
    const done = () => expect.unreachable();
    const refuses = (places: Int32Array, stride: number, count: number, sent: Int32Array) => {
      const data = new Uint8Array(10);
      expect(() => each(data, places, stride, count, sent)).toThrow('sendEach');
      expect(() => beside(data, places, stride, count, sent, done)).toThrow('sendBeside');
    };
    refuses(Int32Array.of(8, 3, -1), 3, 1, new Int32Array(1));
    refuses(Int32Array.of(-1, 2, -1), 3, 1, new Int32Array(1));
    refuses(Int32Array.of(0, -1, -1), 3, 1, new Int32Array(1));
    refuses(new Int32Array(3), 3, 2, new Int32Array(2));
    refuses(new Int32Array(3), 2, 1, new Int32Array(1));
    refuses(new Int32Array(6), 3, 2, new Int32Array(1));
  },
);
