import { PassThrough, type Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import * as ws from 'ws';
import { textFrame } from './textFrame.ts';

/** What reads frames inside a WebSocket; its types leave it out. */
const { Receiver } = ws as unknown as { Receiver: new (options: { isServer: boolean }) => Writable };

/** What a WebSocket reads out of bytes. */
function read(frames: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const receiver = new Receiver({ isServer: false });
    const texts: string[] = [];
    receiver.on('message', (data: Buffer, isBinary: boolean) => {
      texts.push(isBinary ? 'binary' : data.toString('utf8'));
    });
    receiver.on('error', reject);
    receiver.on('finish', () => resolve(texts));
    const stream = new PassThrough();
    stream.pipe(receiver);
    stream.end(frames, 'latin1');
  });
}

describe('textFrame', () => {
  it('is read by a WebSocket as the same text, whatever its length', async () => {
    const texts = [0, 1, 125, 126, 127, 255, 256, 4096, 65_535].map((length) =>
      'a"'.repeat(length).slice(0, length),
    );
    const frames = texts.map((text) => textFrame(text));
    expect(frames).not.toContain(undefined);
    expect(await read(frames.join(''))).toEqual(texts);
  });

  it('is none for longer texts and for those with other characters', () => {
    expect(textFrame('a'.repeat(65_536))).toBeUndefined();
    expect(textFrame('ä')).toBeUndefined();
    expect(textFrame('€ 1')).toBeUndefined();
    expect(textFrame('\u{1f34c}')).toBeUndefined();
  });
});
