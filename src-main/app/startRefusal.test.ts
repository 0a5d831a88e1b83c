import { expect, test } from 'vitest';
import { Fault } from '#shared/protocol/fault.ts';
import { startRefusal } from './startRefusal.ts';

test('a folder in use is named, in one line without a code', () => {
  const line = startRefusal(new Fault('store.locked', { folder: '/data/pool/ledger' }), '/data');
  expect(line).toContain('Another Coco is using this data folder: /data.');
  expect(line).not.toContain('store.locked');
  expect(line).not.toContain('\n');
});

test('a reason without words of its own keeps its code and facts', () => {
  const line = startRefusal(new Fault('store.anotherNetwork', { have: 'main', want: 'local' }), '/data');
  expect(line).toBe('Coco could not start: store.anotherNetwork {"have":"main","want":"local"}');
});
