import { Button, Select, Switch, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MiningState } from '#shared/api/bridgeStates.ts';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { countText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useChange } from '../../parts/useChange.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { changeMining } from '../../stores/miningStore.ts';
import styles from './Mining.module.css';

const MINUTE = 60_000;
const minutes = [1, 2, 5, 10, 30] as const;
const USUAL_MINUTES = 2;
const USUAL_DEGREES = 85;

/** When the machine shall rest. A rule that cannot work here says why, and can only be switched off. */
export function RulesPanel({ mining }: { readonly mining: MiningState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { fault, change: send } = useChange();
  const { pause, senses, temperature } = mining;
  const change = (changes: Partial<typeof pause>) => void send(() => changeMining({ pause: changes }));
  const chosen = pause.whileUsed === null ? null : Math.round(pause.whileUsed / MINUTE);
  const choices = [...new Set([...minutes, ...(chosen === null ? [] : [chosen])])].sort((a, b) => a - b);
  return (
    <Panel title={t('mining/rules')}>
      <div className={styles.rules}>
        <Rule
          name={t('mining/onBattery')}
          text={senses.battery ? t('mining/onBatteryText') : t('mining/onBatteryUnknown')}
          on={pause.onBattery}
          works={senses.battery}
          change={(onBattery) => change({ onBattery })}
        />
        <Rule
          name={t('mining/whileUsed')}
          text={senses.idle ? t('mining/whileUsedText') : t('mining/whileUsedUnknown')}
          on={pause.whileUsed !== null}
          works={senses.idle}
          change={(on) => change({ whileUsed: on ? USUAL_MINUTES * MINUTE : null })}
        >
          {chosen !== null && (
            <Select
              aria-label={t('mining/whileUsedLabel')}
              size="sm"
              allowDeselect={false}
              withScrollArea={false}
              value={String(chosen)}
              onChange={(value) => value && change({ whileUsed: Number(value) * MINUTE })}
              data={choices.map((count) => ({ value: String(count), label: t('mining/minutes', { count }) }))}
            />
          )}
        </Rule>
        <Rule
          name={t('mining/tooHot')}
          text={senses.temperature ? t('mining/tooHotText') : t('mining/tooHotUnknown')}
          on={pause.maxTemperature !== null}
          works={senses.temperature}
          change={(on) => change({ maxTemperature: on ? USUAL_DEGREES : null })}
        >
          {pause.maxTemperature !== null && (
            <Degrees
              key={pause.maxTemperature}
              value={pause.maxTemperature}
              change={(maxTemperature) => change({ maxTemperature })}
            />
          )}
          {temperature !== null && (
            <span className="muted small">
              {t('mining/tooHotNow', { degrees: countText(Math.round(temperature), locale) })}
            </span>
          )}
        </Rule>
      </div>
      <FaultNotice fault={fault} />
    </Panel>
  );
}

interface RuleProps {
  readonly name: string;
  readonly text: string;
  readonly on: boolean;
  readonly works: boolean;
  readonly change: (on: boolean) => void;
  /** More of the rule, while it is on. */
  readonly children?: ReactNode;
}

function Rule({ name, text, on, works, change, children }: RuleProps) {
  return (
    <div className={styles.rule}>
      <Switch
        labelPosition="left"
        label={name}
        description={text}
        classNames={{
          body: styles.ruleBody ?? '',
          labelWrapper: styles.ruleWords ?? '',
          label: styles.ruleName ?? '',
        }}
        checked={on}
        disabled={!works && !on}
        onChange={(event) => change(event.currentTarget.checked)}
      />
      {on && children && <div className={styles.ruleMore}>{children}</div>}
    </div>
  );
}

function Degrees({ value, change }: { readonly value: number; readonly change: (value: number) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(String(value));
  const typed = /^\d{2,3}$/.test(text.trim()) ? Number(text.trim()) : 0;
  const isGood = typed >= 30 && typed <= 120;
  return (
    <form
      className={styles.own}
      onSubmit={(event) => {
        event.preventDefault();
        if (isGood && typed !== value) change(typed);
      }}
    >
      <TextInput
        aria-label={t('mining/tooHotLabel')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={!isGood}
        rightSection="°C"
        inputMode="numeric"
        maxLength={3}
        size="sm"
      />
      {typed !== value && (
        <Button type="submit" disabled={!isGood}>
          {t('common/save')}
        </Button>
      )}
    </form>
  );
}
