import type { ItemOf, List } from '../protocol/lists.ts';

interface NaiveWallet {
  balance: bigint;
  activity: number;
  trust: { party: number; hours: number; ends: number } | undefined;
}

const HOUR = 3_600_000;

/**
 * The ledger's rules once more, as plainly as possible and without a thought of speed: the second opinion of the
 * model test. Knows no keys, signatures and identities; `apply` says whether an item may happen, and does it.
 */
export class NaiveModel {
  wallets = new Map<number, NaiveWallet>();
  next = 0;
  fees = 0n;
  lost = 0n;
  supply = 0n;
  sweeps = 0;
  readonly rules: { fee: bigint; genesis: number; lostCoins: { first: number; every: number; idle: number } };

  constructor(rules: NaiveModel['rules']) {
    this.rules = rules;
    this.register(rules.genesis);
  }

  copy(): NaiveModel {
    const copy = new NaiveModel(this.rules);
    copy.wallets = cloned(this.wallets);
    Object.assign(copy, { next: this.next, fees: this.fees, lost: this.lost, supply: this.supply });
    copy.sweeps = this.sweeps;
    return copy;
  }

  register(date: number): void {
    this.wallets.set(this.next++, { balance: 0n, activity: date, trust: undefined });
  }

  /** Sum of all that is anywhere. */
  total(): bigint {
    let sum = this.lost + this.fees;
    for (const { balance } of this.wallets.values()) sum += balance;
    return sum;
  }

  private trusted(id: number, date: number): number | undefined {
    const trust = this.wallets.get(id)?.trust;
    return trust !== undefined && (trust.ends === 0 || date < trust.ends) ? trust.party : undefined;
  }

  /** Returns whether the item is valid; if not, nothing has happened. */
  apply(list: List, date: number): boolean {
    const before = { wallets: cloned(this.wallets), fees: this.fees };
    const valid = list.items.every((item) => this.item({ ...list, items: [item] } as List, date, undefined));
    if (!valid) Object.assign(this, before);
    return valid;
  }

  private item(list: List, date: number, party: number | undefined): boolean {
    if (list.type === 8) {
      const group = list.items[0] as ItemOf<8>;
      const { fee } = this.rules;
      if (!this.mayMove(group.party, date, undefined) || !this.pay(group.party, fee, fee)) return false;
      this.active(group.party, date);
      return group.lists.every((inner) =>
        inner.items.every((item) => this.item({ ...inner, items: [item] } as List, date, group.party)),
      );
    }
    if (list.type === 6) return this.trust(list.items[0] as ItemOf<6>, date, party);
    if (list.type === 7) return this.update(list.items[0] as ItemOf<7>, date, party);
    if (list.type > 3) return false;
    const { fee = this.rules.fee, sender } = list.items[0] as ItemOf<1>;
    const receivers = receiversOf(list);
    if (!this.mayMove(sender, date, party)) return false;
    if (new Set(receivers.map(({ id }) => id)).size !== receivers.length) return false;
    let total = fee;
    for (const { id, amount } of receivers) {
      const wallet = this.wallets.get(id);
      if (wallet === undefined || amount <= 0n) return false;
      wallet.balance += amount;
      total += amount;
    }
    if (party === undefined) this.active(sender, date);
    return this.pay(sender, total, fee);
  }

  private active(id: number, date: number): void {
    (this.wallets.get(id) as NaiveWallet).activity = date;
  }

  private mayMove(id: number, date: number, party: number | undefined): boolean {
    if (!this.wallets.has(id)) return false;
    if (party === undefined) return this.trusted(id, date) === undefined;
    return id === party || this.trusted(id, date) === party;
  }

  private pay(id: number, units: bigint, fee: bigint): boolean {
    const wallet = this.wallets.get(id) as NaiveWallet;
    if (wallet.balance < units) return false;
    wallet.balance -= units;
    this.fees += fee;
    return true;
  }

  private trust(item: ItemOf<6>, date: number, party: number | undefined): boolean {
    const wallet = this.wallets.get(item.sender);
    if (wallet === undefined || !this.wallets.has(item.party) || item.party === item.sender) return false;
    const present = this.trusted(item.sender, date);
    if (party !== undefined && (item.hours > 0 || (item.sender !== party && present !== party))) return false;
    if (present !== undefined && present !== item.party) return false;
    if (party === undefined) wallet.activity = date;
    if (item.hours === 0) {
      if (present === undefined || wallet.trust?.ends !== 0) return false;
      wallet.trust.ends = date + wallet.trust.hours * HOUR;
      return true;
    }
    const hours = present === undefined ? item.hours : Math.max(item.hours, wallet.trust?.hours ?? 0);
    wallet.trust = { party: item.party, hours, ends: 0 };
    return this.pay(item.sender, this.rules.fee, this.rules.fee);
  }

  private update(item: ItemOf<7>, date: number, party: number | undefined): boolean {
    if (!this.mayMove(item.party, date, party)) return false;
    if (new Set(item.updates.map(({ id }) => id)).size !== item.updates.length) return false;
    const { fee } = this.rules;
    const cost = fee + (fee / 100n) * BigInt(item.updates.length);
    let need = cost;
    for (const { id, balance } of item.updates) {
      const wallet = this.wallets.get(id);
      if (wallet === undefined || this.trusted(id, date) !== item.party) return false;
      need += balance - wallet.balance;
      wallet.balance = balance;
    }
    if (party === undefined) this.active(item.party, date);
    return this.pay(item.party, need, cost);
  }

  /** The end of a block: reward in units, fees, and what was lost. */
  endBlock(rewardId: number, emission: bigint, fromLost: bigint, date: number): void {
    const total = emission + fromLost + this.fees;
    this.supply += emission;
    this.lost -= fromLost;
    this.fees = 0n;
    (this.wallets.get(0) as NaiveWallet).balance += total / 100n;
    const winner = this.wallets.get(rewardId) as NaiveWallet;
    winner.balance += total - total / 100n;
    winner.activity = date;
    const { genesis, lostCoins } = this.rules;
    let due = false;
    while (date >= genesis + lostCoins.first + this.sweeps * lostCoins.every) {
      this.sweeps += 1;
      due = true;
    }
    if (due) this.sweep(date);
  }

  private sweep(date: number): void {
    const recent = (id: number) => (this.wallets.get(id)?.activity ?? 0) > date - this.rules.lostCoins.idle;
    const gone = [...this.wallets.keys()].filter((id) => {
      const party = this.trusted(id, date);
      return id !== 0 && !recent(id) && !(party !== undefined && recent(party));
    });
    for (const id of gone) {
      this.lost += (this.wallets.get(id) as NaiveWallet).balance;
      this.wallets.delete(id);
    }
    for (const wallet of this.wallets.values()) {
      if (wallet.trust !== undefined && gone.includes(wallet.trust.party)) wallet.trust = undefined;
    }
  }
}

function cloned(wallets: Map<number, NaiveWallet>): Map<number, NaiveWallet> {
  const entries = [...wallets].map(([id, wallet]): [number, NaiveWallet] => [
    id,
    { ...wallet, trust: wallet.trust && { ...wallet.trust } },
  ]);
  return new Map(entries);
}

function receiversOf(list: List): { id: number; amount: bigint }[] {
  if (list.type === 1) return list.items.map(({ receiver, amount }) => ({ id: receiver, amount }));
  if (list.type === 2) {
    return list.items.flatMap(({ receivers, amount }) => receivers.map((id) => ({ id, amount })));
  }
  if (list.type === 3) return list.items.flatMap(({ receivers }) => receivers);
  return [];
}
