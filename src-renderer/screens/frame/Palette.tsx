import { Spotlight, type SpotlightActionData } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import {
  IconArrowRight,
  IconCopy,
  IconFileText,
  IconLock,
  IconPlayerPlay,
  IconPlayerStop,
  IconSearch,
  IconUser,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isContractUri } from '#shared/protocol/contractUri.ts';
import { lock } from '../../stores/appStore.ts';
import { openContract } from '../../stores/contractStore.ts';
import { startMining, stopMining, useMining } from '../../stores/miningStore.ts';
import { goTo, screens } from '../../stores/routeStore.ts';
import { chooseAccount, useAccount, useWallets } from '../../stores/walletsStore.ts';

const icon = { size: 18, stroke: 1.75 } as const;
const quietly = (work: Promise<unknown>) => void work.catch(() => undefined);

/** Ctrl K: go to a screen, or do something, by typing. */
export function Palette() {
  const { t } = useTranslation();
  const account = useAccount();
  const accounts = useWallets((state) => state.accounts);
  const [query, setQuery] = useState('');
  const isOn = useMining((state) => state.mining !== null && state.mining.status !== 'stopped');

  // A link to a contract is no word to search for: it is the thing itself.
  const link: SpotlightActionData[] = isContractUri(query)
    ? [
        {
          id: 'contract',
          label: t('contracts/palette/open'),
          keywords: [query],
          description: query,
          leftSection: <IconFileText {...icon} />,
          onClick: () => quietly(openContract(query)),
        },
      ]
    : [];
  const actions: SpotlightActionData[] = [
    ...link,
    {
      id: 'offer',
      label: t('contracts/palette/offer'),
      leftSection: <IconFileText {...icon} />,
      onClick: () => goTo('contracts', 'selling'),
    },
    ...screens.map((screen) => ({
      id: screen,
      label: t('palette/goTo', { screen: t(`nav/${screen}`) }),
      leftSection: <IconArrowRight {...icon} />,
      onClick: () => goTo(screen),
    })),
    {
      id: 'mine',
      label: isOn ? t('palette/stopMining') : t('palette/startMining'),
      leftSection: isOn ? <IconPlayerStop {...icon} /> : <IconPlayerPlay {...icon} />,
      onClick: () => {
        // What goes wrong is told on the mining screen.
        goTo('mining');
        if (isOn) quietly(stopMining());
        else if (account) quietly(startMining(account.index));
      },
    },
    {
      id: 'copy',
      label: t('palette/copyAddress'),
      ...(account ? { description: account.name } : {}),
      leftSection: <IconCopy {...icon} />,
      onClick: () => {
        if (account) quietly(navigator.clipboard.writeText(account.address));
      },
    },
    ...(accounts.length > 1 ? accounts : []).map(({ index, name }) => ({
      id: `account ${index}`,
      label: t('palette/switchAccount', { name }),
      leftSection: <IconUser {...icon} />,
      onClick: () => chooseAccount(index),
    })),
    {
      id: 'lock',
      label: t('palette/lock'),
      leftSection: <IconLock {...icon} />,
      onClick: () => quietly(lock()),
    },
  ];

  return (
    <Spotlight
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      shortcut={['mod + K']}
      tagsToIgnore={[]}
      nothingFound={t('palette/nothing')}
      lockScroll={false}
      scrollable
      maxHeight={380}
      attributes={{ content: { 'aria-label': t('palette/label') } }}
      overlayProps={{ color: 'transparent', backgroundOpacity: 1, className: 'veil' }}
      searchProps={{
        leftSection: <IconSearch {...icon} />,
        placeholder: t('palette/placeholder'),
        'aria-label': t('palette/placeholder'),
      }}
    />
  );
}
