import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../parts/Empty.tsx';

/**
 * A screen that cannot be drawn, mostly because its code could not be fetched while the connection was lost, takes
 * nothing else down: the frame stays, and loading the window again brings it back.
 */
export class ScreenBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useTranslation();
  return (
    <Empty
      icon={<IconPlugConnectedX size={28} stroke={1.75} />}
      title={t('notices/screenBroken')}
      text={t('notices/screenBrokenText')}
    >
      <Button onClick={() => window.location.reload()}>{t('common/tryAgain')}</Button>
    </Empty>
  );
}
