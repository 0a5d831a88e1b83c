import type { ListHead } from '#shared/ledger/blockExecution.ts';
import { publicationFee } from '#shared/ledger/contractRules.ts';
import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import { updateFee } from '#shared/ledger/trustRules.ts';
import { fitsMicro, type Units } from '#shared/protocol/amounts.ts';
import { type Bytes, decodeUtf8, encodeUtf8, toHex } from '#shared/protocol/bytes.ts';
import { placeTransfer } from '#shared/protocol/conversions.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { FEATURE, type Item } from '#shared/protocol/lists.ts';
import { decodeMessage } from '#shared/protocol/messages.ts';
import type { Receiver } from '#shared/protocol/transactions.ts';

/** An item, and the head of the list in which it can stand. */
export interface PlacedItem {
  readonly head: ListHead;
  readonly item: Item;
}

/** What a wallet signed, in the form in which the pool handles all kinds alike. */
export interface WalletMessage {
  readonly kind: 'transfer' | 'trust' | 'update' | 'group' | 'publish' | 'apply' | 'cancel' | 'call';
  /** The block that it refers to. */
  readonly blockHash: Bytes;
  /** The key whose signature must stand under it. */
  readonly sender: Bytes;
  /** Who gets coins; of the other kinds: nobody. */
  readonly receivers: readonly Receiver[];
  /** Of what concerns a contract: its hash. */
  readonly contract?: Bytes;
  /** Of a publication: what a pool looks at before it takes it in. */
  readonly publication?: { readonly script: string; readonly model: string };
  /** What the signer itself pays as a fee. */
  fee(defaultFee: Units): Units;
  /** Its block form in a ledger that knows all its keys. Throws `wallet.unknown`, `contract.unknown`, `transaction.fee`. */
  place(view: LedgerView, reference: number, signature: Bytes): PlacedItem;
}

/** Reads signed bytes. Throws `decode.*`, `transaction.*`. */
export function readWalletMessage(bytes: Bytes): WalletMessage {
  const decoded = decodeMessage(bytes);
  switch (decoded.kind) {
    case 'transfer': {
      const transfer = decoded.message;
      return {
        kind: 'transfer',
        blockHash: transfer.blockHash,
        sender: transfer.sender,
        receivers: transfer.receivers,
        fee: () => transfer.fee,
        place: (view, reference, signature) => {
          const { defaultFee } = view.network;
          const { type, features, item } = placeTransfer(transfer, signature, defaultFee, (key) =>
            idOf(view, key),
          );
          return { head: { type, reference, features }, item };
        },
      };
    }
    case 'trust': {
      const { blockHash, sender, party, hours } = decoded.message;
      return {
        kind: 'trust',
        blockHash,
        sender,
        receivers: [],
        fee: (defaultFee) => (hours === 0 ? 0n : defaultFee),
        place: (view, reference, signature) => ({
          head: { type: 6, reference, features: 0 },
          item: { sender: idOf(view, sender), party: idOf(view, party), hours, signature },
        }),
      };
    }
    case 'update': {
      const { blockHash, party, updates } = decoded.message;
      const features = updates.every(({ balance }) => fitsMicro(balance)) ? FEATURE.micro : 0;
      return {
        kind: 'update',
        blockHash,
        sender: party,
        receivers: [],
        fee: (defaultFee) => updateFee(defaultFee, updates.length),
        place: (view, reference, signature) => ({
          head: { type: 7, reference, features },
          item: {
            party: idOf(view, party),
            updates: updates.map(({ key, balance }) => ({ id: idOf(view, key), balance })),
            signature,
          },
        }),
      };
    }
    case 'group': {
      const { blockHash, party, lists } = decoded.message;
      return {
        kind: 'group',
        blockHash,
        sender: party,
        receivers: [],
        fee: (defaultFee) => defaultFee,
        place: (view, reference, signature) => ({
          head: { type: 8, reference, features: 0 },
          item: { party: idOf(view, party), lists, signature },
        }),
      };
    }
    case 'publish': {
      const { blockHash, creator, contractHash, model, script } = decoded.message;
      const bytes = model.length + encodeUtf8(script).length;
      return {
        kind: 'publish',
        blockHash,
        sender: creator,
        receivers: [],
        contract: contractHash,
        publication: { script, model: decodeUtf8(model) },
        fee: (defaultFee) => publicationFee(defaultFee, bytes),
        place: (view, reference, signature) => ({
          head: { type: 4, reference, features: 0 },
          item: { creator: idOf(view, creator), contractHash, model, script, signature },
        }),
      };
    }
    case 'apply': {
      const { blockHash, applicant, contractHash, cancel } = decoded.message;
      return {
        kind: cancel ? 'cancel' : 'apply',
        blockHash,
        sender: applicant,
        receivers: [],
        contract: contractHash,
        fee: (defaultFee) => defaultFee,
        place: (view, reference, signature) => ({
          head: { type: 5, reference, features: cancel ? FEATURE.cancel : 0 },
          item: {
            applicant: idOf(view, applicant),
            contract: contractIdOf(view, contractHash),
            signature,
          },
        }),
      };
    }
    case 'call': {
      const { blockHash, caller, contractHash, data } = decoded.message;
      return {
        kind: 'call',
        blockHash,
        sender: caller,
        receivers: [],
        contract: contractHash,
        fee: (defaultFee) => defaultFee,
        place: (view, reference, signature) => ({
          head: { type: 10, reference, features: 0 },
          item: {
            caller: idOf(view, caller),
            contract: contractIdOf(view, contractHash),
            data,
            signature,
          },
        }),
      };
    }
  }
}

function contractIdOf(view: LedgerView, hash: Bytes): number {
  const id = view.contracts.contractIdOfHash(hash);
  if (id < 0) throw new Fault('contract.unknown', { hash: toHex(hash) });
  return id;
}

function idOf(view: LedgerView, key: Bytes): number {
  const id = view.idOfKey(key);
  if (id < 0) throw new Fault('wallet.unknown', { key: toHex(key) });
  return id;
}
