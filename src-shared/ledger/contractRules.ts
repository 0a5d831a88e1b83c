import type { ContractRecord } from '../contracts/contractState.ts';
import type { Units } from '../protocol/amounts.ts';
import { decodeUtf8, encodeUtf8, toHex } from '../protocol/bytes.ts';
import { signedBytesOf } from '../protocol/conversions.ts';
import { Fault } from '../protocol/fault.ts';
import { couldBeKey } from '../protocol/keys.ts';
import { type Application5, type Call10, type Contract4, FEATURE, type ItemOf } from '../protocol/lists.ts';
import type { ItemContext } from './itemContext.ts';

const KIB = 1024;

/** What a publication costs, in units: the default fee for each started KiB of model data and script (UTF-8). */
export function publicationFee(defaultFee: Units, bytes: number): Units {
  return defaultFee * BigInt(Math.max(1, Math.ceil(bytes / KIB)));
}

/**
 * Publication (type 4). The contract's account is the wallet under its hash, which gets the next id where there is
 * none. Nobody may be able to sign for it: whoever could publish under a hash of their choice would else make a
 * stranger's wallet, known or to come, a contract's account. Faults, in this order: wallet.unknown,
 * transaction.underTrust | group.sender, contract.known, contract.hashIsKey, decode.utf8 (model),
 * transaction.balanceTooLow, transaction.repeated, contract.fuel.
 */
export function executePublication(context: ItemContext, item: Contract4): void {
  const { execution } = context;
  const { overlay, date, runner } = execution;
  const { creator, contractHash: hash, script } = item;
  const slot = context.signer(creator);
  const known = overlay.contracts.contractIdOfHash(hash);
  if (known >= 0) throw new Fault('contract.known', { contract: known, hash: toHex(hash) });
  if (couldBeKey(hash)) throw new Fault('contract.hashIsKey', { hash: toHex(hash) });
  const model = decodeUtf8(item.model);
  const bytes = item.model.length + encodeUtf8(script).length;
  context.payContractFee(slot, creator, publicationFee(overlay.network.defaultFee, bytes));
  if (context.authority < 0) context.sign(creator, item.signature, message(context, 4, item));
  const there = overlay.idOfKey(hash);
  const account = there >= 0 ? there : overlay.register(hash, date);
  execution.use(account);
  overlay.setContractAt(overlay.touch(account));
  runner.publish({ hash: hash.slice(), creator, account, script, model });
}

/**
 * Application and cancellation (type 5). A party can let a wallet that trusts it go, never bind it: within a group
 * it applies for itself only. Faults, in this order: wallet.unknown, transaction.underTrust | group.sender,
 * contract.unknown | group.item, contract.applied | contract.notApplied, transaction.balanceTooLow,
 * transaction.repeated, contract.fuel. A run that fails refuses nothing: the application then does not come about.
 */
export function executeApplication(context: ItemContext, item: Application5): void {
  const { overlay, runner } = context.execution;
  const { applicant } = item;
  const cancels = (context.features & FEATURE.cancel) !== 0;
  const slot = context.signer(applicant);
  const contract = contractOf(context, item.contract);
  if (context.authority >= 0 && !cancels && applicant !== context.authority) {
    throw new Fault('group.item', { wallet: applicant, contract: contract.id });
  }
  const isActive = overlay.contracts.application(contract.id, applicant)?.active === true;
  if (isActive !== cancels) {
    const code = cancels ? 'contract.notApplied' : 'contract.applied';
    throw new Fault(code, { contract: contract.id, wallet: applicant });
  }
  context.payContractFee(slot, applicant, overlay.network.defaultFee);
  if (context.authority < 0) context.sign(applicant, item.signature, message(context, 5, item));
  if (cancels) runner.cancel(contract, applicant);
  else runner.apply(contract, applicant);
}

/**
 * Contract call (type 10). Faults, in this order: wallet.unknown, transaction.underTrust | group.sender,
 * contract.unknown | group.item, decode.utf8 (data), transaction.balanceTooLow, transaction.repeated, contract.fuel.
 */
export function executeCall(context: ItemContext, item: Call10): void {
  const { overlay, runner } = context.execution;
  const { caller } = item;
  const slot = context.signer(caller);
  const contract = contractOf(context, item.contract);
  const data = decodeUtf8(item.data);
  context.payContractFee(slot, caller, overlay.network.defaultFee);
  if (context.authority < 0) context.sign(caller, item.signature, message(context, 10, item));
  runner.call(contract, caller, data);
}

/** Inside a group ids must mean at its reference block what they mean now. */
function contractOf(context: ItemContext, id: number): ContractRecord {
  const contract = context.execution.overlay.contracts.contractById(id);
  if (contract === undefined) throw new Fault('contract.unknown', { contract: id });
  if (context.authority >= 0 && contract.blockId > context.reference) {
    throw new Fault('group.item', { contract: id, reference: context.reference });
  }
  return contract;
}

function message<T extends 4 | 5 | 10>(context: ItemContext, type: T, item: ItemOf<T>): Uint8Array {
  const { overlay } = context.execution;
  return signedBytesOf(type, context.features, item, context.blockHash, {
    keyOf: (id) => overlay.keyOf(id),
    contractHashOf: (id) => overlay.contracts.contractById(id)?.hash,
    defaultFee: overlay.network.defaultFee,
  });
}
