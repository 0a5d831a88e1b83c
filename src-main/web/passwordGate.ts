import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { Fault } from '#shared/protocol/fault.ts';

/** 64 MiB and about a quarter of a second for each guess. */
const COST = { N: 2 ** 16, r: 8, p: 1 } as const;
const HASH_BYTES = 32;
export const MIN_PASSWORD = 12;
const MAX_PASSWORD = 1024;
/** So many wrong ones cost no time; then 1 s, 2 s, 4 s … up to a minute. */
const FREE_TRIES = 3;
const LONGEST_WAIT = 60_000;

const stretch = (password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });

/** What may stand in a configuration file instead of the password. Fault: `wallet.passwordTooShort`. */
export async function hashPassword(password: string): Promise<string> {
  if (password.length < MIN_PASSWORD) throw new Fault('wallet.passwordTooShort', { min: MIN_PASSWORD });
  const salt = randomBytes(16);
  const key = await stretch(password, salt, { ...COST, maxmem: 256 * 1024 * 1024 });
  return `scrypt$${COST.N}$${COST.r}$${COST.p}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/** undefined for a text that is no hash of ours. */
function parseHash(text: string) {
  const found = /^scrypt\$(\d{4,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22,})\$([\w-]{43})$/.exec(text.trim());
  if (found === null) return undefined;
  const [N, r, p] = found.slice(1, 4).map(Number);
  if (N === undefined || r === undefined || p === undefined) return undefined;
  // Less than this would make guessing cheap, more would let a file take all memory.
  if (N < 2 ** 14 || N > 2 ** 20 || (N & (N - 1)) !== 0 || r < 8 || r > 16 || p < 1 || p > 4)
    return undefined;
  const [salt, key] = [Buffer.from(found[4] ?? '', 'base64url'), Buffer.from(found[5] ?? '', 'base64url')];
  return { options: { N, r, p, maxmem: 256 * N * r }, salt, key };
}

export type Verdict = { readonly ok: true } | { readonly ok: false; readonly wait: number };

/** By which host the shell was asked: this machine's (as through a tunnel), or that of a proxy's origin. */
export type WayIn = 'machine' | 'origin';

/**
 * The operator's password: slow to guess, and slower with each wrong guess. Wrong guesses on one way in cost no time on
 * the other: who guesses at the public origin can't keep the operator out of a tunnel.
 */
export class PasswordGate {
  readonly #hash: NonNullable<ReturnType<typeof parseHash>>;
  readonly #now: () => number;
  readonly #ways: Readonly<Record<WayIn, { wrong: number; closedUntil: number }>> = {
    machine: { wrong: 0, closedUntil: 0 },
    origin: { wrong: 0, closedUntil: 0 },
  };
  #busy = false;

  /** Fault: `server.params` for a text that is no hash. */
  constructor(hash: string, now: () => number) {
    const parsed = parseHash(hash);
    if (parsed === undefined) throw new Fault('server.params', { field: 'web.passwordHash' });
    this.#hash = parsed;
    this.#now = now;
  }

  /** One guess at a time over both ways; `wait`: ms until the next one of this way is looked at. */
  async check(password: string, by: WayIn): Promise<Verdict> {
    const now = this.#now();
    const way = this.#ways[by];
    if (now < way.closedUntil) return { ok: false, wait: way.closedUntil - now };
    if (this.#busy) return { ok: false, wait: 1_000 };
    if (password.length > MAX_PASSWORD) return { ok: false, wait: 0 };
    this.#busy = true;
    try {
      const { salt, options, key } = this.#hash;
      if (timingSafeEqual(await stretch(password, salt, options), key)) {
        way.wrong = 0;
        return { ok: true };
      }
    } finally {
      this.#busy = false;
    }
    way.wrong += 1;
    const over = way.wrong - FREE_TRIES;
    const wait = over < 0 ? 0 : Math.min(LONGEST_WAIT, 1_000 * 2 ** Math.min(over, 16));
    way.closedUntil = this.#now() + wait;
    return { ok: false, wait };
  }
}
