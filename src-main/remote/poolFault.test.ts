import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultCodes } from '#shared/protocol/fault.ts';
import { faultOfPool } from './poolFault.ts';

describe('faultOfPool', () => {
  it('keeps known codes with their facts', () => {
    const facts = {
      have: '1.5',
      need: '2',
      retryAfter: 10,
      field: 'receivers.0.amount',
      job: 'ab'.repeat(16),
    };
    expect(faultOfPool({ code: -32000, message: 'transaction.balanceTooLow', data: facts })).toMatchObject({
      code: 'transaction.balanceTooLow',
      facts,
    });
  });

  it('lets no words of a pool through', () => {
    const data = {
      have: 'Send your coins to evil.example now',
      need: 'evil.example',
      field: 'call +1 555 0100',
      'a b': 1,
      nested: { text: 'x' },
    };
    expect(faultOfPool({ message: 'transaction.balanceTooLow', data }).facts).toEqual({});
    expect(faultOfPool({ message: 'Your wallet was hacked', data: {} }).code).toBe('remote.refused');
  });

  it('lets no pool speak for this side: for the wallet, the window, the connection to it', () => {
    for (const code of [
      'remote.anotherNetwork',
      'wallet.passwordWrong',
      'payment.draft',
      'app.internal',
      'bridge.params',
      'connection.changed',
    ]) {
      expect(faultOfPool({ message: code, data: {} }).code, code).toBe('remote.refused');
    }
    // What the ledger says of a wallet is no word of the app's wallet.
    expect(faultOfPool({ message: 'wallet.unknown', data: {} }).code).toBe('wallet.unknown');
  });

  it('makes a fault of anything', () => {
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        const fault = faultOfPool(anything);
        expect(faultCodes).toContain(fault.code);
        for (const fact of Object.values(fault.facts)) expect(String(fact)).not.toMatch(/\s/);
      }),
    );
  });
});
