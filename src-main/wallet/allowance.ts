/** What a payment sends away from the wallet, in units: receivers that are not its own accounts, and the fee. */
export interface Outflow {
  all: bigint;
  /** The part that goes to addresses this vault never signed a payment to. */
  toNew: bigint;
}

/**
 * When an approval needs the password. The wallet is open for small everyday payments; what would hurt asks for the
 * one thing that neither a passer-by at an open machine nor a broken window has. Since the password was last
 * typed, at most half of the coins may go in all, and at most a tenth to addresses that were never paid before. The
 * payments are added up, so cutting a theft into slices gains nothing. A contact counts as new until it was
 * paid: the window can save contacts without the password.
 */
export class Allowance {
  #spent: Outflow = { all: 0n, toNew: 0n };
  /** The coins as they were before the first payment without the password. */
  #had: bigint | undefined;
  #passwords = 0;

  /** @param balance what the wallet has now, in units, waiting payments taken off. */
  isPasswordNeeded(outflow: Outflow, balance: bigint): boolean {
    const { all, toNew } = this.#spent;
    // What is approved but not yet with the pool is still in the balance: it must not be counted as had besides.
    const had = this.#had === undefined || this.#had > balance + all ? balance + all : this.#had;
    return (all + outflow.all) * 2n > had || (toNew + outflow.toNew) * 10n > had;
  }

  /**
   * A payment is approved without the password. To be called in the step in which it was found not to be needed, so
   * that two at once can't both be the first. The answer takes it back: nothing was signed.
   */
  spend(outflow: Outflow, balance: bigint): () => void {
    this.#had ??= balance;
    this.#add(outflow, 1n);
    const passwords = this.#passwords;
    return () => {
      if (passwords === this.#passwords) this.#add(outflow, -1n);
    };
  }

  passwordGiven(): void {
    this.#passwords += 1;
    this.#had = undefined;
    this.#spent = { all: 0n, toNew: 0n };
  }

  #add({ all, toNew }: Outflow, sign: bigint): void {
    this.#spent = { all: this.#spent.all + sign * all, toNew: this.#spent.toNew + sign * toNew };
  }
}
