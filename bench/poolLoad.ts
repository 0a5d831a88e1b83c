import { createHash, randomBytes } from 'node:crypto';
import { encodeAddress } from '#shared/protocol/addresses.ts';
import { LoadSocket } from './loadSocket.ts';

/** What the generator is told to do, by a message of the process that measures. */
export interface LoadOrder {
  readonly port: number;
  readonly addressPrefix: string;
  readonly miners: number;
  readonly sharesPerSecond: number;
}

/** What it tells back. */
export type LoadReport =
  | { readonly kind: 'connected'; readonly miners: number; readonly took: number }
  | { readonly kind: 'fanout'; readonly took: number }
  | { readonly kind: 'done'; readonly result: LoadResult };

export interface LoadResult {
  readonly sent: number;
  readonly accepted: number;
  readonly stale: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly lost: number;
  readonly closed: number;
  readonly seconds: number;
  readonly ackP50: number;
  readonly ackP99: number;
  readonly ackMax: number;
  /** Part of one core that the generator itself used while shares were sent. */
  readonly cpu: number;
}

const TICK = 10;
const CONNECT_AT_ONCE = 100;

interface Miner {
  readonly socket: LoadSocket;
  jobId: string;
  blockId: number;
}

/** Thousands of miners in one process: every share is a real one of difficulty 1, found by one try. */
export async function runLoad(
  order: LoadOrder,
  tell: (report: LoadReport) => void,
): Promise<{ stop(): void }> {
  const miners: Miner[] = [];
  const fanouts = new Map<number, { heard: number; first: number }>();
  const acks: number[] = [];
  const refused: Record<string, number> = {};
  const sentAt = new Map<number, number>();
  let isWorking = false;
  let [sent, accepted, stale, closed] = [0, 0, 0, 0];

  const onText = (miner: Miner, text: string): void => {
    // Answers to shares are the many: read without parsing.
    if (text.startsWith('{"jsonrpc":"2.0","id":')) {
      const id = Number.parseInt(text.slice(22, 34), 10);
      if (id === 0) {
        noteJob(miner, text);
        return;
      }
      const at = sentAt.get(id);
      if (at === undefined) return;
      sentAt.delete(id);
      acks.push(performance.now() - at);
      if (text.includes('"result"')) accepted += 1;
      else {
        const code = /"message":"([^"]+)"/.exec(text)?.[1] ?? 'unknown';
        if (code === 'share.stale') stale += 1;
        else refused[code] = (refused[code] ?? 0) + 1;
      }
    } else if (text.startsWith('{"jsonrpc":"2.0","method":"job"')) noteJob(miner, text);
  };

  const noteJob = (miner: Miner, text: string): void => {
    const jobId = valueIn(text, '"jobId":"').slice(0, 32);
    const blockId = Number.parseInt(valueIn(text, '"blockId":'), 10);
    if (jobId === '') return;
    miner.jobId = jobId;
    if (blockId === miner.blockId) return;
    miner.blockId = blockId;
    const clock = Number.parseInt(valueIn(text, '"clock":'), 10);
    const fanout = fanouts.get(blockId) ?? { heard: 0, first: clock };
    fanouts.set(blockId, fanout);
    fanout.heard += 1;
    fanout.first = Math.min(fanout.first, clock);
    // A block's jobs bear the time at which the pool made them: the first of them is its commit's.
    if (fanout.heard === order.miners && isWorking) tell({ kind: 'fanout', took: Date.now() - fanout.first });
  };

  const join = async (at: number): Promise<void> => {
    const key = new Uint8Array(createHash('sha256').update(`miner ${at}`).digest());
    const address = encodeAddress(order.addressPrefix, key);
    const miner: Miner = {
      socket: new LoadSocket(
        order.port,
        (text) => onText(miner, text),
        () => {
          closed += 1;
        },
      ),
      jobId: '',
      blockId: 0,
    };
    miners.push(miner);
    await miner.socket.opened;
    if (miner.socket.isClosed) return;
    const params = { address, shareDifficulty: 1 };
    miner.socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'requestJob', id: 0, params }));
  };

  const connectStart = performance.now();
  for (let at = 0; at < order.miners; at += CONNECT_AT_ONCE) {
    const group = Array.from({ length: Math.min(CONNECT_AT_ONCE, order.miners - at) }, (_, k) =>
      join(at + k),
    );
    await Promise.all(group);
  }
  while (miners.some((miner) => miner.jobId === '' && !miner.socket.isClosed)) await pause(20);
  isWorking = true;
  const working = miners.filter((miner) => miner.jobId !== '');
  tell({ kind: 'connected', miners: working.length, took: performance.now() - connectStart });

  const start = performance.now();
  const cpuStart = process.cpuUsage();
  let turn = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - start) / 1000) * order.sharesPerSecond);
    const blobs = randomBytes(Math.max(0, due - sent) * 8).toString('hex');
    for (let at = 0; sent < due; at += 16) {
      const miner = working[turn % working.length];
      turn += 1;
      sent += 1;
      if (miner === undefined || miner.socket.isClosed) continue;
      sentAt.set(sent, performance.now());
      miner.socket.send(
        `{"jsonrpc":"2.0","id":${sent},"method":"submitShare","params":{"jobId":"${miner.jobId}",` +
          `"minedDate":${Date.now() - 1},"blob":"${blobs.slice(at, at + 16)}"}}`,
      );
    }
  }, TICK);

  return {
    stop() {
      clearInterval(timer);
      const seconds = (performance.now() - start) / 1000;
      const { user, system } = process.cpuUsage(cpuStart);
      const wait = async (): Promise<void> => {
        for (let waited = 0; sentAt.size > 0 && waited < 5000; waited += 50) await pause(50);
        acks.sort((a, b) => a - b);
        const quantile = (share: number): number =>
          acks[Math.min(acks.length - 1, Math.floor(acks.length * share))] ?? 0;
        tell({
          kind: 'done',
          result: {
            ...{ sent, accepted, stale, refused, lost: sentAt.size, closed, seconds },
            ...{ ackP50: quantile(0.5), ackP99: quantile(0.99), ackMax: quantile(1) },
            cpu: (user + system) / 1e6 / seconds,
          },
        });
        for (const { socket } of miners) socket.end();
      };
      void wait();
    },
  };
}

/** What follows a name; no parsing, of which ten thousand texts at once would take the machine's time. */
function valueIn(text: string, name: string): string {
  const at = text.indexOf(name);
  return at < 0 ? '' : text.slice(at + name.length, at + name.length + 64);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
