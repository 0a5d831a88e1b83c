import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultOf } from './testFault.fixture.ts';
import { quickStretch } from './testStretch.fixture.ts';
import { Vault } from './vault.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coco-vault-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = () => new Vault({ folder, stretch: quickStretch, random: randomBytes });
const entropy = () => Buffer.alloc(16, 9);
const file = (name: string) => join(folder, name);

async function made(): Promise<Vault> {
  const vault = open();
  await vault.create({ entropy: entropy(), book: { n: 0 } }, 'password one');
  return vault;
}

describe('Vault', () => {
  it('is readable for its owner only', async () => {
    const vault = await made();
    await vault.saveBook({ n: 1 });
    for (const name of ['vault.json', 'vault.json.previous']) {
      expect((await stat(file(name))).mode & 0o777).toBe(0o600);
    }
  });

  it('opens again with everything that was saved', async () => {
    const vault = await made();
    await Promise.all([vault.saveBook({ n: 1 }), vault.saveBook({ n: 2 })]);
    vault.close();
    const { book, entropy: words, fromPrevious } = await open().open('password one');
    expect(book).toEqual({ n: 2 });
    expect(words.equals(entropy())).toBe(true);
    expect(fromPrevious).toBe(false);
  });

  it('never overwrites a vault, not even a damaged one', async () => {
    await made();
    const again = () => open().create({ entropy: entropy(), book: {} }, 'password two');
    expect((await faultOf(again)).code).toBe('wallet.exists');
    await writeFile(file('vault.json'), 'damaged');
    expect((await faultOf(again)).code).toBe('wallet.exists');
    expect(await readFile(file('vault.json'), 'utf8')).toBe('damaged');
  });

  it('saves nothing while it is closed', async () => {
    const vault = await made();
    vault.close();
    expect((await faultOf(vault.saveBook({ n: 1 }))).code).toBe('wallet.locked');
    expect((await faultOf(() => vault.exportText())).code).toBe('wallet.locked');
    expect((await faultOf(vault.readEntropy('password one'))).code).toBe('wallet.locked');
  });

  it('opens the generation before when its file is damaged, and keeps the damaged one aside', async () => {
    const vault = await made();
    await vault.saveBook({ n: 1 });
    await vault.saveBook({ n: 2 });
    vault.close();
    await writeFile(file('vault.json'), '{"format":"coco-va');
    const next = open();
    const { book, fromPrevious } = await next.open('password one');
    expect(book).toEqual({ n: 1 });
    expect(fromPrevious).toBe(true);
    await next.saveBook({ n: 3 });
    expect(await readFile(file('vault.json.damaged'), 'utf8')).toBe('{"format":"coco-va');
    next.close();
    expect((await open().open('password one')).book).toEqual({ n: 3 });
    // The good generation was not replaced by the damaged file.
    await rm(file('vault.json'));
    expect((await open().open('password one')).book).toEqual({ n: 1 });
  });

  it('says that it is damaged when both generations are', async () => {
    const vault = await made();
    await vault.saveBook({ n: 1 });
    await writeFile(file('vault.json'), '{}');
    await writeFile(file('vault.json.previous'), '{}');
    expect((await faultOf(open().open('password one'))).code).toBe('wallet.vaultDamaged');
  });

  it('does not take a wrong password for damage', async () => {
    const vault = await made();
    await vault.saveBook({ n: 1 });
    expect((await faultOf(open().open('password two'))).code).toBe('wallet.passwordWrong');
  });

  it('stands whole after a crash between any two steps of a save', async () => {
    const vault = await made();
    await vault.saveBook({ n: 1 });
    vault.close();
    const whole = await readFile(file('vault.json'), 'utf8');
    // What a crash leaves behind: a part of either file that was being written.
    for (const left of ['vault.json.new', 'vault.json.previous.new']) {
      await writeFile(file(left), whole.slice(0, whole.length / 2));
      const next = open();
      expect((await next.open('password one')).book).toEqual({ n: 1 });
      await next.saveBook({ n: 1 });
      next.close();
    }
    // A crash after the copy, before the new file is in place: both generations are the same.
    await writeFile(file('vault.json.previous'), whole);
    expect((await open().open('password one')).book).toEqual({ n: 1 });
  });

  it('leaves the old file when the new one cannot be put in place', async () => {
    const vault = await made();
    const before = await readFile(file('vault.json'), 'utf8');
    const broken = new Vault({
      folder,
      stretch: quickStretch,
      random: () => {
        throw new Error('no randomness');
      },
    });
    await broken.open('password one');
    await expect(broken.saveBook({ n: 1 })).rejects.toThrow('no randomness');
    expect(await readFile(file('vault.json'), 'utf8')).toBe(before);
    vault.close();
  });

  it('changes the password, and the old one opens nothing any more', async () => {
    const vault = await made();
    await vault.saveBook({ n: 1 });
    expect((await faultOf(vault.changePassword('password two', 'password three'))).code).toBe(
      'wallet.passwordWrong',
    );
    await vault.changePassword('password one', 'password two');
    await vault.saveBook({ n: 2 });
    vault.close();
    expect((await open().open('password two')).book).toEqual({ n: 2 });
    expect((await faultOf(open().open('password one'))).code).toBe('wallet.passwordWrong');
    await rm(file('vault.json'));
    expect((await faultOf(open().open('password one'))).code).toBe('wallet.passwordWrong');
    expect((await readdir(folder)).sort()).toEqual(['vault.json.previous']);
  });

  it('is taken over from its exported text, with its password, where there is none yet', async () => {
    const vault = await made();
    await vault.saveBook({ n: 7 });
    const text = vault.exportText();
    expect((await faultOf(vault.importText(text, 'password one'))).code).toBe('wallet.exists');
    vault.close();
    for (const name of await readdir(folder)) await rm(file(name));
    const empty = open();
    expect((await faultOf(empty.importText(text, 'password two'))).code).toBe('wallet.passwordWrong');
    expect((await faultOf(empty.importText('{}', 'password one'))).code).toBe('wallet.vaultFile');
    expect(
      (await faultOf(empty.importText(text.replace('"data": "', '"data": "00'), 'password one'))).code,
    ).toBe('wallet.vaultFile');
    expect(await empty.exists()).toBe(false);
    const taken = await empty.importText(text, 'password one');
    expect([taken.book, taken.entropy.equals(entropy())]).toEqual([{ n: 7 }, true]);
    await empty.saveBook({ n: 8 });
    empty.close();
    expect((await open().open('password one')).book).toEqual({ n: 8 });
  });

  it('tells of the damaged file that was put aside, and deletes it when it is asked to', async () => {
    const vault = await made();
    await vault.saveBook({ n: 1 });
    await vault.saveBook({ n: 2 });
    vault.close();
    await writeFile(file('vault.json'), 'damaged');
    const next = open();
    await next.open('password one');
    expect(await next.damagedFile()).toBeNull();
    await next.saveBook({ n: 3 });
    await next.changePassword('password one', 'password two');
    expect(await next.damagedFile()).toBe(file('vault.json.damaged'));
    await next.dropDamaged();
    expect(await next.damagedFile()).toBeNull();
    expect((await readdir(folder)).sort()).toEqual(['vault.json']);
  });

  it('stays closed when it is closed while a save or a change of password is under way', async () => {
    await made();
    let closeAt = 'never';
    const vault: Vault = new Vault({
      folder,
      stretch: quickStretch,
      // Asked for a nonce or a salt, so in the middle of either.
      random: (length) => {
        if (closeAt === 'now') vault.close();
        return randomBytes(length);
      },
    });
    await vault.open('password one');
    closeAt = 'now';
    await vault.changePassword('password one', 'password two');
    expect((await faultOf(() => vault.exportText())).code).toBe('wallet.locked');
    await vault.open('password two');
    await vault.saveBook({ n: 1 });
    expect((await faultOf(() => vault.exportText())).code).toBe('wallet.locked');
    expect((await vault.open('password two')).book).toEqual({ n: 1 });
  });

  it('has on disk, once it is settled, what it was saving when it was closed', async () => {
    await made();
    const vault: Vault = new Vault({
      folder,
      stretch: quickStretch,
      random: (length) => {
        vault.close();
        return randomBytes(length);
      },
    });
    await vault.open('password one');
    void vault.saveBook({ n: 7 });
    await vault.settled();
    expect((await readdir(folder)).sort()).toEqual(['vault.json', 'vault.json.previous']);
    expect((await open().open('password one')).book).toEqual({ n: 7 });
  });

  it('says that there is none', async () => {
    expect(await open().exists()).toBe(false);
    expect((await faultOf(open().open('password one'))).code).toBe('wallet.none');
  });
});
