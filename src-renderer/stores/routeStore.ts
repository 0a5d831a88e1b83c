import { create } from 'zustand';

export const screens = ['wallet', 'send', 'receive', 'contacts', 'mining', 'pool', 'settings'] as const;
export type ScreenName = (typeof screens)[number];

export const hrefOf = (screen: ScreenName): string => `#/${screen}`;

export function screenOf(hash: string): ScreenName {
  return screens.find((screen) => hrefOf(screen) === hash) ?? 'wallet';
}

/** Which screen is shown; it stands in the address behind the hash, so that "back" goes back. */
export const useRoute = create<{ readonly screen: ScreenName }>(() => ({ screen: 'wallet' }));

export function followHash(): void {
  const follow = () => useRoute.setState({ screen: screenOf(window.location.hash) });
  window.addEventListener('hashchange', follow);
  follow();
}

export function goTo(screen: ScreenName): void {
  window.location.hash = hrefOf(screen);
}
