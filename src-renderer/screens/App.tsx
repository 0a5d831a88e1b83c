import { MantineProvider } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useEffect, useLayoutEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { languageOf, speak } from '../locales/i18n.ts';
import { useApp } from '../stores/appStore.ts';
import { coconutTheme } from '../theme/theme.ts';
import { ConnectionNote, NotLetIn, Starting } from './connection/Connection.tsx';

const Welcome = lazy(() =>
  import('./welcome/Welcome.tsx').then(({ Welcome: screen }) => ({ default: screen })),
);
const Unlock = lazy(() => import('./unlock/Unlock.tsx').then(({ Unlock: screen }) => ({ default: screen })));
const OperatorEntry = lazy(() =>
  import('./connection/OperatorEntry.tsx').then(({ OperatorEntry: screen }) => ({ default: screen })),
);
const Frame = lazy(() => import('./frame/Frame.tsx').then(({ Frame: screen }) => ({ default: screen })));

export function App() {
  const { t } = useTranslation();
  const { theme, language } = useApp((state) => state.settings);
  const systemDark = useMediaQuery('(prefers-color-scheme: dark)', false, { getInitialValueInEffect: false });
  const scheme = theme === 'system' ? (systemDark ? 'dark' : 'light') : theme;
  const closeLabel = t('common/close');
  const mantineTheme = useMemo(() => coconutTheme(closeLabel), [closeLabel]);

  // Before any part's own effect: what is drawn by hand, such as the curves, reads its colours from the page.
  useLayoutEffect(() => {
    document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
  }, [scheme]);
  useEffect(() => {
    void speak(languageOf(language));
  }, [language]);

  return (
    <MantineProvider
      theme={mantineTheme}
      forceColorScheme={scheme}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Suspense fallback={null}>
        <Stage />
      </Suspense>
      <ConnectionNote />
    </MantineProvider>
  );
}

/** Which of the window's stages is shown: only the app says which. */
function Stage() {
  const connection = useApp((state) => state.connection);
  const fault = useApp((state) => state.fault);
  const stage = useApp((state) => state.app?.stage);
  if (connection === 'unknownSession') return <NotLetIn />;
  if (connection === 'passwordNeeded') return <OperatorEntry />;
  if (stage === undefined) return <Starting broken={fault !== null} />;
  if (stage === 'welcome') return <Welcome />;
  if (stage === 'locked') return <Unlock />;
  return <Frame />;
}
