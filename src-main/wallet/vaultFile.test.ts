import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { faultOf } from './testFault.fixture.ts';
import { quickStretch } from './testStretch.fixture.ts';
import { openVault, parseVaultFile, sealVault, vaultText, withBook } from './vaultFile.ts';

const means = { stretch: quickStretch, random: randomBytes };
const contents = { entropy: Buffer.alloc(16, 5), book: { names: ['Anna'] } };
const password = 'correct horse';

async function sealed() {
  const { file, keys } = await sealVault(contents, password, means);
  return { text: vaultText(file), file, keys };
}

type Json = Record<string, unknown> & { kdf: Record<string, unknown> };

/** Alters a vault's text; `mend` makes the checksum right again, as somebody would who knows the format. */
function altered(text: string, alter: (json: Json) => void, mend: boolean): string {
  const json = JSON.parse(text) as Json;
  alter(json);
  if (mend) {
    const { format, version, cipher, kdf, keyCheck } = json;
    const { words, book } = json as unknown as Record<'words' | 'book', { nonce: string; data: string }>;
    const head = [
      format,
      version,
      cipher,
      ...['name', 'version', 'memoryKiB', 'iterations', 'parallelism', 'salt'].map((name) => kdf[name]),
    ];
    json.checksum = createHash('sha256')
      .update(JSON.stringify(head))
      .update(JSON.stringify([keyCheck, words.nonce, words.data, book.nonce, book.data]))
      .digest('hex');
  }
  return JSON.stringify(json);
}

const flip = (hex: unknown) => `${String(hex).startsWith('0') ? '1' : '0'}${String(hex).slice(1)}`;
const box = (json: Json, name: string) => json[name] as Record<string, unknown>;

describe('vault file', () => {
  it('gives back what was sealed, and holds nothing of it in the clear', async () => {
    const { text } = await sealed();
    expect(text).not.toContain('Anna');
    expect(text).not.toContain(contents.entropy.toString('hex'));
    const opened = await openVault(parseVaultFile(text), password, quickStretch);
    expect(opened.entropy.equals(contents.entropy)).toBe(true);
    expect(opened.book).toEqual(contents.book);
  });

  it('opens with the same characters, however the keyboard makes them', async () => {
    const { file } = await sealVault(contents, 'Gr\u00fc\u00dfe aus K\u00f6ln', means);
    const opened = await openVault(file, 'Gru\u0308\u00dfe aus Ko\u0308ln', quickStretch);
    expect(opened.book).toEqual(contents.book);
  });

  it('refuses a wrong password', async () => {
    const { file } = await sealed();
    expect((await faultOf(openVault(file, 'wrong horse', quickStretch))).code).toBe('wallet.passwordWrong');
  });

  it('never uses a nonce or a salt twice', async () => {
    const { file, keys } = await sealed();
    const again = withBook(file, contents.book, keys.book, randomBytes);
    expect(again.book.nonce).not.toBe(file.book.nonce);
    expect(again.words).toEqual(file.words);
    expect((await sealed()).file.kdf.salt).not.toBe(file.kdf.salt);
  });

  it('tells little of the book by its length', async () => {
    const { file, keys } = await sealed();
    const longer = withBook(file, { names: ['Anna', 'Bert', 'Carla'] }, keys.book, randomBytes);
    expect(longer.book.data.length).toBe(file.book.data.length);
  });

  const changes: [string, (json: Json) => void, string][] = [
    ['format', (json) => Object.assign(json, { format: 'other' }), 'wallet.vaultDamaged'],
    ['version 0', (json) => Object.assign(json, { version: 0 }), 'wallet.vaultDamaged'],
    ['version 2', (json) => Object.assign(json, { version: 2 }), 'wallet.vaultTooNew'],
    ['cipher', (json) => Object.assign(json, { cipher: 'none' }), 'wallet.vaultDamaged'],
    ['kdf name', (json) => Object.assign(json.kdf, { name: 'argon2d' }), 'wallet.vaultDamaged'],
    ['kdf version', (json) => Object.assign(json.kdf, { version: 16 }), 'wallet.vaultDamaged'],
    ['memory below the floor', (json) => Object.assign(json.kdf, { memoryKiB: 8 }), 'wallet.vaultDamaged'],
    [
      'memory above the ceiling',
      (json) => Object.assign(json.kdf, { memoryKiB: 2 ** 22 }),
      'wallet.vaultDamaged',
    ],
    ['memory within bounds', (json) => Object.assign(json.kdf, { memoryKiB: 65536 }), 'wallet.passwordWrong'],
    [
      'iterations below the floor',
      (json) => Object.assign(json.kdf, { iterations: 1 }),
      'wallet.vaultDamaged',
    ],
    [
      'iterations above the ceiling',
      (json) => Object.assign(json.kdf, { iterations: 1e9 }),
      'wallet.vaultDamaged',
    ],
    [
      'iterations within bounds',
      (json) => Object.assign(json.kdf, { iterations: 4 }),
      'wallet.passwordWrong',
    ],
    ['parallelism', (json) => Object.assign(json.kdf, { parallelism: 2 }), 'wallet.vaultDamaged'],
    ['salt', (json) => Object.assign(json.kdf, { salt: flip(json.kdf.salt) }), 'wallet.passwordWrong'],
    ['short salt', (json) => Object.assign(json.kdf, { salt: '00' }), 'wallet.vaultDamaged'],
    ['a parameter more', (json) => Object.assign(json.kdf, { secret: '00' }), 'wallet.vaultDamaged'],
    ['a field more', (json) => Object.assign(json, { note: 'hello' }), 'wallet.vaultDamaged'],
    ['a field less', (json) => delete json.keyCheck, 'wallet.vaultDamaged'],
    ['keyCheck', (json) => Object.assign(json, { keyCheck: flip(json.keyCheck) }), 'wallet.passwordWrong'],
    ...['words', 'book'].flatMap((name): [string, (json: Json) => void, string][] => [
      [
        `${name} nonce`,
        (json) => Object.assign(box(json, name), { nonce: flip(box(json, name).nonce) }),
        'wallet.vaultDamaged',
      ],
      [
        `${name} data`,
        (json) => Object.assign(box(json, name), { data: flip(box(json, name).data) }),
        'wallet.vaultDamaged',
      ],
    ]),
    [
      'boxes exchanged',
      (json) => Object.assign(json, { words: json.book, book: json.words }),
      'wallet.vaultDamaged',
    ],
  ];

  it.each(changes)('refuses an altered file even with its checksum made anew: %s', async (_, alter, code) => {
    const text = altered((await sealed()).text, alter, true);
    const fault = await faultOf(async () => openVault(parseVaultFile(text), password, quickStretch));
    expect(fault.code).toBe(code);
  });

  it.each(changes.filter(([name]) => name !== 'version 2'))(
    'calls a damaged file damaged, before any password: %s',
    async (_, alter) => {
      const text = altered((await sealed()).text, alter, false);
      expect((await faultOf(() => parseVaultFile(text))).code).toBe('wallet.vaultDamaged');
    },
  );

  it('calls a file damaged that is cut off anywhere', async () => {
    const { text } = await sealed();
    for (let length = 0; length < text.length - 2; length += 97) {
      expect((await faultOf(() => parseVaultFile(text.slice(0, length)))).code).toBe('wallet.vaultDamaged');
    }
  });
});
