import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFaultText } from '../../locales/faultText.ts';
import { useMining } from '../../stores/miningStore.ts';
import { useRoute } from '../../stores/routeStore.ts';

/** A pause always shows its reason, also to who looks at another screen. */
export function useMiningNotice(): void {
  const { t } = useTranslation();
  const words = useFaultText();
  const reason = useMining((state) => state.mining?.reason ?? null);
  const isShown = useRoute((state) => state.screen === 'mining');
  const latest = useRef({ t, words, isShown });
  latest.current = { t, words, isShown };
  const key = reason === null ? null : JSON.stringify(reason);
  useEffect(() => {
    if (key === null || latest.current.isShown) return;
    const { t: say, words: tell } = latest.current;
    notifications.show({
      title: say('notices/miningPaused'),
      message: tell(JSON.parse(key)),
      color: 'var(--warning)',
      closeButtonProps: { 'aria-label': say('common/close') },
    });
  }, [key]);
}
