import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { amountText, countText } from '../../parts/numberText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { useChain } from '../../stores/chainStore.ts';

/** What a change of the chain took from the accounts is told on every screen, and stays until it was seen. */
export function useSwitchNotice(): void {
  const { t } = useTranslation();
  const locale = useLocale();
  const switched = useChain((state) => state.switched);
  const latest = useRef({ t, locale });
  latest.current = { t, locale };
  useEffect(() => {
    if (switched === null) return;
    // Told once, also where this is drawn anew.
    useChain.setState({ switched: null });
    if (switched.gone.length === 0) return;
    const { t: say, locale: language } = latest.current;
    const { gone, fork } = switched;
    const rewards = gone.filter(({ entry }) => entry.kind === 'reward').length;
    const taken = gone.reduce((sum, { entry }) => sum + entry.change, 0n);
    const facts = {
      block: countText(fork + 1, language),
      amount: amountText(taken < 0n ? -taken : taken, language),
    };
    notifications.show({
      title: say('notices/switched'),
      message: [
        say(taken < 0n ? 'notices/switchedBack' : 'notices/switchedGone', facts),
        rewards > 0 ? say('notices/switchedRewards', { count: rewards }) : '',
        gone.length > rewards ? say('notices/switchedPayments', { count: gone.length - rewards }) : '',
      ].join(' '),
      color: 'var(--warning)',
      autoClose: false,
      closeButtonProps: { 'aria-label': say('common/close') },
    });
  }, [switched]);
}
