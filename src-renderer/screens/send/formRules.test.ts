import { describe, expect, it } from 'vitest';
import { type Recipient, recipientOf } from '../../stores/sendFormStore.ts';
import { readForm, readList } from './formRules.ts';

const good = (address: string, amount: string): Recipient => ({
  ...recipientOf(address, amount),
  check: { state: 'good', address, contact: null, own: false },
});
const FEE = 10_000n;

describe('the form of a payment', () => {
  it('is ready when each row has a checked address and an amount', () => {
    const reading = readForm([good('lcoco1a', '1.5'), good('lcoco1b', '2')], null, FEE, 'en-US');
    expect(reading.receivers).toEqual([
      { address: 'lcoco1a', amount: 150_000_000n },
      { address: 'lcoco1b', amount: 200_000_000n },
    ]);
    expect(reading.total).toBe(350_010_000n);
  });

  it.each([
    ['an unchecked address', [recipientOf('lcoco1a', '1')]],
    ['an amount of zero', [good('lcoco1a', '0')]],
    ['no amount', [good('lcoco1a', '')]],
    ['an unclear amount', [good('lcoco1a', '1,500')]],
    ['one row that is not ready', [good('lcoco1a', '1'), recipientOf('', '')]],
  ])('is not ready with %s', (_what, rows) => {
    expect(readForm(rows, null, FEE, 'en-US').receivers).toBeNull();
  });

  it('finds an address that stands there twice, in whatever case', () => {
    const rows = [good('lcoco1a', '1'), recipientOf('LCOCO1A', '2')];
    const reading = readForm(rows, null, FEE, 'en-US');
    expect([...reading.repeated]).toEqual([rows[1]?.key]);
    expect(reading.receivers).toBeNull();
  });

  it('takes the fee that was typed, and is not ready while it cannot be read', () => {
    expect(readForm([good('lcoco1a', '1')], '0,5', FEE, 'de-DE').total).toBe(150_000_000n);
    expect(readForm([good('lcoco1a', '1')], 'much', FEE, 'en-US').receivers).toBeNull();
  });
});

describe('a pasted list', () => {
  it('takes address and amount with any common sign between, and names lines without', () => {
    const text =
      'lcoco1aaaa 1.5\r\nlcoco1bbbb;2,5\n\nlcoco1cccc\t3\t"rent"\nAnna 4\nlcoco1dddd, 5\nlcoco1eeee';
    expect(readList(text)).toEqual({
      recipients: [
        { address: 'lcoco1aaaa', amount: '1.5' },
        { address: 'lcoco1bbbb', amount: '2,5' },
        { address: 'lcoco1cccc', amount: '3' },
        { address: 'lcoco1dddd', amount: '5' },
      ],
      bad: [
        { line: 5, text: 'Anna 4' },
        { line: 7, text: 'lcoco1eeee' },
      ],
    });
  });
});
