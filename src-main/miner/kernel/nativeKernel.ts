import type { Bytes } from '#shared/protocol/bytes.ts';
import type { NativeAddon } from '../../base/nativeAddon.ts';
import {
  FOUND_CAPACITY,
  type Found,
  GROUP_BLOBS,
  type Kernel,
  type Library,
  MAX_DATES,
  type Solution,
} from './kernel.ts';

const GROUP_WORDS = 12 * GROUP_BLOBS;
const HEAD_WORDS = 32;

class NativeLibrary implements Library {
  readonly groups: number;
  readonly next: bigint;
  readonly words: Uint32Array;
  readonly #blobs: Uint8Array;

  constructor(addon: NativeAddon, start: bigint, groups: number) {
    this.groups = groups;
    this.words = new Uint32Array(groups * GROUP_WORDS);
    this.#blobs = new Uint8Array(groups * GROUP_BLOBS * 8);
    this.next = addon.library(start, groups, this.words, this.#blobs);
  }

  blob(index: number): Bytes {
    return this.#blobs.slice(8 * index, 8 * index + 8);
  }
}

/** One of the C kernels in src-main/native. */
export class NativeKernel implements Kernel {
  readonly name: string;
  readonly libraryGroups = 512;
  readonly #addon: NativeAddon;
  readonly #variant: number;
  readonly #heads = new Uint32Array(MAX_DATES * HEAD_WORDS);
  readonly #found = new Uint32Array(2 * FOUND_CAPACITY);
  readonly #result = new Uint32Array(2);
  #date = 0;
  #count = 0;

  constructor(addon: NativeAddon, name: string) {
    this.name = name;
    this.#addon = addon;
    this.#variant = addon.variants.indexOf(name);
  }

  makeLibrary(start: bigint, groups: number): Library {
    return new NativeLibrary(this.#addon, start, groups);
  }

  prepare(step3: Bytes, date: number, count: number): void {
    this.#addon.heads(step3, date, count, this.#heads);
    this.#date = date;
    this.#count = count;
  }

  search(library: Library, group: number, end: number, limit: Uint32Array): Found {
    if (!(library instanceof NativeLibrary)) throw new TypeError('This library is of another kernel.');
    const { words } = library;
    const found = this.#found;
    this.#addon.search(
      this.#variant,
      words,
      group,
      end,
      this.#heads,
      this.#count,
      limit,
      found,
      this.#result,
    );
    const [next = end, length = 0] = this.#result;
    return { next, solutions: solutionsOf(found, length, this.#date) };
  }
}

/** Pairs of blob and head, as C writes them, to solutions. */
export function solutionsOf(found: Uint32Array, length: number, date: number): readonly Solution[] {
  return Array.from({ length }, (_, n) => ({
    blob: found[2 * n] ?? 0,
    minedDate: date + (found[2 * n + 1] ?? 0),
  }));
}
