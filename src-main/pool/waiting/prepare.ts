import type { Prepared, PrepareRequest } from '#shared/api/poolValues.ts';
import type { FaultNote } from '#shared/api/values.ts';
import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import { decodeAddress } from '#shared/protocol/addresses.ts';
import { formatCoins, type Units } from '#shared/protocol/amounts.ts';
import { type Bytes, encodeUtf8, equalBytes, toHex } from '#shared/protocol/bytes.ts';
import { encodeApplyMessage, encodeCallMessage, encodePublishMessage } from '#shared/protocol/contracts.ts';
import { Fault, type FaultCode, isFault } from '#shared/protocol/fault.ts';
import { encodeTransferMessage } from '#shared/protocol/transactions.ts';
import { encodeTrustMessage, encodeUpdateMessage } from '#shared/protocol/trusts.ts';
import { addressFact } from '../reading/walletStates.ts';
import { type Allowance, unlimited } from './fuelBudget.ts';
import type { Mempool } from './mempool.ts';
import type { Pending } from './pending.ts';
import { balanceAfterSteps, groupAmount, groupBytes, groupSteps } from './prepareGroup.ts';
import { demandPublishable } from './publicationPolicy.ts';
import { readWalletMessage } from './walletMessage.ts';

/** Stands where the signature will be: its length counts, its value is not looked at yet. */
const NO_SIGNATURE = new Uint8Array(64);

/** So often a default fee is raised by one unit to tell a payment from one with the same bytes. */
const MAX_RAISES = 100;

/**
 * Works out what a wallet would have to sign and whether it would be valid now (paper, "Transaction flow"). Changes
 * nothing. Faults: the reason why not, naming the address where one is meant; those of `allowance`, which bounds what
 * contracts do for who asks.
 */
export function prepareTransaction(
  ledger: LedgerView,
  mempool: Mempool,
  request: PrepareRequest,
  now: number,
  allowance: Allowance = unlimited,
): Prepared {
  const { network, tip } = ledger;
  const key = (address: string) => decodeAddress(network.addressPrefix, address);
  const sender = key(request.sender);
  const warnings: FaultNote[] = [];
  try {
    const { pending, raised, ...contract } = check(mempool, request, sender, key, {
      ledger,
      blockHash: tip.hash,
      now,
      allowance,
    });
    if (raised > 0n) warnings.push(note('prepare.feeRaised', { by: formatCoins(raised) }));
    return {
      message: pending.bytes,
      amount: request.kind === 'group' ? groupAmount(groupSteps(ledger, request)) : pending.amount,
      fee: pending.fee,
      reference: { id: tip.id, hash: tip.hash },
      expiresAfter: pending.expiresAfter,
      ...consequences(ledger, mempool, request, pending, warnings),
      ...(contract.balanceAfter === undefined ? {} : { balanceAfter: contract.balanceAfter }),
    };
  } catch (error) {
    if (!isFault(error)) throw error;
    throw new Fault(error.code, { ...error.facts, ...addressFact(mempool.view, error.facts) });
  }
}

function check(
  mempool: Mempool,
  request: PrepareRequest,
  sender: Bytes,
  key: (address: string) => Bytes,
  on: { ledger: LedgerView; blockHash: Bytes; now: number; allowance: Allowance },
): { pending: Pending; raised: Units; balanceAfter?: Units } {
  const { blockHash, now, allowance } = on;
  const { defaultFee } = on.ledger.network;
  switch (request.kind) {
    case 'transfer': {
      const receivers = request.receivers.map(({ address, amount }) => ({ key: key(address), amount }));
      const encode = (fee: Units) => encodeTransferMessage({ blockHash, sender, receivers, fee });
      const firstFee = request.fee ?? defaultFee;
      const message = encode(firstFee);
      knownPayer(
        mempool,
        sender,
        receivers.reduce((sum, { amount }) => sum + amount, firstFee),
      );
      for (let raised = 0n; ; raised += 1n) {
        try {
          const bytes = raised === 0n ? message : encode(firstFee + raised);
          return { pending: mempool.check(bytes, NO_SIGNATURE, now, allowance).pending, raised };
        } catch (error) {
          // A fee that a person chose is not changed behind their back.
          const mayRaise = request.fee === undefined && raised < MAX_RAISES;
          if (!isFault(error) || error.code !== 'transaction.repeated' || !mayRaise) throw error;
        }
      }
    }
    case 'trust': {
      knownPayer(mempool, sender, request.hours === 0 ? 0n : defaultFee);
      const party = key(request.party);
      const bytes = encodeTrustMessage({ blockHash, sender, party, hours: request.hours });
      return { pending: mempool.check(bytes, NO_SIGNATURE, now, allowance).pending, raised: 0n };
    }
    case 'update': {
      knownPayer(mempool, sender, defaultFee);
      const updates = request.balances.map(({ address, balance }) => ({ key: key(address), balance }));
      const bytes = encodeUpdateMessage({ blockHash, party: sender, updates });
      return { pending: mempool.check(bytes, NO_SIGNATURE, now, allowance).pending, raised: 0n };
    }
    case 'group': {
      knownPayer(mempool, sender, defaultFee);
      const bytes = groupBytes(on.ledger, sender, groupSteps(on.ledger, request));
      return { pending: mempool.check(bytes, NO_SIGNATURE, now, allowance).pending, raised: 0n };
    }
    case 'publish':
    case 'apply':
    case 'cancel':
    case 'call': {
      knownPayer(mempool, sender, defaultFee);
      const bytes = contractMessage(request, sender, blockHash);
      demandPublishable(readWalletMessage(bytes), on.ledger.engine, allowance);
      const { pending, runs, balanceAfter } = mempool.check(bytes, NO_SIGNATURE, now, allowance);
      // A failed application would cost its fee and come to nothing; a person is told before and not after.
      const failure = runs.find(({ handler }) => handler === 'applied' || handler === 'called')?.failure;
      if (failure) throw new Fault('contract.refuses', { ...failure, detail: failure.detail.slice(0, 200) });
      return { pending, raised: 0n, balanceAfter };
    }
  }
}

function contractMessage(
  request: Extract<PrepareRequest, { contract: Bytes }>,
  sender: Bytes,
  blockHash: Bytes,
): Bytes {
  const { contract: contractHash } = request;
  switch (request.kind) {
    case 'publish': {
      const { script } = request;
      const model = encodeUtf8(request.model);
      return encodePublishMessage({ blockHash, creator: sender, contractHash, model, script });
    }
    case 'call':
      return encodeCallMessage({ blockHash, caller: sender, contractHash, data: request.data });
    default: {
      const cancel = request.kind === 'cancel';
      return encodeApplyMessage({ blockHash, applicant: sender, contractHash, cancel });
    }
  }
}

/** A wallet that the chain does not know is, for its owner, one without coins. */
function knownPayer(mempool: Mempool, sender: Bytes, need: Units): void {
  if (mempool.view.idOfKey(sender) >= 0) return;
  throw new Fault('transaction.balanceTooLow', { key: toHex(sender), have: '0', need: formatCoins(need) });
}

function consequences(
  ledger: LedgerView,
  mempool: Mempool,
  request: PrepareRequest,
  { amount, fee, message }: Pending,
  warnings: FaultNote[],
): Pick<Prepared, 'balanceAfter' | 'newWallets' | 'warnings'> {
  const { sender, receivers } = message;
  const confirmed = ledger.idOfKey(sender) < 0 ? 0n : ledger.balanceOf(ledger.idOfKey(sender));
  const free = confirmed - mempool.pendingOf(toHex(sender)).out;
  const toItself = receivers.find((receiver) => equalBytes(receiver.key, sender))?.amount ?? 0n;
  if (amount + fee > free && fee + amount > 0n) {
    warnings.push(note('prepare.spendsPending', { have: formatCoins(free < 0n ? 0n : free) }));
  }
  if (toItself > 0n) warnings.push(note('prepare.toItself', { amount: formatCoins(toItself) }));
  const newWallets =
    request.kind === 'transfer'
      ? request.receivers.filter((_, at) => {
          const receiver = receivers[at];
          return receiver !== undefined && ledger.idOfKey(receiver.key) < 0;
        })
      : [];
  const first = newWallets[0];
  if (first !== undefined) {
    warnings.push(note('prepare.newWallet', { address: first.address, wallets: newWallets.length }));
  }
  // Coins that are on their way in count only where the payment could not be made without them.
  const spendsPending = amount + fee > free;
  const before = spendsPending ? mempool.view.balanceOf(mempool.view.idOfKey(sender)) : free;
  return {
    balanceAfter: partyBalanceAfter(mempool, request, sender, fee) ?? before - amount - fee + toItself,
    newWallets: newWallets.map(({ address }) => address),
    warnings,
  };
}

/** An update and a group change their party's balance by what they do to others, too. */
function partyBalanceAfter(
  mempool: Mempool,
  request: PrepareRequest,
  sender: Bytes,
  fee: Units,
): Units | undefined {
  const { view } = mempool;
  const party = view.idOfKey(sender);
  if (request.kind === 'group') return balanceAfterSteps(view, party, groupSteps(view, request), fee);
  if (request.kind !== 'update') return undefined;
  const { balances } = request;
  const own = groupSteps(view, {
    kind: 'group',
    sender: request.sender,
    items: [{ kind: 'update', balances }],
  });
  // The step takes the update's fee itself.
  return balanceAfterSteps(view, party, own, 0n);
}

function note(code: FaultCode, facts: FaultNote['facts']): FaultNote {
  return { code, facts };
}
