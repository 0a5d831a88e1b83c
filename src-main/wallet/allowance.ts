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

  /** @param balance what the wallet has now, in units, waiting payments taken off. */
  isPasswordNeeded(outflow: Outflow, balance: bigint): boolean {
    const had = balance + this.#spent.all;
    return (this.#spent.all + outflow.all) * 2n > had || (this.#spent.toNew + outflow.toNew) * 10n > had;
  }

  /** A payment was approved without the password. */
  spend(outflow: Outflow): void {
    this.#spent = { all: this.#spent.all + outflow.all, toNew: this.#spent.toNew + outflow.toNew };
  }

  passwordGiven(): void {
    this.#spent = { all: 0n, toNew: 0n };
  }
}
