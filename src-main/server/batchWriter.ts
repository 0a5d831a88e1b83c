import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type NativeAddon, nativeAddon } from '../base/nativeAddon.ts';

/** Bytes and sockets of one batch. */
const ROOM = 256 * 1024;
const MOST = 256;

/** Of each part: where it starts, how long it is, and the number of its socket. */
const STRIDE = 3;

/** Fewer are sent in less time than it takes to have another thread do it. */
const MANY = 32;

/** So many batches are with other threads at once; whatever comes meanwhile this one sends itself. */
const AWAY = 2;

/** The native calls that send; null: with Node's streams alone, as on Windows. */
export type SendCalls = Required<Pick<NativeAddon, 'sendEach' | 'sendBeside'>> | null;

class Batch {
  readonly sockets = new Set<Socket>();
  readonly data = Buffer.alloc(ROOM);
  readonly places = new Int32Array(STRIDE * MOST);
  readonly sent = new Int32Array(MOST);
  used = 0;

  has(socket: Socket): boolean {
    return this.sockets.has(socket);
  }

  hasRoomFor(text: string): boolean {
    return this.sockets.size < MOST && this.used + text.length <= ROOM;
  }

  add(socket: Socket, text: string): void {
    const at = STRIDE * this.sockets.size;
    this.places[at] = this.used;
    this.places[at + 1] = this.data.write(text, this.used, 'latin1');
    this.used += text.length;
    this.sockets.add(socket);
  }

  /** What of a part was not sent. */
  rest(n: number): Buffer {
    const start = this.places[STRIDE * n] as number;
    const length = this.places[STRIDE * n + 1] as number;
    return this.data.subarray(start + Math.max(0, this.sent[n] as number), start + length);
  }

  /** All of a part, which is not sent with the others then. */
  takeOut(n: number): Buffer {
    this.sent[n] = 0;
    const all = this.rest(n);
    this.places[STRIDE * n + 1] = 0;
    return all;
  }

  clear(): void {
    this.sockets.clear();
    this.used = 0;
  }
}

/**
 * What leaves for many sockets at the same moment. One native call sends it all, at half of what a stream's own write costs
 * for each, and does so on another thread where it is for many: a pool's thread has more to do than the system's work.
 * Whatever a socket does not take at once goes to its stream, which waits and tells of errors.
 */
export class BatchWriter {
  readonly #calls: SendCalls;
  readonly #many: number;
  #open = new Batch();
  /** Batches that have come back. */
  readonly #spare: Batch[] = [];
  #away = 0;

  /** `many`: so many leave on another thread. */
  constructor(calls: SendCalls = sendCalls(), many = MANY) {
    this.#calls = calls;
    this.#many = many;
  }

  /** Characters up to U+00FF, one byte for each. They leave with `leave`, or earlier; always in the order of each socket. */
  write(socket: Socket, text: string): void {
    if (this.#open.has(socket)) this.leave();
    if (this.#calls === null || text.length > ROOM || numberOf(socket) < 0) {
      socket.write(text, 'latin1');
      return;
    }
    if (!this.#open.hasRoomFor(text)) this.leave();
    this.#open.add(socket, text);
  }

  leave(): void {
    const batch = this.#open;
    const count = batch.sockets.size;
    if (this.#calls === null || count === 0) return;
    let n = 0;
    for (const socket of batch.sockets) {
      const number = numberOf(socket);
      // Something has happened to it since.
      if (number < 0) leaveToStream(socket, batch.takeOut(n));
      batch.places[STRIDE * n++ + 2] = number;
    }
    if (count >= this.#many && this.#away < AWAY) {
      this.#open = this.#spare.pop() ?? new Batch();
      this.#sendBeside(batch, this.#calls);
      return;
    }
    this.#calls.sendEach(batch.data, batch.places, STRIDE, count, batch.sent);
    n = 0;
    for (const socket of batch.sockets) leaveToStream(socket, batch.rest(n++));
    batch.clear();
  }

  #sendBeside(batch: Batch, { sendBeside }: NonNullable<SendCalls>): void {
    sendBeside(batch.data, batch.places, STRIDE, batch.sockets.size, batch.sent, () => {
      let n = 0;
      for (const socket of batch.sockets) {
        const rest = batch.rest(n++);
        // A part of it behind which something waits already can't be put before that any more. It is one that does not read.
        if (rest.length > 0 && socket.writableLength > 0) socket.destroy();
        else leaveToStream(socket, rest);
        socket.uncork();
      }
      batch.clear();
      this.#away -= 1;
      this.#spare.push(batch);
    });
    this.#away += 1;
    // What its stream is given meanwhile, a ping or a farewell too, waits until it is known how far this one came.
    for (const socket of batch.sockets) socket.cork();
  }
}

function sendCalls(): SendCalls {
  const { sendEach, sendBeside } = nativeAddon() ?? {};
  return sendEach === undefined || sendBeside === undefined ? null : { sendEach, sendBeside };
}

function leaveToStream(socket: Socket, rest: Buffer): void {
  if (rest.length > 0 && !socket.destroyed && !socket.writableEnded) socket.write(Buffer.from(rest));
}

/**
 * By which the system knows a socket; -1, which it knows none by, where only its stream may send: something is still to leave
 * before, it is encrypted or it is closed.
 */
function numberOf(socket: Socket): number {
  if (socket.destroyed || socket.writableEnded) return -1;
  if (socket.writableLength > 0 || socket.writableCorked > 0 || socket instanceof TLSSocket) return -1;
  const { _handle: handle } = socket as { _handle?: { fd?: number } | null };
  return handle?.fd ?? -1;
}
