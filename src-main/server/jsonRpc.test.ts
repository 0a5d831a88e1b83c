import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import { faultText, readMessage, resultText, tellable } from './jsonRpc.ts';

const read = (text: string) => readMessage(Buffer.from(text), 50);

describe('readMessage', () => {
  it('makes a message or a fault of any bytes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json().map(Buffer.from)), (bytes) => {
        try {
          const { entries } = readMessage(Buffer.from(bytes), 50);
          expect(entries.length).toBeGreaterThan(0);
        } catch (error) {
          expect(isFault(error)).toBe(true);
        }
      }),
    );
  });

  it('reads what it would write', () => {
    const id = fc.oneof(fc.string({ maxLength: 64 }), fc.integer(), fc.constant(null));
    fc.assert(
      fc.property(id, fc.jsonValue(), (requestId, params) => {
        const text = JSON.stringify({ jsonrpc: '2.0', id: requestId, method: 'getWallet', params });
        if (text.length > 1000) return;
        expect(read(text).entries).toEqual([
          {
            id: requestId,
            method: 'getWallet',
            params: JSON.parse(JSON.stringify(params)),
            bytes: Buffer.byteLength(text),
          },
        ]);
        expect(JSON.parse(resultText(requestId, '{}'))).toEqual({
          jsonrpc: '2.0',
          id: requestId,
          result: {},
        });
      }),
    );
  });

  it('takes a long message only of a call that may be long', () => {
    const long = (method: string, bytes: number) =>
      `{"jsonrpc":"2.0","method":"${method}","params":"${'x'.repeat(bytes)}"}`;
    expect(() => read(long('prepare', 2_000_000))).not.toThrow();
    expect(() => read(long('watch', 100_000))).not.toThrow();
    expect(() => read(long('watch', 200_000))).toThrow('server.tooLarge');
    expect(() => read(long('getStatus', 5000))).toThrow('server.tooLarge');
    expect(() => read(long('noSuchCall', 5000))).toThrow('server.tooLarge');
    expect(() => read(`${' '.repeat(5000)}{}`)).toThrow('server.tooLarge');
  });
});

describe('what is wrong with one request', () => {
  const idsOf = (text: string) => read(text).entries.map(({ id }) => id);

  it('is not answered when it was a notification', () => {
    expect(idsOf('{"jsonrpc":"2.0","method":"noSuchCall"}')).toEqual([undefined]);
    expect(idsOf(`{"jsonrpc":"2.0","method":"getStatus","params":"${'x'.repeat(2000)}"}`)).toEqual([
      undefined,
    ]);
    expect(
      idsOf('[{"jsonrpc":"2.0","method":"noSuchCall"},{"jsonrpc":"2.0","id":1,"method":"noSuchCall"}]'),
    ).toEqual([undefined, 1]);
  });

  it('is answered with id null when it was no request at all', () => {
    for (const text of [
      '7',
      '{"foo":"boo"}',
      '{"jsonrpc":"2.0","method":1,"params":"bar"}',
      '{"jsonrpc":"2.0","id":{}}',
    ])
      expect(idsOf(text)).toEqual([null]);
  });
});

describe('what is told of an error', () => {
  it('is a code, its facts and a number, never words', () => {
    const fault = new Fault('transaction.balanceTooLow', { have: '1.5', need: '2' });
    expect(JSON.parse(faultText('a"b', fault))).toEqual({
      jsonrpc: '2.0',
      id: 'a"b',
      error: { code: -32000, message: 'transaction.balanceTooLow', data: { have: '1.5', need: '2' } },
    });
    expect(tellable(new Error('secret')).code).toBe('server.internal');
    expect(tellable(fault)).toBe(fault);
  });
});
