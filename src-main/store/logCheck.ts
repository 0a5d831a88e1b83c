import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '#shared/protocol/fault.ts';

const BLOCK = 32_768;
const HEAD = 7;

/** CRC-32C (Castagnoli), which LevelDB's files bear; node:zlib has only the other one. */
const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

function crc32c(bytes: Uint8Array, from: number, to: number): number {
  let crc = -1;
  for (let at = from; at < to; at++) {
    crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[at] as number)) & 0xff] as number);
  }
  return ~crc >>> 0;
}

/** LevelDB's mask for checksums that lie in the data they cover. */
function unmask(masked: number): number {
  const rotated = (masked - 0xa282ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}

/**
 * Tests the checksums in LevelDB's logs and manifests before it opens them: it would skip a damaged write without a
 * word and go on with those behind it. What is damaged at the very end may be what a crash tore off; whether something
 * that had been promised is missing there, the write counter tells (`writeCounter.ts`).
 * Throws `store.databaseDamaged` naming the file.
 */
export async function checkLogs(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) {
    if (!/^\d+\.log$|^MANIFEST-\d+$/.test(name)) continue;
    await checkLog(join(folder, name), name);
  }
}

async function checkLog(path: string, name: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const block = Buffer.alloc(BLOCK);
    let badAt = -1;
    for (let start = 0; start < size; start += BLOCK) {
      const { bytesRead } = await file.read(block, 0, BLOCK, start);
      // Something whole behind something bad: this was no torn end.
      if (badAt >= 0 && bytesRead > 0) throw new Fault('store.databaseDamaged', { record: name, at: badAt });
      const bad = firstBad(block.subarray(0, bytesRead), start + bytesRead >= size);
      if (bad.at >= 0 && !bad.last)
        throw new Fault('store.databaseDamaged', { record: name, at: start + bad.at });
      if (bad.at >= 0) badAt = start + bad.at;
    }
  } finally {
    await file.close();
  }
}

/** Where the first bad record of a block begins, or −1; `last`: nothing that may be a record comes after it. */
function firstBad(block: Buffer, isEnd: boolean): { at: number; last: boolean } {
  let at = 0;
  while (at + HEAD <= block.length) {
    const length = block.readUInt16LE(at + 4);
    const type = block[at + 6] as number;
    const next = at + HEAD + length;
    // Zeros: room that was set aside and not written to.
    if (type === 0 && length === 0 && block.readUInt32LE(at) === 0) {
      const rest = block.subarray(at);
      return rest.every((byte) => byte === 0) ? { at: -1, last: true } : { at, last: false };
    }
    const whole = next <= block.length;
    if (!whole || unmask(block.readUInt32LE(at)) !== crc32c(block, at + 6, next)) {
      return { at, last: isEnd && next >= block.length };
    }
    at = next;
  }
  return { at: -1, last: true };
}
