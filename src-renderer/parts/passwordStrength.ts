import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

let rater: Promise<ZxcvbnFactory> | null = null;

async function fetchRater(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Rater }, common] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new Rater({ dictionary: common.dictionary, graphs: common.adjacencyGraphs });
}

/** How hard to guess, 0 (at once) to 4. The lists of common passwords are fetched when first needed. */
export async function passwordStrength(password: string): Promise<number> {
  rater ??= fetchRater();
  // Longer texts are rated by their beginning: rating takes time that grows with the length.
  return (await rater).check(password.slice(0, 100), ['coco', 'coconut', 'wallet']).score;
}
