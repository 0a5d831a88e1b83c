import {
  IconAddressBook,
  IconArrowDownLeft,
  IconArrowUpRight,
  IconCpu,
  IconCube,
  IconFileText,
  IconLock,
  IconServer2,
  IconSettings,
  IconShieldHalf,
  IconUsersGroup,
  IconWallet,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Logo } from '../../parts/Logo.tsx';
import { lock, useIsOperator } from '../../stores/appStore.ts';
import { useMining } from '../../stores/miningStore.ts';
import { hrefOf, type ScreenName } from '../../stores/routeStore.ts';
import styles from './Rail.module.css';

const icons = {
  wallet: IconWallet,
  send: IconArrowUpRight,
  receive: IconArrowDownLeft,
  contacts: IconAddressBook,
  contracts: IconFileText,
  mining: IconCpu,
  pool: IconUsersGroup,
  explorer: IconCube,
  trust: IconShieldHalf,
  pools: IconServer2,
  settings: IconSettings,
};

const groups: readonly (readonly ScreenName[])[] = [
  ['wallet', 'send', 'receive', 'contacts', 'contracts'],
  ['mining', 'pool', 'explorer'],
];

/** Of a pool without a wallet. */
const operatorGroups: typeof groups = [['pool', 'explorer']];

export function Rail({ current }: { readonly current: ScreenName }) {
  const { t } = useTranslation();
  const isOperator = useIsOperator();
  return (
    <nav className={styles.rail} aria-label={t('nav/label')}>
      <div className={styles.brand}>
        <Logo size={28} />
        <span className={styles.name}>Coco</span>
      </div>
      {(isOperator ? operatorGroups : groups).map((group) => (
        <ul key={group[0]} className={styles.group}>
          {group.map((screen) => (
            <RailLink key={screen} screen={screen} current={current} />
          ))}
        </ul>
      ))}
      <ul className={styles.foot}>
        <RailLink screen="settings" current={current} />
        {!isOperator && (
          <li>
            <button
              type="button"
              className={styles.item}
              title={t('nav/lock')}
              onClick={() => void lock().catch(() => undefined)}
            >
              <IconLock size={20} stroke={1.75} aria-hidden="true" />
              <span className={styles.label}>{t('nav/lock')}</span>
            </button>
          </li>
        )}
      </ul>
    </nav>
  );
}

function RailLink({ screen, current }: { readonly screen: ScreenName; readonly current: ScreenName }) {
  const { t } = useTranslation();
  const isMining = useMining((state) => state.mining?.status === 'mining');
  const Icon = icons[screen];
  return (
    <li>
      <a
        className={styles.item}
        href={hrefOf(screen)}
        title={t(`nav/${screen}`)}
        aria-current={screen === (current === 'trust' ? 'wallet' : current) ? 'page' : undefined}
      >
        <Icon size={20} stroke={1.75} aria-hidden="true" />
        <span className={styles.label}>{t(`nav/${screen}`)}</span>
        {screen === 'mining' && isMining && <span className={styles.live} aria-hidden="true" />}
      </a>
    </li>
  );
}
