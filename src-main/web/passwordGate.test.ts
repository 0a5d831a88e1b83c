import { describe, expect, it } from 'vitest';
import { hashPassword, PasswordGate } from './passwordGate.ts';

describe('the operator’s password', () => {
  it('opens with the right one only, slower with each wrong guess, and fast again after a right one', async () => {
    let time = 0;
    const gate = new PasswordGate(await hashPassword('walnut-orbit-velvet'), () => time);
    expect(await gate.check('walnut-orbit-velvet')).toEqual({ ok: true });
    expect(await gate.check('')).toEqual({ ok: false, wait: 0 });
    expect(await gate.check('walnut-orbit-velveT')).toEqual({ ok: false, wait: 0 });
    expect(await gate.check('x'.repeat(5_000))).toEqual({ ok: false, wait: 0 });
    expect(await gate.check('wrong')).toEqual({ ok: false, wait: 1_000 });
    // Even the right one is not looked at before the time is over.
    expect(await gate.check('walnut-orbit-velvet')).toEqual({ ok: false, wait: 1_000 });
    time += 1_000;
    expect(await gate.check('wrong')).toEqual({ ok: false, wait: 2_000 });
    time += 2_000;
    const [first, second] = await Promise.all([gate.check('walnut-orbit-velvet'), gate.check('wrong')]);
    expect([first, second]).toEqual([{ ok: true }, { ok: false, wait: 1_000 }]);
    expect(await gate.check('wrong')).toEqual({ ok: false, wait: 0 });
  });

  it('takes no short password, and no hash that makes guessing cheap', async () => {
    await expect(hashPassword('short')).rejects.toMatchObject({ code: 'wallet.passwordTooShort' });
    const good = await hashPassword('walnut-orbit-velvet');
    for (const bad of ['', 'walnut', good.replace('$65536$', '$1024$'), good.replace('$65536$', '$65537$')]) {
      expect(() => new PasswordGate(bad, () => 0), bad).toThrow('server.params');
    }
  });
});
