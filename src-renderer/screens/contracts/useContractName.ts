import { useTranslation } from 'react-i18next';
import { shownText } from '../../parts/shownText.ts';

/** A contract's title where this app has seen its file, else its number. */
export function useContractName(title: string, id: number | null): string {
  const { t } = useTranslation();
  if (title !== '') return shownText(title);
  return id === null ? t('contracts/review/untitled') : t('contracts/mine/number', { id: String(id) });
}
