/** An allowance that is used up and grows back: `burst` at once, then `rate` a second. */
export class TokenBucket {
  #tokens: number;
  #at: number;
  readonly #burst: number;
  readonly #rate: number;

  constructor(burst: number, rate: number, now: number) {
    this.#tokens = burst;
    this.#at = now;
    this.#burst = burst;
    this.#rate = rate;
  }

  /** Takes `cost` if it is there; else takes nothing and says no. A clock that goes back gives nothing. */
  take(cost: number, now: number): boolean {
    this.#fill(now);
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }

  /** How long until `cost` is there, in ms. */
  wait(cost: number, now: number): number {
    this.#fill(now);
    return Math.max(0, Math.ceil(((cost - this.#tokens) / this.#rate) * 1000));
  }

  isFull(now: number): boolean {
    this.#fill(now);
    return this.#tokens >= this.#burst;
  }

  #fill(now: number): void {
    if (now > this.#at)
      this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1000) * this.#rate);
    this.#at = now;
  }
}
