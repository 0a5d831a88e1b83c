import { create } from 'zustand';
import type { ContractReview } from '#shared/api/contractBridge.ts';
import { type Bytes, equalBytes, toHex } from '#shared/protocol/bytes.ts';
import { type Fault, isFault } from '#shared/protocol/fault.ts';
import { bridge } from '../bridge.ts';
import { goTo } from './routeStore.ts';
import { accountOf, useWallets } from './walletsStore.ts';

interface ContractStore {
  /** A link, a hash or a file's whole text: what was opened last, or is being opened. */
  readonly source: string;
  readonly state: 'empty' | 'opening' | 'open' | 'refused';
  readonly review: ContractReview | null;
  /** For which account it was rehearsed. */
  readonly account: number | null;
  readonly fault: Fault | null;
  /** Grows with each block and each own transaction: what is read of contracts may be old then. */
  readonly version: number;
}

const empty = { source: '', state: 'empty', review: null, account: null, fault: null } as const;

export const useContracts = create<ContractStore>(() => ({ ...empty, version: 0 }));

/** Reads a contract and shows its review; agrees to nothing. A file is handed on as it is: each byte counts for its hash. */
export async function openContract(source: string): Promise<void> {
  const account = accountOf(useWallets.getState())?.index ?? null;
  useContracts.setState({ ...empty, source, state: 'opening', account });
  goTo('contracts', 'review');
  try {
    const review = await bridge.call('contract.open', {
      source,
      ...(account === null ? {} : { account }),
    });
    if (useContracts.getState().source === source) useContracts.setState({ state: 'open', review });
  } catch (error) {
    if (!isFault(error)) throw error;
    if (useContracts.getState().source === source) useContracts.setState({ state: 'refused', fault: error });
  }
}

/** Reads it again: the chain may know it now. What is shown stays until the answer is here. */
export async function lookAgain(): Promise<void> {
  const { source, account, state } = useContracts.getState();
  if (state !== 'open') return openContract(source);
  const review = await bridge.call('contract.open', { source, ...(account === null ? {} : { account }) });
  if (useContracts.getState().source === source) useContracts.setState({ review });
}

/** With another account there are other coins, so it is rehearsed anew. */
export async function rehearseFor(account: number): Promise<void> {
  const { review } = useContracts.getState();
  if (!review) return;
  const rehearsal = await bridge.call('contract.rehearse', { hash: review.hash, account });
  const now = useContracts.getState();
  if (now.review && toHex(now.review.hash) === toHex(review.hash)) {
    useContracts.setState({ review: { ...now.review, rehearsal }, account });
  }
}

/** To the page of a contract that an account has to do with: as its seller, as an applicant, else as a reader. */
export async function seeContract(contract: Bytes, account: number | null): Promise<void> {
  const isIt = (hash: Bytes) => equalBytes(hash, contract);
  const { contracts } = await bridge.call('contract.published', {});
  if (contracts.some((each) => isIt(each.contract.hash) && each.account === account)) {
    return goTo('contracts', 'published', toHex(contract));
  }
  const { applications } = await bridge.call('contract.mine', {});
  const own = applications.find((each) => isIt(each.application.contract.hash) && each.account === account);
  if (own) return goTo('contracts', 'application', toHex(contract), String(own.account));
  await openContract(toHex(contract));
}

export const forgetReview = () => useContracts.setState(empty);

export function onContractNews(): void {
  useContracts.setState(({ version }) => ({ version: version + 1 }));
}
