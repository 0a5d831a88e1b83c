import type { Units } from './amounts.ts';
import type { Bytes } from './bytes.ts';

/** Bits of a list's features byte (paper, "List features"; `cancel` is ours, docs/PROTOCOL.md §4). */
export const FEATURE = { micro: 1, defaultFee: 2, trusted: 4, cancel: 8 } as const;

/** What is checked before anything is allocated (docs/PROTOCOL.md §1). */
export const LIMITS = {
  domainBytes: 255,
  modelBytes: 65_536,
  scriptBytes: 65_536,
  callBytes: 16_384,
  lists: 1024,
  receivers: 10_000,
  updates: 1_000_000,
} as const;

/** Type 1, "1 to 1 transaction". The signature is absent with `trusted`, the fee with `defaultFee`. */
export interface Transfer1 {
  signature?: Bytes;
  sender: number;
  receiver: number;
  amount: Units;
  fee?: Units;
}

/** Type 2, "1 to many transactions with same balance": each receiver gets `amount`. */
export interface Transfer2 {
  signature?: Bytes;
  sender: number;
  receivers: number[];
  amount: Units;
  fee?: Units;
}

/** Type 3, "1 to many transactions with a different balance". */
export interface Transfer3 {
  signature?: Bytes;
  sender: number;
  receivers: { id: number; amount: Units }[];
  fee?: Units;
}

/** Type 4, "Smart Contracts": a publication. The hash is 32 bytes. */
export interface Contract4 {
  signature?: Bytes;
  creator: number;
  contractHash: Bytes;
  model: Bytes;
  script: string;
}

/** Type 5, "Smart Contracts Application"; with the list's `cancel` bit a cancellation. */
export interface Application5 {
  signature?: Bytes;
  applicant: number;
  contract: number;
}

/** Type 6, "Trusts". Zero hours starts the termination. */
export interface Trust6 {
  signature?: Bytes;
  sender: number;
  party: number;
  hours: number;
}

/** Type 7, "Trusted party: Balance update". */
export interface Update7 {
  signature?: Bytes;
  party: number;
  updates: { id: number; balance: Units }[];
}

/** Type 8, "List Group": its lists have `trusted` set and the group's reference, and are of no type 8 or 9. */
export interface Group8 {
  signature: Bytes;
  party: number;
  lists: List[];
}

/** Type 9, "Addresses list": a key that gets the next wallet id. */
export interface Address9 {
  key: Bytes;
}

/** Type 10, ours: a contract call. */
export interface Call10 {
  signature?: Bytes;
  caller: number;
  contract: number;
  data: Bytes;
}

export interface ItemByType {
  1: Transfer1;
  2: Transfer2;
  3: Transfer3;
  4: Contract4;
  5: Application5;
  6: Trust6;
  7: Update7;
  8: Group8;
  9: Address9;
  10: Call10;
}

export type ListType = keyof ItemByType;
export type ItemOf<T extends ListType> = ItemByType[T];
export type Item = ItemByType[ListType];

/** One list of a block. `reference` is the id of the block whose hash the wallets signed. */
export interface ListOf<T extends ListType> {
  type: T;
  reference: number;
  features: number;
  items: ItemByType[T][];
}

export type List = { [T in ListType]: ListOf<T> }[ListType];

/** The feature bits that mean something for a type; `trusted` only inside a list group, where it must be set. */
const MEANINGFUL: { readonly [T in ListType]: number } = {
  1: FEATURE.micro | FEATURE.defaultFee | FEATURE.trusted,
  2: FEATURE.micro | FEATURE.defaultFee | FEATURE.trusted,
  3: FEATURE.micro | FEATURE.defaultFee | FEATURE.trusted,
  4: FEATURE.trusted,
  5: FEATURE.trusted | FEATURE.cancel,
  6: FEATURE.trusted,
  7: FEATURE.micro | FEATURE.trusted,
  8: 0,
  9: 0,
  10: FEATURE.trusted,
};

export function isListType(type: number): type is ListType {
  return Number.isInteger(type) && type >= 1 && type <= 10;
}

/** Whether a list of this type may have these features, as a list of a block or inside a group. */
export function featuresAllowed(type: ListType, features: number, insideGroup: boolean): boolean {
  if ((features & ~MEANINGFUL[type]) !== 0) return false;
  return ((features & FEATURE.trusted) !== 0) === insideGroup;
}
