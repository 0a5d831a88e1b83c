import { useTranslation } from 'react-i18next';
import type { HistoryEntry } from '#shared/api/poolValues.ts';
import { shortAddress } from '../../parts/AddressText.tsx';
import { countText } from '../../parts/numberText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { confirmationsAt, DEEP, useChain } from '../../stores/chainStore.ts';
import { nameOfAddress, useWallets } from '../../stores/walletsStore.ts';

/** What an entry was, in a few words: "Sent to Anna". */
export function useActivityTitle(entry: HistoryEntry): string {
  const { t } = useTranslation();
  const accounts = useWallets((state) => state.accounts);
  const contacts = useWallets((state) => state.contacts);
  const poolAddress = useChain((state) => state.chain?.connection.payoutAddress);
  const locale = useLocale();
  const who = (address: string) => nameOfAddress({ accounts, contacts }, address) ?? shortAddress(address);
  const isOwn = (address: string) => accounts.some((account) => account.address === address);
  if (entry.kind === 'contractTransfer' && entry.change < 0n) {
    return entry.amount === 0n ? t('activity/contractRun') : t('activity/contractCharge');
  }
  if (entry.kind !== 'transfer') return t(`activity/${entry.kind}`);
  const { sender, receivers, receiverCount } = entry;
  const first = receivers[0]?.address;
  if (entry.change > 0n && sender !== null && sender === poolAddress) {
    return entry.blockId === null
      ? t('activity/payout')
      : t('activity/payoutIn', { id: countText(entry.blockId, locale) });
  }
  if (entry.change > 0n)
    return t('activity/received', { who: sender ? who(sender) : t('activity/somebody') });
  if (receiverCount > 1) return t('activity/sentMany', { count: receiverCount });
  if (sender && first && sender === first && isOwn(first)) return t('activity/toSelf');
  return t('activity/sent', { who: first ? who(first) : t('activity/somebody') });
}

/** It was mined, in a block that is the chain's no more; nobody signed it, so it can't be sent again. */
export const isGone = (entry: HistoryEntry): boolean =>
  entry.state === 'expired' && entry.expiresAfter === null;

export interface ActivityState {
  readonly tone: 'plain' | 'waiting' | 'void';
  readonly text: string;
  /** Nobody needs to be told any more. */
  readonly settled: boolean;
}

/** How far an entry is: waiting, 3 of 6 confirmations, confirmed, or void. */
export function useActivityState(entry: HistoryEntry): ActivityState {
  const { t } = useTranslation();
  const tip = useChain((state) => state.chain?.tip.id);
  if (entry.state === 'expired') {
    const text = isGone(entry) ? t('activity/gone') : t('activity/expired');
    return { tone: 'void', text, settled: false };
  }
  if (entry.state === 'pending') {
    const left = entry.expiresAfter === null || tip === undefined ? null : entry.expiresAfter - tip;
    const text =
      left !== null && left >= 0 && left <= 3
        ? `${t('activity/pending')} · ${t('activity/expiresIn', { count: left })}`
        : t('activity/pending');
    return { tone: 'waiting', text, settled: false };
  }
  const count = confirmationsAt(tip, entry.blockId);
  return count >= DEEP
    ? { tone: 'plain', text: t('activity/confirmed'), settled: true }
    : { tone: 'plain', text: t('activity/confirming', { count, deep: DEEP }), settled: false };
}
