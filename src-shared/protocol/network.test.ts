import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from './bytes.ts';
import { MAX_TARGET } from './difficulty.ts';
import { isFault } from './fault.ts';
import {
  encodeNetwork,
  genesisHash,
  localParameters,
  mainParameters,
  type Network,
  networkFile,
  parseNetworkFile,
} from './network.ts';
import { LAST_REWARD_ID } from './reward.ts';
import { decodeUuid, encodeUuid, isUuid } from './uuid.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const uuid = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(decodeUuid);
const span = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

const network: fc.Arbitrary<Network> = fc.record({
  name: fc.constantFrom('main', 'local', 'Nächstes Netz', '网络'),
  coreVersion: uuid,
  genesisTime: fc.maxSafeNat(),
  genesisTarget: fc.bigInt({ min: 1n, max: MAX_TARGET }),
  blockInterval: span,
  halfLife: span,
  leadershipKey: key,
  defaultFee: fc.bigInt({ min: 0n, max: 2n ** 30n - 1n }),
  maxBlockBytes: fc.integer({ min: 1, max: 2 ** 30 - 1 }),
  addressPrefix: fc.constantFrom('coco', 'tcoco', 'lcoco', 'x9'),
  lostCoins: fc.record({ first: span, every: span, idle: span }),
});

const local: Network = {
  ...localParameters,
  genesisTime: 1_760_000_000_000,
  genesisTarget: 2n ** 230n,
  leadershipKey: new Uint8Array(32).fill(7),
};

function refusedField(json: unknown): unknown {
  try {
    parseNetworkFile(json);
  } catch (error) {
    if (isFault(error) && error.code === 'network.file') return error.facts.field;
    throw error;
  }
  return 'nothing';
}

describe('a network file', () => {
  it('goes through JSON and back', () => {
    fc.assert(
      fc.property(network, (value) => {
        expect(parseNetworkFile(JSON.parse(JSON.stringify(networkFile(value))))).toEqual(value);
      }),
    );
  });

  it('is refused with the field that is wrong', () => {
    const file = networkFile(local);
    const wrong: Record<string, unknown[]> = {
      name: ['', ' ', ' a', 'a\n', 'a\u202eb', 7, null, '\ud800', 'x'.repeat(256)],
      coreVersion: ['', 'x', file.coreVersion.toUpperCase(), 1],
      genesisTime: [-1, 0.5, 2 ** 53, '1', null],
      genesisTarget: ['', '00'.repeat(32), '01', 'zz'.repeat(32), 5],
      blockInterval: [0, -1, '10000'],
      halfLife: [0, Number.NaN],
      leadershipKey: ['', '00'.repeat(31), 3],
      defaultFee: [-1, 2 ** 30, '10000', 0.5],
      maxBlockBytes: [0, 2 ** 30],
      addressPrefix: ['', 'Coco', 'co co', '1coco', 'x'.repeat(32), 'cöco'],
      lostCoins: [null, [], 5],
    };
    for (const [field, values] of Object.entries(wrong)) {
      for (const value of values) expect(refusedField({ ...file, [field]: value })).toBe(field);
      expect(refusedField(Object.fromEntries(Object.entries(file).filter(([name]) => name !== field)))).toBe(
        field,
      );
    }
    expect(refusedField({ ...file, extra: 1 })).toBe('extra');
    for (const field of ['first', 'every', 'idle']) {
      expect(refusedField({ ...file, lostCoins: { ...file.lostCoins, [field]: 0 } })).toBe(field);
    }
    expect(refusedField({ ...file, lostCoins: { ...file.lostCoins, more: 1 } })).toBe('more');
  });

  it('never ends in anything but a network or a fault', () => {
    const field = fc.constantFrom(...Object.keys(networkFile(local)));
    fc.assert(
      fc.property(fc.anything(), field, (value, name) => {
        refusedField(value);
        refusedField({ ...networkFile(local), [name]: value });
      }),
    );
  });
});

describe('the genesis hash', () => {
  it('differs for networks that differ in anything', () => {
    const others: Network[] = [
      { ...local, name: 'loca1' },
      { ...local, coreVersion: decodeUuid(new Uint8Array(16)) },
      { ...local, genesisTime: local.genesisTime + 1 },
      { ...local, genesisTarget: local.genesisTarget + 1n },
      { ...local, blockInterval: local.blockInterval + 1 },
      { ...local, halfLife: local.halfLife + 1 },
      { ...local, leadershipKey: new Uint8Array(32) },
      { ...local, defaultFee: local.defaultFee + 1n },
      { ...local, maxBlockBytes: local.maxBlockBytes + 1 },
      { ...local, addressPrefix: 'tcoco' },
      { ...local, lostCoins: { ...local.lostCoins, first: 1 } },
      { ...local, lostCoins: { ...local.lostCoins, every: 1 } },
      { ...local, lostCoins: { ...local.lostCoins, idle: 1 } },
    ];
    expect(new Set([local, ...others].map((value) => toHex(genesisHash(value)))).size).toBe(
      others.length + 1,
    );
    expect(encodeNetwork(local)).toHaveLength(6 + 16 + 8 + 32 + 8 + 8 + 32 + 2 + 4 + 6 + 24);
  });
});

describe('the presets', () => {
  it('spread the rewards of main over its first five years', () => {
    const years = (LAST_REWARD_ID * mainParameters.blockInterval) / mainParameters.lostCoins.first;
    expect(Math.abs(years - 1)).toBeLessThan(0.001);
    expect(localParameters.lostCoins).toEqual(mainParameters.lostCoins);
  });
});

describe('a UUID', () => {
  it('goes both ways in its one form', () => {
    fc.assert(
      fc.property(uuid, (text) => {
        expect(decodeUuid(encodeUuid(text))).toBe(text);
      }),
    );
    const text = mainParameters.coreVersion;
    for (const wrong of ['', text.toUpperCase(), text.replaceAll('-', ''), `${text}0`, `{${text}}`]) {
      expect(isUuid(wrong)).toBe(false);
      expect(() => encodeUuid(wrong)).toThrow('decode.hex');
    }
    expect(() => decodeUuid(new Uint8Array(15))).toThrow('decode.hex');
  });
});
