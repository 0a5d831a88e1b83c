import { Button } from '@mantine/core';
import { IconArrowBackUp, IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bridge } from '../../bridge.ts';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { Logo } from '../../parts/Logo.tsx';
import { useAction } from '../../parts/useAction.ts';
import { choosePool, hostOf, useConnection } from '../../stores/connectionStore.ts';
import { AddPool } from '../pools/AddPool.tsx';
import { CheckWords } from './CheckWords.tsx';
import { ImportVault } from './ImportVault.tsx';
import { PasswordStep } from './PasswordStep.tsx';
import { ShowWords } from './ShowWords.tsx';
import { TypeWords } from './TypeWords.tsx';
import styles from './Welcome.module.css';

/** The first run, one state after the other. */
type FirstRun =
  | { readonly step: 'choose' }
  | { readonly step: 'join' }
  | { readonly step: 'show' }
  | { readonly step: 'check'; readonly words: readonly string[]; readonly ask: readonly number[] }
  | { readonly step: 'protect'; readonly answers: readonly string[] }
  | { readonly step: 'type' }
  | { readonly step: 'file' }
  | { readonly step: 'protectRestored'; readonly words: string };

export function Welcome() {
  const { t } = useTranslation();
  const [run, setRun] = useState<FirstRun>({ step: 'choose' });
  const toStart = () => setRun({ step: 'choose' });

  useEffect(() => {
    document.title = 'Coco';
  }, []);

  switch (run.step) {
    case 'choose':
      return (
        <Choose
          onCreate={() => setRun({ step: 'show' })}
          onRestore={() => setRun({ step: 'type' })}
          onJoin={() => setRun({ step: 'join' })}
        />
      );
    case 'join':
      return (
        <Step title={t('pools/joinTitle')} lead={t('pools/joinLead')}>
          <AddPool first onBack={toStart} backText={t('common/back')} onDone={toStart} />
        </Step>
      );
    case 'show':
      return (
        <Step title={t('words/title')} lead={t('words/lead')} at={1} of={3}>
          <ShowWords onBack={toStart} onWritten={(words, ask) => setRun({ step: 'check', words, ask })} />
        </Step>
      );
    case 'check':
      return (
        <Step title={t('words/checkTitle')} lead={t('words/checkLead')} at={2} of={3}>
          <CheckWords
            words={run.words}
            ask={run.ask}
            onBack={() => setRun({ step: 'show' })}
            onRight={(answers) => setRun({ step: 'protect', answers })}
          />
        </Step>
      );
    case 'protect':
      return (
        <Step title={t('newPassword/title')} lead={t('newPassword/lead')} at={3} of={3}>
          <PasswordStep
            verb={t('newPassword/create')}
            onBack={toStart}
            save={(password) => bridge.call('wallet.create', { answers: [...run.answers], password })}
          />
        </Step>
      );
    case 'type':
      return (
        <Step title={t('words/typeTitle')} lead={t('words/typeLead')} at={1} of={2}>
          <TypeWords
            onBack={toStart}
            onTyped={(words) => setRun({ step: 'protectRestored', words })}
            onFile={() => setRun({ step: 'file' })}
          />
        </Step>
      );
    case 'file':
      return (
        <Step title={t('words/fileTitle')} lead={t('words/fileLead')}>
          <ImportVault onBack={() => setRun({ step: 'type' })} />
        </Step>
      );
    case 'protectRestored':
      return (
        <Step title={t('newPassword/title')} lead={t('newPassword/lead')} at={2} of={2}>
          <PasswordStep
            verb={t('newPassword/restore')}
            onBack={() => setRun({ step: 'type' })}
            save={(password) => bridge.call('wallet.restore', { words: run.words, password })}
          />
        </Step>
      );
  }
}

interface ChooseProps {
  readonly onCreate: () => void;
  readonly onRestore: () => void;
  readonly onJoin: () => void;
}

function Choose({ onCreate, onRestore, onJoin }: ChooseProps) {
  const { t } = useTranslation();
  const isJoined = useConnection((state) => state.connection?.use === 'remote');
  return (
    <main className={styles.page}>
      <div className={styles.welcome}>
        <Logo size={72} />
        <h1 className={styles.title}>{t('welcome/title')}</h1>
        <p className={styles.lead}>{t('welcome/lead')}</p>
        <div className={styles.cards}>
          <button type="button" className={styles.card} data-first="true" onClick={onCreate}>
            <span className={styles.icon} aria-hidden="true">
              <IconPlus size={22} stroke={1.75} />
            </span>
            <span className={styles.cardTitle}>{t('welcome/createTitle')}</span>
            <span className={styles.cardText}>{t('welcome/createText')}</span>
          </button>
          <button type="button" className={styles.card} onClick={onRestore}>
            <span className={styles.icon} aria-hidden="true">
              <IconArrowBackUp size={22} stroke={1.75} />
            </span>
            <span className={styles.cardTitle}>{t('welcome/restoreTitle')}</span>
            <span className={styles.cardText}>{t('welcome/restoreText')}</span>
          </button>
          {!isJoined && (
            <button type="button" className={styles.card} onClick={onJoin}>
              <span className={styles.icon} aria-hidden="true">
                <IconUsersGroup size={22} stroke={1.75} />
              </span>
              <span className={styles.cardTitle}>{t('pools/welcomeTitle')}</span>
              <span className={styles.cardText}>{t('pools/welcomeText')}</span>
            </button>
          )}
        </div>
        {isJoined && <Joined />}
        <p className={styles.foot}>{t('welcome/foot')}</p>
      </div>
    </main>
  );
}

/** Already on a friend's network, before there is a wallet. */
function Joined() {
  const { t } = useTranslation();
  const connection = useConnection((state) => state.connection);
  const { busy, fault, run } = useAction();
  const pool = connection?.pools.find(({ inUse }) => inUse) ?? connection?.pools[0];
  if (!connection || !pool) return null;
  return (
    <div className={styles.joined}>
      <Notice
        tone="info"
        action={
          <Button size="compact-sm" loading={busy} onClick={() => void run(() => choosePool(null))}>
            {t('pools/joinedLeave')}
          </Button>
        }
      >
        {t('pools/joined', {
          network: connection.network.name || t('pools/networkNone'),
          pool: hostOf(pool.url),
        })}
      </Notice>
      <FaultNotice fault={fault} />
    </div>
  );
}

interface StepProps {
  readonly title: string;
  readonly lead: string;
  readonly at?: number;
  readonly of?: number;
  readonly children: ReactNode;
}

function Step({ title, lead, at, of, children }: StepProps) {
  const { t } = useTranslation();
  return (
    <main className={styles.page}>
      <div className={styles.step} key={title}>
        <div className="between">
          <Logo size={32} />
          {at !== undefined && (
            <span className="muted small">{t('welcome/step', { step: at, steps: of })}</span>
          )}
        </div>
        <h1 className={styles.stepTitle}>{title}</h1>
        <p className={styles.stepLead}>{lead}</p>
        {children}
      </div>
    </main>
  );
}
