import { type Bytes, concatBytes } from '../protocol/bytes.ts';
import { Fault } from '../protocol/fault.ts';
import { sha256 } from '../protocol/hashing.ts';
import { couldBeKey } from '../protocol/keys.ts';
import { MAX_FILE_BYTES } from './limits.ts';

const NEW_LINE = 0x0a;
/** Each line halves the chance that one more is needed. */
const MOST_LINES = 128;

/**
 * A compiled file as it can be published: with as few empty lines at its end as its hash needs to be nobody's key
 * (docs/PROTOCOL.md §9). Compiling it again gives the same bytes. Throws `contract.tooLong`.
 */
export function publishedForm(compiled: Bytes): { file: Bytes; hash: Bytes; addedLines: number } {
  for (let addedLines = 0; addedLines < MOST_LINES; addedLines++) {
    const file = concatBytes(compiled, new Uint8Array(addedLines).fill(NEW_LINE));
    const hash = sha256(file);
    if (couldBeKey(hash)) continue;
    if (file.length > MAX_FILE_BYTES) break;
    return { file, hash, addedLines };
  }
  throw new Fault('contract.tooLong', { what: 'file', bytes: compiled.length, limit: MAX_FILE_BYTES });
}
