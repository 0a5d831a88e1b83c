import { MAX_MICRO_AMOUNT, type Units, writeMicro } from './amounts.ts';
import { type Bytes, ByteWriter, fromHex, MAX_INTEGER, toHex } from './bytes.ts';
import { Fault } from './fault.ts';
import { sha256 } from './hashing.ts';
import { encodeUuid, isUuid } from './uuid.ts';

/** What makes a network: two that differ in anything have different genesis hashes (docs/PROTOCOL.md §2). */
export interface Network {
  name: string;
  /** UUID text, lower case. */
  coreVersion: string;
  /** Times in ms since 1970, spans in ms. */
  genesisTime: number;
  genesisTarget: bigint;
  blockInterval: number;
  halfLife: number;
  /** 32 bytes: the key of wallet 0. */
  leadershipKey: Bytes;
  defaultFee: Units;
  maxBlockBytes: number;
  addressPrefix: string;
  lostCoins: { first: number; every: number; idle: number };
}

/** The network file: the same as JSON, with hex for bytes and the fee in units. */
export interface NetworkFile {
  name: string;
  coreVersion: string;
  genesisTime: number;
  genesisTarget: string;
  blockInterval: number;
  halfLife: number;
  leadershipKey: string;
  defaultFee: number;
  maxBlockBytes: number;
  addressPrefix: string;
  lostCoins: { first: number; every: number; idle: number };
}

/** Genesis is no block, but it has this id. */
export const GENESIS_ID = 93;
export const FIRST_BLOCK_ID = 94;

/** The rules this program follows; a change of a consensus rule gets another one (paper, "Core version test"). */
export const CORE_VERSION = 'f5133197-a657-4126-a99c-77e0575e6f2a';

/** What a network file is made from; a time, a target and a leadership key are added when it is founded. */
export type NetworkParameters = Omit<Network, 'genesisTime' | 'genesisTarget' | 'leadershipKey'>;

const HOUR = 3_600_000;
const YEAR = 365.25 * 24 * HOUR;

/** The paper's schedule: 797,000 blocks with a reward in the five years until lost coins are collected. */
export const mainParameters: NetworkParameters = {
  name: 'main',
  coreVersion: CORE_VERSION,
  blockInterval: 198_000,
  halfLife: 12 * HOUR,
  defaultFee: 10_000n,
  maxBlockBytes: 32 * 2 ** 20,
  addressPrefix: 'coco',
  lostCoins: { first: 5 * YEAR, every: 3 * YEAR, idle: 3 * YEAR },
};

/** A network of one's own: blocks come quickly, the rest is as on `main`. */
export const localParameters: NetworkParameters = {
  ...mainParameters,
  name: 'local',
  blockInterval: 10_000,
  halfLife: 600_000,
  addressPrefix: 'lcoco',
};

const MAX_NAME_BYTES = 255;
// Prefix, separator, 52 characters of key and 6 of checksum are at most 90 (the checksum's own limit).
const PREFIX = /^[a-z][a-z0-9]{0,30}$/;

function refuse(field: string): Fault {
  return new Fault('network.file', { field });
}

function fields(json: unknown, names: readonly string[], where: string): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw refuse(where);
  const record = json as Record<string, unknown>;
  for (const name of Object.keys(record)) if (!names.includes(name)) throw refuse(name.slice(0, 64));
  for (const name of names) if (!Object.hasOwn(record, name)) throw refuse(name);
  return record;
}

function whole(record: Record<string, unknown>, field: string, least: number, most: number): number {
  const value = record[field];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    throw refuse(field);
  return value;
}

function hex32(record: Record<string, unknown>, field: string): Bytes {
  const value = record[field];
  if (typeof value !== 'string' || !/^[0-9a-f]{64}$/i.test(value)) throw refuse(field);
  return fromHex(value, 32);
}

const NAMES = [
  'name',
  'coreVersion',
  'genesisTime',
  'genesisTarget',
  'blockInterval',
  'halfLife',
  'leadershipKey',
  'defaultFee',
  'maxBlockBytes',
  'addressPrefix',
  'lostCoins',
] as const;

/**
 * Reads a network file that somebody else may have made. Every field must be there and no other: what the genesis
 * hash does not cover must not be believed. Throws `network.file` with the field.
 */
export function parseNetworkFile(json: unknown): Network {
  const file = fields(json, NAMES, 'file');
  const lost = fields(file.lostCoins, ['first', 'every', 'idle'], 'lostCoins');
  const { name, coreVersion, addressPrefix } = file;
  if (typeof name !== 'string' || !/^[^\p{C}\p{Z}]([^\p{C}]*[^\p{C}\p{Z}])?$/u.test(name))
    throw refuse('name');
  if (new ByteWriter().text(name, 2 ** 20).length > MAX_NAME_BYTES + 2) throw refuse('name');
  if (!isUuid(coreVersion)) throw refuse('coreVersion');
  if (typeof addressPrefix !== 'string' || !PREFIX.test(addressPrefix)) throw refuse('addressPrefix');
  const genesisTarget = BigInt(`0x${toHex(hex32(file, 'genesisTarget'))}`);
  if (genesisTarget === 0n) throw refuse('genesisTarget');
  const most = Number.MAX_SAFE_INTEGER;
  return {
    name,
    coreVersion,
    genesisTime: whole(file, 'genesisTime', 0, most),
    genesisTarget,
    blockInterval: whole(file, 'blockInterval', 1, most),
    halfLife: whole(file, 'halfLife', 1, most),
    leadershipKey: hex32(file, 'leadershipKey'),
    defaultFee: BigInt(whole(file, 'defaultFee', 0, Number(MAX_MICRO_AMOUNT))),
    maxBlockBytes: whole(file, 'maxBlockBytes', 1, MAX_INTEGER),
    addressPrefix,
    lostCoins: {
      first: whole(lost, 'first', 1, most),
      every: whole(lost, 'every', 1, most),
      idle: whole(lost, 'idle', 1, most),
    },
  };
}

/** 32 bytes, big-endian. */
export function encodeTarget(target: bigint): Bytes {
  return fromHex(target.toString(16).padStart(64, '0'), 32);
}

/** The JSON form; `parseNetworkFile` gives the same network back. */
export function networkFile(network: Network): NetworkFile {
  return {
    name: network.name,
    coreVersion: network.coreVersion,
    genesisTime: network.genesisTime,
    genesisTarget: toHex(encodeTarget(network.genesisTarget)),
    blockInterval: network.blockInterval,
    halfLife: network.halfLife,
    leadershipKey: toHex(network.leadershipKey),
    defaultFee: Number(network.defaultFee),
    maxBlockBytes: network.maxBlockBytes,
    addressPrefix: network.addressPrefix,
    lostCoins: { ...network.lostCoins },
  };
}

/** The canonical encoding, in the order of docs/PROTOCOL.md §2. */
export function encodeNetwork(network: Network): Bytes {
  const writer = new ByteWriter(256)
    .text(network.name, MAX_NAME_BYTES)
    .raw(encodeUuid(network.coreVersion))
    .time(network.genesisTime)
    .raw(encodeTarget(network.genesisTarget))
    .time(network.blockInterval)
    .time(network.halfLife)
    .raw(network.leadershipKey);
  writeMicro(writer, network.defaultFee);
  return writer
    .integer(network.maxBlockBytes)
    .text(network.addressPrefix, 31)
    .time(network.lostCoins.first)
    .time(network.lostCoins.every)
    .time(network.lostCoins.idle)
    .done();
}

/** What block 94 names as its previous block. */
export function genesisHash(network: Network): Bytes {
  return sha256(encodeNetwork(network));
}
