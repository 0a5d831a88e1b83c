import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lookalikes } from './lookalike.ts';

const characters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const data = fc.string({ unit: fc.constantFrom(...characters), minLength: 58, maxLength: 58 });

/** How many characters two texts share at the beginning and at the end, counted plainly. */
function shared(a: string, b: string): number {
  let first = 0;
  while (first < a.length && a[first] === b[first]) first++;
  let last = 0;
  while (last < a.length && a[a.length - 1 - last] === b[b.length - 1 - last]) last++;
  return first + last;
}

describe('Lookalikes', () => {
  it('finds what shares six characters at the ends, and nothing else', () => {
    const ends = fc.integer({ min: 0, max: 8 });
    fc.assert(
      fc.property(data, data, ends, ends, (one, other, first, last) => {
        const twin = `${one.slice(0, first)}${other.slice(first, 58 - last)}${one.slice(58 - last)}`;
        fc.pre(twin !== one);
        const found = new Lookalikes([`lcoco1${one}`]).find(`lcoco1${twin}`);
        expect(found).toBe(shared(one, twin) >= 6 ? `lcoco1${one}` : undefined);
      }),
      { numRuns: 500 },
    );
  });

  it('never names an address as its own twin', () => {
    const one = `lcoco1${'q'.repeat(58)}`;
    const twin = `lcoco1${'q'.repeat(29)}p${'q'.repeat(28)}`;
    expect(new Lookalikes([one]).find(one)).toBeUndefined();
    expect(new Lookalikes([twin, one]).find(twin)).toBe(one);
    expect(new Lookalikes([one, twin]).find(twin)).toBe(one);
  });
});
