import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Fault } from '#shared/protocol/fault.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * One request beside the socket, for what is large. Follows no redirect, keeps no more than `maxBytes`.
 * Throws `remote.lost`, `remote.timeout`, `remote.tooLarge`.
 */
export function httpCall(
  url: string,
  settings: { body?: string; maxBytes: number; timeout: number; ca: string | undefined },
): Promise<HttpAnswer> {
  const { body, maxBytes, timeout, ca } = settings;
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const request = send(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers:
        body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      agent: false,
      ...(ca === undefined ? {} : { ca }),
    });
    const timer = setTimeout(() => fail(new Fault('remote.timeout')), timeout);
    const fail = (fault: Fault): void => {
      clearTimeout(timer);
      request.destroy();
      reject(fault);
    };
    request.on('error', () => fail(new Fault('remote.lost')));
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const declared = Number(response.headers['content-length'] ?? 0);
      if (declared > maxBytes)
        return fail(new Fault('remote.tooLarge', { bytes: declared, limit: maxBytes }));
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxBytes) fail(new Fault('remote.tooLarge', { bytes, limit: maxBytes }));
        else chunks.push(chunk);
      });
      response.on('error', () => fail(new Fault('remote.lost')));
      response.on('end', () => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) });
      });
      return undefined;
    });
    request.end(body);
  });
}
