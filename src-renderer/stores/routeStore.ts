import { create } from 'zustand';

export const screens = [
  'wallet',
  'send',
  'receive',
  'contacts',
  'contracts',
  'mining',
  'pool',
  'explorer',
  'trust',
  'pools',
  'settings',
] as const;
export type ScreenName = (typeof screens)[number];

/** `path`: what of the screen is meant, such as `['block', '94']`. */
export const hrefOf = (screen: ScreenName, ...path: readonly (string | number)[]): string =>
  `#/${[screen, ...path].join('/')}`;

export function screenOf(hash: string): ScreenName {
  return (
    screens.find((screen) => hrefOf(screen) === hash || hash.startsWith(`${hrefOf(screen)}/`)) ?? 'wallet'
  );
}

export const pathOf = (hash: string): readonly string[] => hash.split('/').slice(2).filter(Boolean);

/** Which screen is shown; it stands in the address behind the hash, so that "back" goes back. */
export const useRoute = create<{ readonly screen: ScreenName; readonly path: readonly string[] }>(() => ({
  screen: 'wallet',
  path: [],
}));

export function followHash(): void {
  const follow = () => {
    const { hash } = window.location;
    useRoute.setState({ screen: screenOf(hash), path: pathOf(hash) });
  };
  window.addEventListener('hashchange', follow);
  follow();
}

export function goTo(screen: ScreenName, ...path: readonly (string | number)[]): void {
  window.location.hash = hrefOf(screen, ...path);
}
