import { readFloatAmount, type Units, writeFloatAmount } from './amounts.ts';
import { type Bytes, toHex } from './bytes.ts';
import { Fault } from './fault.ts';
import { readGroupLists } from './listDecoding.ts';
import { writeGroupLists } from './listEncoding.ts';
import { LIMITS, type List } from './lists.ts';
import { messageReader, messageWriter, writeKey } from './messageKind.ts';

/** A trust as a wallet signs it; zero hours starts the termination. Keys and block hash have 32 bytes. */
export interface TrustMessage {
  blockHash: Bytes;
  sender: Bytes;
  party: Bytes;
  hours: number;
}

export interface UpdateMessage {
  blockHash: Bytes;
  party: Bytes;
  updates: { key: Bytes; balance: Units }[];
}

/** The lists stand in it in block encoding, with ids known at their reference block. */
export interface GroupMessage {
  blockHash: Bytes;
  party: Bytes;
  lists: List[];
}

/** 0xF6 || block hash || sender || party || Integer hours (docs/PROTOCOL.md §5). Throws `decode.*`. */
export function encodeTrustMessage(trust: TrustMessage): Bytes {
  const writer = messageWriter('trust', trust.blockHash);
  writeKey(writer, trust.sender);
  writeKey(writer, trust.party);
  return writer.integer(trust.hours).done();
}

export function decodeTrustMessage(bytes: Bytes): TrustMessage {
  const reader = messageReader('trust', bytes);
  const trust = {
    blockHash: reader.take(32),
    sender: reader.take(32),
    party: reader.take(32),
    hours: reader.integer(),
  };
  reader.end();
  return trust;
}

function checkUpdates(updates: UpdateMessage['updates']): void {
  if (updates.length === 0) throw new Fault('decode.message', { updates: 0 });
  if (updates.length > LIMITS.updates) {
    throw new Fault('decode.tooLong', { length: updates.length, limit: LIMITS.updates });
  }
  const seen = new Set<string>();
  for (const { key } of updates) {
    const hex = toHex(key);
    if (seen.has(hex)) throw new Fault('update.walletTwice', { key: hex });
    seen.add(hex);
  }
}

/** 0xF7 || block hash || party || Integer count || (key || float balance)…. Throws `update.walletTwice`, `decode.*`. */
export function encodeUpdateMessage(update: UpdateMessage): Bytes {
  checkUpdates(update.updates);
  return writeUpdate(update);
}

/** The same, without looking whether a wallet stands twice: for items whose ids were checked already. */
export function writeUpdate(update: UpdateMessage): Bytes {
  const writer = messageWriter('update', update.blockHash, 80 + 40 * update.updates.length);
  writeKey(writer, update.party);
  writer.integer(update.updates.length);
  for (const { key, balance } of update.updates) {
    writeKey(writer, key);
    writeFloatAmount(writer, balance);
  }
  return writer.done();
}

export function decodeUpdateMessage(bytes: Bytes): UpdateMessage {
  const reader = messageReader('update', bytes);
  const blockHash = reader.take(32);
  const party = reader.take(32);
  const updates: UpdateMessage['updates'] = [];
  for (let left = reader.count(LIMITS.updates, 40); left > 0; left--) {
    updates.push({ key: reader.take(32), balance: readFloatAmount(reader) });
  }
  reader.end();
  checkUpdates(updates);
  return { blockHash, party, updates };
}

/**
 * 0xF8 || block hash || party || Integer lists || the lists in block encoding. Throws `group.nested`,
 * `transaction.reference` (the lists name different reference blocks), `decode.*`.
 */
export function encodeGroupMessage(group: GroupMessage): Bytes {
  const writer = messageWriter('group', group.blockHash, 4096);
  writeKey(writer, group.party);
  writeGroupLists(writer, group.lists);
  return writer.done();
}

export function decodeGroupMessage(bytes: Bytes): GroupMessage {
  const reader = messageReader('group', bytes);
  const group = { blockHash: reader.take(32), party: reader.take(32), lists: readGroupLists(reader) };
  reader.end();
  return group;
}
