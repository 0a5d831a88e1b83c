import 'i18next';
import type { Texts } from './en.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Texts };
    keySeparator: '/';
    nsSeparator: false;
    returnNull: false;
  }
}
