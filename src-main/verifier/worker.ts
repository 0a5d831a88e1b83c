import { parentPort } from 'node:worker_threads';
import { firstBad, type SignatureChunk } from './signatureChunk.ts';

/** Worker thread: answers each chunk of signature checks with the index of the first bad one, or −1. */
parentPort?.on('message', (chunk: SignatureChunk) => {
  parentPort?.postMessage({ first: chunk.first, bad: firstBad(chunk) });
});
