import { readFloatAmount, readMicro, type Units } from './amounts.ts';
import { ByteReader, type Bytes } from './bytes.ts';
import { Fault } from './fault.ts';
import {
  FEATURE,
  featuresAllowed,
  type ItemByType,
  isListType,
  LIMITS,
  type List,
  type ListOf,
  type ListType,
} from './lists.ts';

/** The fewest bytes an item of a type can have, so that a count is refused before anything is made for it. */
const LEAST: { readonly [T in ListType]: number } = {
  1: 3,
  2: 4,
  3: 4,
  4: 36,
  5: 2,
  6: 3,
  7: 4,
  8: 72,
  9: 32,
  10: 3,
};

function count(reader: ByteReader, limit: number, each: number): number {
  const at = reader.offset;
  const value = reader.count(limit, each);
  if (value === 0) throw new Fault('decode.list', { at, count: 0 });
  return value;
}

function amount(reader: ByteReader, features: number): Units {
  return (features & FEATURE.micro) !== 0 ? readMicro(reader) : readFloatAmount(reader);
}

/** Adds the signature that stands last, unless the features leave it out. */
function signed<I extends object>(
  reader: ByteReader,
  features: number,
  unsigned: I,
): I & { signature?: Bytes } {
  const item: I & { signature?: Bytes } = unsigned;
  if ((features & FEATURE.trusted) === 0) item.signature = reader.take(64);
  return item;
}

function withFee<I extends { fee?: Units }>(reader: ByteReader, features: number, item: I): I {
  if ((features & FEATURE.defaultFee) === 0) item.fee = readMicro(reader);
  return item;
}

type Readers = {
  readonly [T in ListType]: (r: ByteReader, features: number, reference: number) => ItemByType[T];
};

/**
 * An array of its exact length: the count was compared with what is left, so it is a small multiple of the bytes, and
 * arrays which grow by themselves would take several times more where they are short.
 */
function filled<V>(length: number, read: () => V): V[] {
  const values = new Array<V>(length);
  for (let at = 0; at < length; at++) values[at] = read();
  return values;
}

function many<V>(reader: ByteReader, limit: number, each: number, read: () => V): V[] {
  return filled(count(reader, limit, each), read);
}

const readers: Readers = {
  1: (r, features) => {
    const signature = (features & FEATURE.trusted) === 0 ? r.take(64) : undefined;
    const sender = r.integer();
    const receiver = r.integer();
    const item: Transfer<1> = { sender, receiver, amount: amount(r, features) };
    if (signature !== undefined) item.signature = signature;
    return withFee(r, features, item);
  },
  2: (r, features) => {
    const signature = (features & FEATURE.trusted) === 0 ? r.take(64) : undefined;
    const sender = r.integer();
    const receivers = many(r, LIMITS.receivers, 1, () => r.integer());
    const item: Transfer<2> = { sender, receivers, amount: amount(r, features) };
    if (signature !== undefined) item.signature = signature;
    return withFee(r, features, item);
  },
  3: (r, features) => {
    const signature = (features & FEATURE.trusted) === 0 ? r.take(64) : undefined;
    const sender = r.integer();
    const receivers = many(r, LIMITS.receivers, 2, () => ({ id: r.integer(), amount: amount(r, features) }));
    const item: Transfer<3> = { sender, receivers };
    if (signature !== undefined) item.signature = signature;
    return withFee(r, features, item);
  },
  4: (r, features) => {
    const creator = r.integer();
    const at = r.offset;
    const contractHash = r.byteArray(32);
    if (contractHash.length !== 32)
      throw new Fault('decode.list', { at, bytes: contractHash.length, expected: 32 });
    const model = r.byteArray(LIMITS.modelBytes);
    const script = r.text(LIMITS.scriptBytes);
    return signed(r, features, { creator, contractHash, model, script });
  },
  5: (r, features) => signed(r, features, { applicant: r.integer(), contract: r.integer() }),
  6: (r, features) => signed(r, features, { sender: r.integer(), party: r.integer(), hours: r.integer() }),
  7: (r, features) => {
    const party = r.integer();
    const updates = many(r, LIMITS.updates, 2, () => ({ id: r.integer(), balance: amount(r, features) }));
    return signed(r, features, { party, updates });
  },
  8: (r, _features, reference) => {
    const party = r.integer();
    const lists = readGroupLists(r, reference);
    return { party, lists, signature: r.take(64) };
  },
  9: (r) => ({ key: r.take(32) }),
  10: (r, features) => {
    const caller = r.integer();
    const contract = r.integer();
    return signed(r, features, { caller, contract, data: r.byteArray(LIMITS.callBytes) });
  },
};

type Transfer<T extends 1 | 2 | 3> = ItemByType[T];

function readItems<T extends ListType>(
  reader: ByteReader,
  head: Omit<ListOf<T>, 'items'>,
  items: number,
): ItemByType[T][] {
  const read = readers[head.type];
  return filled(items, () => read(reader, head.features, head.reference));
}

/** Where a list stands: in a block, or inside a group, whose reference it must name (undefined: any one, but all the same). */
interface Group {
  reference: number | undefined;
}

function readList(reader: ByteReader, group: Group | undefined): List {
  const at = reader.offset;
  const type = reader.integer();
  if (!isListType(type)) throw new Fault('decode.list', { at, type });
  const reference = reader.integer();
  const features = reader.byte();
  if (group !== undefined) {
    if (type === 8 || type === 9) throw new Fault('group.nested', { at, type });
    group.reference ??= reference;
    if (reference !== group.reference) {
      throw new Fault('transaction.reference', { reference, group: group.reference });
    }
  }
  if (!featuresAllowed(type, features, group !== undefined))
    throw new Fault('decode.features', { at, type, features });
  const items = count(reader, Number.MAX_SAFE_INTEGER, LEAST[type]);
  const head = { type, reference, features };
  // The readers' table pairs each type with its items; the compiler cannot follow that through a union.
  return { ...head, items: readItems(reader, head, items) } as List;
}

/** The lists of a group. All name one reference block, `reference` where it is given (it is not for a signed message). */
export function readGroupLists(reader: ByteReader, reference?: number): List[] {
  const group: Group = { reference };
  return many(reader, LIMITS.lists, 6, () => readList(reader, group));
}

/** The lists part of a block. Throws `decode.*`, `group.nested`, `transaction.reference` (a group's list names another). */
export function readLists(reader: ByteReader): List[] {
  return filled(reader.count(LIMITS.lists, 6), () => readList(reader, undefined));
}

export function decodeLists(bytes: Bytes): List[] {
  const reader = new ByteReader(bytes);
  const lists = readLists(reader);
  reader.end();
  return lists;
}

/** One item of a list with these features. `reference` is the list's, for a group's inner lists. */
export function decodeItem<T extends ListType>(
  type: T,
  features: number,
  bytes: Bytes,
  reference: number,
): ItemByType[T] {
  const reader = new ByteReader(bytes);
  const item: ItemByType[T] = readers[type](reader, features, reference);
  reader.end();
  return item;
}
