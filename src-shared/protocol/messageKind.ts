import { ByteReader, type Bytes, ByteWriter } from './bytes.ts';
import { Fault } from './fault.ts';

/** The kinds of wallet messages that are no transfers, and their first byte (docs/PROTOCOL.md §5). */
const FIRST_BYTE = {
  publish: 0xf4,
  apply: 0xf5,
  trust: 0xf6,
  update: 0xf7,
  group: 0xf8,
  call: 0xfa,
} as const;

type MarkedKind = keyof typeof FIRST_BYTE;
export type MessageKind = 'transfer' | MarkedKind;

/** The kind that a message's first byte tells: a transfer begins with a float, whose first byte is below 0x80. */
export function messageKind(bytes: Bytes): MessageKind {
  const first = bytes[0];
  if (first === undefined) throw new Fault('decode.truncated', { at: 0, need: 1, have: 0 });
  if (first < 0x80) return 'transfer';
  for (const kind of Object.keys(FIRST_BYTE) as MarkedKind[]) if (FIRST_BYTE[kind] === first) return kind;
  throw new Fault('decode.message', { first });
}

/** 32 bytes: a key or a hash. Throws `decode.message`. */
export function writeKey(writer: ByteWriter, bytes: Bytes): void {
  if (bytes.length !== 32) throw new Fault('decode.message', { bytes: bytes.length, expected: 32 });
  writer.raw(bytes);
}

/** A writer that already holds the kind's first byte and the block hash. */
export function messageWriter(kind: MarkedKind, blockHash: Bytes, capacity = 256): ByteWriter {
  const writer = new ByteWriter(capacity).byte(FIRST_BYTE[kind]);
  writeKey(writer, blockHash);
  return writer;
}

/** A reader behind the kind's first byte. Throws `decode.message` for another kind. */
export function messageReader(kind: MarkedKind, bytes: Bytes): ByteReader {
  const reader = new ByteReader(bytes);
  const first = reader.byte();
  if (first !== FIRST_BYTE[kind]) throw new Fault('decode.message', { first, kind });
  return reader;
}
