import { Notifications } from '@mantine/notifications';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useIsOperator } from '../../stores/appStore.ts';
import { type ScreenName, useRoute } from '../../stores/routeStore.ts';
import { PoolTrouble } from '../pools/PoolTrouble.tsx';
import styles from './Frame.module.css';
import { Rail } from './Rail.tsx';
import { ScreenBoundary } from './ScreenBoundary.tsx';
import { StatusBar } from './StatusBar.tsx';
import { useMiningNotice } from './useMiningNotice.tsx';
import { useSwitchNotice } from './useSwitchNotice.tsx';
import { useTouch } from './useTouch.ts';

const load = {
  wallet: () => import('../wallet/Wallet.tsx'),
  send: () => import('../send/Send.tsx'),
  receive: () => import('../receive/Receive.tsx'),
  contacts: () => import('../contacts/Contacts.tsx'),
  contracts: () => import('../contracts/Contracts.tsx'),
  mining: () => import('../mining/Mining.tsx'),
  pool: () => import('../pool/Pool.tsx'),
  explorer: () => import('../explorer/Explorer.tsx'),
  trust: () => import('../trust/TrustScreen.tsx'),
  pools: () => import('../pools/Pools.tsx'),
  settings: () => import('../settings/Settings.tsx'),
  palette: () => import('./Palette.tsx'),
};

const screens: Record<ScreenName, React.LazyExoticComponent<() => React.ReactNode>> = {
  wallet: lazy(() => load.wallet().then(({ Wallet }) => ({ default: Wallet }))),
  send: lazy(() => load.send().then(({ Send }) => ({ default: Send }))),
  receive: lazy(() => load.receive().then(({ Receive }) => ({ default: Receive }))),
  contacts: lazy(() => load.contacts().then(({ Contacts }) => ({ default: Contacts }))),
  contracts: lazy(() => load.contracts().then(({ Contracts }) => ({ default: Contracts }))),
  mining: lazy(() => load.mining().then(({ Mining }) => ({ default: Mining }))),
  pool: lazy(() => load.pool().then(({ Pool }) => ({ default: Pool }))),
  explorer: lazy(() => load.explorer().then(({ Explorer }) => ({ default: Explorer }))),
  trust: lazy(() => load.trust().then(({ TrustScreen }) => ({ default: TrustScreen }))),
  pools: lazy(() => load.pools().then(({ Pools }) => ({ default: Pools }))),
  settings: lazy(() => load.settings().then(({ Settings }) => ({ default: Settings }))),
};
const Palette = lazy(() => load.palette().then(({ Palette: palette }) => ({ default: palette })));

/** What a pool without a wallet has. */
const operatorScreens: ReadonlySet<ScreenName> = new Set(['pool', 'explorer', 'settings']);

/** The open wallet: rail, status bar, and the screen that was chosen. */
export function Frame() {
  const { t } = useTranslation();
  const isOperator = useIsOperator();
  const asked = useRoute((state) => state.screen);
  const screen = isOperator && !operatorScreens.has(asked) ? 'pool' : asked;
  const content = useRef<HTMLElement>(null);
  const Screen = screens[screen];
  useTouch(!isOperator);
  useMiningNotice();
  useSwitchNotice();

  // The other screens are fetched when nothing else is to do, so that going there takes no time.
  useEffect(() => {
    const timer = setTimeout(() => {
      // What does not come now is asked for again when somebody goes there.
      for (const fetch of Object.values(load)) fetch().catch(() => {});
    }, 400);
    return () => clearTimeout(timer);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: every new screen begins at its top
  useEffect(() => {
    content.current?.scrollTo({ top: 0 });
  }, [screen]);

  return (
    <div className={styles.frame}>
      <button type="button" className={styles.skip} onClick={() => content.current?.focus()}>
        {t('nav/skip')}
      </button>
      <Rail current={screen} />
      <StatusBar />
      <main ref={content} id="content" className={styles.content} tabIndex={-1}>
        <div key={screen} className={styles.column}>
          <PoolTrouble current={screen} />
          <ScreenBoundary>
            <Suspense fallback={null}>
              <Screen />
            </Suspense>
          </ScreenBoundary>
        </div>
      </main>
      {!isOperator && (
        <Suspense fallback={null}>
          <Palette />
        </Suspense>
      )}
      <Notifications position="bottom-right" limit={3} autoClose={8000} />
    </div>
  );
}
