import { useTranslation } from 'react-i18next';
import type { LintNoteState } from '#shared/api/contractBridge.ts';
import { enContracts } from '../../locales/enContracts.ts';
import { shownText } from '../../parts/shownText.ts';

type Lint = keyof typeof enContracts.lint;
const isLint = (code: string): code is Lint => Object.hasOwn(enContracts.lint, code);

/** A note of the linter in words. */
export function useLintText(): (note: Pick<LintNoteState, 'code' | 'name'>) => string {
  const { t } = useTranslation();
  return ({ code, name }) =>
    t(`contracts/lint/${isLint(code) ? code : 'syntax'}`, { name: shownText(name).slice(0, 200) });
}
