/** `npm run -s chain -- create | import | export | verify | balances | backup | repair`: a chain's folder by hand. */

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { formatCoins } from '#shared/protocol/amounts.ts';
import { ByteReader, type Bytes, toHex } from '#shared/protocol/bytes.ts';
import { type Fault, isFault } from '#shared/protocol/fault.ts';
import { parseNetworkFile } from '#shared/protocol/network.ts';
import { installNodeSha256 } from '../base/nodeHash.ts';
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

async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

const line = (value: unknown) => print(`${JSON.stringify(value)}\n`);

async function withStore<V>(folder: string, work: (store: ChainStore) => Promise<V>): Promise<V> {
  const store = await openChainStore({ folder });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function create(folder: string, networkPath: string | undefined): Promise<number> {
  if (networkPath === undefined) return await usage();
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
  await line({ network: network.name, tip: { id: tip.id, hash: toHex(tip.hash) } });
  return 0;
}

/** Notes the id that each block claims on its way; what has none would have been the next one. */
async function* claimedIds(
  blocks: AsyncIterable<Bytes>,
  read: { id: number | undefined }[],
): AsyncGenerator<Bytes> {
  for await (const bytes of blocks) {
    let id: number | undefined;
    try {
      id = new ByteReader(bytes).integer();
    } catch {
      // Refused for its encoding.
    }
    read.push({ id });
    yield bytes;
  }
}

async function importFiles(folder: string, paths: readonly string[]): Promise<number> {
  if (paths.length === 0) return await usage();
  const verifier = openVerifier();
  try {
    return await withStore(folder, async (store) => {
      let blocks = 0;
      for (const path of paths) {
        const read: { id: number | undefined }[] = [];
        try {
          await importChain(
            store,
            verifier,
            claimedIds(readBlockFile(path, store.network.maxBlockBytes), read),
            {
              committed: () => {
                blocks += 1;
                read.shift();
              },
            },
          );
        } catch (error) {
          if (!isFault(error) || error.code.startsWith('store.')) throw error;
          console.error(`${path}: ${explain(error)}`);
          await line({ imported: blocks });
          await line({ refused: read[0]?.id ?? store.ledger.tip.id + 1, fault: error.code });
          return REFUSED;
        }
      }
      const { tip } = store.ledger;
      await line({ imported: blocks, tip: { id: tip.id, hash: toHex(tip.hash) } });
      return 0;
    });
  } finally {
    await verifier.close();
  }
}

async function verify(folder: string, trusted: number): Promise<number> {
  const verifier = openVerifier();
  try {
    return await withStore(folder, async (store) => {
      try {
        const report = await replayChain(store, verifier, { trusted });
        const { blocks, signatures, stateHash } = report;
        await line({ verified: true, blocks, signatures, stateHash: toHex(stateHash) });
        return 0;
      } catch (error) {
        if (!isFault(error)) throw error;
        console.error(explain(error));
        await line({ verified: false, fault: error.code, ...error.facts });
        return REFUSED;
      }
    });
  } finally {
    await verifier.close();
  }
}

async function balances(folder: string, json: boolean): Promise<number> {
  return await withStore(folder, async (store) => {
    if (json) {
      let piece = '';
      for (const text of balancesJson(store)) {
        piece += text;
        if (piece.length < 65_536) continue;
        await print(piece);
        piece = '';
      }
      await print(`${piece}\n`);
      return 0;
    }
    const { tip, supply, lostCoins } = store.ledger;
    await print(`Block ${tip.id}  ${toHex(tip.hash)}\n`);
    await print(`State ${toHex(store.stateHash())}\n`);
    await print(`Supply ${formatCoins(supply)} coins, of which lost ${formatCoins(lostCoins)}\n\n`);
    for (const { id, address, units, trust } of walletLines(store)) {
      const trusts = trust === null ? '' : `  trusts wallet ${trust.party}`;
      await print(
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

async function usage(): Promise<number> {
  console.error(USAGE);
  return 1;
}

async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(args, { values: ['data', 'network', 'trusted'], switches: ['json'] });
  if ('wrong' in flags) {
    console.error(`Not understood: ${flags.wrong}`);
    return await usage();
  }
  const [command, ...rest] = flags.rest;
  const { data } = flags.values;
  const trusted = Number(flags.values.trusted ?? 0);
  if (data === undefined || !Number.isInteger(trusted)) return await usage();
  const [path] = rest;
  switch (command) {
    case 'create':
      return rest.length > 0 ? await usage() : await create(data, flags.values.network);
    case 'import':
      return await importFiles(data, rest);
    case 'export':
      if (path === undefined || rest.length > 1) return await usage();
      await line({ exported: await withStore(data, (store) => exportBlocks(store, path)) });
      return 0;
    case 'verify':
      return await verify(data, trusted);
    case 'balances':
      return await balances(data, flags.switches.has('json'));
    case 'backup':
      if (path === undefined || rest.length > 1) return await usage();
      await withStore(data, (store) => store.backup(path));
      await line({ backup: path });
      return 0;
    case 'repair':
      await line(await rebuildChain(data));
      return 0;
    default:
      return await usage();
  }
}

installNodeSha256();
try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const code = (error as { code?: unknown }).code;
  console.error(isFault(error) ? explain(error) : error instanceof Error ? error.message : String(error));
  await line({ fault: isFault(error) ? error.code : 'store.failed', reason: String(code ?? '') });
  process.exitCode = 1;
}
