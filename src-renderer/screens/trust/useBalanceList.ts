import { useMemo } from 'react';
import { type BalanceList, readBalances } from '#shared/api/balancesCsv.ts';
import { type Fault, isFault } from '#shared/protocol/fault.ts';
import { useChain } from '../../stores/chainStore.ts';
import { useTrust } from '../../stores/trustStore.ts';

/** What the operator's list of balances says, or why it can't be read; both null where there is none. */
export function useBalanceList(): { list: BalanceList | null; fault: Fault | null } {
  const prefix = useChain((state) => state.chain?.addressPrefix ?? '');
  const text = useTrust((state) => state.balancesText);
  return useMemo(() => read(text, prefix), [text, prefix]);
}

function read(text: string, prefix: string): { list: BalanceList | null; fault: Fault | null } {
  if (text.trim() === '') return { list: null, fault: null };
  try {
    return { list: readBalances(text, prefix), fault: null };
  } catch (error) {
    if (!isFault(error)) throw error;
    return { list: null, fault: error };
  }
}
