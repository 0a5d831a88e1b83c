import type { ContractEngine } from '../contracts/engine.ts';
import { UNITS_PER_COIN } from '../protocol/amounts.ts';
import { equalBytes } from '../protocol/bytes.ts';
import { FEATURE, type ItemOf, type List } from '../protocol/lists.ts';
import { type BlockPlan, easyNetwork, forgeBlock } from './forge.ts';
import { Ledger } from './ledger.ts';
import { addressList, signedList, testKeys, walletTransfer } from './testWallets.ts';
import { type AppliedBlock, applyBlock } from './transition.ts';

export const COIN = UNITS_PER_COIN;
/** The test network's default fee. */
export const FEE = 10_000n;

export const leader = testKeys('leader');
export const alice = testKeys('alice');
export const bob = testKeys('bob');
export const carol = testKeys('carol');
export const dave = testKeys('dave');

export const testNetwork = easyNetwork(leader.publicKey);

/** A ledger for tests: 1 dave with rewards, 2 alice, 3 bob and 4 carol with 100 coins each. */
export class TestLedger {
  readonly ledger: Ledger;

  private readonly applied: (applied: AppliedBlock) => void;

  constructor(
    network = testNetwork,
    applied: (applied: AppliedBlock) => void = () => {},
    engine?: ContractEngine,
  ) {
    this.applied = applied;
    this.ledger = Ledger.genesis(network, [1, 2], engine);
    const keys = [alice, bob, carol].map(({ publicKey }) => publicKey);
    this.mine({ lists: [addressList(this.ledger, [dave.publicKey])], rewardId: 1 });
    this.mine({ rewardId: 1 });
    const receivers = keys.map((key) => ({ key, amount: 100n * COIN }));
    const pay = walletTransfer(this.ledger, dave, receivers, keys);
    this.mine({ lists: [addressList(this.ledger, keys), pay], rewardId: 1 });
  }

  mine(plan: BlockPlan = {}): AppliedBlock {
    const applied = applyBlock(this.ledger, forgeBlock(this.ledger, plan).bytes, null);
    this.ledger.apply(applied.changes);
    this.applied(applied);
    return applied;
  }

  /** The fault of a block that is wrong in one thing only. Throws when it is accepted or leaves a trace. */
  refusal(plan: BlockPlan, now: number | null = null): { code: string; facts: object } {
    const before = this.ledger.stateHash();
    let applied: AppliedBlock;
    try {
      applied = applyBlock(this.ledger, forgeBlock(this.ledger, plan).bytes, now);
    } catch (error) {
      if (!equalBytes(before, this.ledger.stateHash())) throw new Error('The refused block left a trace.');
      const { code, facts } = error as { code: string; facts: object };
      return { code, facts };
    }
    throw new Error(`The block was accepted: ${applied.changes.tip.id}`);
  }

  /** One coin from alice to bob, unless it says otherwise. */
  transfer(item: Partial<ItemOf<1>> = {}, options: Parameters<typeof signedList>[4] = {}): List {
    const whole = { sender: 2, receiver: 3, amount: COIN, ...item };
    return signedList(this.ledger, 1, whole, alice.privateKey, options);
  }

  /** Alice trusts carol, unless it says otherwise; zero hours start the termination. */
  trust(hours: number, party = 4, sender = 2, keys = alice): List {
    return signedList(this.ledger, 6, { sender, party, hours }, keys.privateKey);
  }

  /** An item whose signature means nothing: for items that are refused before it is looked at. */
  unsigned<T extends 1 | 2 | 4 | 6 | 7>(type: T, item: Omit<ItemOf<T>, 'signature'>): List {
    const features = type <= 3 ? FEATURE.defaultFee : 0;
    const head = { type, reference: this.ledger.tip.id, features };
    return { ...head, items: [{ ...item, signature: new Uint8Array(64) }] } as unknown as List;
  }
}
