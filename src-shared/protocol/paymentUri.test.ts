import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeAddress } from './addresses.ts';
import { type Fault, isFault } from './fault.ts';
import { formatPaymentUri, type PaymentRequest, parsePaymentUri } from './paymentUri.ts';

const address = encodeAddress('lcoco', new Uint8Array(32).fill(7));
const other = encodeAddress('coco', new Uint8Array(32).fill(7));

function faultOf(task: () => unknown): Fault {
  try {
    task();
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const refusal = (uri: string) => faultOf(() => parsePaymentUri('lcoco', uri));

describe('payment URI', () => {
  it('says what a receiver asks for', () => {
    const request = { address, amount: 150_000_000n, label: 'Café & Söhne', message: 'two + two = ☕?' };
    const uri = formatPaymentUri('lcoco', request);
    expect(uri).toBe(
      `coco:${address}?amount=1.5&label=Caf%C3%A9%20%26%20S%C3%B6hne&message=two%20%2B%20two%20%3D%20%E2%98%95%3F`,
    );
    expect(parsePaymentUri('lcoco', uri)).toEqual(request);
    expect(parsePaymentUri('lcoco', `coco:${address}`)).toEqual({ address });
  });

  it('reads codes in capitals and passes over what it does not know', () => {
    expect(parsePaymentUri('lcoco', `COCO:${address.toUpperCase()}?amount=2&later=x&`)).toEqual({
      address,
      amount: 200_000_000n,
    });
  });

  it('leaves a plus as it is: it is no space here', () => {
    expect(parsePaymentUri('lcoco', `coco:${address}?label=a+b`).label).toBe('a+b');
  });

  it.each([
    ['uri.scheme', address],
    ['uri.scheme', `bitcoin:${address}`],
    ['uri.amount', `coco:${address}?amount=0`],
    ['uri.amount', `coco:${address}?amount=-1`],
    ['uri.amount', `coco:${address}?amount=1e3`],
    ['uri.amount', `coco:${address}?amount=0.000000001`],
    ['uri.amount', `coco:${address}?amount`],
    ['uri.parameter', `coco:${address}?req-until=5`],
    ['uri.repeated', `coco:${address}?amount=1&amount=2`],
    ['uri.repeated', `coco:${address}?label=a&l%61bel=b`],
    ['uri.text', `coco:${address}?label=%ff`],
    ['uri.text', `coco:${address}?label=%`],
    ['uri.text', `coco:${address}?label=a%0ab`],
    ['uri.text', `coco:${address}?message=a%E2%80%AEb`],
    ['uri.text', `coco:${address}?label=${'a'.repeat(257)}`],
    ['uri.text', `coco:${address}?x=${'a'.repeat(9000)}`],
    ['address.prefix', `coco:${other}`],
    ['address.text', 'coco:'],
    ['address.checksum', `coco:${address.slice(0, -1)}${address.endsWith('q') ? 'p' : 'q'}`],
  ])('refuses with %s: %s', (code, uri) => {
    expect(refusal(uri).code).toBe(code);
  });

  it('does not make what it would not read', () => {
    expect(faultOf(() => formatPaymentUri('lcoco', { address, amount: 0n })).code).toBe('uri.amount');
    expect(faultOf(() => formatPaymentUri('lcoco', { address, label: 'a\nb' })).code).toBe('uri.text');
    expect(faultOf(() => formatPaymentUri('lcoco', { address, message: '\ud800' })).code).toBe('uri.text');
    expect(faultOf(() => formatPaymentUri('lcoco', { address: other })).code).toBe('address.prefix');
  });

  it('comes back as it was made, for any request it makes', () => {
    const text = (maxLength: number) =>
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: maxLength / 16 });
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.record(
          { amount: fc.bigInt(1n, 2n ** 26n * 10n ** 8n), label: text(256), message: text(1024) },
          { requiredKeys: [] },
        ),
        (key, asked) => {
          const request: PaymentRequest = { address: encodeAddress('lcoco', key), ...asked };
          let uri: string;
          try {
            uri = formatPaymentUri('lcoco', request);
          } catch (error) {
            expect(isFault(error) && error.code).toBe('uri.text');
            return;
          }
          expect(parsePaymentUri('lcoco', uri)).toEqual(request);
        },
      ),
    );
  });

  it('refuses arbitrary text with faults only', () => {
    const parameter = fc.oneof(fc.string(), fc.constantFrom('amount=', 'label=', '%', '&', '=', '?', 'req-'));
    fc.assert(
      fc.property(fc.boolean(), fc.array(parameter, { maxLength: 8 }), (begins, parts) => {
        const uri = `${begins ? `coco:${address}?` : ''}${parts.join('')}`;
        try {
          expect(parsePaymentUri('lcoco', uri).address).toBe(address);
        } catch (error) {
          if (!isFault(error)) throw error;
        }
      }),
    );
  });
});
