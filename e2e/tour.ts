import { randomBytes } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import { encodeAddress } from '../src-shared/protocol/addresses.ts';
import { beginWith, openLink } from './pages/contracts.ts';
import { answerCheck, confirmWritten, PASSWORD, showWords, typeWords } from './pages/firstRun.ts';
import { goTo } from './pages/frame.ts';
import { expectShares, startMining, stopMining } from './pages/mining.ts';
import { inspect, nearAddress, openPools } from './pages/pools.ts';
import { approve, fillPayment, reviewButton, toReview } from './pages/send.ts';
import { expectLocked, tryPassword } from './pages/unlock.ts';

/** Called when a screen is as it shall be looked at. */
export type Visit = (page: Page, name: string) => Promise<void>;

const address = () => encodeAddress('lcoco', new Uint8Array(randomBytes(32)));

/** Every screen before there is a wallet, and every screen of a wallet that is still empty. */
export async function tourOfNewWallet(page: Page, visit: Visit): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Welcome to Coco' })).toBeVisible();
  await visit(page, 'welcome');
  await page.getByRole('button', { name: 'Join a network' }).click();
  await inspect(page, 'no address at all');
  await expect(page.getByText('This is no address of a pool.')).toBeVisible();
  await visit(page, 'join');
  await page.getByRole('button', { name: 'Back' }).click();

  await typeWords(page, ['legal', 'winner', 'thank', 'yeer', 'wa']);
  await expect(page.getByText(/not in the list/)).toBeVisible();
  await visit(page, 'restore-words');
  await page.getByRole('button', { name: 'Back' }).click();

  await page.getByRole('button', { name: 'Create a wallet' }).click();
  await expect(page.getByRole('button', { name: 'Show the words' })).toBeVisible();
  await visit(page, 'words-hidden');
  await page.getByRole('button', { name: 'Back' }).click();
  const words = await showWords(page);
  await visit(page, 'words-shown');
  await confirmWritten(page);
  await answerCheck(page, ['zebra', ...words.slice(1).map(() => 'zebra')]);
  await expect(page.getByRole('alert')).toBeVisible();
  await visit(page, 'words-check');
  await answerCheck(page, words);
  await page.getByLabel('New password', { exact: true }).fill('tulip-harvest');
  await page.getByLabel('The same password again').fill('tulip-harvesd');
  await expect(page.getByText('The two passwords differ.')).toBeVisible();
  await visit(page, 'new-password');
  await page.getByLabel('New password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('The same password again').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create the wallet' }).click();

  await expect(page.getByText('Nothing here yet')).toBeVisible({ timeout: 30_000 });
  await visit(page, 'wallet-empty');
  await goTo(page, 'Send');
  await visit(page, 'send-empty');
  await goTo(page, 'Contacts');
  await visit(page, 'contacts-empty');
  await goTo(page, 'Pool');
  await visit(page, 'pool-new');
}

/** Every screen of a wallet that has coins, in the order in which a person may come to them. */
export async function tourOfWallet(page: Page, visit: Visit): Promise<void> {
  await expectLocked(page);
  await visit(page, 'unlock');
  await tryPassword(page, 'wrong');
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByText('Password forgotten?').click();
  await visit(page, 'unlock-wrong');
  await tryPassword(page, PASSWORD);
  const rows = page.getByRole('list', { name: 'Activity' }).getByRole('button');
  await expect(rows.first()).toBeVisible();
  await visit(page, 'wallet');

  await rows.first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await visit(page, 'activity-details');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();

  await page.getByRole('button', { name: /^Account: / }).click();
  await visit(page, 'account-menu');
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/^Go to a screen/).fill('m');
  await visit(page, 'palette');
  await page.keyboard.press('Escape');

  await goTo(page, 'Send');
  await page.getByRole('button', { name: 'Choose from contacts' }).click();
  await visit(page, 'send-contacts');
  await page.keyboard.press('Escape');

  await goTo(page, 'Receive');
  await page.getByLabel('Amount (optional)').fill('12.5');
  await page.getByLabel('Note for the payer (optional)').fill('Lunch on Friday');
  await visit(page, 'receive');

  const anna = address();
  await goTo(page, 'Contacts');
  await page.getByRole('button', { name: 'New contact' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Anna');
  await page.getByRole('textbox', { name: 'Address', exact: true }).fill(anna);
  await visit(page, 'contact-dialog');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('list', { name: 'Contacts' }).getByText('Anna')).toBeVisible();
  await visit(page, 'contacts');

  await fillPayment(page, `${anna.slice(0, -1)}${anna.endsWith('q') ? 'p' : 'q'}`, '1.123456789');
  await reviewButton(page).click();
  await expect(page.getByText(/has a typo/)).toBeVisible();
  await visit(page, 'send-refused');
  await page.getByRole('button', { name: 'Choose another fee' }).click();
  await fillPayment(page, anna, '2.5');
  await page.getByRole('button', { name: 'Add recipient' }).click();
  await page.getByRole('textbox', { name: 'Address', exact: true }).nth(1).fill(address());
  await page.getByRole('textbox', { name: 'Amount', exact: true }).nth(1).fill('0.25');
  await page.getByRole('textbox', { name: 'Amount', exact: true }).nth(1).blur();
  await expect(page.getByText('Valid address')).toBeVisible();
  await visit(page, 'send');
  await page.getByRole('button', { name: 'Paste a list' }).click();
  await page.getByRole('textbox', { name: 'List' }).fill(`${address()} 1.5\n${address()}; 2\nAnna three`);
  await visit(page, 'send-list');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await toReview(page);
  await visit(page, 'review');
  await approve(page, PASSWORD);
  await expect(page.getByText('Waiting for a block')).toBeVisible();
  await visit(page, 'tracker-waiting');

  await goTo(page, 'Mining');
  await visit(page, 'mining-stopped');
  await startMining(page);
  await expectShares(page, 'Accepted', 60_000);
  await goTo(page, 'Send');
  await expect(page.getByText(/^In block \d/)).toBeVisible({ timeout: 120_000 });
  await visit(page, 'tracker-mined');
  await goTo(page, 'Mining');
  await visit(page, 'mining');
  await goTo(page, 'Wallet');
  await visit(page, 'wallet-mining');

  await goTo(page, 'Pool');
  await visit(page, 'pool-off');
  await page.getByRole('switch', { name: 'Run as pool' }).press('Space');
  await expect(page.getByRole('heading', { name: 'Others can connect to your pool' })).toBeVisible();
  await visit(page, 'pool-on');
  const own = await nearAddress(page);
  await openPools(page);
  await page.getByRole('button', { name: 'Add a pool' }).click();
  await inspect(page, own);
  await expect(page.getByText('This is what answered')).toBeVisible();
  await visit(page, 'pools-preview');
  await page.getByRole('button', { name: 'Add as a reserve' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByText(/^reachable/)).toBeVisible();
  await visit(page, 'pools');
  await page.getByRole('button', { name: `Remove ${own}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await goTo(page, 'Pool');
  await page.getByRole('switch', { name: 'Run as pool' }).press('Space');
  await stopMining(page);

  await goTo(page, 'Contracts');
  await expect(page.getByText('You have not applied to any contract')).toBeVisible();
  await visit(page, 'contracts-empty');
  await beginWith(page, 'Subscription');
  await expect(page.getByText('This can be published')).toBeVisible();
  await visit(page, 'contracts-write');
  await openLink(page, 'coco:contract?hash=00');
  await expect(page.getByText('This contract can’t be opened')).toBeVisible();
  await visit(page, 'contracts-refused');

  await goTo(page, 'Explorer');
  await expect(page.getByRole('heading', { name: 'Explorer', level: 1 })).toBeVisible();
  await visit(page, 'explorer');

  await goTo(page, 'Settings');
  await visit(page, 'settings');
  await page.getByRole('button', { name: 'Show the words' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await visit(page, 'settings-words');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
}
