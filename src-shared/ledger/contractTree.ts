import type { ContractTable } from '../contracts/contractTable.ts';
import { type Bytes, ByteWriter, encodeUtf8 } from '../protocol/bytes.ts';
import { sha256 } from '../protocol/hashing.ts';
import { StateTree } from './stateTree.ts';
import { ROW, viewOf } from './walletRow.ts';

/**
 * What the state hash covers of contracts: two trees like the wallets' (`stateTree.ts`), whose rows of 64 bytes are
 *
 * - contract n (place n − 1): its hash || H(creator 4 || account 4 || block 4 || byte array model || byte array script)
 * - application (places in the order in which applications first came, within a block by contract and applicant):
 *   contract 4 || applicant 4 || 1 active, 0 ended || 3 bytes 0 || wake-up + 1, 8 bytes (0: none) || 12 bytes 0 ||
 *   H(model), zeros where it is the published one
 *
 * Without any contract the state hash is that of the wallets; else
 * H("coco contracts 1" || it || contracts 8 || their root || applications 8 || their root).
 */
export class ContractTree {
  private readonly table: ContractTable;
  private readonly contracts: StateTree;
  private readonly applications: StateTree;
  private readonly modelHashes = new WeakMap<object, Bytes>();
  private readonly contractRows = new WeakMap<object, Bytes>();

  constructor(table: ContractTable) {
    this.table = table;
    this.contracts = new StateTree({
      get count() {
        return table.contractCount;
      },
      rows: (first, length) => this.rows(first, length, (place) => this.contractRow(place)),
    });
    this.applications = new StateTree({
      get count() {
        return table.applicationCount;
      },
      rows: (first, length) => this.rows(first, length, (place) => this.applicationRow(place)),
    });
  }

  /** After the table has changed: ids of contracts, places of applications; those that are gone too. */
  update(contracts: readonly number[], places: readonly number[]): void {
    if (contracts.length > 0) this.contracts.update(contracts.map((id) => id - 1));
    if (places.length > 0) this.applications.update(places);
  }

  /** @param wallets the state hash of all but contracts */
  stateHash(wallets: Bytes): Bytes {
    const { contractCount, applicationCount } = this.table;
    if (contractCount === 0) return wallets;
    return sha256(
      new ByteWriter(160)
        .raw(encodeUtf8('coco contracts 1'))
        .raw(wallets)
        .time(contractCount)
        .raw(this.contracts.root())
        .time(applicationCount)
        .raw(this.applications.root())
        .view(),
    );
  }

  private rows(first: number, length: number, rowOf: (place: number) => Bytes | undefined): Uint8Array {
    const rows = new Uint8Array(length * ROW);
    for (let at = 0; at < length; at++) {
      const row = rowOf(first + at);
      if (row !== undefined) rows.set(row, at * ROW);
    }
    return rows;
  }

  private contractRow(place: number): Bytes | undefined {
    const contract = this.table.contractById(place + 1);
    if (contract === undefined) return undefined;
    let row = this.contractRows.get(contract);
    if (row === undefined) {
      const { hash, creator, account, blockId, model, script } = contract;
      const numbers = new Uint8Array(12);
      const view = viewOf(numbers);
      for (const [at, value] of [creator, account, blockId].entries()) view.setUint32(at * 4, value);
      const rest = new ByteWriter(256)
        .raw(numbers)
        .byteArray(encodeUtf8(model), Number.MAX_SAFE_INTEGER)
        .byteArray(encodeUtf8(script), Number.MAX_SAFE_INTEGER);
      row = new Uint8Array(ROW);
      row.set(hash);
      row.set(sha256(rest.view()), 32);
      this.contractRows.set(contract, row);
    }
    return row;
  }

  private applicationRow(place: number): Bytes | undefined {
    const application = this.table.applicationAt(place);
    if (application === undefined) return undefined;
    const { contract, applicant, active, wakeAt, model } = application;
    const row = new Uint8Array(ROW);
    const view = viewOf(row);
    view.setUint32(0, contract);
    view.setUint32(4, applicant);
    row[8] = active ? 1 : 0;
    view.setBigUint64(12, wakeAt === null ? 0n : BigInt(wakeAt) + 1n);
    if (model !== null) {
      let hash = this.modelHashes.get(application);
      if (hash === undefined) {
        hash = sha256(encodeUtf8(model));
        this.modelHashes.set(application, hash);
      }
      row.set(hash, 32);
    }
    return row;
  }
}
