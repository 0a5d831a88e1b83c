import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_FLOAT_AMOUNT } from './amounts.ts';
import {
  type Block,
  decodeBlock,
  decodeBlockEnds,
  decodeFooter,
  decodeHeader,
  decodeProof,
  encodeBlock,
  encodeFooter,
  encodeHeader,
  encodeProof,
  type Footer,
  type Header,
} from './block.ts';
import { type Bytes, concatBytes, fromHex } from './bytes.ts';
import { isFault } from './fault.ts';
import { decodeItem, decodeLists } from './listDecoding.ts';
import { encodeItem, encodeList, encodeLists } from './listEncoding.ts';
import { FEATURE, featuresAllowed, type List, type ListType } from './lists.ts';
import { decodeUuid } from './uuid.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const id = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 2 ** 30 - 1 }));
const microAmount = fc.bigInt({ min: 0n, max: 2n ** 30n - 1n });
const floatAmount = fc.bigInt({ min: 0n, max: MAX_FLOAT_AMOUNT });
const text = fc.string({ unit: 'grapheme', maxLength: 40 });

type Fields = Record<string, fc.Arbitrary<unknown>>;

function itemFields(type: ListType, features: number, reference: number): Fields {
  const amount = (features & FEATURE.micro) !== 0 ? microAmount : floatAmount;
  const some = <V>(value: fc.Arbitrary<V>) => fc.array(value, { minLength: 1, maxLength: 4 });
  const signature: Fields = (features & FEATURE.trusted) === 0 ? { signature: bytes(64) } : {};
  const fee: Fields = (features & FEATURE.defaultFee) === 0 ? { fee: microAmount } : {};
  const table: Record<ListType, Fields> = {
    1: { ...signature, sender: id, receiver: id, amount, ...fee },
    2: { ...signature, sender: id, receivers: some(id), amount, ...fee },
    3: { ...signature, sender: id, receivers: some(fc.record({ id, amount })), ...fee },
    4: {
      ...signature,
      creator: id,
      contractHash: bytes(32),
      model: fc.uint8Array({ maxLength: 80 }),
      script: text,
    },
    5: { ...signature, applicant: id, contract: id },
    6: { ...signature, sender: id, party: id, hours: id },
    7: { ...signature, party: id, updates: some(fc.record({ id, balance: amount })) },
    8: { ...signature, party: id, lists: some(anyList(true, reference)) },
    9: { key: bytes(32) },
    10: { ...signature, caller: id, contract: id, data: fc.uint8Array({ maxLength: 80 }) },
  };
  return table[type];
}

const FEATURES = Array.from({ length: 16 }, (_, features) => features);

function anyList(insideGroup: boolean, fixedReference?: number): fc.Arbitrary<List> {
  const types: ListType[] = insideGroup ? [1, 2, 3, 4, 5, 6, 7, 10] : [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  return fc
    .constantFrom(...types)
    .chain((type) => {
      const allowed = FEATURES.filter((features) => featuresAllowed(type, features, insideGroup));
      const reference = fixedReference === undefined ? id : fc.constant(fixedReference);
      return fc.tuple(fc.constant(type), fc.constantFrom(...allowed), reference);
    })
    .chain(([type, features, reference]) =>
      fc
        .array(fc.record(itemFields(type, features, reference)), { minLength: 1, maxLength: 3 })
        .map((items) => ({ type, reference, features, items }) as unknown as List),
    );
}

const header: fc.Arbitrary<Header> = fc.record({
  id,
  coreVersion: bytes(16).map(decodeUuid),
  domain: text,
  transactionFees: floatAmount,
  contractFees: floatAmount,
  reward: id,
  rewardId: id,
  leadershipId: id,
  executionHash: bytes(32),
  previousHash: bytes(32),
});

const footer: fc.Arbitrary<Footer> = fc.record({
  footerHash: bytes(32),
  jobId: bytes(16),
  minedDate: fc.maxSafeNat(),
  blob: bytes(8),
  hash: bytes(32),
});

const block: fc.Arbitrary<Block> = fc.record({
  header,
  lists: fc.array(anyList(false), { maxLength: 3 }),
  footer,
});

const limits = { maxBlockBytes: 2 ** 25 };

function codeOf(call: () => unknown): string {
  try {
    call();
    return 'none';
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
}

describe('a block', () => {
  it('goes both ways, whole and in parts', () => {
    fc.assert(
      fc.property(block, (value) => {
        const encoded = encodeBlock(value);
        expect(decodeBlock(encoded, limits)).toEqual(value);
        const parts = [encodeHeader(value.header), encodeLists(value.lists), encodeFooter(value.footer)];
        expect(concatBytes(...parts)).toEqual(encoded);
        expect(decodeBlockEnds(encoded, limits)).toEqual({ header: value.header, footer: value.footer });
        const proof = { header: value.header, listsHash: value.footer.hash, footer: value.footer };
        expect(decodeProof(encodeProof(proof))).toEqual(proof);
        expect(decodeHeader(encodeHeader(value.header))).toEqual(value.header);
        expect(decodeFooter(encodeFooter(value.footer))).toEqual(value.footer);
      }),
      { numRuns: 300 },
    );
  });

  it('is refused cut anywhere, or with anything behind it', () => {
    fc.assert(
      fc.property(block, fc.nat(), (value, cut) => {
        const encoded = encodeBlock(value);
        expect(codeOf(() => decodeBlock(encoded.subarray(0, cut % encoded.length), limits))).not.toBe('none');
        expect(codeOf(() => decodeBlock(concatBytes(encoded, Uint8Array.of(0)), limits))).toBe(
          'decode.trailing',
        );
      }),
    );
  });

  it('with a flipped bit is another block with one encoding, or refused with a fault', () => {
    fc.assert(
      fc.property(block, fc.nat(), fc.nat(7), (value, at, bit) => {
        const changed = encodeBlock(value);
        const place = at % changed.length;
        changed[place] = (changed[place] ?? 0) ^ (1 << bit);
        let decoded: Block;
        try {
          decoded = decodeBlock(changed, limits);
        } catch (error) {
          if (!isFault(error)) throw error;
          return;
        }
        expect(encodeBlock(decoded)).toEqual(changed);
      }),
      { numRuns: 1000 },
    );
  });

  it('of arbitrary bytes ends in nothing but a fault', () => {
    const noise = fc.uint8Array({ maxLength: 400 });
    const decoders: ((value: Bytes) => unknown)[] = [
      (value) => decodeBlock(value, limits),
      (value) => decodeBlockEnds(value, limits),
      decodeHeader,
      decodeFooter,
      decodeProof,
      decodeLists,
      (value) => decodeLists(concatBytes(Uint8Array.of(1), value)),
    ];
    fc.assert(
      fc.property(noise, (value) => {
        for (const decode of decoders) codeOf(() => decode(value));
      }),
      { numRuns: 1000 },
    );
  });

  it('is refused by its size before it is read', () => {
    const noise = new Uint8Array(101);
    expect(codeOf(() => decodeBlock(noise, { maxBlockBytes: 100 }))).toBe('block.tooLarge');
    expect(codeOf(() => decodeBlockEnds(noise, { maxBlockBytes: 100 }))).toBe('block.tooLarge');
  });
});

describe('a single item', () => {
  it('goes both ways', () => {
    fc.assert(
      fc.property(anyList(false), ({ type, features, reference, items }) => {
        for (const item of items) {
          expect(decodeItem(type, features, encodeItem(type, features, item), reference)).toEqual(item);
        }
      }),
    );
  });
});

const HUGE = 'ffffffff';

describe('lists that claim more than there is', () => {
  // Each is a lists part of a few bytes; had the claim been believed, the test would run out of memory.
  it.each([
    ['lists', HUGE, 'decode.tooLong'],
    ['lists within the limit', '4400', 'decode.truncated'],
    ['items', `0101405d02${HUGE}`, 'decode.truncated'],
    ['receivers', `0102405d0201${'00'.repeat(64)}00${HUGE}`, 'decode.tooLong'],
    ['receivers within the limit', `0102405d0201${'00'.repeat(64)}006710`, 'decode.truncated'],
    ['receivers of type 3', `0103405d0201${'00'.repeat(64)}00${HUGE}`, 'decode.tooLong'],
    ['model data', `0104405d000100 20${'00'.repeat(32)}${HUGE}${'00'.repeat(64)}`, 'decode.tooLong'],
    ['a script', `0104405d000100 20${'00'.repeat(32)}00${HUGE}${'00'.repeat(64)}`, 'decode.tooLong'],
    ['updates', `0107405d000100${HUGE}`, 'decode.tooLong'],
    ['updates within the limit', '0107405d0001008f4240', 'decode.truncated'],
    ['lists of a group', `0108405d000100${HUGE}${'00'.repeat(72)}`, 'decode.tooLong'],
    ['call data', `010a405d00010000${HUGE}`, 'decode.tooLong'],
  ])('%s are refused', (_what, hex, code) => {
    expect(codeOf(() => decodeLists(fromHex(hex.replaceAll(' ', ''))))).toBe(code);
  });
});

describe('lists against the rules', () => {
  const signature = new Uint8Array(64);
  const pay = { signature, sender: 1, receiver: 2, amount: 5n };
  const trusted = { sender: 1, receiver: 2, amount: 5n };
  const list = (features: number): List => ({ type: 1, reference: 93, features, items: [pay] });
  const inner = (reference: number): List => ({ type: 1, reference, features: 6, items: [trusted] });
  const group = (lists: List[]): List => ({
    type: 8,
    reference: 93,
    features: 0,
    items: [{ signature, party: 3, lists }],
  });

  it('are refused for bits that mean nothing there', () => {
    for (const type of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const) {
      for (let features = 0; features < 256; features++) {
        const bytesOfList = concatBytes(Uint8Array.of(1, type, 0, features, 1), new Uint8Array(200));
        const refused = codeOf(() => decodeLists(bytesOfList)) === 'decode.features';
        expect(refused).toBe(!featuresAllowed(type, features, false));
      }
    }
    expect(codeOf(() => encodeList({ ...list(2), features: 10 }))).toBe('decode.features');
    expect(codeOf(() => encodeList({ ...list(6), items: [trusted] } as List))).toBe('decode.features');
    expect(codeOf(() => encodeList(group([list(2)])))).toBe('decode.features');
  });

  it('of no known type, or without an item, are refused', () => {
    for (const hex of ['01000000', '010b0000', '0101000000', '0109000000']) {
      expect(codeOf(() => decodeLists(fromHex(`${hex}${'00'.repeat(64)}`)))).toBe('decode.list');
    }
    expect(codeOf(() => encodeList({ ...list(2), items: [] } as List))).toBe('decode.list');
    expect(codeOf(() => encodeList(group([])))).toBe('decode.list');
    const none = { signature, sender: 1, receivers: [], amount: 1n };
    expect(codeOf(() => encodeList({ type: 2, reference: 93, features: 2, items: [none] }))).toBe(
      'decode.list',
    );
  });

  it('in a group may be no group or addresses, and name its reference', () => {
    expect(codeOf(() => encodeList(group([inner(93)])))).toBe('none');
    expect(codeOf(() => encodeList(group([group([inner(93)])])))).toBe('group.nested');
    expect(codeOf(() => encodeList(group([inner(92)])))).toBe('transaction.reference');
    const encoded = encodeLists([group([inner(93)])]);
    // lists, type, reference (2 bytes), features, count, party, inner lists: then the inner list's type.
    const innerType = 8;
    expect(encoded[innerType]).toBe(1);
    for (const type of [8, 9]) {
      const nested = Uint8Array.from(encoded, (byte, at) => (at === innerType ? type : byte));
      expect(codeOf(() => decodeLists(nested))).toBe('group.nested');
    }
    const other = Uint8Array.from(encoded, (byte, at) => (at === innerType + 2 ? byte + 1 : byte));
    expect(codeOf(() => decodeLists(other))).toBe('transaction.reference');
  });

  it('are refused where an item has not what the features say', () => {
    expect(codeOf(() => encodeList(list(0)))).toBe('decode.list');
    expect(codeOf(() => encodeList({ ...list(2), items: [{ ...pay, fee: 1n }] } as List))).toBe(
      'decode.list',
    );
    expect(codeOf(() => encodeList({ ...list(2), items: [trusted] } as List))).toBe('decode.list');
    expect(codeOf(() => encodeList({ ...list(3), items: [{ ...pay, amount: 2n ** 30n }] } as List))).toBe(
      'amount.tooLarge',
    );
    expect(codeOf(() => encodeLists(Array.from({ length: 1025 }, () => list(2))))).toBe('decode.tooLong');
    const short = { ...pay, signature: new Uint8Array(63) };
    expect(codeOf(() => encodeList({ ...list(2), items: [short] } as List))).toBe('decode.list');
  });

  it('with a contract hash of other than 32 bytes are refused', () => {
    const item = `0104405d000100 1f${'00'.repeat(31)}0000${'00'.repeat(64)}`.replace(' ', '');
    expect(codeOf(() => decodeLists(fromHex(item)))).toBe('decode.list');
  });
});
