/**
 * Lets readers in until somebody has to be alone: then new ones wait, and those inside are waited for. Who is inside
 * must not enter again.
 */
export class StoreGate {
  #inside = 0;
  #shut: Promise<void> | undefined;
  #lastLeft: (() => void) | undefined;

  async enter<V>(work: () => Promise<V>): Promise<V> {
    while (this.#shut !== undefined) await this.#shut;
    this.#inside += 1;
    try {
      return await work();
    } finally {
      this.#inside -= 1;
      if (this.#inside === 0) this.#lastLeft?.();
    }
  }

  /** One at a time. */
  async alone<V>(work: () => Promise<V>): Promise<V> {
    while (this.#shut !== undefined) await this.#shut;
    let open = () => {};
    this.#shut = new Promise((resolve) => {
      open = resolve;
    });
    try {
      if (this.#inside > 0) {
        await new Promise<void>((resolve) => {
          this.#lastLeft = resolve;
        });
      }
      return await work();
    } finally {
      this.#lastLeft = undefined;
      this.#shut = undefined;
      open();
    }
  }
}
