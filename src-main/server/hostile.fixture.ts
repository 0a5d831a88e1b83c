import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import type { PoolServerLimits } from './limits.ts';
import type { PoolServerOptions } from './poolServer.ts';
import { openWithClients, START, until, upgradeRequest } from './serverTest.fixture.ts';

/**
 * A server with a miner that behaves. At the end of each test it must still be served: that is what all limits
 * are for. It comes through a reverse proxy, so that it has an address of its own.
 */
export async function openUnderAttack(
  limits: Partial<PoolServerLimits> = {},
  more: Partial<PoolServerOptions> = {},
) {
  const test = await openWithClients(limits, more);
  const honest = await test.client();
  const job = (await honest.ask('requestJob', { address: 'lcoco1honest', shareDifficulty: 1 })).result;
  const servesOn = async () => {
    const blob = randomBytes(8).toString('hex');
    const answer = await honest.ask('submitShare', { jobId: job?.jobId, minedDate: START, blob });
    expect(answer.result).toEqual({ points: 7, block: null });
  };
  await servesOn();
  const refused = (code: string) => test.server.facts().refused[code] ?? 0;
  return { ...test, honest, job, servesOn, refused };
}

/** A masked text frame's header for `length` bytes of payload; the mask is zero. */
export function frameHeader(length: number, { fin = true, opcode = 1 } = {}): Buffer {
  const first = (fin ? 0x80 : 0) | opcode;
  const mask = [0, 0, 0, 0];
  if (length < 126) return Buffer.from([first, 0x80 | length, ...mask]);
  const size = Buffer.alloc(length < 65_536 ? 2 : 8);
  if (length < 65_536) size.writeUInt16BE(length);
  else size.writeBigUInt64BE(BigInt(length));
  return Buffer.concat([Buffer.from([first, 0x80 | (length < 65_536 ? 126 : 127)]), size, Buffer.from(mask)]);
}

/** A WebSocket by hand, to send half of things. */
export async function rawWebSocket(test: Awaited<ReturnType<typeof openUnderAttack>>) {
  const opened = await test.raw();
  opened.socket.write(upgradeRequest());
  await until(() => opened.text().includes('\r\n\r\n'));
  return opened;
}
