import { Button, SegmentedControl, Select } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { useAction } from '../../parts/useAction.ts';
import { changeSettings, useApp, useIsOperator } from '../../stores/appStore.ts';
import { useChain } from '../../stores/chainStore.ts';
import { goTo } from '../../stores/routeStore.ts';
import { Backup } from './Backup.tsx';
import { ChangePassword } from './ChangePassword.tsx';
import styles from './Settings.module.css';

const themes = ['system', 'light', 'dark'] as const;
const languages = ['system', 'en', 'de'] as const;
const minutes = [1, 5, 10, 15, 30, 60, 0] as const;

export function Settings() {
  const { t } = useTranslation();
  const isOperator = useIsOperator();
  const settings = useApp((state) => state.settings);
  const app = useApp((state) => state.app);
  const network = useChain((state) => state.chain?.network ?? '');
  const { fault, run } = useAction();
  const lockChoices = [...new Set([settings.autoLockMinutes, ...minutes])].sort(
    (a, b) => (a || Number.POSITIVE_INFINITY) - (b || Number.POSITIVE_INFINITY),
  );
  return (
    <>
      <ScreenHead title={t('settings/title')} />
      <div className="stack">
        <FaultNotice fault={fault} />
        <Panel title={t('settings/look')}>
          <Row name={t('settings/theme')}>
            {(label) => (
              <SegmentedControl
                aria-labelledby={label}
                value={settings.theme}
                onChange={(value) => {
                  const theme = themes.find((each) => each === value);
                  if (theme) void run(() => changeSettings({ theme }));
                }}
                data={themes.map((value) => ({ value, label: t(`settings/themes/${value}`) }))}
              />
            )}
          </Row>
          <Row name={t('settings/language')}>
            {(label) => (
              <SegmentedControl
                aria-labelledby={label}
                value={settings.language}
                onChange={(value) => {
                  const language = languages.find((each) => each === value);
                  if (language) void run(() => changeSettings({ language }));
                }}
                data={[
                  { value: 'system', label: t('settings/languageSystem') },
                  { value: 'en', label: 'English' },
                  { value: 'de', label: 'Deutsch' },
                ]}
              />
            )}
          </Row>
        </Panel>
        {!isOperator && (
          <>
            <Panel title={t('settings/security')}>
              <Row name={t('settings/autoLock')} text={t('settings/autoLockText')}>
                {(label) => (
                  <Select
                    aria-labelledby={label}
                    allowDeselect={false}
                    withScrollArea={false}
                    value={String(settings.autoLockMinutes)}
                    onChange={(value) =>
                      value && void run(() => changeSettings({ autoLockMinutes: Number(value) }))
                    }
                    data={lockChoices.map((count) => ({
                      value: String(count),
                      label: count === 0 ? t('settings/autoLockNever') : t('settings/minutes', { count }),
                    }))}
                  />
                )}
              </Row>
              <ChangePassword />
            </Panel>
            <Backup />
            <Panel
              title={t('pools/title')}
              aside={<Button onClick={() => goTo('pools')}>{t('pools/open')}</Button>}
            >
              <p className="muted">{t('pools/settingsText')}</p>
            </Panel>
            <Panel
              title={t('trust/title')}
              aside={<Button onClick={() => goTo('trust')}>{t('trust/open')}</Button>}
            >
              <p className="muted">{t('trust/settingsText')}</p>
            </Panel>
          </>
        )}
        <Panel title={t('settings/about')}>
          <Facts>
            <Fact name={t('settings/version')}>Coco {app?.version}</Fact>
            <Fact name={t('settings/network')}>{network}</Fact>
            <Fact name={t('settings/shell')}>{app && t(`settings/shells/${app.shell}`)}</Fact>
            <Fact name={t('settings/license')}>MIT</Fact>
            <Fact name={t('settings/folder')}>
              <span className="row">
                <span className="mono small">{app?.dataFolder}</span>
                <CopyButton
                  compact
                  text={app?.dataFolder ?? ''}
                  label={`${t('common/copy')}: ${t('settings/folder')}`}
                />
              </span>
            </Fact>
          </Facts>
        </Panel>
      </div>
    </>
  );
}

interface RowProps {
  readonly name: string;
  readonly text?: string;
  readonly children: (labelId: string) => ReactNode;
}

function Row({ name, text, children }: RowProps) {
  const id = useId();
  return (
    <div className={styles.row}>
      <div>
        <h3 id={id}>{name}</h3>
        {text && <p className="muted small">{text}</p>}
      </div>
      <div>{children(id)}</div>
    </div>
  );
}
