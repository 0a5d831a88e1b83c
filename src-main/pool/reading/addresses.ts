import { encodeAddress } from '#shared/protocol/addresses.ts';
import { fromHex } from '#shared/protocol/bytes.ts';

const KEPT = 20_000;

/** The addresses of wallets. Each is told thousands of times, and its checksum costs as much as all the rest of it. */
export class Addresses {
  readonly #prefix: string;
  readonly #known = new Map<string, string>();

  /** `prefix`: the network's. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** `wallet` is the hex of its key. */
  of(wallet: string): string {
    const known = this.#known.get(wallet);
    if (known !== undefined) return known;
    const address = encodeAddress(this.#prefix, fromHex(wallet, 32));
    if (this.#known.size >= KEPT) this.#forgetOldest();
    this.#known.set(wallet, address);
    return address;
  }

  #forgetOldest(): void {
    const oldest = this.#known.keys().next();
    if (!oldest.done) this.#known.delete(oldest.value);
  }
}
