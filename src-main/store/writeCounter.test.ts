import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, type DatabaseOperation, openDatabase } from './database.ts';
import { WriteCounter } from './writeCounter.ts';

const MANY = 20_000;

let folder: string;
let database: Database;
let counter: WriteCounter;
const open = async () => {
  database = await openDatabase(join(folder, 'database'));
  counter = await WriteCounter.open(folder, database);
};
const close = async () => {
  await counter.close();
  await database.close();
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coco-writes-'));
  await open();
});
afterEach(async () => {
  await close();
  await rm(folder, { recursive: true, force: true });
});

const key = (n: number) => Buffer.from(`key ${n}`);
const put = (n: number, value = `value ${n}`): DatabaseOperation => ({
  type: 'put',
  key: key(n),
  value: Buffer.from(value),
});
const all = Array.from({ length: MANY }, (_, n) => n);
const read = async (n: number) => (await database.get(key(n)))?.toString();

describe('a write of many operations', () => {
  it('lets others have their turn while it is put together, and is whole after that', async () => {
    await counter.write([put(1, 'old'), put(MANY)]);
    let turns = 0;
    let isDone = false;
    const large = counter
      .writeEach(all, (n) => (n === 7 ? { type: 'del', key: key(7) } : put(n)))
      .then(() => {
        isDone = true;
      });
    const small = counter.write([put(-1)]);
    while (!isDone) {
      turns += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all([large, small]);
    expect(turns).toBeGreaterThan(2);
    await close();
    await open();
    expect(await Promise.all([-1, 0, 1, 7, MANY - 1, MANY].map(read))).toEqual([
      'value -1',
      'value 0',
      'value 1',
      undefined,
      `value ${MANY - 1}`,
      `value ${MANY}`,
    ]);
  });

  it('is not there at all when one of them can’t be made', async () => {
    const broken = counter.writeEach(all, (n) => {
      if (n === MANY - 1) throw new Error('no');
      return put(n);
    });
    await expect(broken).rejects.toThrow('no');
    expect(await read(0)).toBeUndefined();
    await counter.write([put(3)]);
    expect(await read(3)).toBe('value 3');
  });

  it('is missed when the database has lost it', async () => {
    await counter.writeEach(all, (n) => put(n));
    await close();
    await rm(join(folder, 'database'), { recursive: true });
    await expect(open()).rejects.toMatchObject({ code: 'store.databaseDamaged', facts: { missing: 1 } });
    await rm(join(folder, 'writes'));
    await database.close();
    await open();
  });
});
