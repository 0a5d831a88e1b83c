import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '#shared/protocol/bytes.ts';
import { ManualClock } from '../../base/clock.ts';
import { replayChain } from '../../store/replay.ts';
import { openVerifier, type Verifier } from '../../verifier/verifier.ts';
import { START, sharedNetwork, TestPool, testWallet } from '../testPool.fixture.ts';
import { BlockSpool } from './blockSpool.ts';
import { adoptSpool, openCrashPool } from './switchCrash.fixture.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const COIN = 100_000_000n;

let place: string;
let program: string;
let verifier: Verifier;
let now: number;
let work: bigint;
/** State hashes of the chain before and after. */
let oldState: string;
let newState: string;

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'coco-switch-'));
  verifier = openVerifier({ threads: 1 });
  await bundleChild();
  const clock = new ManualClock(START);
  const ours = await TestPool.open({ clock, network: sharedNetwork, operator: 'ours' });
  const other = await TestPool.open({ clock, network: sharedNetwork, operator: 'other' });
  await ours.mine(9, testWallet('alice'));
  await ours.send(testWallet('alice'), [{ wallet: testWallet('bob'), amount: COIN }]);
  await ours.mine(1, testWallet('alice'));
  await other.mine(13, testWallet('bob'));
  oldState = toHex(ours.pool.store.stateHash());
  newState = toHex(other.pool.store.stateHash());
  now = clock.now();
  work = other.pool.store.ledger.tip.totalWork;
  await writeSpools(other);
  await ours.pool.close();
  await cp(ours.folder, join(place, 'ours'), { recursive: true });
  await rm(ours.folder, { recursive: true });
  await other.remove();
});
afterAll(async () => {
  await verifier.close();
  await rm(place, { recursive: true, force: true });
});

/** The child as one program, with the packages and the worker threads of the built app. */
async function bundleChild(): Promise<void> {
  const folder = join(place, 'dist/main');
  await mkdir(folder, { recursive: true });
  await symlink(join(root, 'node_modules'), join(place, 'node_modules'));
  await symlink(join(root, 'dist/main/workers'), join(folder, 'workers'));
  const build = await rolldown({
    cwd: root,
    platform: 'node',
    input: join(root, 'src-main/pool/chain/switchCrash.fixture.ts'),
    external: (id) => !/^[./#]/.test(id),
    logLevel: 'warn',
  });
  program = join(folder, 'child.js');
  await build.write({ file: program, format: 'esm' });
  await build.close();
}

/** The good chain, and one whose eleventh block is not what its work says. */
async function writeSpools(other: TestPool): Promise<void> {
  for (const name of ['good', 'bad']) {
    const spool = await BlockSpool.create(join(place, `${name}.blocks`));
    for (let id = 94; id <= other.pool.store.ledger.tip.id; id++) {
      const bytes = (await other.pool.store.blockBytes(id))?.slice();
      if (bytes === undefined) throw new Error('no block');
      if (name === 'bad' && id === 104) bytes[bytes.length - 97] = (bytes[bytes.length - 97] ?? 0) ^ 1;
      await spool.add(bytes);
    }
    await spool.finish();
  }
}

function run(args: string[], failPoint: string): Promise<NodeJS.Signals | number | null> {
  const child = spawn(process.execPath, [program, '--crash-child', ...args], {
    env: { ...process.env, COCO_FAIL_POINT: failPoint },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
}

/** Dies at the point, dies again while it recovers (where it passes `again`), then opens and is looked at. */
async function dieAt(
  chain: 'good' | 'bad',
  point: string,
  again: string,
  undoDepth = 10_000,
): Promise<string> {
  const folder = join(place, `run ${chain} ${point} ${again}`.replaceAll(/[^a-z0-9]/gi, '-'));
  await cp(join(place, 'ours'), folder, { recursive: true });
  await mkdir(join(folder, 'chainSwitch'));
  await cp(join(place, `${chain}.blocks`), join(folder, 'chainSwitch/next.blocks'));
  expect(await run([folder, String(now), String(undoDepth), String(work)], point)).toBe('SIGKILL');
  await run([folder, String(now), String(undoDepth)], again);
  const pool = await openCrashPool(folder, now, undoDepth);
  try {
    const state = toHex(pool.store.stateHash());
    const replayed = await replayChain(pool.store as Parameters<typeof replayChain>[0], verifier);
    expect(toHex(replayed.stateHash)).toBe(state);
    if (state === oldState && chain === 'good') {
      // What did not happen can still happen.
      await mkdir(dirname(pool.spool), { recursive: true });
      await cp(join(place, 'good.blocks'), pool.spool);
      await adoptSpool(pool, work);
      expect(toHex(pool.store.stateHash())).toBe(newState);
    }
    return state === oldState ? 'old' : state === newState ? 'new' : 'neither';
  } finally {
    await pool.close();
    for (const end of ['', '.former', '.rebuilt']) await rm(folder + end, { recursive: true, force: true });
  }
}

const built = existsSync(join(root, 'dist/main/workers/verifier.js'));
describe.runIf(built)('a pool that is killed while it switches', () => {
  it.each([
    ['pool.switch.beforeIntent', 'none', 'old'],
    ['pool.switch.afterIntent', 'pool.switch.afterUndo:3', 'new'],
    ['store.undo.beforeBatch', 'store.undo.afterBatch', 'new'],
    ['pool.switch.afterUndo:4', 'pool.switch.afterApply', 'new'],
    ['pool.switch.afterUndo:10', 'store.commit.afterBlockSync', 'new'],
    ['store.commit.beforeBatch', 'none', 'new'],
    ['store.commit.afterBatch:2', 'pool.switch.afterApply:3', 'new'],
    ['pool.switch.afterApply:6', 'store.commit.amidBlockWrite', 'new'],
    ['pool.switch.beforeFinish', 'pool.switch.beforeFinish', 'new'],
    ['pool.switch.afterFinish', 'none', 'new'],
  ])('at %s, and again at %s, has the %s chain', async (point, again, chain) => {
    expect(await dieAt('good', point, again)).toBe(chain);
  });

  it.each([
    ['pool.switch.afterApply:5', 'pool.switch.beforeRestore'],
    ['pool.switch.beforeRestore', 'pool.switch.afterUndo:2'],
    ['pool.switch.afterUndo:14', 'pool.switch.afterApply:4'],
    ['pool.switch.beforeFinish', 'pool.switch.beforeFinish'],
  ])('for a chain with a bad block at %s, and again at %s, has the old chain', async (point, again) => {
    expect(await dieAt('bad', point, again)).toBe('old');
  });

  it.each([
    ['store.beside.afterBlock:5', 'none', 'old'],
    ['store.beside.afterBlock:13', 'none', 'old'],
    ['pool.switch.beforeTakeOver', 'store.open.afterCut', 'old'],
    ['store.switchOver.afterRecords', 'none', 'old'],
    ['store.switch.beforeRename', 'none', 'old'],
    ['store.switch.betweenRenames', 'none', 'new'],
    ['store.switch.afterRename', 'none', 'new'],
    ['pool.switch.afterTakeOver', 'none', 'new'],
  ])('beside the present chain at %s, and again at %s, has the %s chain', async (point, again, chain) => {
    expect(await dieAt('good', point, again, 4)).toBe(chain);
  });
});
