import { MAX_FILE_BYTES } from '#shared/contracts/limits.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { sha256 } from '#shared/protocol/hashing.ts';
import type { ChainStore } from '../../store/chainStore.ts';

const PREFIX = 'pool/contractFile/';

/**
 * Files of published contracts, for others to read by their hash. Only what stands in the chain is taken, so there
 * are never more than publications that were paid for.
 */
export class ContractFiles {
  readonly #store: Pick<ChainStore, 'records' | 'contracts'>;
  readonly #isOn: () => boolean;

  /** `isOn`: whether the operator wants to keep files. */
  constructor(store: Pick<ChainStore, 'records' | 'contracts'>, isOn: () => boolean) {
    this.#store = store;
    this.#isOn = isOn;
  }

  async get(hash: Bytes): Promise<Bytes | undefined> {
    return this.#isOn() ? await this.#store.records.get(`${PREFIX}${toHex(hash)}`) : undefined;
  }

  /** Throws `contract.notServed`, `contract.tooLong`, `contract.unknown`. */
  async put(file: Bytes): Promise<Bytes> {
    if (!this.#isOn()) throw new Fault('contract.notServed');
    if (file.length > MAX_FILE_BYTES) {
      throw new Fault('contract.tooLong', { what: 'file', bytes: file.length, limit: MAX_FILE_BYTES });
    }
    const hash = sha256(file);
    if (this.#store.contracts.contractIdOfHash(hash) < 0) {
      throw new Fault('contract.unknown', { hash: toHex(hash) });
    }
    await this.#store.records.write([{ type: 'put', key: `${PREFIX}${toHex(hash)}`, value: file }]);
    return hash;
  }
}
