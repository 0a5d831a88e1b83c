import { beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '#shared/protocol/bytes.ts';
import { identityOf } from '#shared/protocol/transactions.ts';
import { type EasyChain, easyMempool, transferMessage } from '../chain/easyChain.fixture.ts';
import { type TestWallet, testWallet } from '../testPool.fixture.ts';
import type { Mempool } from './mempool.ts';
import type { Pending } from './pending.ts';

const operator = testWallet('operator');
const [alice, bob] = [testWallet('alice'), testWallet('bob')] as const;
const SIGNATURE = new Uint8Array(64).fill(7);

let chain: EasyChain;
let mempool: Mempool;

const message = (to: [TestWallet, bigint][]) => transferMessage(chain, operator, to, 2n);
const add = (to: [TestWallet, bigint][]) => mempool.add(message(to), SIGNATURE, chain.now).pending;

function changesOf(pending: Pending): [string, bigint, bigint][] {
  const all: [string, bigint, bigint][] = [];
  pending.eachChange((...change) => all.push(change));
  return all;
}

beforeEach(() => {
  ({ chain, mempool } = easyMempool({ transactions: 10, bytes: 10_000 }));
});

describe('Pending', () => {
  it('holds what was handed in, whatever becomes of the memory that it was read from', () => {
    const bytes = message([[alice, 5n]]);
    const [before, signature] = [bytes.slice(), SIGNATURE.slice()];
    const { pending } = mempool.add(bytes, signature, chain.now);
    bytes.fill(0);
    signature.fill(0);
    expect([pending.bytes, pending.signature]).toEqual([before, SIGNATURE]);
    expect(pending.identity).toEqual(identityOf(before));
    expect(pending.key).toBe(toHex(identityOf(before)));
  });

  it.each([
    ['one', (): [TestWallet, bigint][] => [[alice, 5n]]],
    [
      'several',
      (): [TestWallet, bigint][] => [
        [alice, 5n],
        [bob, 6n],
      ],
    ],
  ])('says the same at rest, with %s who gets coins', (_, to) => {
    const pending = add(to());
    const said = () => {
      const { sender, receivers, blockHash, kind } = pending.message;
      return { sender, receivers, blockHash, kind };
    };
    const [before, changes] = [said(), changesOf(pending)];
    pending.rest();
    expect([said(), changesOf(pending)]).toEqual([before, changes]);
    expect(changes).toEqual([
      [toHex(operator.publicKey), 0n, pending.amount + 2n],
      ...to().map(([{ publicKey }, units]) => [toHex(publicKey), units, 0n]),
    ]);
  });

  it('is the same on another chain, but for what it costs there', () => {
    const [first, second] = [add([[alice, 5n]]), add([[bob, 5n]])];
    const costs = {
      fees: 3n,
      head: 'other',
      size: 9,
      fuel: 1,
      moves: new Map([
        ['ab', -4n],
        ['cd', 1n],
      ]),
    };
    const called: string[] = [];
    const elsewhere = second.costing(costs, (key) => {
      called.push(toHex(key));
      return toHex(key);
    });
    expect(called).toEqual([operator, bob].map(({ publicKey }) => toHex(publicKey)));
    expect(elsewhere).toMatchObject({ ...costs, fee: 2n, sender: first.sender, bytes: second.bytes });
    expect(changesOf(elsewhere)).toEqual([
      ['ab', 0n, 4n],
      ['cd', 1n, 0n],
    ]);
  });
});
