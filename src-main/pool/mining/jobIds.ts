import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { JOB_ID_BYTES } from '#shared/protocol/proofOfWork.ts';
import type { Records } from '../../store/chainStore.ts';

const KEY = 'pool/jobKey';
const KEY_BYTES = 16;
/** Where in an id, before it is encrypted, the block stands, and after it zeros as a mark. */
const BLOCK_AT = 6;
const MARK_AT = 10;
/** The key of a pool's job ids, which is kept: miners come back to a pool that was started again with shares of before. */
export async function readJobKey(records: Records, random: (length: number) => Bytes): Promise<Bytes> {
  const stored = await records.get(KEY);
  if (stored !== undefined) return stored;
  const key = random(KEY_BYTES);
  await records.write([{ type: 'put', key: KEY, value: key }]);
  return key;
}

/**
 * Job ids that say to whoever has the key, and to nobody else, that they were made here and for which block: number,
 * block id and mark, encrypted as one block of AES-128. So a late share is told from an invented one without
 * remembering what was given out, and nobody can guess an id to use it up for its owner.
 */
export class JobIds {
  readonly #cipher: ReturnType<typeof createCipheriv>;
  readonly #decipher: ReturnType<typeof createDecipheriv>;
  #number: number;

  /**
   * @param key 16 unpredictable bytes
   * @param random gives the number to begin with: under a key that was used before, none may come again
   */
  constructor(key: Bytes, random: (length: number) => Bytes) {
    this.#number = Buffer.from(random(BLOCK_AT - 1)).readUIntBE(0, BLOCK_AT - 1);
    // Of plaintexts that are all different, each one block, ECB says nothing.
    this.#cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
    this.#decipher = createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  }

  /** So many ids, one behind the other, never the same again. Many at once cost little more than one. */
  make(blockId: number, count: number): Bytes {
    const plain = Buffer.alloc(JOB_ID_BYTES * count);
    for (let at = 0; at < plain.length; at += JOB_ID_BYTES) {
      plain.writeUIntBE(this.#number, at, BLOCK_AT);
      plain.writeUInt32BE(blockId, at + BLOCK_AT);
      this.#number += 1;
    }
    return new Uint8Array(this.#cipher.update(plain));
  }

  /** For which block; undefined for an id that was not made here. */
  blockOf(id: Bytes): number | undefined {
    if (id.length !== JOB_ID_BYTES) return undefined;
    const plain = this.#decipher.update(id);
    return plain.subarray(MARK_AT).every((byte) => byte === 0) ? plain.readUInt32BE(BLOCK_AT) : undefined;
  }
}
