import { readFile } from 'node:fs/promises';
import { formatCoins } from '#shared/protocol/amounts.ts';
import { decodeBlock } from '#shared/protocol/block.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import { type Fault, isFault } from '#shared/protocol/fault.ts';
import { parseNetworkFile } from '#shared/protocol/network.ts';
import { balancesJson, walletLines } from '../store/balancesReport.ts';
import { exportBlocks, readBlockFile } from '../store/blockStream.ts';
import type { ChainStore } from '../store/chainStore.ts';
import { importChain } from '../store/importChain.ts';
import { openChainStore } from '../store/openChainStore.ts';
import { rebuildChain } from '../store/rebuild.ts';
import { replayChain } from '../store/replay.ts';
import { openVerifier } from '../verifier/verifier.ts';
import { readFlags } from './flags.ts';

const USAGE = `Usage:
  chain create   --data DIR --network FILE   a new chain of a network
  chain import   --data DIR FILE…            blocks from block files, each with every test
  chain export   --data DIR FILE             all blocks into a block file
  chain verify   --data DIR [--trusted ID]   replay from genesis; no signatures up to block ID
  chain balances --data DIR [--json]         all wallets
  chain backup   --data DIR FOLDER           a copy of the whole chain in a new folder
  chain repair   --data DIR                  a new database from the block files`;

const REFUSED = 2;

/** Where a command writes: its answer, and words for the person in front of it. */
export interface Outputs {
  readonly answer: (text: string) => Promise<void>;
  readonly words: (text: string) => void;
}

const answerLine = (out: Outputs, value: unknown) => out.answer(`${JSON.stringify(value)}\n`);

async function withStore<V>(folder: string, work: (store: ChainStore) => Promise<V>): Promise<V> {
  const store = await openChainStore({ folder });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function create(out: Outputs, folder: string, networkPath: string | undefined): Promise<number> {
  if (networkPath === undefined) return usage(out);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(networkPath, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    json = undefined;
  }
  const network = parseNetworkFile(json);
  const store = await openChainStore({ folder, network });
  const { tip } = store.ledger;
  await store.close();
  await answerLine(out, { network: network.name, tip: { id: tip.id, hash: toHex(tip.hash) } });
  return 0;
}

/** Notes each block on its way. */
async function* noted(blocks: AsyncIterable<Bytes>, read: Bytes[]): AsyncGenerator<Bytes> {
  for await (const bytes of blocks) {
    read.push(bytes);
    yield bytes;
  }
}

/** The id of a refused block; of what is no block at all nothing can be believed: it stood in the next one's place. */
function refusedId(bytes: Bytes | undefined, store: ChainStore): number {
  const next = store.ledger.tip.id + 1;
  if (bytes === undefined) return next;
  try {
    return decodeBlock(bytes, store.network).header.id;
  } catch {
    return next;
  }
}

async function importFiles(out: Outputs, folder: string, paths: readonly string[]): Promise<number> {
  if (paths.length === 0) return usage(out);
  const verifier = openVerifier();
  try {
    return await withStore(folder, async (store) => {
      let blocks = 0;
      for (const path of paths) {
        const read: Bytes[] = [];
        try {
          await importChain(store, verifier, noted(readBlockFile(path, store.network.maxBlockBytes), read), {
            committed: () => {
              blocks += 1;
              read.shift();
            },
          });
        } catch (error) {
          if (!isFault(error) || error.code.startsWith('store.')) throw error;
          out.words(`${path}: ${explain(error)}`);
          await answerLine(out, { imported: blocks });
          await answerLine(out, { refused: refusedId(read[0], store), fault: error.code });
          return REFUSED;
        }
      }
      const { tip } = store.ledger;
      await answerLine(out, { imported: blocks, tip: { id: tip.id, hash: toHex(tip.hash) } });
      return 0;
    });
  } finally {
    await verifier.close();
  }
}

async function verify(out: Outputs, folder: string, trusted: number): Promise<number> {
  const verifier = openVerifier();
  try {
    return await withStore(folder, async (store) => {
      try {
        const report = await replayChain(store, verifier, { trusted });
        const { blocks, signatures, stateHash } = report;
        await answerLine(out, { verified: true, blocks, signatures, stateHash: toHex(stateHash) });
        return 0;
      } catch (error) {
        if (!isFault(error)) throw error;
        out.words(explain(error));
        await answerLine(out, { verified: false, fault: error.code, ...error.facts });
        return REFUSED;
      }
    });
  } finally {
    await verifier.close();
  }
}

async function balances(out: Outputs, folder: string, json: boolean): Promise<number> {
  return await withStore(folder, async (store) => {
    if (json) {
      let piece = '';
      for (const text of balancesJson(store)) {
        piece += text;
        if (piece.length < 65_536) continue;
        await out.answer(piece);
        piece = '';
      }
      await out.answer(`${piece}\n`);
      return 0;
    }
    const { tip, supply, lostCoins } = store.ledger;
    await out.answer(`Block ${tip.id}  ${toHex(tip.hash)}\n`);
    await out.answer(`State ${toHex(store.stateHash())}\n`);
    await out.answer(`Supply ${formatCoins(supply)} coins, of which lost ${formatCoins(lostCoins)}\n\n`);
    for (const { id, address, units, trust } of walletLines(store)) {
      const trusts = trust === null ? '' : `  trusts wallet ${trust.party}`;
      await out.answer(
        `${String(id).padStart(9)}  ${address}  ${formatCoins(BigInt(units)).padStart(20)}${trusts}\n`,
      );
    }
    return 0;
  });
}

function explain(fault: Fault): string {
  const facts = Object.entries(fault.facts).map(([name, value]) => `${name} ${value}`);
  return facts.length === 0 ? fault.code : `${fault.code} (${facts.join(', ')})`;
}

function usage(out: Outputs): number {
  out.words(USAGE);
  return 1;
}

/** Runs one command; returns the exit status: 0, 1 when it could not be done, 2 for a refused or damaged block. */
export async function runChain(args: readonly string[], out: Outputs): Promise<number> {
  try {
    return await dispatch(args, out);
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    out.words(isFault(error) ? explain(error) : error instanceof Error ? error.message : String(error));
    await answerLine(
      out,
      isFault(error) ? { fault: error.code } : { fault: 'store.failed', reason: String(code ?? '') },
    );
    return 1;
  }
}

async function dispatch(args: readonly string[], out: Outputs): Promise<number> {
  const flags = readFlags(args, { values: ['data', 'network', 'trusted'], switches: ['json'] });
  if ('wrong' in flags) {
    out.words(`Not understood: ${flags.wrong}`);
    return usage(out);
  }
  const [command, ...rest] = flags.rest;
  const { data } = flags.values;
  const trusted = Number(flags.values.trusted ?? 0);
  if (data === undefined || !Number.isInteger(trusted)) return usage(out);
  const [path] = rest;
  switch (command) {
    case 'create':
      return rest.length > 0 ? usage(out) : await create(out, data, flags.values.network);
    case 'import':
      return await importFiles(out, data, rest);
    case 'export':
      if (path === undefined || rest.length > 1) return usage(out);
      await answerLine(out, { exported: await withStore(data, (store) => exportBlocks(store, path)) });
      return 0;
    case 'verify':
      return await verify(out, data, trusted);
    case 'balances':
      return await balances(out, data, flags.switches.has('json'));
    case 'backup':
      if (path === undefined || rest.length > 1) return usage(out);
      await withStore(data, (store) => store.backup(path));
      await answerLine(out, { backup: path });
      return 0;
    case 'repair':
      await answerLine(out, await rebuildChain(data));
      return 0;
    default:
      return usage(out);
  }
}
