import './boot.ts';
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './theme/mantine.css';
import '@mantine/notifications/styles.css';
import './theme/tokens.css';
import './theme/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { bridge } from './bridge.ts';
import { startTexts } from './locales/i18n.ts';
import { App } from './screens/App.tsx';
import { feedStores } from './stores/feed.ts';
import { followHash } from './stores/routeStore.ts';
import { connectDesktop, connectWeb } from './transports.ts';

feedStores(bridge);
followHash();
if (window.coco) connectDesktop(window.coco, bridge);
else connectWeb(window.location, bridge);
await startTexts();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
