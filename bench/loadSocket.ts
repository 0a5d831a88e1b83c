import { connect, type Socket } from 'node:net';

const NOTHING = Buffer.alloc(0);

/** What any of the sockets reads lies here while it is looked at: one socket is served at a time. */
const READ = Buffer.alloc(64 * 1024);

const FIN_TEXT = 0x81;
const FIN_PONG = 0x8a;
const MASK_OF_ZEROS = '\0\0\0\0';

/**
 * A WebSocket client cut down to what a load generator needs: short frames in ASCII only, no checks. It costs a fraction
 * of a real client, so that what is measured is the server.
 */
export class LoadSocket {
  readonly #socket: Socket;
  readonly #onText: (text: string) => void;
  #rest: Buffer = NOTHING;
  #isUpgraded = false;
  readonly opened: Promise<void>;
  #open: () => void = () => {};
  isClosed = false;

  constructor(port: number, onText: (text: string) => void, onClosed: () => void) {
    this.#onText = onText;
    this.opened = new Promise((resolve) => {
      this.#open = resolve;
    });
    const onread = {
      buffer: READ,
      callback: (bytes: number) => {
        this.#receive(READ.subarray(0, bytes));
        return true;
      },
    };
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true, onread });
    this.#socket.on('connect', () => {
      this.#socket.write(
        'GET / HTTP/1.1\r\nHost: pool\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n' +
          'Sec-WebSocket-Protocol: coco-pool.v1\r\n\r\n',
      );
    });
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      this.isClosed = true;
      this.#open();
      onClosed();
    });
  }

  send(text: string): void {
    this.#frame(FIN_TEXT, text);
  }

  end(): void {
    this.#socket.destroy();
  }

  /** Masked with zeros, which leaves the text as it is: header and text leave as one string, one byte for each character. */
  #frame(first: number, text: string): void {
    const { length } = text;
    const size =
      length < 126
        ? String.fromCharCode(first, 0x80 | length)
        : String.fromCharCode(first, 0x80 | 126, length >> 8, length & 0xff);
    this.#socket.write(size + MASK_OF_ZEROS + text, 'latin1');
  }

  #receive(data: Buffer): void {
    let buffer = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data]);
    if (!this.#isUpgraded) {
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) {
        this.#rest = buffer;
        return;
      }
      if (!buffer.subarray(0, 12).toString('latin1').endsWith('101')) {
        this.#socket.destroy();
        return;
      }
      this.#isUpgraded = true;
      this.#open();
      buffer = buffer.subarray(end + 4);
    }
    while (buffer.length >= 2) {
      const kind = (buffer[0] ?? 0) & 0x0f;
      let length = (buffer[1] ?? 0) & 0x7f;
      let start = 2;
      if (length === 126) {
        if (buffer.length < 4) break;
        length = buffer.readUInt16BE(2);
        start = 4;
      } else if (length === 127) {
        if (buffer.length < 10) break;
        length = Number(buffer.readBigUInt64BE(2));
        start = 10;
      }
      if (buffer.length < start + length) break;
      const text = buffer.toString('latin1', start, start + length);
      if (kind === 1) this.#onText(text);
      else if (kind === 9) this.#frame(FIN_PONG, text);
      else if (kind === 8) this.#socket.destroy();
      buffer = buffer.subarray(start + length);
    }
    this.#rest = buffer.length === 0 ? NOTHING : Buffer.from(buffer);
  }
}
