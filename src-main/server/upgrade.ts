import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Fault } from '#shared/protocol/fault.ts';
import { reasonHeaders, statusOf } from './httpStatus.ts';
import { faultText } from './jsonRpc.ts';
import { SUBPROTOCOL } from './limits.ts';

/**
 * A page of some web site must not use its visitor's browser to speak with a pool on the visitor's network or to
 * get the visitor banned; programs send no Origin. Throws `server.notFound`, `server.origin`, `server.version`.
 */
export function checkUpgrade(request: IncomingMessage, path = '/', subprotocol = SUBPROTOCOL): void {
  if ((request.url ?? '/').split('?', 1)[0] !== path) throw new Fault('server.notFound');
  const { origin, host } = request.headers;
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    throw new Fault('server.origin');
  }
  const offered = request.headers['sec-websocket-protocol'];
  if (offered !== undefined && !offered.split(',').some((name) => name.trim() === subprotocol)) {
    throw new Fault('server.version', { speaks: subprotocol });
  }
}

/** Says why, as HTTP, and ends the connection. */
export function refuseUpgrade(socket: Duplex, fault: Fault): void {
  const body = faultText(null, fault);
  const headers = Object.entries(reasonHeaders(fault)).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${statusOf(fault.code)} Refused\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n${headers.join('')}\r\n${body}`,
    () => (socket as Socket).destroySoon(),
  );
}
