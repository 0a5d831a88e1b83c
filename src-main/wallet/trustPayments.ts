import type { GroupDraft, TrustDraft, UpdateDraft } from '#shared/api/bridgeDrafts.ts';
import type { GroupItem, WalletBrief } from '#shared/api/poolValues.ts';
import { decodeAddress, encodeAddress } from '#shared/protocol/addresses.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { equalBytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { DraftMaker } from './draftMaker.ts';
import {
  addressesOf,
  checkBalances,
  checkedGroup,
  checkedTrust,
  checkedUpdate,
  checkGroupItems,
  KnownIds,
  updateFee,
} from './partyCheck.ts';
import type { PaymentMeans } from './payments.ts';
import type { PoolLink } from './poolLink.ts';

/** Wallets asked for at once: what fits into one message of a socket. */
const ASKED_AT_ONCE = 1000;

/**
 * Trust, balance updates and list groups from the wish to the draft. They go on as payments do: `Payments` approves,
 * signs and hands them in. Entrusting, updates and groups always ask for the password: they give away more than any
 * payment, or move other people's coins.
 */
export class TrustPayments {
  readonly #means: PaymentMeans;
  readonly #drafts: DraftMaker;
  readonly #ids = new WeakMap<PoolLink, KnownIds>();

  constructor(means: PaymentMeans, drafts: DraftMaker) {
    this.#means = means;
    this.#drafts = drafts;
  }

  /**
   * Entrusts an account, lengthens that, takes a termination back, or (0 hours) starts one.
   *
   * @throws Fault `wallet.locked`, `wallet.account`, `address.*`, `trust.*`, `transaction.*`, `wallet.unknown`,
   * `wallet.poolLied`, `payment.reference`.
   */
  async trust(params: { account: number; party: string; hours: number }): Promise<TrustDraft> {
    const { account, hours } = params;
    const { link, sender, address } = this.#drafts.begin(account);
    const prefix = link.network.addressPrefix;
    const party = decodeAddress(prefix, params.party.trim());
    const partyAddress = encodeAddress(prefix, party);
    if (equalBytes(party, sender)) throw new Fault('trust.self', { address });
    const { trust } = await link.session.getWallet({ address });
    const answer = await this.#drafts.ask(link, {
      kind: 'trust',
      sender: address,
      party: partyAddress,
      hours,
    });
    const message = checkedTrust({ sender, party, hours }, answer, link.network.defaultFee);
    const passwordNeeded = hours !== 0;
    const base = this.#drafts.keep(link, {
      account,
      answer,
      message,
      fee: answer.fee,
      passwordNeeded,
      paid: [],
    });
    return {
      ...base,
      kind: 'trust',
      action:
        hours === 0 ? 'terminate' : trust === null ? 'entrust' : trust.ends === null ? 'lengthen' : 'revoke',
      party: this.#drafts.describe(partyAddress, party),
      hours: Math.max(hours, trust?.hours ?? 0),
    };
  }

  /**
   * Sets the balances of wallets that trust the account.
   *
   * @throws Fault as `trust`, `update.walletTwice`, `update.notTrusting`.
   */
  async update(params: {
    account: number;
    balances: readonly { address: string; balance: Units }[];
  }): Promise<UpdateDraft> {
    const { account } = params;
    const { link, sender: party, address } = this.#drafts.begin(account);
    const balances = checkBalances(params.balances, party, link.network.addressPrefix);
    const before = await this.#wallets(
      link,
      balances.map((row) => row.address),
    );
    for (const row of balances) {
      // Said here, so that the first wrong wallet of a long list has its name.
      if (before.get(row.address)?.trust?.party !== address) {
        throw new Fault('update.notTrusting', { address: row.address });
      }
    }
    const answer = await this.#drafts.ask(link, {
      kind: 'update',
      sender: address,
      balances: balances.map((row) => ({ address: row.address, balance: row.balance })),
    });
    const message = checkedUpdate({ party, balances }, answer, link.network.defaultFee);
    const base = this.#drafts.keep(link, {
      account,
      answer,
      message,
      fee: answer.fee,
      passwordNeeded: true,
      paid: [],
    });
    const names = this.#drafts.names();
    const rows = balances.map((row) => {
      const old = before.get(row.address)?.balance ?? 0n;
      return {
        address: row.address,
        contact: names.get(row.address) ?? null,
        before: old,
        after: row.balance,
        difference: row.balance - old,
      };
    });
    const difference = rows.reduce((sum, row) => sum + row.difference, 0n);
    return { ...base, kind: 'update', rows, difference };
  }

  /**
   * Transfers of the account and of wallets that trust it, and terminations, under one signature.
   *
   * @throws Fault as `trust`, `group.*`, `wallet.unknown` {address}: in a group all wallets must be known before.
   */
  async group(params: { account: number; items: readonly GroupItem[] }): Promise<GroupDraft> {
    const { account } = params;
    const { link, sender: party, address } = this.#drafts.begin(account);
    const items = checkGroupItems(params.items, link.network.addressPrefix);
    const addresses = addressesOf(items);
    await this.#wallets(link, [...addresses, address]);
    const known = this.#knownIds(link);
    const ids = known.of(addresses);
    const partyId = known.get(address);
    if (partyId === undefined) throw new Fault('wallet.unknown', { address });
    const answer = await this.#drafts.ask(link, { kind: 'group', sender: address, items });
    const { defaultFee } = link.network;
    const message = checkedGroup({ party, partyId, items, ids }, answer, defaultFee);
    const transfers = items.filter((item) => item.kind === 'transfer');
    const base = this.#drafts.keep(link, {
      account,
      answer,
      message,
      fee: answer.fee,
      passwordNeeded: true,
      paid: [],
    });
    return {
      ...base,
      kind: 'group',
      items,
      transfers: transfers.length,
      terminations: items.filter(({ kind }) => kind === 'termination').length,
      updates: items.filter(({ kind }) => kind === 'update').length,
      amount: answer.amount,
      updateFees: items.reduce(
        (sum, item) => sum + (item.kind === 'update' ? updateFee(defaultFee, item.balances.length) : 0n),
        0n,
      ),
      senderFees: transfers.reduce((sum, { fee }) => sum + (fee ?? defaultFee), 0n),
    };
  }

  /** What the pool says of these wallets; their ids are remembered. */
  async #wallets(link: PoolLink, addresses: readonly string[]): Promise<Map<string, WalletBrief>> {
    const known = this.#knownIds(link);
    const found = new Map<string, WalletBrief>();
    for (let from = 0; from < addresses.length; from += ASKED_AT_ONCE) {
      const asked = addresses.slice(from, from + ASKED_AT_ONCE);
      const { wallets } = await link.session.getWallets({ addresses: asked });
      for (const [at, address] of asked.entries()) {
        const wallet = wallets[at];
        if (wallet?.address !== address) throw new Fault('wallet.poolLied', { field: 'wallets' });
        if (wallet.id !== null) known.learn(address, wallet.id);
        found.set(address, wallet);
      }
    }
    return found;
  }

  /** Ids of the own accounts were told before, without being asked for. */
  #knownIds(link: PoolLink): KnownIds {
    const known = this.#ids.get(link) ?? new KnownIds();
    this.#ids.set(link, known);
    for (const [address, id] of this.#means.accounts.ids) known.learn(address, id);
    return known;
  }
}
