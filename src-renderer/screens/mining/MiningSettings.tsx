import { Button, SegmentedControl, Slider, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MiningState } from '#shared/api/bridgeStates.ts';
import { useClock } from '../../parts/clock.ts';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { Hint } from '../../parts/Hint.tsx';
import { countText, roundedText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useAction } from '../../parts/useAction.ts';
import { useChange } from '../../parts/useChange.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { changeMining, tuneMining } from '../../stores/miningStore.ts';
import styles from './Mining.module.css';

/** How hard the computer works, and how its work is counted. */
export function MiningSettings({ mining }: { readonly mining: MiningState }) {
  const { t } = useTranslation();
  const { fault, change } = useChange();
  const { threads, cores, intensity } = mining;
  return (
    <Panel title={t('mining/settings')}>
      <div className={styles.settings}>
        <Setting name={t('mining/threads')} text={<ThreadsText mining={mining} />}>
          {(label) => (
            <div className="stack-tight">
              <SettledSlider
                label={label}
                value={Math.min(threads, cores)}
                min={1}
                max={Math.max(cores, 2)}
                step={1}
                limit={cores}
                say={(value) => t('mining/threadsOf', { count: value, cores })}
                onSettled={(value) => void change(() => changeMining({ threads: value }))}
              />
              <Tune tuning={mining.tuning !== null} />
            </div>
          )}
        </Setting>
        <Setting name={t('mining/intensity')} text={t('mining/intensityText')}>
          {(label) => (
            <SettledSlider
              label={label}
              value={intensity}
              min={5}
              max={100}
              step={5}
              limit={100}
              say={(value) => `${value} %`}
              onSettled={(value) => void change(() => changeMining({ intensity: value }))}
            />
          )}
        </Setting>
        <Setting name={t('mining/difficulty')} text={t('mining/difficultyText')}>
          {() => (
            <Difficulty
              mining={mining}
              change={(value) => change(() => changeMining({ shareDifficulty: value }))}
            />
          )}
        </Setting>
      </div>
      <FaultNotice fault={fault} />
    </Panel>
  );
}

/** What the tuning found and when, or how far it is. */
function ThreadsText({ mining }: { readonly mining: MiningState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { cores, recommendedThreads, tunedAt, tuning } = mining;
  const day = useClock((now) => (tunedAt === null ? '' : dayText(tunedAt, now, locale)));
  const found =
    recommendedThreads === null
      ? t('mining/notTuned', { cores })
      : t('mining/tuned', { count: recommendedThreads, cores, day });
  return (
    <>
      <p role="status">{tuning === null ? found : t('mining/tuning', { ...tuning, cores })}</p>
      <p>{t('mining/threadsText')}</p>
    </>
  );
}

/** "today", "yesterday", "3 days ago". */
function dayText(date: number, now: number, locale: string): string {
  const day = (at: number) => new Date(at).setHours(0, 0, 0, 0);
  const days = Math.round((day(date) - day(now)) / 86_400_000);
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day');
}

function Tune({ tuning }: { readonly tuning: boolean }) {
  const { t } = useTranslation();
  const { busy, fault, run } = useAction();
  const [ended, setEnded] = useState<'tuneEnded' | 'tuneBusy' | null>(null);
  return (
    <>
      <div className="row">
        <Button
          loading={busy || tuning}
          onClick={() =>
            void run(async () => {
              setEnded(null);
              const { threads, busy: isBusy } = await tuneMining();
              if (threads === null) setEnded(isBusy ? 'tuneBusy' : 'tuneEnded');
            })
          }
        >
          {t('mining/tune')}
        </Button>
        <Hint about={t('mining/tune')} text={t('mining/tuneText')} />
        {ended && (
          <span className="muted small" role="status">
            {t(`mining/${ended}`)}
          </span>
        )}
      </div>
      <FaultNotice fault={fault} />
    </>
  );
}

interface SettingProps {
  readonly name: string;
  readonly text: ReactNode;
  readonly children: (labelId: string) => ReactNode;
}

function Setting({ name, text, children }: SettingProps) {
  const id = useId();
  return (
    <div className={styles.setting}>
      <div>
        <h3 id={id}>{name}</h3>
        <div className="muted small">{text}</div>
      </div>
      <div>{children(id)}</div>
    </div>
  );
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly limit: number;
  readonly say: (value: number) => string;
  readonly onSettled: (value: number) => void;
}

/** A slider that tells its value when it is let go, not at every step. */
function SettledSlider({ label, value, min, max, step, limit, say, onSettled }: SliderProps) {
  const [moved, setMoved] = useState(value);
  useEffect(() => setMoved(value), [value]);
  return (
    <div className={styles.slider}>
      <Slider
        className={styles.track ?? ''}
        value={moved}
        onChange={(next) => setMoved(Math.min(next, limit))}
        onChangeEnd={(next) => onSettled(Math.min(next, limit))}
        min={min}
        max={max}
        step={step}
        label={null}
        disabled={limit <= min}
        thumbProps={{ 'aria-labelledby': label, 'aria-valuetext': say(moved) }}
      />
      <span className={styles.value}>{say(moved)}</span>
    </div>
  );
}

interface DifficultyProps {
  readonly mining: MiningState;
  readonly change: (value: number | null) => Promise<void>;
}

function Difficulty({ mining, change }: DifficultyProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { chosenShareDifficulty, shareDifficulty } = mining;
  const [isOwn, setIsOwn] = useState(chosenShareDifficulty !== null);
  const [text, setText] = useState(String(chosenShareDifficulty ?? shareDifficulty ?? ''));
  const value = /^\d{1,15}$/.test(text.trim()) ? Number(text.trim()) : 0;
  return (
    <div className="stack-tight">
      <SegmentedControl
        aria-label={t('mining/difficulty')}
        value={isOwn ? 'own' : 'auto'}
        onChange={(next) => {
          setIsOwn(next === 'own');
          if (next === 'auto' && chosenShareDifficulty !== null) void change(null);
        }}
        data={[
          { value: 'auto', label: t('mining/difficultyAuto') },
          { value: 'own', label: t('mining/difficultyOwn') },
        ]}
      />
      {isOwn && (
        <form
          className={styles.own}
          onSubmit={(event) => {
            event.preventDefault();
            if (value > 0) void change(value);
          }}
        >
          <TextInput
            aria-label={t('mining/difficultyLabel')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            inputMode="numeric"
            maxLength={15}
            size="sm"
          />
          <Button type="submit" disabled={value < 1 || value === chosenShareDifficulty}>
            {t('common/save')}
          </Button>
        </form>
      )}
      <p className="muted small tabular">
        {shareDifficulty !== null &&
          `${t('mining/difficultyNow', { value: roundedText(shareDifficulty, locale) })} · `}
        {t('mining/blockDifficulty')}: {blockTries(mining.blockDifficulty, locale)}
      </p>
    </div>
  );
}

function blockTries(text: string, locale: string): string {
  const tries = Number(text);
  return Number.isFinite(tries) ? roundedText(tries, locale) : countText(0, locale);
}
