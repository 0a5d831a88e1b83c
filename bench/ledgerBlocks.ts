import { forgeBlock } from '#shared/ledger/forge.ts';
import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { FEATURE, type List } from '#shared/protocol/lists.ts';
import { type FastKeys, fastKeys, leader, MICRO_DEFAULT, signedItems, someKey } from './ledgerChain.ts';

/** Most receivers of one transfer. */
const RECEIVERS = 10_000;

/** Makes blocks for a ledger; its wallets with private keys come first (ids 1 … signers), then those without. */
export class BlockMill {
  readonly signers: FastKeys[];
  /** Numbers that look like chance and are the same each time. */
  private state = 12345;

  constructor(signers: number) {
    this.signers = Array.from({ length: signers }, (_, n) => fastKeys(`signer ${n}`));
  }

  chance(below: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * below);
  }

  /** Rewards for wallet 0, which pays for everything. */
  reward(view: LedgerView): Bytes {
    return forgeBlock(view).bytes;
  }

  /** Registers wallets up to id `last`; wallet 0 gives each `units`. */
  register(view: LedgerView, last: number, units: bigint): Bytes {
    const first = view.walletCount;
    const keys: Bytes[] = [];
    for (let id = first; id <= last; id++) {
      keys.push(this.signers[id - 1]?.publicKey ?? someKey(`wallet ${id}`));
    }
    const items = [];
    for (let from = first; from <= last; from += RECEIVERS) {
      const receivers = Array.from({ length: Math.min(RECEIVERS, last + 1 - from) }, (_, n) => from + n);
      items.push({ item: { sender: 0, receivers, amount: units }, keys: leader });
    }
    const addresses: List = {
      type: 9,
      reference: view.tip.id,
      features: 0,
      items: keys.map((key) => ({ key })),
    };
    return forgeBlock(view, { lists: [addresses, signedItems(view, 2, MICRO_DEFAULT, items, keys)] }).bytes;
  }

  /** Individually signed 1-to-1 transfers from the signers in turn to anybody. */
  signed(view: LedgerView, count: number): Bytes {
    const items = Array.from({ length: count }, (_, n) => {
      const signer = n % this.signers.length;
      const amount = BigInt(1 + Math.floor(n / this.signers.length));
      const keys = this.signers[signer] as FastKeys;
      return { item: { sender: signer + 1, receiver: 1 + this.chance(view.walletCount - 1), amount }, keys };
    });
    return forgeBlock(view, { lists: [signedItems(view, 1, MICRO_DEFAULT, items)] }).bytes;
  }

  /** 1-to-many transfers with amounts of their own, from wallet 0, to wallets anywhere. */
  transfers(view: LedgerView, count: number, receiversEach: number): Bytes {
    const items = Array.from({ length: count }, () => {
      const ids = new Set<number>();
      while (ids.size < receiversEach) ids.add(1 + this.chance(view.walletCount - 1));
      const receivers = [...ids].map((id) => ({ id, amount: BigInt(1 + this.chance(1000)) }));
      return { item: { sender: 0, receivers }, keys: leader };
    });
    return forgeBlock(view, { lists: [signedItems(view, 3, MICRO_DEFAULT, items)] }).bytes;
  }

  /** Wallets 1 … count trust wallet 0. */
  trusts(view: LedgerView, first: number, count: number): Bytes {
    const items = Array.from({ length: count }, (_, n) => ({
      item: { sender: first + n, party: 0, hours: 1 },
      keys: this.signers[first + n - 1] as FastKeys,
    }));
    return forgeBlock(view, { lists: [signedItems(view, 6, 0, items)] }).bytes;
  }

  /** One list group of wallet 0: transfers of those who trust it, to anybody. */
  group(view: LedgerView, count: number, trusting: number): Bytes {
    const items = Array.from({ length: count }, (_, n) => ({
      sender: 1 + (n % trusting),
      receiver: 1 + this.chance(view.walletCount - 1),
      amount: BigInt(1 + this.chance(100)),
    }));
    const inner: List = {
      type: 1,
      reference: view.tip.id,
      features: MICRO_DEFAULT | FEATURE.trusted,
      items,
    };
    const group = { item: { party: 0, lists: [inner] }, keys: leader };
    return forgeBlock(view, { lists: [signedItems(view, 8, 0, [group])] }).bytes;
  }

  /** One balance update of wallet 0 for all who trust it. */
  updates(view: LedgerView, trusting: number): Bytes {
    const updates = Array.from({ length: trusting }, (_, n) => ({
      id: n + 1,
      balance: BigInt(1_000_000 + this.chance(1_000_000)),
    }));
    const update = { item: { party: 0, updates }, keys: leader };
    return forgeBlock(view, { lists: [signedItems(view, 7, FEATURE.micro, [update])] }).bytes;
  }
}
