import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Over HTTP/1.1 a client may send requests without waiting for answers (pipelining). They are served one at a time, so that
 * no more than one answer of a connection waits to be read, and only some of them may wait.
 */
export class HttpTurns {
  readonly #most: number;
  /** What waits behind the request that is being served, for each connection that has one. */
  readonly #waiting = new WeakMap<Socket, (() => void)[]>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Serves at once, or when the answers before it have left; false when too many wait already. */
  take(socket: Socket, response: ServerResponse, serve: () => void): boolean {
    const waiting = this.#waiting.get(socket);
    const go = (): void => {
      response.once('close', () => this.#next(socket));
      serve();
    };
    if (waiting === undefined) {
      this.#waiting.set(socket, []);
      go();
    } else {
      if (waiting.length >= this.#most) return false;
      waiting.push(go);
    }
    return true;
  }

  #next(socket: Socket): void {
    const go = socket.writable ? this.#waiting.get(socket)?.shift() : undefined;
    if (go === undefined) this.#waiting.delete(socket);
    else go();
  }
}
