import type { Application, ContractChanges, ContractRecord } from '#shared/contracts/contractState.ts';
import {
  type ContractsBefore,
  ContractTable,
  type PlacedApplication,
} from '#shared/contracts/contractTable.ts';
import { fromHex, toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { Database, DatabaseOperation } from './database.ts';
import { applicationKey, contractKey, contractUndoKey, keyBehind } from './keys.ts';
import { seal, unseal } from './sealed.ts';

/**
 * Contracts and applications on disk: written with the block that changed them, so that they are always those of the
 * tip, and with a record of what they replaced.
 */

function sealJson(value: unknown): Buffer {
  return seal(Buffer.from(JSON.stringify(value)));
}

function contractJson(contract: ContractRecord) {
  return { ...contract, hash: toHex(contract.hash) };
}

function contractOf(json: ReturnType<typeof contractJson>): ContractRecord {
  return { ...json, hash: fromHex(json.hash, 32) };
}

interface Undo {
  readonly changed: {
    readonly contracts: readonly number[];
    readonly applications: readonly (readonly [contract: number, applicant: number])[];
  };
  readonly before: ContractsBefore;
}

/** The writes of a block's changes, which the table holds already. Nothing where there are none. */
export function contractOperations(
  table: ContractTable,
  block: number,
  changes: ContractChanges,
  before: ContractsBefore,
): DatabaseOperation[] {
  const { contracts, applications } = changes;
  if (contracts.length === 0 && applications.length === 0) return [];
  const undo: Undo = {
    changed: {
      contracts: contracts.map(({ id }) => id),
      applications: applications.map(({ contract, applicant }) => [contract, applicant]),
    },
    before,
  };
  return [
    ...contracts.map((contract) => ({
      type: 'put' as const,
      key: contractKey(contract.id),
      value: sealJson(contractJson(contract)),
    })),
    ...applications.map((application) => putApplication(table, application)),
    { type: 'put', key: contractUndoKey(block), value: sealJson(undo) },
  ];
}

function putApplication(table: ContractTable, application: Application): DatabaseOperation {
  const { contract, applicant } = application;
  const placed: PlacedApplication = { place: table.placeOf(contract, applicant), application };
  return { type: 'put', key: applicationKey(contract, applicant), value: sealJson(placed) };
}

/** What a block changed and replaced; undefined where it changed nothing. */
export async function readContractUndo(
  database: Database,
  block: number,
): Promise<{ changes: ContractChanges; before: ContractsBefore; changed: Undo['changed'] } | undefined> {
  const sealed = await database.get(contractUndoKey(block));
  if (sealed === undefined) return undefined;
  const { changed, before }: Undo = JSON.parse(unseal(sealed, `contracts ${block}`).toString());
  // Of what is taken back, only what it is called is looked at.
  const changes: ContractChanges = {
    contracts: changed.contracts.map((id) => ({ id }) as ContractRecord),
    applications: changed.applications.map(
      ([contract, applicant]) => ({ contract, applicant }) as Application,
    ),
  };
  return { changes, before, changed };
}

/** The writes that take a block's changes back; the table holds what was before already. */
export function contractUndoOperations(
  table: ContractTable,
  block: number,
  { changed }: { changed: Undo['changed'] },
): DatabaseOperation[] {
  return [
    ...changed.contracts.map((id) => ({ type: 'del' as const, key: contractKey(id) })),
    ...changed.applications.map(([contract, applicant]): DatabaseOperation => {
      const application = table.application(contract, applicant);
      return application === undefined
        ? { type: 'del', key: applicationKey(contract, applicant) }
        : putApplication(table, application);
    }),
    { type: 'del', key: contractUndoKey(block) },
  ];
}

/** All of the tip. That it is right is for the state hash to tell. Throws `store.databaseDamaged`. */
export async function loadContracts(database: Database): Promise<ContractTable> {
  const contracts: ContractRecord[] = [];
  for await (const text of values(database, 'k')) contracts.push(contractOf(JSON.parse(text)));
  const placed: Application[] = [];
  for await (const text of values(database, 'a')) {
    const { place, application }: PlacedApplication = JSON.parse(text);
    placed[place] = application;
  }
  for (let place = 0; place < placed.length; place++) {
    if (placed[place] === undefined)
      throw new Fault('store.databaseDamaged', { record: `application ${place}` });
  }
  const table = new ContractTable();
  table.commit({ contracts, applications: placed });
  return table;
}

async function* values(database: Database, letter: 'a' | 'k'): AsyncGenerator<string> {
  const prefix = Buffer.from(letter);
  for await (const [, sealed] of database.iterator({ gte: prefix, lt: keyBehind(prefix) })) {
    yield unseal(sealed, letter === 'k' ? 'contract' : 'application').toString();
  }
}
