import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { genesisHash, type Network, networkFile, parseNetworkFile } from '#shared/protocol/network.ts';
import { syncFolder, writeFileAtomically } from '../base/atomicFile.ts';

/** Which network this app's own pool is on. Each has a folder of its own: nothing of the others is touched. */
export interface OwnNetwork {
  /** Below the data folder. */
  readonly poolFolder: string;
  /** The one that was joined; undefined: the one that this app founded, or will found. */
  readonly network: Network | undefined;
}

const FILE = 'own-network.json';

/**
 * Fault `network.file` when what was chosen cannot be read: beginning on another network would show a person
 * balances that are not theirs.
 */
export async function readOwnNetwork(folder: string): Promise<OwnNetwork> {
  let text: string;
  try {
    text = await readFile(join(folder, FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { poolFolder: 'pool', network: undefined };
    throw error;
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Fault('network.file', { field: FILE });
  }
  const network = parseNetworkFile(json);
  return { poolFolder: `pool-${toHex(genesisHash(network)).slice(0, 16)}`, network };
}

/** From the next opening on; null: the founded one. Durable when it resolves. */
export async function chooseOwnNetwork(folder: string, network: Network | null): Promise<void> {
  const path = join(folder, FILE);
  if (network === null) {
    await rm(path, { force: true });
    await syncFolder(folder);
  } else await writeFileAtomically(path, JSON.stringify(networkFile(network), null, 2));
}
