import { readFloatAmount, type Units, writeFloatAmount } from './amounts.ts';
import { ByteReader, type Bytes, ByteWriter } from './bytes.ts';
import { Fault } from './fault.ts';
import { readLists } from './listDecoding.ts';
import { listsSteps } from './listEncoding.ts';
import { LIMITS, type List } from './lists.ts';
import { allSteps, type Steps } from './steps.ts';
import { decodeUuid, encodeUuid } from './uuid.ts';

/** Paper, "Header Structure". `reward` is in whole coins, the fee sums in units, hashes have 32 bytes. */
export interface Header {
  id: number;
  /** UUID text, lower case. */
  coreVersion: string;
  domain: string;
  transactionFees: Units;
  contractFees: Units;
  reward: number;
  rewardId: number;
  leadershipId: number;
  executionHash: Bytes;
  previousHash: Bytes;
}

/** What follows the lists. `minedDate` in ms since 1970; job id 16 bytes, blob 8, hashes 32. */
export interface Footer {
  footerHash: Bytes;
  jobId: Bytes;
  minedDate: number;
  blob: Bytes;
  hash: Bytes;
}

export interface Block {
  header: Header;
  lists: List[];
  footer: Footer;
}

/** A block less its lists: enough to check the work of a chain (docs/PROTOCOL.md §7). */
export interface Proof {
  header: Header;
  listsHash: Bytes;
  footer: Footer;
}

/** Bytes of a footer: footer hash, job id, mined date, blob, block hash. */
export const FOOTER_BYTES = 32 + 16 + 8 + 8 + 32;

function fixed(writer: ByteWriter, bytes: Bytes, length: number): void {
  if (bytes.length !== length) throw new Fault('decode.list', { bytes: bytes.length, expected: length });
  writer.raw(bytes);
}

function writeHeader(writer: ByteWriter, header: Header): void {
  writer.integer(header.id).raw(encodeUuid(header.coreVersion)).text(header.domain, LIMITS.domainBytes);
  writeFloatAmount(writer, header.transactionFees);
  writeFloatAmount(writer, header.contractFees);
  writer.integer(header.reward).integer(header.rewardId).integer(header.leadershipId);
  fixed(writer, header.executionHash, 32);
  fixed(writer, header.previousHash, 32);
}

function readHeader(reader: ByteReader): Header {
  return {
    id: reader.integer(),
    coreVersion: decodeUuid(reader.take(16)),
    domain: reader.text(LIMITS.domainBytes),
    transactionFees: readFloatAmount(reader),
    contractFees: readFloatAmount(reader),
    reward: reader.integer(),
    rewardId: reader.integer(),
    leadershipId: reader.integer(),
    executionHash: reader.take(32),
    previousHash: reader.take(32),
  };
}

function writeFooter(writer: ByteWriter, footer: Footer): void {
  fixed(writer, footer.footerHash, 32);
  fixed(writer, footer.jobId, 16);
  writer.time(footer.minedDate);
  fixed(writer, footer.blob, 8);
  fixed(writer, footer.hash, 32);
}

function readFooter(reader: ByteReader): Footer {
  return {
    footerHash: reader.take(32),
    jobId: reader.take(16),
    minedDate: reader.time(),
    blob: reader.take(8),
    hash: reader.take(32),
  };
}

/** Reads the whole of `bytes` with one reader; nothing may be left. */
function whole<V>(bytes: Bytes, read: (reader: ByteReader) => V): V {
  const reader = new ByteReader(bytes);
  const value = read(reader);
  reader.end();
  return value;
}

/** Throws `decode.*` or `amount.tooLarge` for a header that has no encoding. */
export function encodeHeader(header: Header): Bytes {
  const writer = new ByteWriter(256);
  writeHeader(writer, header);
  return writer.done();
}

export function decodeHeader(bytes: Bytes): Header {
  return whole(bytes, readHeader);
}

export function encodeFooter(footer: Footer): Bytes {
  const writer = new ByteWriter(FOOTER_BYTES);
  writeFooter(writer, footer);
  return writer.done();
}

export function decodeFooter(bytes: Bytes): Footer {
  return whole(bytes, readFooter);
}

/** Header, lists, footer (paper, "Block Structure"). */
export function encodeBlock(block: Block): Bytes {
  return allSteps(encodeBlockSteps(block));
}

/** The same in steps. */
export function* encodeBlockSteps(block: Block): Steps<Bytes> {
  const writer = new ByteWriter(4096);
  writeHeader(writer, block.header);
  yield* listsSteps(writer, block.lists);
  writeFooter(writer, block.footer);
  return writer.done();
}

function tooLarge(bytes: Bytes, limit: number): void {
  if (bytes.length > limit) throw new Fault('block.tooLarge', { bytes: bytes.length, limit });
}

/**
 * Header and footer of a block whose lists are not read yet: enough for the cheap tests, so that nobody's lists
 * take memory before the work under them was seen. Throws `block.tooLarge`, `decode.*`.
 */
export function decodeBlockEnds(
  bytes: Bytes,
  limits: { readonly maxBlockBytes: number },
): { header: Header; footer: Footer } {
  tooLarge(bytes, limits.maxBlockBytes);
  const reader = new ByteReader(bytes);
  const header = readHeader(reader);
  reader.take(Math.max(1, reader.rest - FOOTER_BYTES));
  const footer = readFooter(reader);
  reader.end();
  return { header, footer };
}

/**
 * A block of exactly these bytes; its arrays are views of them (see `ByteReader`). There is one encoding of a block
 * only, so encoding it again gives the same bytes. Says nothing about whether the block is valid.
 * Throws `block.tooLarge` before anything is read, `decode.*`, `group.nested`, `transaction.reference`.
 */
export function decodeBlock(bytes: Bytes, limits: { readonly maxBlockBytes: number }): Block {
  tooLarge(bytes, limits.maxBlockBytes);
  return whole(bytes, (reader) => ({
    header: readHeader(reader),
    lists: readLists(reader),
    footer: readFooter(reader),
  }));
}

/** Header || lists hash || footer. */
export function encodeProof(proof: Proof): Bytes {
  const writer = new ByteWriter(512);
  writeHeader(writer, proof.header);
  fixed(writer, proof.listsHash, 32);
  writeFooter(writer, proof.footer);
  return writer.done();
}

export function decodeProof(bytes: Bytes): Proof {
  return whole(bytes, (reader) => ({
    header: readHeader(reader),
    listsHash: reader.take(32),
    footer: readFooter(reader),
  }));
}
