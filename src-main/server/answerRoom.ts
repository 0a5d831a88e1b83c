import { Fault } from '#shared/protocol/fault.ts';

/** How much the answers of one message may add up to: from the first one on that does not fit there is no more. */
export class AnswerRoom {
  readonly #limit: number;
  #left: number;
  #isSpent = false;

  constructor(bytes: number) {
    this.#limit = bytes;
    this.#left = bytes;
  }

  get isSpent(): boolean {
    return this.#isSpent;
  }

  get fault(): Fault {
    return new Fault('server.tooLarge', { limit: this.#limit });
  }

  /** Throws `server.tooLarge`. */
  take(json: string): string {
    if (json.length > this.#left) {
      this.#isSpent = true;
      throw this.fault;
    }
    this.#left -= json.length;
    return json;
  }
}
