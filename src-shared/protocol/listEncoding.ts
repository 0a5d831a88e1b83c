import { type Units, writeFloatAmount, writeMicro } from './amounts.ts';
import { type Bytes, ByteWriter } from './bytes.ts';
import { Fault } from './fault.ts';
import {
  FEATURE,
  featuresAllowed,
  type ItemByType,
  type ItemOf,
  isListType,
  LIMITS,
  type List,
  type ListOf,
  type ListType,
} from './lists.ts';
import { allSteps, type Steps } from './steps.ts';

function fixed(writer: ByteWriter, bytes: Bytes, length: number): void {
  if (bytes.length !== length) throw new Fault('decode.list', { bytes: bytes.length, expected: length });
  writer.raw(bytes);
}

function sign(writer: ByteWriter, features: number, signature: Bytes | undefined): void {
  const expected = (features & FEATURE.trusted) === 0;
  if (expected !== (signature !== undefined)) throw new Fault('decode.list', { signature: expected });
  if (signature !== undefined) fixed(writer, signature, 64);
}

function amount(writer: ByteWriter, features: number, units: Units): void {
  if ((features & FEATURE.micro) !== 0) writeMicro(writer, units);
  else writeFloatAmount(writer, units);
}

function fee(writer: ByteWriter, features: number, units: Units | undefined): void {
  const expected = (features & FEATURE.defaultFee) === 0;
  if (expected !== (units !== undefined)) throw new Fault('decode.list', { fee: expected });
  if (units !== undefined) writeMicro(writer, units);
}

function count(writer: ByteWriter, things: readonly unknown[], limit: number): void {
  if (things.length === 0) throw new Fault('decode.list', { count: 0 });
  if (things.length > limit) throw new Fault('decode.tooLong', { length: things.length, limit });
  writer.integer(things.length);
}

type Writers = {
  readonly [T in ListType]: (
    w: ByteWriter,
    features: number,
    item: ItemByType[T],
    reference?: number,
  ) => void;
};

// The signature stands first in the paper's transfers and last in everything else.
const writers: Writers = {
  1: (w, features, item) => {
    sign(w, features, item.signature);
    w.integer(item.sender).integer(item.receiver);
    amount(w, features, item.amount);
    fee(w, features, item.fee);
  },
  2: (w, features, item) => {
    sign(w, features, item.signature);
    w.integer(item.sender);
    count(w, item.receivers, LIMITS.receivers);
    for (const receiver of item.receivers) w.integer(receiver);
    amount(w, features, item.amount);
    fee(w, features, item.fee);
  },
  3: (w, features, item) => {
    sign(w, features, item.signature);
    w.integer(item.sender);
    count(w, item.receivers, LIMITS.receivers);
    for (const receiver of item.receivers) {
      w.integer(receiver.id);
      amount(w, features, receiver.amount);
    }
    fee(w, features, item.fee);
  },
  4: (w, features, item) => {
    w.integer(item.creator).integer(32);
    fixed(w, item.contractHash, 32);
    w.byteArray(item.model, LIMITS.modelBytes).text(item.script, LIMITS.scriptBytes);
    sign(w, features, item.signature);
  },
  5: (w, features, item) => {
    w.integer(item.applicant).integer(item.contract);
    sign(w, features, item.signature);
  },
  6: (w, features, item) => {
    w.integer(item.sender).integer(item.party).integer(item.hours);
    sign(w, features, item.signature);
  },
  7: (w, features, item) => {
    w.integer(item.party);
    count(w, item.updates, LIMITS.updates);
    for (const update of item.updates) {
      w.integer(update.id);
      amount(w, features, update.balance);
    }
    sign(w, features, item.signature);
  },
  8: (w, features, item, reference) => {
    w.integer(item.party);
    writeGroupLists(w, item.lists, reference);
    sign(w, features, item.signature);
  },
  9: (w, _features, item) => fixed(w, item.key, 32),
  10: (w, features, item) => {
    w.integer(item.caller).integer(item.contract).byteArray(item.data, LIMITS.callBytes);
    sign(w, features, item.signature);
  },
};

/** One item; `reference` (the list's) is looked at for a list group only. */
export function writeItem<T extends ListType>(
  writer: ByteWriter,
  type: T,
  features: number,
  item: ItemOf<T>,
  reference?: number,
): void {
  writers[type](writer, features, item, reference);
}

/** An item in block encoding, the features being its list's. Throws `decode.*` and `amount.*` for a wrong item. */
export function encodeItem<T extends ListType>(type: T, features: number, item: ItemOf<T>): Bytes {
  const writer = new ByteWriter();
  writeItem(writer, type, features, item);
  return writer.done();
}

/** Head of a list: Integer type, Integer reference, features byte, Integer count. */
export function writeListHead<T extends ListType>(writer: ByteWriter, list: ListOf<T>): void {
  writer.integer(list.type).integer(list.reference).byte(list.features).integer(list.items.length);
}

/** Items that are written in one step. */
const STEP_ITEMS = 512;

function writeList<T extends ListType>(writer: ByteWriter, list: ListOf<T>, insideGroup: boolean): void {
  allSteps(listSteps(writer, list, insideGroup));
}

function* listSteps<T extends ListType>(
  writer: ByteWriter,
  list: ListOf<T>,
  insideGroup: boolean,
): Steps<void> {
  if (!isListType(list.type)) throw new Fault('decode.list', { type: list.type });
  if (!featuresAllowed(list.type, list.features, insideGroup)) {
    throw new Fault('decode.features', { type: list.type, features: list.features });
  }
  if (list.items.length === 0) throw new Fault('decode.list', { type: list.type, count: 0 });
  writeListHead(writer, list);
  for (let first = 0; first < list.items.length; first += STEP_ITEMS) {
    const some = list.items.slice(first, first + STEP_ITEMS);
    for (const item of some) writeItem(writer, list.type, list.features, item, list.reference);
    yield;
  }
}

/** Integer number of lists and the lists of a group. All name one reference block: `reference`, where it is given. */
export function writeGroupLists(writer: ByteWriter, lists: readonly List[], reference?: number): void {
  count(writer, lists, LIMITS.lists);
  reference ??= lists[0]?.reference;
  for (const list of lists) {
    if (list.type === 8 || list.type === 9) throw new Fault('group.nested', { type: list.type });
    if (list.reference !== reference) {
      throw new Fault('transaction.reference', { reference: list.reference, group: reference ?? -1 });
    }
    writeList(writer, list, true);
  }
}

/** One list in block encoding, head and items, as it stands in a block. */
export function encodeList(list: List): Bytes {
  const writer = new ByteWriter(4096);
  writeList(writer, list, false);
  return writer.done();
}

/** Writes the lists part of a block. */
export function* listsSteps(writer: ByteWriter, lists: readonly List[]): Steps<void> {
  if (lists.length > LIMITS.lists)
    throw new Fault('decode.tooLong', { length: lists.length, limit: LIMITS.lists });
  writer.integer(lists.length);
  for (const list of lists) yield* listSteps(writer, list, false);
}

/** The lists part of a block: Integer number of lists (it may be 0), then the lists. */
export function encodeLists(lists: readonly List[]): Bytes {
  const writer = new ByteWriter(4096);
  allSteps(listsSteps(writer, lists));
  return writer.done();
}
