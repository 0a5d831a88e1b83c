import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readContract } from '#shared/contracts/contractFile.ts';
import { type Bytes, equalBytes, toHex } from '#shared/protocol/bytes.ts';
import { sha256 } from '#shared/protocol/hashing.ts';
import { writeFileAtomically } from '../base/atomicFile.ts';

/** Files of contracts that this person has published or applied to, by hash: the text that was agreed to stays. */
export class ContractShelf {
  readonly #folder: string;
  readonly #titles = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = join(folder, 'contracts');
  }

  async keep(hash: Bytes, file: Bytes): Promise<void> {
    if ((await this.file(hash)) !== undefined) return;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFileAtomically(this.#path(hash), file);
  }

  /** Undefined where there is none, or it was changed since. */
  async file(hash: Bytes): Promise<Bytes | undefined> {
    try {
      const file = new Uint8Array(await readFile(this.#path(hash)));
      return equalBytes(sha256(file), hash) ? file : undefined;
    } catch {
      return undefined;
    }
  }

  /** '' where the file is not here. */
  async title(hash: Bytes): Promise<string> {
    const name = toHex(hash);
    const known = this.#titles.get(name);
    if (known !== undefined) return known;
    const file = await this.file(hash);
    if (file === undefined) return '';
    const { title } = readContract(file);
    this.#titles.set(name, title);
    return title;
  }

  #path(hash: Bytes): string {
    return join(this.#folder, `${toHex(hash)}.md`);
  }
}
