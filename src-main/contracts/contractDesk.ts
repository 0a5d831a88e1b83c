import { Worker } from 'node:worker_threads';
import { type Facts, Fault, type FaultCode } from '#shared/protocol/fault.ts';
import { workerFile } from '../base/workerFile.ts';
import type { ContractAnswers, ContractQuestion } from './contractWork.ts';

/**
 * Compiles, checks and rehearses contracts beside the thread that serves the pool and the window. What a block
 * executes does not go this way: fuel bounds it, and it belongs to applying the block.
 */
export interface ContractDesk {
  /** Throws the faults of `answerQuestion`, and `contract.script` (reason `time`) where it took too long. */
  ask<K extends ContractQuestion['kind']>(
    question: ContractQuestion & { readonly kind: K },
  ): Promise<ContractAnswers[K]>;
  close(): Promise<void>;
}

/** Far more than fuel lets anything take; it stops this node's work and is no verdict on a block. */
const TIME_LIMIT = 20_000;

interface Answer {
  readonly id: number;
  readonly answer?: unknown;
  readonly fault?: { readonly code: FaultCode; readonly facts: Facts };
}

interface Waiting {
  readonly question: ContractQuestion;
  readonly done: (answer: unknown) => void;
  readonly failed: (error: Error) => void;
}

/** Its thread starts with the first question. */
export function openContractDesk(options: { timeLimit?: number } = {}): ContractDesk {
  return new ThreadedDesk(options.timeLimit ?? TIME_LIMIT);
}

class ThreadedDesk implements ContractDesk {
  private readonly timeLimit: number;
  private worker: Worker | undefined;
  private readonly queue: Waiting[] = [];
  private current:
    | { readonly id: number; readonly waiting: Waiting; readonly timer: NodeJS.Timeout }
    | undefined;
  private lastId = 0;
  private closed = false;

  constructor(timeLimit: number) {
    this.timeLimit = timeLimit;
  }

  ask<K extends ContractQuestion['kind']>(
    question: ContractQuestion & { readonly kind: K },
  ): Promise<ContractAnswers[K]> {
    return new Promise((done, failed) => {
      if (this.closed) throw new Error('The contract desk was closed.');
      this.queue.push({ question, done: (answer) => done(answer as ContractAnswers[K]), failed });
      this.next();
    });
  }

  private next(): void {
    if (this.current !== undefined) return;
    const waiting = this.queue.shift();
    if (waiting === undefined) {
      this.worker?.unref();
      return;
    }
    const worker = this.worker ?? this.start();
    worker.ref();
    this.lastId += 1;
    const id = this.lastId;
    const timer = setTimeout(() => this.giveUp(worker), this.timeLimit);
    this.current = { id, waiting, timer };
    worker.postMessage({ id, question: waiting.question });
  }

  private start(): Worker {
    const worker = new Worker(workerFile('contracts'));
    this.worker = worker;
    worker.on('message', ({ id, answer, fault }: Answer) => {
      if (this.current?.id !== id) return;
      const { waiting } = this.finish() ?? {};
      if (fault === undefined) waiting?.done(answer);
      else waiting?.failed(new Fault(fault.code, fault.facts));
      this.next();
    });
    const lost = (error: Error) => {
      if (this.worker !== worker) return;
      this.worker = undefined;
      this.finish()?.waiting.failed(error);
      this.next();
    };
    worker.on('error', lost);
    worker.on('exit', () => lost(new Error('The contract thread has ended.')));
    return worker;
  }

  private finish() {
    const { current } = this;
    this.current = undefined;
    if (current !== undefined) clearTimeout(current.timer);
    return current;
  }

  private giveUp(worker: Worker): void {
    this.worker = undefined;
    this.finish()?.waiting.failed(new Fault('contract.script', { reason: 'time', detail: '' }));
    void worker.terminate();
    this.next();
  }

  async close(): Promise<void> {
    this.closed = true;
    const { worker } = this;
    this.worker = undefined;
    const error = new Error('The contract desk was closed.');
    this.finish()?.waiting.failed(error);
    for (const { failed } of this.queue.splice(0)) failed(error);
    await worker?.terminate();
  }
}
