/**
 * Address poisoning: somebody grinds keys until an address looks like one that a person pays, and plants it where it
 * may be copied from, such as the history. People compare the ends. Two addresses are too much alike when the
 * characters they share at the beginning and at the end (after the prefix) are six or more together, wherever they
 * are: 30 bits, which chance does not do among a few thousand addresses and a grinder does in minutes.
 */
const SHARED = 6;

/** Finds among known addresses one that another resembles; any number of questions, each in constant time. */
export class Lookalikes {
  /** Two for each way of looking alike: one of them may be the address that is asked about. */
  readonly #byEnds = new Map<string, string[]>();

  /** All addresses have the same prefix. */
  constructor(known: Iterable<string>) {
    for (const address of new Set(known)) {
      for (const key of ends(address)) {
        const alike = this.#byEnds.get(key);
        if (alike === undefined) this.#byEnds.set(key, [address]);
        else if (alike.length < 2) alike.push(address);
      }
    }
  }

  /** A known address, other than this one, that this one resembles. */
  find(address: string): string | undefined {
    for (const key of ends(address)) {
      const known = this.#byEnds.get(key)?.find((other) => other !== address);
      if (known !== undefined) return known;
    }
    return undefined;
  }
}

/** Every way to share exactly six characters: 6 at the beginning, 5 and 1, … 6 at the end. */
function ends(address: string): string[] {
  const data = address.slice(address.lastIndexOf('1') + 1);
  return Array.from({ length: SHARED + 1 }, (_, last) => {
    return `${data.slice(0, SHARED - last)}…${data.slice(data.length - last)}`;
  });
}
