import type { BlockSummary, HistoryEntry, TransactionRecord } from '#shared/api/poolValues.ts';
import { publicationFee } from '#shared/ledger/contractRules.ts';
import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import { updateFee } from '#shared/ledger/trustRules.ts';
import { UNITS_PER_COIN, type Units } from '#shared/protocol/amounts.ts';
import type { Block } from '#shared/protocol/block.ts';
import { type Bytes, encodeUtf8, toHex } from '#shared/protocol/bytes.ts';
import { signedBytesOf } from '#shared/protocol/conversions.ts';
import { FEATURE, type List } from '#shared/protocol/lists.ts';
import { identityOf } from '#shared/protocol/transactions.ts';
import type { Movement } from '../../store/runRecords.ts';
import { EXPIRY_BLOCKS, type Pending } from '../waiting/pending.ts';
import type { Addresses } from './addresses.ts';
import { movementIdentity } from './movementIdentity.ts';

/** At most so many receivers are told with a transaction. */
const RECEIVERS_TOLD = 50;

/** A transaction, with what it does to every wallet that it names (hex of its key). */
export interface Told {
  readonly record: TransactionRecord;
  readonly changes: ReadonlyMap<string, Units>;
}

interface Where {
  readonly state: TransactionRecord['state'];
  readonly blockId: number | null;
  readonly date: number;
}

interface Payee {
  readonly key: Bytes;
  readonly amount: Units;
}

/** One item of a block, or its reward (list −1), as people read it. Keys come from `view`, the present ledger. */
export class ChainTeller {
  readonly #view: LedgerView;
  readonly #addresses: Addresses;
  readonly #referenceHash: (id: number) => Promise<Bytes | undefined>;

  constructor(view: LedgerView, addresses: Addresses, blockHash: (id: number) => Promise<Bytes | undefined>) {
    this.#view = view;
    this.#addresses = addresses;
    this.#referenceHash = blockHash;
  }

  /** `wallet` is the hex of its key. */
  address(wallet: string): string {
    return this.#addresses.of(wallet);
  }

  summary(block: Block, bytes: number): BlockSummary {
    const { header, footer, lists } = block;
    return {
      id: header.id,
      hash: footer.hash,
      minedDate: footer.minedDate,
      domain: header.domain,
      reward: BigInt(header.reward) * UNITS_PER_COIN,
      fees: header.transactionFees + header.contractFees,
      rewardAddress: this.address(toHex(this.#keyOf(header.rewardId))),
      transactions: lists.reduce((sum, list) => sum + (list.type === 9 ? 0 : list.items.length), 0),
      bytes,
    };
  }

  /** The reward and fees of a block, as what its reward wallet and the leadership got. */
  reward(block: Block): Told {
    const { header, footer } = block;
    const total = BigInt(header.reward) * UNITS_PER_COIN + header.transactionFees + header.contractFees;
    const leadership = total / 100n;
    const payees = [
      { key: this.#keyOf(header.rewardId), amount: total - leadership },
      { key: this.#keyOf(header.leadershipId), amount: leadership },
    ].filter(({ amount }) => amount > 0n);
    return this.#told(
      { identity: footer.hash, kind: 'reward', fee: 0n, sender: null, payees, expiresAfter: null },
      { state: 'mined', blockId: header.id, date: footer.minedDate },
    );
  }

  /** An item of a block; undefined for what is no transaction (an address). */
  async item(block: Block, listIndex: number, itemIndex: number): Promise<Told | undefined> {
    const list = block.lists[listIndex];
    const mined = { state: 'mined' as const, blockId: block.header.id, date: block.footer.minedDate };
    if (list === undefined || list.type === 9) return undefined;
    const identity = await this.#identity(list, itemIndex);
    const expiresAfter = list.reference + EXPIRY_BLOCKS;
    const { defaultFee } = this.#view.network;
    switch (list.type) {
      case 1: {
        const item = list.items[itemIndex];
        if (item === undefined) return undefined;
        const payees = [{ key: this.#keyOf(item.receiver), amount: item.amount }];
        const sender = this.#keyOf(item.sender);
        return this.#told(
          { identity, kind: 'transfer', fee: item.fee ?? defaultFee, sender, payees, expiresAfter },
          mined,
        );
      }
      case 2:
      case 3: {
        const item = list.items[itemIndex];
        if (item === undefined) return undefined;
        const payees =
          'amount' in item
            ? item.receivers.map((id) => ({ key: this.#keyOf(id), amount: item.amount }))
            : item.receivers.map(({ id, amount }) => ({ key: this.#keyOf(id), amount }));
        const sender = this.#keyOf(item.sender);
        return this.#told(
          { identity, kind: 'transfer', fee: item.fee ?? defaultFee, sender, payees, expiresAfter },
          mined,
        );
      }
      case 6: {
        const item = list.items[itemIndex];
        if (item === undefined) return undefined;
        const fee = item.hours === 0 ? 0n : defaultFee;
        const sender = this.#keyOf(item.sender);
        const payees = [{ key: this.#keyOf(item.party), amount: 0n }];
        return this.#told({ identity, kind: 'trust', fee, sender, payees, expiresAfter }, mined);
      }
      case 7: {
        const item = list.items[itemIndex];
        if (item === undefined) return undefined;
        const fee = updateFee(defaultFee, item.updates.length);
        const sender = this.#keyOf(item.party);
        return this.#told({ identity, kind: 'update', fee, sender, payees: [], expiresAfter }, mined);
      }
      case 8: {
        const item = list.items[itemIndex];
        if (item === undefined) return undefined;
        const sender = this.#keyOf(item.party);
        return this.#told(
          { identity, kind: 'group', fee: defaultFee, sender, payees: [], expiresAfter },
          mined,
        );
      }
      case 4: {
        const item = list.items[itemIndex];
        if (item === undefined) return undefined;
        const bytes = item.model.length + encodeUtf8(item.script).length;
        const fee = publicationFee(defaultFee, bytes);
        return this.#ofContract(
          'publish',
          { identity, fee, expiresAfter },
          item.creator,
          item.contractHash,
          mined,
        );
      }
      case 5: {
        const item = list.items[itemIndex];
        if (item === undefined) return undefined;
        const kind = (list.features & FEATURE.cancel) === 0 ? 'apply' : 'cancel';
        const hash = this.#hashOf(item.contract);
        return this.#ofContract(
          kind,
          { identity, fee: defaultFee, expiresAfter },
          item.applicant,
          hash,
          mined,
        );
      }
      case 10: {
        const item = list.items[itemIndex];
        if (item === undefined) return undefined;
        const hash = this.#hashOf(item.contract);
        return this.#ofContract(
          'call',
          { identity, fee: defaultFee, expiresAfter },
          item.caller,
          hash,
          mined,
        );
      }
    }
  }

  #ofContract(
    kind: 'publish' | 'apply' | 'cancel' | 'call',
    what: { identity: Bytes; fee: Units; expiresAfter: number },
    sender: number,
    contract: Bytes,
    mined: Where,
  ): Told {
    const payees = [{ key: contract, amount: 0n }];
    return this.#told({ ...what, kind, sender: this.#keyOf(sender), payees, contract }, mined);
  }

  /** What a contract moved: coins, or a fee that a run paid for itself. `at`: its place in the block. */
  movement(block: Block, at: number, { run, payer, receiver, amount, fee }: Movement): Told {
    const { header, footer } = block;
    const contract = this.#hashOf(run.contract);
    const key = receiver === null ? contract : this.#keyOf(receiver);
    return this.#told(
      {
        identity: movementIdentity(footer.hash, { blockId: header.id, at }),
        kind: 'contractTransfer',
        fee,
        sender: this.#keyOf(payer),
        payees: [{ key, amount }],
        expiresAfter: null,
        contract,
      },
      { state: 'mined', blockId: header.id, date: footer.minedDate },
    );
  }

  #hashOf(contract: number): Bytes {
    return this.#view.contracts.contractById(contract)?.hash ?? new Uint8Array(32);
  }

  pending(pending: Pending, state: 'pending' | 'expired' = 'pending'): Told {
    return this.#waited(pending, { state, blockId: null, date: pending.takenAt });
  }

  /** A payment that waited here and stands in the block: the same as `item` reads from the block, without the work. */
  mined(pending: Pending, { header, footer }: Block): Told {
    return this.#waited(pending, { state: 'mined', blockId: header.id, date: footer.minedDate });
  }

  #waited({ message, identity, fee, expiresAfter, moves }: Pending, where: Where): Told {
    const told = this.#told(
      {
        identity,
        kind: message.kind,
        fee,
        sender: message.sender,
        payees: message.contract === undefined ? message.receivers : [{ key: message.contract, amount: 0n }],
        expiresAfter,
        ...(message.contract === undefined ? {} : { contract: message.contract }),
      },
      where,
    );
    return moves === undefined ? told : { ...told, changes: moves };
  }

  entry(told: Told, wallet: string): HistoryEntry {
    return { ...told.record, change: told.changes.get(wallet) ?? 0n };
  }

  #told(
    what: {
      identity: Bytes;
      kind: TransactionRecord['kind'];
      fee: Units;
      sender: Bytes | null;
      payees: readonly Payee[];
      expiresAfter: number | null;
      contract?: Bytes;
    },
    where: Where,
  ): Told {
    const changes = new Map<string, Units>();
    const change = (wallet: string, units: Units) => {
      changes.set(wallet, (changes.get(wallet) ?? 0n) + units);
    };
    const receivers: TransactionRecord['receivers'] = [];
    let amount = 0n;
    for (const payee of what.payees) {
      const wallet = toHex(payee.key);
      amount += payee.amount;
      change(wallet, payee.amount);
      if (receivers.length >= RECEIVERS_TOLD) continue;
      receivers.push({ address: this.address(wallet), amount: payee.amount });
    }
    const sender = what.sender === null ? null : toHex(what.sender);
    if (sender !== null) change(sender, -(amount + what.fee));
    return {
      changes,
      record: {
        identity: what.identity,
        kind: what.kind,
        ...where,
        sender: sender === null ? null : this.address(sender),
        receivers,
        receiverCount: what.payees.length,
        amount,
        fee: what.fee,
        ...(what.contract === undefined ? {} : { contract: what.contract }),
        expiresAfter: what.expiresAfter,
      },
    };
  }

  async #identity(list: Exclude<List, { type: 9 }>, itemIndex: number): Promise<Bytes> {
    const item = list.items[itemIndex];
    const blockHash = await this.#referenceHash(list.reference);
    if (item === undefined || blockHash === undefined) return new Uint8Array(32);
    return identityOf(
      signedBytesOf(list.type, list.features, item, blockHash, {
        keyOf: (id) => this.#keyOf(id),
        contractHashOf: (id) => this.#view.contracts.contractById(id)?.hash,
        defaultFee: this.#view.network.defaultFee,
      }),
    );
  }

  /** A wallet that was lost since is told as a key of zeros: its id is never given out again. */
  #keyOf(id: number): Bytes {
    return this.#view.exists(id) ? this.#view.keyOf(id) : new Uint8Array(32);
  }
}
