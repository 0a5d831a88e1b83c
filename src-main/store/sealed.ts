import { crc32 } from 'node:zlib';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';

/**
 * A value with its CRC-32 behind it. LevelDB checks its own blocks only when it is asked to, and not what its cache
 * holds; what lies in the database is never served unless it is what was written.
 */
export function seal(value: Bytes): Buffer {
  const sealed = Buffer.allocUnsafe(value.length + 4);
  sealed.set(value);
  sealed.writeUInt32BE(crc32(value), value.length);
  return sealed;
}

/** Throws `store.databaseDamaged` naming the record. */
export function unseal(sealed: Buffer, record: string): Buffer {
  const value = sealed.subarray(0, Math.max(0, sealed.length - 4));
  if (sealed.length < 4 || sealed.readUInt32BE(value.length) !== crc32(value)) {
    throw new Fault('store.databaseDamaged', { record });
  }
  return value;
}
