import type { BridgeHandlers, BridgeMethod } from '#shared/api/bridge.ts';
import type { Wallet } from './wallet.ts';
import { checkWords, completeWord } from './words.ts';

type WalletMethod = Extract<
  BridgeMethod,
  | `wallet.${string}`
  | `account.${string}`
  | `contact.${string}`
  | `address.${string}`
  | `activity.${string}`
  | `balance.${string}`
  | `send.${string}`
  | `trust.${string}`
  | `update.${string}`
  | `group.${string}`
>;

/** The wallet's part of the bridge: calls as they come from the window, already checked against their schemas. */
export function walletHandlers(wallet: Wallet): Pick<BridgeHandlers, WalletMethod> {
  return {
    'wallet.newWords': async ({ count }) => wallet.newWords(count),
    'wallet.create': async ({ answers, password }) => {
      await wallet.create(answers, password);
      return {};
    },
    'wallet.restore': async ({ words, password }) => {
      await wallet.restore(words, password);
      return {};
    },
    'wallet.importVault': async ({ text, password }) => {
      await wallet.importVault(text, password);
      return {};
    },
    'wallet.checkWords': async ({ words }) => checkWords(words),
    'wallet.completeWord': async ({ start }) => ({ words: completeWord(start) }),
    'wallet.unlock': async ({ password }) => {
      await wallet.unlock(password);
      return {};
    },
    'wallet.lock': async () => {
      wallet.lock();
      return {};
    },
    'wallet.touch': async () => {
      wallet.touch();
      return {};
    },
    'wallet.changePassword': async ({ old, new: next }) => {
      return { damaged: await wallet.changePassword(old, next) };
    },
    'wallet.dropDamaged': async () => {
      await wallet.dropDamaged();
      return {};
    },
    'wallet.revealWords': async ({ password }) => ({ words: await wallet.revealWords(password) }),
    'wallet.exportVault': async () => wallet.exportVault(),
    'account.add': async ({ name }) => wallet.addAccount(name),
    'account.rename': async ({ account, name }) => {
      await wallet.renameAccount(account, name);
      return {};
    },
    'contact.save': async (contact) => {
      await wallet.saveContact(contact);
      return {};
    },
    'contact.remove': async ({ address }) => {
      await wallet.removeContact(address);
      return {};
    },
    'address.check': async ({ address }) => wallet.checkAddress(address),
    'activity.list': async (params) => wallet.listActivity(params),
    'balance.curve': async (params) => wallet.balanceCurve(params),
    'send.prepare': async (params) => wallet.prepare(params),
    'trust.prepare': async (params) => wallet.prepareTrust(params),
    'update.prepare': async (params) => wallet.prepareUpdate(params),
    'group.prepare': async (params) => wallet.prepareGroup(params),
    'send.approve': async (params) => wallet.approve(params),
    'send.discard': async (params) => wallet.payments.discard(params),
  };
}
