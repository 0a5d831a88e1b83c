/**
 * The web shell's second secret beside its cookie. Cookies go to every port of 127.0.0.1, what a page stores only to pages of
 * its own port: a server of somebody else on this machine can't have both.
 */
const NAME = 'coco.key';

export const pageKey = (): string => localStorage.getItem(NAME) ?? '';

export const keepKey = (key: string): void => localStorage.setItem(NAME, key);

/** A link that lets a browser in leads here with the key behind the hash; it does not stay in the address. */
export function takeKey({ hash, pathname }: Location): void {
  const key = /^#key=([\w-]{43})$/.exec(hash)?.[1];
  if (key === undefined) return;
  keepKey(key);
  history.replaceState(null, '', pathname);
}
