import type { Bytes } from '../protocol/bytes.ts';

/**
 * The signatures that a block's validity rests on, collected while its items are executed and then verified
 * together on all cores. All of it lies in two buffers, so that it goes to worker threads without a copy for
 * each item.
 *
 * Layout of `heads`, 4 numbers for each check: offset of the message, its length, list index, item index.
 * Layout of `data`, for each check one after the other: public key 32, signature 64, message.
 */
export class SignatureBatch {
  count = 0;
  length = 0;
  heads = new Int32Array(64);
  data = new Uint8Array(4096);
  view = new DataView(this.data.buffer);

  /** Makes room for one more check; the caller writes key, signature and message at the returned offset. */
  reserve(messageLength: number, listIndex: number, itemIndex: number): number {
    const start = this.length;
    const end = start + 96 + messageLength;
    const head = this.count * 4;
    if (end > this.data.length || head + 4 > this.heads.length) this.grow(this.count + 1, end);
    this.heads[head] = start + 96;
    this.heads[head + 1] = messageLength;
    this.heads[head + 2] = listIndex;
    this.heads[head + 3] = itemIndex;
    this.length = end;
    this.count += 1;
    return start;
  }

  /** Makes room for so many more checks whose messages have so many bytes together: saves growing step by step. */
  expect(checks: number, messageBytes: number): void {
    this.grow(this.count + checks, this.length + 96 * checks + messageBytes);
  }

  private grow(count: number, length: number): void {
    if (length > this.data.length) {
      const grown = new Uint8Array(Math.max(length, this.data.length * 2));
      grown.set(this.data.subarray(0, this.length));
      this.data = grown;
      this.view = new DataView(grown.buffer);
    }
    if (count * 4 > this.heads.length) {
      const grown = new Int32Array(Math.max(count * 4, this.heads.length * 2));
      grown.set(this.heads.subarray(0, this.count * 4));
      this.heads = grown;
    }
  }

  add(publicKey: Bytes, signature: Bytes, message: Bytes, listIndex: number, itemIndex: number): void {
    const start = this.reserve(message.length, listIndex, itemIndex);
    this.data.set(publicKey, start);
    this.data.set(signature, start + 32);
    this.data.set(message, start + 96);
  }

  /** Views, not copies, of one check. */
  at(index: number): { publicKey: Bytes; signature: Bytes; message: Bytes; list: number; item: number } {
    const head = index * 4;
    const offset = this.heads[head] ?? 0;
    const length = this.heads[head + 1] ?? 0;
    return {
      publicKey: this.data.subarray(offset - 96, offset - 64),
      signature: this.data.subarray(offset - 64, offset),
      message: this.data.subarray(offset, offset + length),
      list: this.heads[head + 2] ?? -1,
      item: this.heads[head + 3] ?? -1,
    };
  }

  /** Takes back the checks added since `count` and `length` had these values. */
  truncate(count: number, length: number): void {
    this.count = count;
    this.length = length;
  }
}
