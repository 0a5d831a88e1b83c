import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { goTo } from '../../stores/routeStore.ts';

/** The two sides of the screen: who pays, and who is paid. */
export function ContractsHead({ side }: { readonly side: 'using' | 'selling' }) {
  const { t } = useTranslation();
  return (
    <ScreenHead
      title={t('contracts/title')}
      lead={side === 'using' ? t('contracts/lead') : t('contracts/selling/lead')}
    >
      <SegmentedControl
        aria-label={t('contracts/tabs/label')}
        value={side}
        onChange={(value) => (value === 'selling' ? goTo('contracts', 'selling') : goTo('contracts'))}
        data={[
          { value: 'using', label: t('contracts/tabs/using') },
          { value: 'selling', label: t('contracts/tabs/selling') },
        ]}
      />
    </ScreenHead>
  );
}
