import type { Page } from '@playwright/test';

/** One change of the balance on the screen. */
export interface BalanceChange {
  /** Since the window got the event of the block that changed it, in ms. */
  readonly sinceEvent: number;
  /** Since that block was mined, in ms. */
  readonly sinceMined: number;
}

declare global {
  interface Window {
    balanceChanges?: BalanceChange[];
  }
}

/** Notes in the page when a block's event comes in and when the balance on the wallet screen changes after it. */
export async function watchBalance(page: Page): Promise<void> {
  await page.evaluate(() => {
    const changes: BalanceChange[] = [];
    window.balanceChanges = changes;
    let last: { at: number; mined: number } | undefined;
    const parse = JSON.parse.bind(JSON);
    JSON.parse = (text: string) => {
      const value = parse(text);
      if (value?.event === 'block') last = { at: Date.now(), mined: value.value.minedDate };
      return value;
    };
    const hero = document.querySelector('section[aria-label="Balance"]');
    const read = () => /[\d,]+\.\d{8} coins?/.exec(hero?.textContent ?? '')?.[0];
    let shown = read();
    const look = () => {
      const now = read();
      if (now === shown || now === undefined) return;
      shown = now;
      if (last) changes.push({ sinceEvent: Date.now() - last.at, sinceMined: Date.now() - last.mined });
    };
    if (hero)
      new MutationObserver(look).observe(hero, { subtree: true, childList: true, characterData: true });
  });
}

export function balanceChanges(page: Page): Promise<readonly BalanceChange[]> {
  return page.evaluate(() => window.balanceChanges ?? []);
}
