import { randomBytes } from 'node:crypto';
import { encodeAddress } from '../../src-shared/protocol/addresses.ts';
import { expect, test } from '../fixtures.ts';
import { PASSWORD } from '../pages/firstRun.ts';
import { expectLocked } from '../pages/unlock.ts';

test.use({ startFrom: 'coins' });

test('a payment up to its review by the keyboard alone', async ({ app }) => {
  const { page } = app;
  const address = encodeAddress('lcoco', new Uint8Array(randomBytes(32)));
  const type = (text: string) => page.keyboard.type(text);
  const press = (key: string) => page.keyboard.press(key);

  // The field for the password has the focus from the start.
  await expectLocked(page);
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
  await type(PASSWORD);
  await press('Enter');
  await expect(page.getByRole('heading', { name: 'Wallet', level: 1 })).toBeVisible();

  await press('Control+k');
  await expect(page.getByPlaceholder(/^Go to a screen/)).toBeFocused();
  await type('send');
  await press('ArrowDown');
  await press('Enter');
  await expect(page.getByRole('heading', { name: 'Send', level: 1 })).toBeVisible();

  // Tab goes on until the field has the focus; a person sees where it is.
  const tabTo = async (role: 'textbox' | 'button', name: string) => {
    const target = page.getByRole(role, { name, exact: true });
    for (let steps = 0; steps < 40; steps++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await press('Tab');
    }
    await expect(target, 'Tab reaches it').toBeFocused();
  };
  await tabTo('textbox', 'Address');
  await type(address);
  await tabTo('textbox', 'Amount');
  await type('0.5');
  await press('Enter');
  await expect(page.getByRole('heading', { name: 'Is this right?' })).toBeVisible();
  await press('Escape');
  await expect(page.getByRole('textbox', { name: 'Address', exact: true })).toHaveValue(address);
});
