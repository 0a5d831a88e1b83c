import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bridge } from '../../bridge.ts';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { exactTime } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useAnswer } from '../../parts/useAnswer.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { useIsOperator } from '../../stores/appStore.ts';
import styles from './Pool.module.css';

const levels = ['info', 'warn', 'error'] as const;
const SHOWN = 200;

/** What happened, for whoever looks for a reason; out of the way until it is asked for. */
export function LogPanel() {
  const { t } = useTranslation();
  const locale = useLocale();
  const isOperator = useIsOperator();
  const [level, setLevel] = useState<(typeof levels)[number]>('warn');
  const [version, setVersion] = useState(0);
  const answer = useAnswer(level, version, () => bridge.call('log.read', { level, limit: SHOWN }));
  const lines = answer.state === 'here' ? answer.value.lines : [];
  return (
    <Panel
      title={t('operator/log')}
      aside={
        <div className="row wrap">
          <SegmentedControl
            size="xs"
            aria-label={t('operator/logLevel')}
            value={level}
            onChange={(value) => setLevel(levels.find((each) => each === value) ?? 'warn')}
            data={levels.map((value) => ({ value, label: t(`operator/logLevels/${value}`) }))}
          />
          <Button size="compact-sm" variant="subtle" onClick={() => setVersion(version + 1)}>
            {t('operator/logAgain')}
          </Button>
        </div>
      }
    >
      <div className="stack-tight">
        <p className="muted small">{t(isOperator ? 'operator/logTextHere' : 'operator/logText')}</p>
        {answer.state === 'refused' && <FaultNotice fault={answer.fault} />}
        {answer.state === 'here' && lines.length === 0 && <p className="muted">{t('operator/logEmpty')}</p>}
        {lines.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          // biome-ignore lint/a11y/useSemanticElements: a group of fields is something else
          <div className={styles.log} tabIndex={0} role="group" aria-label={t('operator/log')}>
            <ol>
              {lines.map((line, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines that were read never change their order
                <li key={`${line.time} ${at}`} data-level={line.level}>
                  <span className={styles.logTime}>{exactTime(line.time, locale)}</span>
                  <span>
                    <strong>
                      {line.room && `${line.room} · `}
                      {line.event}
                    </strong>{' '}
                    <span className={styles.logFacts}>{line.facts}</span>
                  </span>
                </li>
              ))}
            </ol>
          </div>
        )}
      </div>
    </Panel>
  );
}
