import { create } from 'zustand';
import type { AccountState, Contact } from '#shared/api/bridgeStates.ts';
import { bridge } from '../bridge.ts';

interface WalletsStore {
  readonly accounts: readonly AccountState[];
  readonly contacts: readonly Contact[];
  /** The index of the account that the screens show. */
  readonly chosen: number;
}

export const useWallets = create<WalletsStore>(() => ({ accounts: [], contacts: [], chosen: 0 }));

export const chooseAccount = (index: number) => useWallets.setState({ chosen: index });

/** The account that the screens show; undefined while the wallet is locked. */
export function useAccount(): AccountState | undefined {
  return useWallets((state) => accountOf(state));
}

export function accountOf(state: Pick<WalletsStore, 'accounts' | 'chosen'>): AccountState | undefined {
  return state.accounts.find(({ index }) => index === state.chosen) ?? state.accounts[0];
}

/** Contacts and own accounts by address, for showing names instead of addresses. */
export function nameOfAddress(
  state: Pick<WalletsStore, 'accounts' | 'contacts'>,
  address: string,
): string | null {
  return (
    state.contacts.find((contact) => contact.address === address)?.name ??
    state.accounts.find((account) => account.address === address)?.name ??
    null
  );
}

export function useNameOf(address: string | null): string | null {
  return useWallets((state) => (address === null ? null : nameOfAddress(state, address)));
}

export async function addAccount(name: string): Promise<void> {
  const account = await bridge.call('account.add', { name });
  chooseAccount(account.index);
}

export const renameAccount = (account: number, name: string) =>
  bridge.call('account.rename', { account, name });
export const saveContact = (contact: Contact) => bridge.call('contact.save', contact);
export const removeContact = (address: string) => bridge.call('contact.remove', { address });
