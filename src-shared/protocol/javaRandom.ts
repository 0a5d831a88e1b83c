// The generator's multiplier 0x5DEECE66D and all states are 48 bits: kept as two halves of 24, whose products fit
// a double exactly. The miner needs this for each blob, where bigint would cost more than the hashes.
const HALF = 2 ** 24;
const MULTIPLIER_HIGH = 0x5de;
const MULTIPLIER_LOW = 0xece66d;
const INCREMENT = 0xb;

/** `nextInt(5)` of a generator seeded with the 48 bits high || low (the rest of a seed has no influence). */
export function nextInt5Of(seedHigh: number, seedLow: number): number {
  let high = seedHigh ^ MULTIPLIER_HIGH;
  let low = seedLow ^ MULTIPLIER_LOW;
  for (;;) {
    const product = low * MULTIPLIER_LOW + INCREMENT;
    high = (high * MULTIPLIER_LOW + low * MULTIPLIER_HIGH + Math.floor(product / HALF)) % HALF;
    low = product % HALF;
    const bits = high * 128 + (low >>> 17);
    // The last, incomplete run of five would favour small numbers: Java draws again.
    if (bits - (bits % 5) + 4 < 2 ** 31) return bits % 5;
  }
}

/** `new java.util.Random(seed).nextInt(5)` for a signed 64-bit seed (step 7 of the mining process). */
export function nextInt5(seed: bigint): number {
  const bits = BigInt.asUintN(48, seed);
  return nextInt5Of(Number(bits >> 24n), Number(bits & 0xffffffn));
}
