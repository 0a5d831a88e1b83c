import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import type { PoolServerLimits } from './limits.ts';
import type { PoolServerOptions } from './poolServer.ts';
import { openTestServer, rawSocket, START, TestClient } from './serverTest.fixture.ts';

const closing: (() => unknown)[] = [];
/** For `afterEach`. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close();
}

/**
 * A server with a miner that behaves. At the end of each test it must still be served: that is what all limits
 * are for. It comes through a reverse proxy, so that it has an address of its own.
 */
export async function openUnderAttack(
  limits: Partial<PoolServerLimits> = {},
  more: Partial<PoolServerOptions> = {},
) {
  const test = await openTestServer(limits, more);
  closing.push(() => test.server.close());
  const client = async (options: object = {}) => {
    const opened = await TestClient.open(test.url, options);
    closing.push(() => opened.end());
    return opened;
  };
  const raw = async (localAddress?: string) => {
    const opened = await rawSocket(test.server.port, localAddress);
    closing.push(() => opened.socket.destroy());
    return opened;
  };
  const honest = await client();
  const job = (await honest.ask('requestJob', { address: 'lcoco1honest', shareDifficulty: 1 })).result;
  const servesOn = async () => {
    const blob = randomBytes(8).toString('hex');
    const answer = await honest.ask('submitShare', { jobId: job?.jobId, minedDate: START, blob });
    expect(answer.result).toEqual({ points: 7, block: null });
  };
  await servesOn();
  const refused = (code: string) => test.server.facts().refused[code] ?? 0;
  return { ...test, client, raw, honest, job, servesOn, refused };
}
