import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { workerFile } from '../base/workerFile.ts';

/**
 * How a password becomes keys: Argon2id (RFC 9106), the slow and memory-hard step that makes guessing dear.
 * The parameters stand in the vault file, so they may grow with the years; the bounds below are what a file
 * may ask for. The floor keeps an altered file from making the next guess cheap, the ceiling keeps it from
 * taking all memory.
 */
export const kdfParameters = z.strictObject({
  name: z.literal('argon2id'),
  /** Argon2 version 1.3. */
  version: z.literal(0x13),
  memoryKiB: z
    .int()
    .min(64 * 1024)
    .max(1024 * 1024),
  iterations: z.int().min(3).max(32),
  parallelism: z.literal(1),
  salt: z.string().regex(/^[0-9a-f]{64}$/),
});
export type KdfParameters = z.output<typeof kdfParameters>;

/** What a new vault uses: 128 MiB, three passes; about half a second on a desktop machine. */
export const presentKdf = {
  name: 'argon2id',
  version: 0x13,
  memoryKiB: 128 * 1024,
  iterations: 3,
  parallelism: 1,
} as const satisfies Omit<KdfParameters, 'salt'>;

/** Three keys of 32 bytes: for the words, for the book, and for the header's check. */
export const STRETCHED_BYTES = 96;

/** Password bytes and parameters → `STRETCHED_BYTES` bytes. Wipes neither; the caller owns both. */
export type StretchKey = (password: Bytes, parameters: KdfParameters) => Promise<Buffer>;

/**
 * Argon2id in a thread of its own: the computation holds its thread for half a second, and its memory goes
 * back to the system when the thread ends.
 *
 * @throws Fault `wallet.keyStretching` when the thread fails, as on a machine that is out of memory.
 */
export const stretchKey: StretchKey = (password, parameters) =>
  new Promise((resolve, reject) => {
    const fail = () => reject(new Fault('wallet.keyStretching', { mebibytes: parameters.memoryKiB / 1024 }));
    let worker: Worker;
    try {
      worker = new Worker(workerFile('kdf'), { workerData: { password, parameters } });
    } catch {
      fail();
      return;
    }
    worker.once('message', (message: unknown) => {
      if (message instanceof Uint8Array && message.length === STRETCHED_BYTES) {
        resolve(Buffer.from(message.buffer, message.byteOffset, message.byteLength));
      } else fail();
    });
    worker.once('error', fail);
    // After an answer this changes nothing: a promise settles once.
    worker.once('exit', fail);
  });

/** What a person types, as bytes. NFKC, so that the same characters are the same password on every keyboard. */
export function passwordBytes(password: string): Buffer {
  return Buffer.from(password.normalize('NFKC'), 'utf8');
}
