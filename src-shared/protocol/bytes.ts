import { Fault } from './fault.ts';

/** Raw bytes. Hex on every border, see `toHex` and `fromHex`. */
export type Bytes = Uint8Array;

/** The largest value of the paper's Integer: 30 bits in at most four bytes (docs/PROTOCOL.md §1). */
export const MAX_INTEGER = 2 ** 30 - 1;

const DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/** So many bytes become text at once: a function takes only so many arguments. */
const HEX_AT_ONCE = 1024;

export function toHex(bytes: Bytes): string {
  // One flat string: a text put together digit by digit is twice as slow to make and to look up in a map.
  let text = '';
  for (let first = 0; first < bytes.length; first += HEX_AT_ONCE) {
    const count = Math.min(HEX_AT_ONCE, bytes.length - first);
    const codes = new Array<number>(2 * count);
    for (let n = 0; n < count; n++) {
      const byte = bytes[first + n] as number;
      codes[2 * n] = DIGITS[byte >> 4] as number;
      codes[2 * n + 1] = DIGITS[byte & 15] as number;
    }
    text += String.fromCharCode.apply(null, codes);
  }
  return text;
}

function nibble(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  if (code >= 65 && code <= 70) return code - 55;
  return -1;
}

/** Bytes of hex text, either case; with `length`, exactly so many bytes. Throws `decode.hex`. */
export function fromHex(text: string, length?: number): Bytes {
  if (typeof text !== 'string' || text.length % 2 !== 0) throw new Fault('decode.hex');
  if (length !== undefined && text.length !== 2 * length) {
    throw new Fault('decode.hex', { bytes: text.length / 2, expected: length });
  }
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    const high = nibble(text.charCodeAt(2 * at));
    const low = nibble(text.charCodeAt(2 * at + 1));
    if (high < 0 || low < 0) throw new Fault('decode.hex', { at: 2 * at });
    bytes[at] = high * 16 + low;
  }
  return bytes;
}

export function concatBytes(...parts: readonly Bytes[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether both hold the same bytes. Not in constant time: for public data only. */
export function equalBytes(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** Order of two byte strings: by the first byte that differs, then by length. */
export function compareBytes(a: Bytes, b: Bytes): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at++) {
    const difference = (a[at] as number) - (b[at] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Strict UTF-8 of a text. Throws `decode.utf8` on a lone surrogate, which has no UTF-8. */
export function encodeUtf8(text: string): Bytes {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) as number;
    if (point >= 0xd800 && point <= 0xdfff) throw new Fault('decode.utf8', { at });
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) {
      bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    } else {
      at++;
      bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63));
      bytes.push(0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    }
  }
  return Uint8Array.from(bytes);
}

/** Text of strict UTF-8 (no longer forms, no surrogates, a byte order mark is kept). Throws `decode.utf8`. */
export function decodeUtf8(bytes: Bytes): string {
  const text: string[] = [];
  let run: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] as number;
    const length =
      first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length === 0 || at + length > bytes.length) throw new Fault('decode.utf8', { at });
    let point = length === 1 ? first : first & (0x7f >> length);
    for (let next = 1; next < length; next++) {
      const byte = bytes[at + next] as number;
      if ((byte & 0xc0) !== 0x80) throw new Fault('decode.utf8', { at });
      point = (point << 6) | (byte & 63);
    }
    const least = length === 4 ? 0x10000 : length === 3 ? 0x800 : 0;
    if (point < least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
      throw new Fault('decode.utf8', { at });
    }
    run.push(point);
    // fromCodePoint takes its points as arguments, whose number is bounded.
    if (run.length === 4096) {
      text.push(String.fromCodePoint(...run));
      run = [];
    }
    at += length;
  }
  text.push(String.fromCodePoint(...run));
  return text.join('');
}

/**
 * Reads one buffer from front to back. What `take` and `byteArray` give are views of that buffer, not copies (a
 * block of half a million signatures is read without half a million allocations of their own): the buffer must
 * not be changed afterwards. Every method checks what is left first and throws `decode.truncated`.
 */
export class ByteReader {
  readonly bytes: Bytes;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Bytes) {
    // A Node buffer's views would be Node buffers again; here they are plain arrays on every platform.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** How many bytes were read so far. */
  get offset(): number {
    return this.#at;
  }

  /** How many bytes are left. */
  get rest(): number {
    return this.bytes.length - this.#at;
  }

  #need(length: number): number {
    const at = this.#at;
    if (length > this.bytes.length - at)
      throw new Fault('decode.truncated', { at, need: length, have: this.rest });
    this.#at = at + length;
    return at;
  }

  byte(): number {
    return this.#view.getUint8(this.#need(1));
  }

  take(length: number): Bytes {
    const at = this.#need(length);
    return this.bytes.subarray(at, at + length);
  }

  /** The paper's Integer, only in its shortest form. Throws `decode.integer`. */
  integer(): number {
    const at = this.#need(1);
    const first = this.#view.getUint8(at);
    if (first < 0x40) return first;
    const length = (first >> 6) + 1;
    this.#at = at;
    this.#need(length);
    let value = first & 0x3f;
    for (let next = 1; next < length; next++) value = value * 256 + this.#view.getUint8(at + next);
    if (value < 2 ** (8 * length - 10)) throw new Fault('decode.integer', { at });
    return value;
  }

  /** An Integer that counts things of at least `each` bytes: refused before anything is allocated for them. */
  count(limit: number, each: number): number {
    const at = this.#at;
    const count = this.integer();
    if (count > limit) throw new Fault('decode.tooLong', { at, length: count, limit });
    if (count * each > this.rest)
      throw new Fault('decode.truncated', { at, need: count * each, have: this.rest });
    return count;
  }

  /** Integer length and so many bytes. Throws `decode.tooLong` above `limit`. */
  byteArray(limit: number): Bytes {
    return this.take(this.count(limit, 1));
  }

  /** A byte array of strict UTF-8. Throws `decode.tooLong`, `decode.utf8`. */
  text(limit: number): string {
    return decodeUtf8(this.byteArray(limit));
  }

  float64(): number {
    return this.#view.getFloat64(this.#need(8));
  }

  /** Eight bytes, big-endian: a time in ms. Above 2^53−1 it is no time; throws `decode.integer`. */
  time(): number {
    const at = this.#need(8);
    const value = this.#view.getUint32(at) * 2 ** 32 + this.#view.getUint32(at + 4);
    if (value > Number.MAX_SAFE_INTEGER) throw new Fault('decode.integer', { at });
    return value;
  }

  /** Throws `decode.trailing` if anything is left. */
  end(): void {
    if (this.rest > 0) throw new Fault('decode.trailing', { at: this.#at, bytes: this.rest });
  }
}

/** Grows as it is written to; `clear` lets one writer be used for many things without new buffers. */
export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #at = 0;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#at;
  }

  #room(length: number): number {
    const at = this.#at;
    if (at + length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(2 * this.#bytes.length, at + length));
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    this.#at = at + length;
    return at;
  }

  byte(value: number): this {
    const at = this.#room(1);
    this.#bytes[at] = value;
    return this;
  }

  raw(bytes: Bytes): this {
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
    return this;
  }

  /** The paper's Integer. Throws `decode.integer` outside 0 … 2^30−1. */
  integer(value: number): this {
    if (!Number.isInteger(value) || value < 0 || value > MAX_INTEGER) {
      throw new Fault('decode.integer', { value });
    }
    if (value < 2 ** 6) return this.byte(value);
    if (value < 2 ** 14) {
      const at = this.#room(2);
      this.#view.setUint16(at, 0x4000 | value);
    } else if (value < 2 ** 22) {
      this.byte(0x80 | (value >> 16));
      const at = this.#room(2);
      this.#view.setUint16(at, value & 0xffff);
    } else {
      const at = this.#room(4);
      this.#view.setUint32(at, 0xc0000000 + value);
    }
    return this;
  }

  /** Integer length and the bytes. Throws `decode.tooLong` above `limit`. */
  byteArray(bytes: Bytes, limit: number): this {
    if (bytes.length > limit) throw new Fault('decode.tooLong', { length: bytes.length, limit });
    return this.integer(bytes.length).raw(bytes);
  }

  text(text: string, limit: number): this {
    return this.byteArray(encodeUtf8(text), limit);
  }

  float64(value: number): this {
    const at = this.#room(8);
    this.#view.setFloat64(at, value);
    return this;
  }

  /** Eight bytes, big-endian. Throws `decode.integer` for what is no time in ms from 0 to 2^53−1. */
  time(value: number): this {
    if (!Number.isSafeInteger(value) || value < 0) throw new Fault('decode.integer', { value });
    const at = this.#room(8);
    this.#view.setUint32(at, Math.floor(value / 2 ** 32));
    this.#view.setUint32(at + 4, value % 2 ** 32);
    return this;
  }

  clear(): this {
    this.#at = 0;
    return this;
  }

  /** What was written, as a copy of its own. */
  done(): Bytes {
    return this.#bytes.slice(0, this.#at);
  }

  /** What was written, as a view that the next write may change. */
  view(): Bytes {
    return this.#bytes.subarray(0, this.#at);
  }
}
