import { ByteReader, type Bytes, ByteWriter } from './bytes.ts';

/** The paper's Integer: 1–4 bytes, the length in the two top bits. Throws `decode.integer` outside 0 … 2^30−1. */
export function encodeInteger(value: number): Bytes {
  return new ByteWriter(4).integer(value).done();
}

/** Throws `decode.integer` for a longer form than needed, `decode.truncated`. */
export function readInteger(reader: ByteReader): number {
  return reader.integer();
}

/** An Integer that stands alone. Throws `decode.integer`, `decode.truncated`, `decode.trailing`. */
export function decodeInteger(bytes: Bytes): number {
  const reader = new ByteReader(bytes);
  const value = reader.integer();
  reader.end();
  return value;
}
