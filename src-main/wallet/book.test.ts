import { describe, expect, it } from 'vitest';
import {
  newBook,
  parseBook,
  withAccount,
  withAccountName,
  withContact,
  withoutContact,
  withSigned,
} from './book.ts';
import { faultOf } from './testFault.fixture.ts';

const hex = (n: number) => n.toString(16).padStart(64, '0');
const note = (n: number, network = 'a') => ({ identity: hex(n), account: 0, network, expiresAfter: 100 + n });

describe('book', () => {
  it('stays what it is on the disk', () => {
    let book = withAccount(newBook('First'), 'Second');
    book = withContact(withAccountName(book, 1, 'Other'), { name: 'Anna', address: 'x' });
    book = withSigned(book, note(1), [hex(5)], 100);
    expect(parseBook(JSON.parse(JSON.stringify(book)))).toEqual(book);
  });

  it('is refused when it is something else', async () => {
    for (const value of [null, {}, { ...newBook('x'), version: 2 }, { ...newBook('x'), accounts: [] }]) {
      expect((await faultOf(() => parseBook(value))).code).toBe('wallet.vaultDamaged');
    }
  });

  it('has bounds that it never passes', async () => {
    let book = newBook('First');
    for (let index = 1; index < 100; index++) book = withAccount(book, `${index}`);
    expect((await faultOf(() => withAccount(book, 'one more'))).code).toBe('wallet.accounts');
    for (let n = 0; n < 1000; n++) book = withContact(book, { name: 'a', address: `${n}` });
    expect((await faultOf(() => withContact(book, { name: 'a', address: 'x' }))).code).toBe(
      'wallet.contacts',
    );
    expect(withContact(book, { name: 'b', address: '7' }).contacts).toHaveLength(1000);
    expect(withoutContact(book, '7').contacts).toHaveLength(999);
    const many = Array.from({ length: 6000 }, (_, n) => hex(n));
    book = withSigned(book, note(1), many, 100);
    expect(book.paid).toEqual(many.slice(-5000));
    for (let n = 0; n < 1100; n++) book = withSigned(book, note(n), [], 100);
    expect(parseBook(book).signed.at(-1)).toEqual(note(1099));
  });

  it('forgets what expired long ago on the same network only', () => {
    let book = withSigned(newBook('x'), note(1), [], 100);
    book = withSigned(book, note(2, 'b'), [], 1);
    book = withSigned(book, note(300), [], 400);
    expect(book.signed).toEqual([note(2, 'b'), note(300)]);
  });

  it('keeps whom it paid once, the last one last', () => {
    let book = withSigned(newBook('x'), note(1), [hex(1), hex(2)], 100);
    book = withSigned(book, note(2), [hex(1)], 100);
    expect(book.paid).toEqual([hex(2), hex(1)]);
  });
});
