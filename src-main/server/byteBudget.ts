import { Fault } from '#shared/protocol/fault.ts';
import type { Visitor } from './visitors.ts';

/** Memory that visitors take up for a while: so many bytes in all, and of one address (unless it is on the allow-list). */
export class ByteBudget {
  readonly #inAll: number;
  readonly #perAddress: number;
  readonly #of = new Map<Visitor, number>();
  #taken = 0;

  constructor(inAll: number, perAddress: number) {
    this.#inAll = inAll;
    this.#perAddress = perAddress;
  }

  get taken(): number {
    return this.#taken;
  }

  /** Throws `server.busy`. */
  take(visitor: Visitor, bytes: number): void {
    const ofVisitor = (this.#of.get(visitor) ?? 0) + bytes;
    const isTooMuch = this.#taken + bytes > this.#inAll || (!visitor.allowed && ofVisitor > this.#perAddress);
    if (isTooMuch) throw new Fault('server.busy', { bytes });
    this.#of.set(visitor, ofVisitor);
    this.#taken += bytes;
  }

  giveBack(visitor: Visitor, bytes: number): void {
    const left = (this.#of.get(visitor) ?? 0) - bytes;
    if (left > 0) this.#of.set(visitor, left);
    else this.#of.delete(visitor);
    this.#taken -= bytes;
  }
}
