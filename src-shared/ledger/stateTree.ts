import { type Bytes, ByteWriter } from '../protocol/bytes.ts';
import { sha256, sha256Parts } from '../protocol/hashing.ts';
import { ROW } from './walletRow.ts';

/** Children of a node, and rows of a leaf. */
const FAN = 16;

/** Nodes that are hashed at once: their wallets, 4096, lie in one piece of memory. */
const GROUP = 256;

/** Where the tree reads the wallets' rows. */
export interface RowSource {
  /** How many ids have been given out. */
  readonly count: number;
  /**
   * `length` rows from `first` on, zeros where no id was given out; undefined for zeros alone. `length` is a power of
   * two up to 4096, and `first` a multiple of it.
   */
  rows(first: number, length: number): Uint8Array | undefined;
}

/** What the state hash covers beside the wallets. Amounts in units. */
export interface StateScalars {
  readonly supply: bigint;
  readonly lostCoins: bigint;
  readonly sweeps: number;
}

/**
 * The state hash: one number of 32 bytes for everything that the ledger knows, so that two ledgers can be compared.
 *
 * - A wallet is its row of 64 bytes (`walletRow.ts`), zeros for an id whose wallet was lost.
 * - Leaf i = H(rows of ids 16i … 16i+15, zeros for ids not given out).
 * - Node j of a higher level = H(nodes 16j … 16j+15 of the level below, 32 zero bytes for each that is missing).
 *   Levels are added until one has a single node: the root.
 * - State hash = H("coco state 1" || ids given out, 8 bytes || supply 8 || lost coins 8 || sweeps 8 || root).
 *
 * A tree, because a block then costs only the paths above the wallets it touched, which in a large block share
 * most of their nodes, and because nobody can make two different ledgers meet (a sum of hashes would be as cheap,
 * but a generalised birthday attack finds equal sums). It says nothing about how a ledger keeps its wallets.
 */
export class StateTree {
  private readonly source: RowSource;
  /** Nodes of each level, 32 bytes each; level 0 are the leaves. */
  private levels: Uint8Array[] = [new Uint8Array(0)];
  private readonly places = new Int32Array(2 * GROUP);
  private readonly digests = new Uint8Array(32 * GROUP);

  constructor(source: RowSource) {
    this.source = source;
    this.rebuild();
  }

  /** Computes all nodes anew. */
  rebuild(): void {
    const leaves = Math.max(1, Math.ceil(this.source.count / FAN));
    this.resize(leaves);
    this.hashUp(new Uint8Array(leaves).fill(1), false);
  }

  /** Computes the nodes above these wallets, whose rows have changed, appeared or disappeared. */
  update(ids: Iterable<number>): void {
    const before = this.levels.map((level) => level.length);
    const leaves = Math.max(1, Math.ceil(this.source.count / FAN));
    this.resize(leaves);
    if (
      this.levels.some((level, at) => level.length !== before[at]) ||
      this.levels.length !== before.length
    ) {
      // Edges have moved: their parents are computed again too.
      this.updateNodes(ids, true);
    } else this.updateNodes(ids, false);
  }

  private updateNodes(ids: Iterable<number>, edges: boolean): void {
    const leaves = (this.levels[0] as Uint8Array).length / 32;
    const dirty = new Uint8Array(leaves);
    for (const id of ids) {
      const leaf = Math.floor(id / FAN);
      if (leaf < leaves) dirty[leaf] = 1;
    }
    this.hashUp(dirty, edges);
  }

  /** Computes the nodes marked in `dirty`, and all above them; `edges`: the last of each level too. */
  private hashUp(leaves: Uint8Array, edges: boolean): void {
    let dirty = leaves;
    for (let level = 0; level < this.levels.length; level++) {
      const nodes = dirty.length;
      const parents = new Uint8Array(Math.ceil(nodes / FAN));
      if (edges) dirty[nodes - 1] = 1;
      for (let first = 0; first < nodes; first += GROUP) {
        const end = Math.min(nodes, first + GROUP);
        let any = false;
        for (let node = first; node < end; node++) {
          if (dirty[node] === 0) continue;
          any = true;
          parents[Math.floor(node / FAN)] = 1;
        }
        if (any) this.hashGroup(level, first, end, dirty);
      }
      dirty = parents;
    }
  }

  root(): Bytes {
    return (this.levels.at(-1) as Uint8Array).slice(0, 32);
  }

  stateHash(scalars: StateScalars): Bytes {
    const writer = new ByteWriter(128);
    for (const letter of 'coco state 1') writer.byte(letter.charCodeAt(0));
    writer.time(this.source.count);
    for (const amount of [scalars.supply, scalars.lostCoins]) {
      writer.raw(new Uint8Array(8).map((_, at) => Number((amount >> BigInt(56 - 8 * at)) & 0xffn)));
    }
    return sha256(writer.time(scalars.sweeps).raw(this.root()).view());
  }

  private resize(leaves: number): void {
    const sizes = [leaves];
    for (let nodes = leaves; nodes > 1; sizes.push(nodes)) nodes = Math.ceil(nodes / FAN);
    this.levels = sizes.map((nodes, level) => {
      const old = this.levels[level];
      if (old !== undefined && old.length === nodes * 32) return old;
      const resized = new Uint8Array(nodes * 32);
      if (old !== undefined) resized.set(old.subarray(0, Math.min(old.length, nodes * 32)));
      return resized;
    });
  }

  /** Computes those of the nodes `first` … `end` − 1 of a level that are marked. */
  private hashGroup(level: number, first: number, end: number, dirty: Uint8Array): void {
    const { places, digests } = this;
    const size = FAN * (level === 0 ? ROW : 32);
    const below = this.childrenOf(level, first, size);
    let count = 0;
    for (let node = first; node < end; node++) {
      if (dirty[node] === 0) continue;
      places[2 * count] = (node - first) * size;
      places[2 * count + 1] = size;
      count += 1;
    }
    sha256Parts().each(below, places, 2, count, digests);
    const nodes = this.levels[level] as Uint8Array;
    let from = 0;
    for (let node = first; node < end; node++) {
      if (dirty[node] === 0) continue;
      for (let i = 0; i < 32; i++) nodes[node * 32 + i] = digests[from + i] as number;
      from += 32;
    }
  }

  /** What the nodes of a group are hashes of, zeros for what is missing. */
  private childrenOf(level: number, first: number, size: number): Uint8Array {
    if (level === 0) return this.source.rows(first * FAN, GROUP * FAN) ?? new Uint8Array(GROUP * size);
    const below = (this.levels[level - 1] as Uint8Array).subarray(first * size, (first + GROUP) * size);
    if (below.length % size === 0) return below;
    const padded = new Uint8Array(GROUP * size);
    padded.set(below);
    return padded;
  }
}
