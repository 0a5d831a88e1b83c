import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { goTo } from '../../stores/routeStore.ts';

/** From one contract to the list from which it was opened: of who uses them, or of who sells them. */
export function BackToContracts({ side = 'using' }: { readonly side?: 'using' | 'selling' }) {
  const { t } = useTranslation();
  const back = () => (side === 'using' ? goTo('contracts') : goTo('contracts', side));
  return (
    <Button leftSection={<IconArrowLeft size={18} stroke={1.75} />} onClick={back}>
      {t('contracts/review/backTo')}
    </Button>
  );
}
