import { useTranslation } from 'react-i18next';
import { enContracts } from '../../locales/enContracts.ts';
import { shownText } from '../../parts/shownText.ts';

type Failure = keyof typeof enContracts.failures;
const isFailure = (reason: string): reason is Failure => Object.hasOwn(enContracts.failures, reason);

/** Why a run failed, in words; an unknown reason is one of a newer network, told as the script's own. */
export function useFailureText(): (reason: string) => string {
  const { t } = useTranslation();
  return (reason) => t(`contracts/failures/${isFailure(reason) ? reason : 'script'}`);
}

/** What a script said when it failed, without the name of an exception. */
export const saidText = (detail: string): string =>
  shownText(detail).replace(/^(?:[A-Z][A-Za-z]*)?Error: /, '');
