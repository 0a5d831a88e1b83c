import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The window. Nothing is inlined: the shells' content security policy allows own files only. */
export default defineConfig({
  root: fileURLToPath(new URL('src-renderer', import.meta.url)),
  base: './',
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('dist/renderer', import.meta.url)),
    emptyOutDir: true,
    target: 'chrome120',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // What every screen needs comes in few files; a screen brings its own.
        codeSplitting: {
          groups: [
            {
              name: 'react',
              test: /node_modules[\\/](react|react-dom|scheduler|zustand|i18next|react-i18next)[\\/]/,
              priority: 3,
            },
            { name: 'contract', test: /node_modules[\\/]zod[\\/]|src-shared[\\/]/, priority: 3 },
            {
              name: 'parts',
              test: /node_modules[\\/]@mantine[\\/](core|hooks)[\\/]|@floating-ui|src-renderer[\\/](parts|stores|locales[\\/](en|enFaults|i18n))/,
              minShareCount: 2,
              priority: 2,
            },
          ],
        },
      },
    },
  },
});
