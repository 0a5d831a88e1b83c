import { parentPort } from 'node:worker_threads';
import { type SharedBatch, verifyShared } from './sharedBatch.ts';

/** Worker thread: works on one batch after the other, and says when it finds nothing more to do in one. */
parentPort?.on('message', (batch: SharedBatch) => {
  verifyShared(batch);
  parentPort?.postMessage('done');
});
