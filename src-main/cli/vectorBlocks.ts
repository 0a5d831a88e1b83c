import {
  type Block,
  decodeBlock,
  decodeFooter,
  decodeHeader,
  decodeProof,
  encodeBlock,
  encodeFooter,
  encodeHeader,
  encodeProof,
  type Header,
} from '#shared/protocol/block.ts';
import { type Bytes, concatBytes, toHex } from '#shared/protocol/bytes.ts';
import { footerHash, listHash, listsHash } from '#shared/protocol/hashing.ts';
import { decodeLists } from '#shared/protocol/listDecoding.ts';
import { encodeLists } from '#shared/protocol/listEncoding.ts';
import { FEATURE, isListType, type List, type ListType } from '#shared/protocol/lists.ts';
import { blockHash } from '#shared/protocol/proofOfWork.ts';
import { Malformed, type VectorReport } from './vectorReport.ts';
import {
  bytesOf,
  type Fields,
  fieldsOf,
  listOf,
  numberOf,
  textOf,
  unitsOf,
  wholeNumber,
} from './vectorShape.ts';

type FieldKind = 'number' | 'units' | 'hex' | 'text' | 'ids' | 'amounts' | 'balances' | 'lists';

/** The fields of each type's items in the vectors, less signature and fee, which hang on the features. */
const ITEM_FIELDS: { readonly [T in ListType]: Readonly<Record<string, FieldKind>> } = {
  1: { sender: 'number', receiver: 'number', amount: 'units' },
  2: { sender: 'number', receivers: 'ids', amount: 'units' },
  3: { sender: 'number', receivers: 'amounts' },
  4: { creator: 'number', contractHash: 'hex', model: 'hex', script: 'text' },
  5: { applicant: 'number', contract: 'number' },
  6: { sender: 'number', party: 'number', hours: 'number' },
  7: { party: 'number', updates: 'balances' },
  8: { party: 'number', lists: 'lists' },
  9: { key: 'hex' },
  10: { caller: 'number', contract: 'number', data: 'hex' },
};

function itemFields(type: ListType, features: number): Record<string, FieldKind> {
  const fields: Record<string, FieldKind> = { ...ITEM_FIELDS[type] };
  if (type !== 9 && (features & FEATURE.trusted) === 0) fields.signature = 'hex';
  if (type <= 3 && (features & FEATURE.defaultFee) === 0) fields.fee = 'units';
  return fields;
}

function parseField(fields: Fields, name: string, kind: FieldKind): unknown {
  switch (kind) {
    case 'number':
      return numberOf(fields, name);
    case 'units':
      return BigInt(numberOf(fields, name));
    case 'hex':
      return bytesOf(fields, name);
    case 'text':
      return textOf(fields, name);
    case 'ids':
      return listOf(fields[name], name).map((id) => wholeNumber(id, name));
    case 'amounts':
    case 'balances': {
      const amount = kind === 'amounts' ? 'amount' : 'balance';
      return listOf(fields[name], name).map((value) => {
        const part = fieldsOf(value, ['id', amount]);
        return { id: numberOf(part, 'id'), [amount]: BigInt(numberOf(part, amount)) };
      });
    }
    case 'lists':
      return listOf(fields[name], name).map(parseList);
  }
}

function parseItem(value: unknown, type: ListType, features: number): Record<string, unknown> {
  const kinds = itemFields(type, features);
  const fields = fieldsOf(value, Object.keys(kinds));
  return Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [name, parseField(fields, name, kind)]),
  );
}

function parseList(value: unknown): List {
  const fields = fieldsOf(value, ['type', 'reference', 'features', 'items']);
  const type = numberOf(fields, 'type');
  const features = numberOf(fields, 'features');
  if (!isListType(type)) throw new Malformed(`no list type ${type}`);
  const items = listOf(fields.items, 'items').map((item) => parseItem(item, type, features));
  // The table above gives each type its own fields, which the compiler cannot follow.
  return { type, reference: numberOf(fields, 'reference'), features, items } as unknown as List;
}

/** Any value in the form of the vectors: hex for bytes, numbers for units. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
  }
  return value;
}

function parseHeader(value: unknown): Header {
  const fields = fieldsOf(value, [
    'id',
    'coreVersion',
    'domain',
    'transactionFees',
    'contractFees',
    'reward',
    'rewardId',
    'leadershipId',
    'executionHash',
    'previousHash',
  ]);
  return {
    id: numberOf(fields, 'id'),
    coreVersion: textOf(fields, 'coreVersion'),
    domain: textOf(fields, 'domain'),
    transactionFees: unitsOf(fields, 'transactionFees'),
    contractFees: unitsOf(fields, 'contractFees'),
    reward: numberOf(fields, 'reward'),
    rewardId: numberOf(fields, 'rewardId'),
    leadershipId: numberOf(fields, 'leadershipId'),
    executionHash: bytesOf(fields, 'executionHash'),
    previousHash: bytesOf(fields, 'previousHash'),
  };
}

function plainHeader(header: Header): unknown {
  return {
    ...(plain(header) as object),
    transactionFees: header.transactionFees.toString(),
    contractFees: header.contractFees.toString(),
  };
}

const CASE_FIELDS = [
  'header',
  'lists',
  'jobId',
  'minedDate',
  'blob',
  'headerHex',
  'listHashes',
  'listsHash',
  'footerHash',
  'hash',
  'hex',
] as const;

const limits = { maxBlockBytes: 2 ** 30 };

/** Block encoding and hashes of every list type, both ways; blocks that are cut or too long are refused. */
export function checkBlocks(json: unknown, report: VectorReport): void {
  const file = fieldsOf(json, ['cases'], ['about']);
  for (const [index, value] of listOf(file.cases, 'cases').entries()) {
    report.case('blocks', `case ${index}`, (check) => {
      const fields = fieldsOf(value, CASE_FIELDS);
      const header = parseHeader(fields.header);
      const lists = listOf(fields.lists, 'lists').map(parseList);
      const listsSum = bytesOf(fields, 'listsHash');
      const footer = {
        footerHash: bytesOf(fields, 'footerHash'),
        jobId: bytesOf(fields, 'jobId'),
        minedDate: numberOf(fields, 'minedDate'),
        blob: bytesOf(fields, 'blob'),
        hash: bytesOf(fields, 'hash'),
      };
      const block: Block = { header, lists, footer };
      const bytes = bytesOf(fields, 'hex');
      check.equal('headerHex', fields.headerHex, () => toHex(encodeHeader(header)));
      check.equal('header', fields.header, () => plainHeader(decodeHeader(bytesOf(fields, 'headerHex'))));
      check.equal('listHashes', fields.listHashes, () => lists.map((list) => toHex(listHash(list))));
      check.equal('listsHash', fields.listsHash, () => toHex(listsHash(lists)));
      check.equal('footerHash', fields.footerHash, () =>
        toHex(footerHash(encodeHeader(header), listsHash(lists))),
      );
      check.equal('hash', fields.hash, () => toHex(blockHash(footer)));
      check.equal('hex', fields.hex, () => toHex(encodeBlock(block)));
      check.equal('hex by parts', fields.hex, () => toHex(parts(block)));
      check.equal('decoded header', fields.header, () => plainHeader(decodeBlock(bytes, limits).header));
      check.equal('decoded lists', fields.lists, () => plain(decodeBlock(bytes, limits).lists));
      check.equal('decoded footer', plain(footer), () => plain(decodeBlock(bytes, limits).footer));
      check.equal('encoded again', fields.hex, () => toHex(encodeBlock(decodeBlock(bytes, limits))));
      check.equal('lists alone', fields.lists, () => plain(decodeLists(encodeLists(lists))));
      check.equal('footer alone', plain(footer), () => plain(decodeFooter(encodeFooter(footer))));
      const proof = { header, listsHash: listsSum, footer };
      check.equal('proof', plain(proof), () => plain(decodeProof(encodeProof(proof))));
      check.refused('one byte more', () => decodeBlock(concatBytes(bytes, new Uint8Array(1)), limits));
      check.refused('one byte less', () => decodeBlock(bytes.subarray(0, -1), limits));
    });
  }
}

function parts(block: Block): Bytes {
  return concatBytes(encodeHeader(block.header), encodeLists(block.lists), encodeFooter(block.footer));
}
