import { expect, it } from 'vitest';
import { formatContractUri, isContractUri, parseContractUri } from './contractUri.ts';

const hash = new Uint8Array(32).fill(0xab);

it('reads what it writes, with and without a place', () => {
  const url = 'https://shop.example/terms.md?a=1&b=ü';
  expect(parseContractUri(formatContractUri({ hash, url }))).toEqual({ hash, url });
  expect(parseContractUri(` ${formatContractUri({ hash })} `)).toEqual({ hash });
  expect(parseContractUri(`COCO:contract?hash=${'AB'.repeat(32)}&later=1`)).toEqual({ hash });
});

it('is told from a payment', () => {
  expect(isContractUri('coco:lcoco1abc?amount=1')).toBe(false);
  expect(isContractUri('coco:contractor?hash=1')).toBe(false);
  expect(isContractUri('coco:contract')).toBe(true);
});

it.each([
  ['coco:contract', 'contract.link'],
  ['coco:contract?hash=12', 'contract.link'],
  ['https://coco.example', 'contract.link'],
  [`coco:contract?hash=${'ab'.repeat(32)}&hash=1`, 'uri.repeated'],
  [`coco:contract?hash=${'ab'.repeat(32)}&req-more=1`, 'uri.parameter'],
  ['coco:contract?hash=%e0', 'uri.text'],
])('refuses %s', (text, code) => {
  expect(() => parseContractUri(text)).toThrow(code);
});
