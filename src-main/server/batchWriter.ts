import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type NativeAddon, nativeAddon } from '../base/nativeAddon.ts';

/** Bytes and sockets of one batch. */
const ROOM = 256 * 1024;
const MOST = 256;

/** Of each part: where it starts, how long it is, and the number of its socket. */
const STRIDE = 3;

type SendEach = NonNullable<NativeAddon['sendEach']>;

/**
 * What leaves for many sockets at the same moment. One native call sends it all, at half of what a stream's own write costs
 * for each; whatever a socket does not take at once goes to its stream, which waits and tells of errors.
 */
export class BatchWriter {
  readonly #sendEach: SendEach | null;
  readonly #sockets = new Set<Socket>();
  readonly #data = Buffer.alloc(ROOM);
  readonly #places = new Int32Array(STRIDE * MOST);
  readonly #sent = new Int32Array(MOST);
  #used = 0;

  /** null: with Node's streams alone, as on Windows. */
  constructor(sendEach: SendEach | null = nativeAddon()?.sendEach ?? null) {
    this.#sendEach = sendEach;
  }

  /** Characters up to U+00FF, one byte for each. They leave with `leave`, or earlier; always in the order of each socket. */
  write(socket: Socket, text: string): void {
    if (this.#sendEach === null || socket instanceof TLSSocket || text.length > ROOM) {
      this.leave();
      socket.write(text, 'latin1');
      return;
    }
    const isFull = this.#sockets.size === MOST || this.#used + text.length > ROOM;
    if (isFull || this.#sockets.has(socket)) this.leave();
    const at = STRIDE * this.#sockets.size;
    this.#places[at] = this.#used;
    this.#places[at + 1] = this.#data.write(text, this.#used, 'latin1');
    this.#used += text.length;
    this.#sockets.add(socket);
  }

  leave(): void {
    const count = this.#sockets.size;
    if (count === 0) return;
    let n = 0;
    for (const socket of this.#sockets) this.#places[STRIDE * n++ + 2] = numberOf(socket);
    this.#sendEach?.(this.#data, this.#places, STRIDE, count, this.#sent);
    n = 0;
    for (const socket of this.#sockets) {
      const start = this.#places[STRIDE * n] as number;
      const length = this.#places[STRIDE * n + 1] as number;
      const sent = Math.max(0, this.#sent[n] as number);
      if (sent < length) socket.write(Buffer.from(this.#data.subarray(start + sent, start + length)));
      n += 1;
    }
    this.#sockets.clear();
    this.#used = 0;
  }
}

/** By which the system knows a socket; -1, which it knows none by, where something is still to leave before or it is closed. */
function numberOf(socket: Socket): number {
  if (socket.destroyed || socket.writableEnded || socket.writableLength > 0) return -1;
  const { _handle: handle } = socket as { _handle?: { fd?: number } | null };
  return handle?.fd ?? -1;
}
