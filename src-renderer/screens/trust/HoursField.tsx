import { Button, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { spanText } from '../../parts/spanText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import styles from './Trust.module.css';

const presets = [
  ['day', 24],
  ['days3', 72],
  ['week', 168],
  ['month', 720],
] as const;

/** Whole hours between 1 and ten years, or null. */
export function hoursOf(text: string): number | null {
  const hours = /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : 0;
  return hours >= 1 && hours <= 87_600 ? hours : null;
}

interface Props {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly complaining: boolean;
}

export function HoursField({ value, onChange, complaining }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const hours = hoursOf(value);
  return (
    <div className={styles.hours}>
      <TextInput
        label={t('trust/hours')}
        description={t('trust/hoursText')}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={complaining && hours === null ? t('trust/hoursBad') : undefined}
        inputMode="numeric"
        autoComplete="off"
        maxLength={6}
        rightSectionWidth={96}
        rightSection={
          hours !== null &&
          hours >= 48 && <span className="muted small">{spanText(hours * 3_600_000, locale)}</span>
        }
      />
      <div className="row wrap">
        {presets.map(([name, preset]) => (
          <Button
            key={name}
            size="compact-sm"
            variant={hours === preset ? 'light' : 'default'}
            aria-pressed={hours === preset}
            onClick={() => onChange(String(preset))}
          >
            {t(`trust/presets/${name}`)}
          </Button>
        ))}
      </div>
    </div>
  );
}
