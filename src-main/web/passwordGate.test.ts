import { describe, expect, it } from 'vitest';
import { hashPassword, PasswordGate } from './passwordGate.ts';

describe('the operator’s password', () => {
  it('opens with the right one only, slower with each wrong guess, and fast again after a right one', async () => {
    let time = 0;
    const gate = new PasswordGate(await hashPassword('walnut-orbit-velvet'), () => time);
    expect(await gate.check('walnut-orbit-velvet', 'machine')).toEqual({ ok: true });
    expect(await gate.check('', 'machine')).toEqual({ ok: false, wait: 0 });
    expect(await gate.check('walnut-orbit-velveT', 'machine')).toEqual({ ok: false, wait: 0 });
    expect(await gate.check('x'.repeat(5_000), 'machine')).toEqual({ ok: false, wait: 0 });
    expect(await gate.check('wrong', 'machine')).toEqual({ ok: false, wait: 1_000 });
    // Even the right one is not looked at before the time is over.
    expect(await gate.check('walnut-orbit-velvet', 'machine')).toEqual({ ok: false, wait: 1_000 });
    time += 1_000;
    expect(await gate.check('wrong', 'machine')).toEqual({ ok: false, wait: 2_000 });
    time += 2_000;
    const [first, second] = await Promise.all([
      gate.check('walnut-orbit-velvet', 'machine'),
      gate.check('wrong', 'machine'),
    ]);
    expect([first, second]).toEqual([{ ok: true }, { ok: false, wait: 1_000 }]);
    expect(await gate.check('wrong', 'machine')).toEqual({ ok: false, wait: 0 });
  });

  it('does not let who guesses on one way in keep the operator out on another', async () => {
    const gate = new PasswordGate(await hashPassword('walnut-orbit-velvet'), () => 0);
    for (let guess = 0; guess < 5; guess++) await gate.check('wrong', 'origin');
    expect(await gate.check('walnut-orbit-velvet', 'origin')).toEqual({ ok: false, wait: 1_000 });
    expect(await gate.check('walnut-orbit-velvet', 'machine')).toEqual({ ok: true });
    // Nor does the right one there help who guesses.
    expect(await gate.check('walnut-orbit-velvet', 'origin')).toEqual({ ok: false, wait: 1_000 });
    for (let guess = 0; guess < 3; guess++) await gate.check('wrong', 'machine');
    expect(await gate.check('walnut-orbit-velvet', 'machine')).toEqual({ ok: false, wait: 1_000 });
  });

  it('looks at one guess at a time, from wherever it comes', async () => {
    const gate = new PasswordGate(await hashPassword('walnut-orbit-velvet'), () => 0);
    const verdicts = await Promise.all([
      gate.check('wrong', 'origin'),
      gate.check('walnut-orbit-velvet', 'machine'),
    ]);
    expect(verdicts).toEqual([
      { ok: false, wait: 0 },
      { ok: false, wait: 1_000 },
    ]);
  });

  it('takes no short password, and no hash that makes guessing cheap', async () => {
    await expect(hashPassword('short')).rejects.toMatchObject({ code: 'wallet.passwordTooShort' });
    const good = await hashPassword('walnut-orbit-velvet');
    for (const bad of ['', 'walnut', good.replace('$65536$', '$1024$'), good.replace('$65536$', '$65537$')]) {
      expect(() => new PasswordGate(bad, () => 0), bad).toThrow('server.params');
    }
  });
});
