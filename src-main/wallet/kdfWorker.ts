import { parentPort, workerData } from 'node:worker_threads';
import { argon2id } from 'hash-wasm';
import type { KdfParameters } from './keyStretching.ts';

/** The thread behind `stretchKey`: one password in, 96 bytes out, and it ends. */
const { password, parameters } = workerData as { password: Uint8Array; parameters: KdfParameters };
const keys = await argon2id({
  password,
  salt: Buffer.from(parameters.salt, 'hex'),
  iterations: parameters.iterations,
  parallelism: parameters.parallelism,
  memorySize: parameters.memoryKiB,
  hashLength: 96,
  outputType: 'binary',
});
password.fill(0);
// A copy in a buffer of its own, which is handed over and not cloned: no second copy stays behind here.
const answer = Uint8Array.from(keys);
keys.fill(0);
parentPort?.postMessage(answer, [answer.buffer]);
