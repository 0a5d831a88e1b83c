import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFaultText } from '../../locales/faultText.ts';
import { Notice } from '../../parts/FaultNotice.tsx';
import { countText } from '../../parts/numberText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { useConnection } from '../../stores/connectionStore.ts';
import { goTo, type ScreenName } from '../../stores/routeStore.ts';
import styles from './Pools.module.css';

/** Above every screen, while what the pools say does not fit together. */
export function PoolTrouble({ current }: { readonly current: ScreenName }) {
  const { t } = useTranslation();
  const words = useFaultText();
  const locale = useLocale();
  const trouble = useConnection((state) => state.connection?.trouble ?? null);
  if (!trouble) return null;
  const { facts } = trouble;
  const text =
    trouble.code === 'remote.disagrees'
      ? t('pools/trouble', {
          blockId: countText(Number(facts.blockId), locale),
          used: String(facts.used),
          other: String(facts.other),
          heavier: String(facts.heavier),
        })
      : words(trouble);
  return (
    <div className={styles.trouble}>
      <Notice
        tone="danger"
        {...(current === 'pools'
          ? {}
          : {
              action: (
                <Button size="compact-sm" onClick={() => goTo('pools')}>
                  {t('pools/troubleOpen')}
                </Button>
              ),
            })}
      >
        {text}
      </Notice>
    </div>
  );
}
