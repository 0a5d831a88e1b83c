import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fromHex, toHex } from '#shared/protocol/bytes.ts';
import { GENESIS_ID } from '#shared/protocol/network.ts';
import { openVerifier } from '../verifier/verifier.ts';
import { chances, crashNetwork, noteKey, paidKey } from './crashScript.ts';
import { openChainStore } from './openChainStore.ts';
import { replayChain } from './replay.ts';

/** Every write, sync and rename of this room at which a process may die. */
export const FAIL_POINTS = [
  'store.commit.beforeBlockWrite',
  'store.commit.amidBlockWrite',
  'store.commit.beforeBlockSync',
  'store.commit.afterBlockSync',
  'store.commit.beforeBatch',
  'store.commit.afterBatch',
  'store.undo.beforeBatch',
  'store.undo.afterBatch',
  'store.close.beforeBatch',
  'store.backup.afterFile',
  'store.backup.beforeRename',
  'store.backup.afterRename',
  'store.export.beforeRename',
  'store.beside.afterBlock',
  'store.switchOver.afterRecords',
  'store.switch.beforeRename',
  'store.switch.betweenRenames',
  'store.switch.afterRename',
] as const;

/** Where it may die again while it recovers from the first death. */
const OPEN_POINTS = ['store.open.beforeCut', 'store.open.afterCut'] as const;

/** What the killed process had told: what must be there, and what may be there as well. */
class Expected {
  /** Hashes of the chain's blocks from 94 on. */
  chain: string[] = [];
  readonly notes = new Set<number>();
  /** The step that was begun and not ended. */
  private begun: string[] = [];

  hear(line: string): void {
    const [word, ...what] = line.split(' ');
    if (word === 'try') this.begun = what;
    if (word !== 'did') return;
    this.begun = [];
    this.chain = this.after(what) ?? this.chain;
    if (what[0] === 'note') this.notes.add(Number(what[1]));
  }

  private after(what: string[]): string[] | undefined {
    const at = Number(what[1]) - GENESIS_ID - 1;
    if (what[0] === 'commit') return [...this.chain.slice(0, at), what[2] as string];
    if (what[0] === 'switch') return [...this.chain.slice(0, at + 1), ...what.slice(2)];
    if (what[0] === 'undo') return this.chain.slice(0, at);
    return undefined;
  }

  /** Throws unless the chain is the one that was told, or the one that the step in hand would have made of it. */
  take(chain: string[]): void {
    const possible = [this.chain, this.after(this.begun)];
    if (!possible.some((one) => one?.join() === chain.join())) {
      throw new Error(
        `The chain has ${chain.length} blocks where ${this.chain.length} were told (then: ${this.begun.join(' ')}).`,
      );
    }
    this.chain = chain;
    this.begun = [];
  }
}

/** Runs the script in a process of its own until it ends or dies; returns whether it was killed. */
async function runUntilDeath(
  program: string,
  args: readonly string[],
  failPoint: string | undefined,
  killAfter: number | undefined,
  hear: (line: string) => void,
): Promise<boolean> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, ...(failPoint === undefined ? {} : { COCO_FAIL_POINT: failPoint }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on('close', (exitCode, exitSignal) => resolve([exitCode, exitSignal]));
  });
  clearTimeout(timer);
  // A line that was cut off by the kill was not told.
  for (const line of out.slice(0, out.lastIndexOf('\n') + 1).split('\n')) hear(line);
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`The script ended with ${code}: ${err}`);
  return signal === 'SIGKILL';
}

/**
 * One folder, killed again and again: at the named fail points in turn and at moments of chance, opening included.
 * After each death the folder must open with all that was told, nothing twice, and the state that a replay gives.
 * Throws with the fail point's name otherwise. Returns how often the process died.
 * @param program the built program that runs `runCrashScript` when it is called with `--child FOLDER SEED STEPS`
 */
export async function crashRounds(
  program: string,
  folder: string,
  rounds: number,
  options: { seed?: number; log?: (line: string) => void } = {},
): Promise<number> {
  const seed = options.seed ?? 1;
  const chance = chances(seed);
  const expected = new Expected();
  const verifier = openVerifier({ threads: 1 });
  let deaths = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      // Every third death comes at any moment, wherever the process is.
      const byChance = round % 3 === 2;
      const name = FAIL_POINTS[(round - Math.floor(round / 3)) % FAIL_POINTS.length] as string;
      // What happens with every block may be waited for; the rest happens once or twice.
      const failPoint = byChance
        ? undefined
        : `${name}:${/commit|afterBlock$/.test(name) ? 1 + chance(4) : 1}`;
      const killAfter = byChance ? 300 + chance(500) : undefined;
      const args = ['--child', folder, String(seed * 10_000 + round)];
      const hear = (line: string) => expected.hear(line);
      const died = await runUntilDeath(program, [...args, '60'], failPoint, killAfter, hear);
      if (died) deaths += 1;
      for (const point of died ? OPEN_POINTS : []) {
        if (await runUntilDeath(program, [...args, '0'], point, undefined, () => {})) deaths += 1;
      }
      try {
        await inspect(folder, expected, verifier);
      } catch (error) {
        throw new Error(`After round ${round} (${failPoint ?? 'chance'}, seed ${seed})`, { cause: error });
      }
      options.log?.(
        `${round + 1}/${rounds} ${failPoint ?? `kill after ${killAfter} ms`}: ${expected.chain.length} blocks`,
      );
    }
  } finally {
    await verifier.close();
    for (const end of ['', '.copy', '.copy.partial', '.blocks', '.blocks.partial', '.former', '.rebuilt']) {
      await rm(folder + end, { recursive: true, force: true });
    }
  }
  return deaths;
}

async function inspect(
  folder: string,
  expected: Expected,
  verifier: ReturnType<typeof openVerifier>,
): Promise<void> {
  const store = await openChainStore({ folder, network: crashNetwork });
  try {
    const chain: string[] = [];
    for (let id = GENESIS_ID + 1; id <= store.ledger.tip.id; id++) {
      const hash = await store.blockHash(id);
      if (hash === undefined) throw new Error(`Block ${id} is not in the index.`);
      chain.push(toHex(hash));
    }
    expected.take(chain);
    const paid = await store.records.list({ prefix: 'paid/' });
    if (paid.map(({ value }) => toHex(value)).join() !== chain.join()) {
      throw new Error('The records written with blocks are not those of the chain.');
    }
    chain.forEach((hash, at) => {
      const record = paid[at];
      if (
        record?.key !== paidKey(GENESIS_ID + 1 + at) ||
        !fromHex(hash).every((b, n) => b === record.value[n])
      ) {
        throw new Error(`The record of block ${GENESIS_ID + 1 + at} is wrong.`);
      }
    });
    for (const number of expected.notes) {
      if ((await store.records.get(noteKey(number))) === undefined)
        throw new Error(`Note ${number} was lost.`);
    }
    await replayChain(store, verifier);
  } finally {
    await store.close();
  }
}
