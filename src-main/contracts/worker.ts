import { parentPort } from 'node:worker_threads';
import { isFault } from '#shared/protocol/fault.ts';
import { installNodeSha256 } from '../base/nodeHash.ts';
import { answerQuestion, type ContractQuestion } from './contractWork.ts';
import { createSandbox } from './meteredEngine.ts';

/** Worker thread: answers questions about contracts one after the other, in an engine of its own. */
installNodeSha256();
const sandbox = createSandbox();

parentPort?.on('message', ({ id, question }: { id: number; question: ContractQuestion }) => {
  try {
    parentPort?.postMessage({ id, answer: answerQuestion(sandbox, question) });
  } catch (error) {
    // An error's class does not cross to the other thread; a fault is its code and facts.
    if (!isFault(error)) throw error;
    parentPort?.postMessage({ id, fault: { code: error.code, facts: error.facts } });
  }
});
