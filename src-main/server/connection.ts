import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import type { PoolMethod, PoolSession } from '#shared/api/poolApi.ts';
import { Fault, type FaultCode } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import type { BatchWriter } from './batchWriter.ts';
import type { Caller, Dispatcher } from './dispatcher.ts';
import { faultText, readMessage, tellable } from './jsonRpc.ts';
import { type PoolServerLimits, readingTime, SOCKET_ANSWER_BYTES } from './limits.ts';
import type { Notifications } from './notifications.ts';
import type { Outbox } from './outbox.ts';
import type { Refusals } from './refusals.ts';
import type { ServerMetrics } from './serverMetrics.ts';
import { textFrame } from './textFrame.ts';
import { TokenBucket } from './tokenBucket.ts';
import type { Visitor } from './visitors.ts';

/** What all connections share. */
export interface ConnectionHost {
  readonly limits: PoolServerLimits;
  readonly refusals: Refusals;
  readonly metrics: ServerMetrics;
  readonly dispatcher: Dispatcher;
  readonly notifications: Notifications;
  readonly outbox: Outbox;
  readonly clock: Clock;
  openSession(info: { address: string }): PoolSession;
}

const MASKED_CONTROL_HEADER = 6;
const POLICY = 1008;
const TRY_LATER = 1013;
const UNSUPPORTED = 1003;

/** One WebSocket: its limits, its session with the pool (opened by its first request) and what waits to be sent. */
export class Connection implements Caller {
  readonly visitor: Visitor;
  readonly requests: TokenBucket;
  readonly answerBytes = SOCKET_ANSWER_BYTES;
  pending = 0;
  readonly #host: ConnectionHost;
  readonly #socket: WebSocket;
  readonly #net: Socket;
  readonly #address: string;
  readonly #onClosed: () => void;
  #session: PoolSession | undefined;
  /**
   * What waits to be sent; no list while nothing does: one that lay empty for a while would have grown old in memory, and
   * what is put into an old list outlives many collections though it is sent at once.
   */
  #outgoing: string[] | undefined;
  readonly #openedAt: number;
  #seenAt: number;
  #pingedAt: number;
  /** Bytes that the network had delivered when no part of a message was waiting, and since when more are there. */
  #bytesAtMessage: number;
  #partialSince: number | undefined;
  #gotMessage = false;
  /** What was seen waiting to be read: up to which byte sent it goes, and when it has to be read. */
  #unread: { upTo: number; by: number } | undefined;
  #isClosed = false;

  constructor(
    host: ConnectionHost,
    parts: { socket: WebSocket; net: Socket; visitor: Visitor; address: string; onClosed: () => void },
  ) {
    const now = host.clock.now();
    this.#host = host;
    this.#socket = parts.socket;
    this.#net = parts.net;
    this.#address = parts.address;
    this.#onClosed = parts.onClosed;
    this.visitor = parts.visitor;
    this.requests = new TokenBucket(host.limits.connectionBurst, host.limits.connectionRate, now);
    this.#openedAt = now;
    this.#seenAt = now;
    this.#pingedAt = now;
    this.#bytesAtMessage = parts.net.bytesRead;
    const { socket } = parts;
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('pong', (data) => this.#sawControlFrame(data.length));
    socket.on('ping', (data) => this.#sawControlFrame(data.length));
    socket.on('error', (error: Error & { code?: string }) => this.#onBadFrame(error.code));
    socket.on('close', () => this.#closed());
  }

  get hasSession(): boolean {
    return this.#session !== undefined;
  }

  session(_method: PoolMethod): PoolSession {
    if (this.#session !== undefined) return this.#session;
    if (this.#isClosed) throw new Fault('server.closing');
    const session = this.#host.openSession({ address: this.#address });
    session.subscribe((event) => {
      if (this.#isClosed) return;
      this.#host.metrics.notifications.add(event.type);
      const { outbox, notifications } = this.#host;
      // A miner without its new job works for nothing.
      if (event.type === 'job') outbox.hurry(this);
      else if (this.#outgoing === undefined) outbox.add(this);
      const text = notifications.text(event);
      if (this.#outgoing === undefined) this.#outgoing = [text];
      else this.#outgoing.push(text);
    });
    this.#session = session;
    return session;
  }

  /** Sends what waits. */
  flush(writer: BatchWriter): void {
    const texts = this.#outgoing;
    if (texts === undefined) return;
    this.#outgoing = undefined;
    this.#send(texts, writer);
  }

  /** Looks for what a well-behaved client does not do for long. */
  sweep(now: number): void {
    const { limits } = this.#host;
    const { bytesRead } = this.#net;
    if (this.#gotMessage) this.#bytesAtMessage = bytesRead;
    this.#gotMessage = false;
    if (bytesRead <= this.#bytesAtMessage) this.#partialSince = undefined;
    else this.#partialSince ??= now;
    const waiting = this.#socket.bufferedAmount;
    const upTo = this.#net.bytesWritten;
    if (this.#unread !== undefined && upTo - waiting >= this.#unread.upTo) this.#unread = undefined;
    if (waiting > 0) this.#unread ??= { upTo, by: now + readingTime(limits, waiting) };
    if (now - this.#seenAt > 2 * limits.pingEvery) {
      this.#drop('server.idle');
    } else if (this.#session === undefined && now - this.#openedAt > limits.firstRequestTimeout) {
      this.end('server.idle', POLICY);
    } else if (this.#partialSince !== undefined && now - this.#partialSince > limits.messageTimeout) {
      this.#drop('server.slowSender');
    } else if (this.#unread !== undefined && now > this.#unread.by) {
      this.#drop('server.slowReader');
    } else if (now - this.#pingedAt >= limits.pingEvery) {
      this.#pingedAt = now;
      if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
    }
  }

  /** Tells the other side why and closes; whoever does not answer is cut off by the socket's own time limit. */
  end(reason: FaultCode, code = TRY_LATER): void {
    if (this.#isClosed) return;
    this.#host.outbox.now(this);
    if (this.#isClosed) return;
    this.#socket.close(code, reason);
    this.#closed();
    this.#host.refusals.add(reason, this.visitor);
  }

  /** Cuts the line: for those who would not read a farewell. */
  #drop(reason: FaultCode): void {
    if (this.#isClosed) return;
    this.#socket.terminate();
    this.#closed();
    this.#host.refusals.add(reason, this.visitor);
  }

  #receive(raw: RawData, isBinary: boolean): void {
    const now = this.#host.clock.now();
    this.#seenAt = now;
    this.#gotMessage = true;
    if (this.#isClosed) return;
    const { metrics, refusals, limits, dispatcher } = this.#host;
    if (isBinary) {
      this.end('server.binary', UNSUPPORTED);
      return;
    }
    // With its default binary type a WebSocket hands out one Buffer for each message.
    const data = raw as Buffer;
    metrics.bytesIn.add('', data.length);
    try {
      dispatcher.handle(readMessage(data, limits.batch), this, (text) => this.#answer(text));
    } catch (error) {
      const fault = tellable(error);
      this.#answer(faultText(null, fault));
      refusals.add(fault.code, this.visitor);
    }
  }

  /** What the pool said before this answer goes first: a job must not come after the one that followed it. */
  #answer(text: string): void {
    if (this.#isClosed) return;
    if (this.#outgoing === undefined) this.#outgoing = [text];
    else this.#outgoing.push(text);
    this.#host.outbox.answer(this);
  }

  /** What there is for one connection at the same moment leaves in one piece. */
  #send(texts: readonly string[], writer: BatchWriter): void {
    let frames = '';
    const sendFrames = (): void => {
      // No extension is agreed on and nothing waits in the socket's own queue, so frames may go beside it.
      if (frames !== '') writer.write(this.#net, frames);
      frames = '';
    };
    for (const text of texts) {
      if (this.#isClosed || this.#socket.readyState !== this.#socket.OPEN) return;
      if (this.#socket.bufferedAmount + frames.length > this.#host.limits.sendBuffer) {
        this.#drop('server.slowReader');
        return;
      }
      this.#host.metrics.bytesOut.add('', text.length);
      const frame = textFrame(text);
      if (frame !== undefined) {
        frames += frame;
        continue;
      }
      sendFrames();
      writer.leave();
      this.#socket.send(text);
    }
    sendFrames();
  }

  /** A pong between the pieces of a message is a sign of life, but does not make the message any more whole. */
  #sawControlFrame(bytes: number): void {
    this.#seenAt = this.#host.clock.now();
    if (this.#partialSince === undefined) this.#bytesAtMessage = this.#net.bytesRead;
    else this.#bytesAtMessage += MASKED_CONTROL_HEADER + bytes;
  }

  #onBadFrame(code: string | undefined): void {
    const isTooLarge =
      code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' || code === 'WS_ERR_TOO_MANY_BUFFERED_PARTS';
    this.#host.refusals.add(isTooLarge ? 'server.tooLarge' : 'server.malformed', this.visitor);
  }

  #closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#outgoing = undefined;
    this.#session?.close();
    this.#session = undefined;
    this.#onClosed();
  }
}
