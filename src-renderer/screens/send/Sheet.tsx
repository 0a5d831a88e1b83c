import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '#shared/api/bridgeDrafts.ts';
import type { Fault } from '#shared/protocol/fault.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { Facts } from '../../parts/Facts.tsx';
import { Notice } from '../../parts/FaultNotice.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { DEEP, useChain } from '../../stores/chainStore.ts';
import { Decision } from './Decision.tsx';
import styles from './Send.module.css';

interface Props {
  readonly draft: Pick<Draft, 'message' | 'passwordNeeded' | 'warnings'>;
  readonly fault: Fault | null;
  readonly busy: boolean;
  readonly title: string;
  readonly lead: string;
  /** What it costs, as `Fact`s. */
  readonly facts: ReactNode;
  /** Said after how long it stays valid. */
  readonly note?: string;
  readonly passwordLabel: string;
  /** What the button says that signs. */
  readonly verb: string;
  readonly onBack: () => void;
  readonly onApprove: (password: string | undefined) => void;
  /** What will happen, to be read before. */
  readonly children: ReactNode;
}

/**
 * Everything that will be signed: left what happens, right what it costs and the decision. The first thing to do has
 * the focus; Enter approves where the password is typed or none is asked for, Escape goes back.
 */
export function Sheet(props: Props) {
  const { draft, fault, busy, onBack, onApprove, note } = props;
  const { t } = useTranslation();
  const words = useFaultText();
  const [password, setPassword] = useState('');
  const interval = useChain((state) => state.chain?.blockInterval ?? 0);
  const minutes = Math.max(1, Math.round((interval * DEEP) / 60_000));
  const needsPassword = draft.passwordNeeded || fault?.code === 'wallet.passwordNeeded';
  const sheet = useRef<HTMLFormElement>(null);
  const back = useRef(onBack);
  back.current = onBack;

  useEffect(() => {
    sheet.current?.querySelector<HTMLElement>('[data-first-focus]')?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) back.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  return (
    <form
      ref={sheet}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && (!needsPassword || password !== '')) onApprove(needsPassword ? password : undefined);
      }}
    >
      <ScreenHead title={props.title} lead={props.lead} />
      <div className={styles.review}>
        {props.children}
        <aside className={styles.summary}>
          <Facts>{props.facts}</Facts>
          {draft.warnings.map((warning) => (
            <Notice key={JSON.stringify(warning)} tone="warning">
              {words(warning)}
            </Notice>
          ))}
          <p className="muted small">
            {t('review/expiry', { minutes: t('review/minutes', { count: minutes }) })}
            {note !== undefined && ` ${note}`}
          </p>
          <Decision
            draft={draft}
            fault={fault}
            busy={busy}
            needsPassword={needsPassword}
            password={password}
            onPassword={setPassword}
            passwordLabel={props.passwordLabel}
            onBack={onBack}
          >
            {props.verb}
          </Decision>
        </aside>
      </div>
    </form>
  );
}
