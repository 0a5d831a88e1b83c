import { getHeapStatistics } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { collector } from './processMemory.ts';

const used = () => getHeapStatistics().used_heap_size;

it('collects only when the old part of the heap has grown by so much of what was alive in it', () => {
  const collect = collector();
  const young = runInNewContext('gc') as (how: { type: 'minor' }) => void;
  collect(0.5);
  const alive = used();
  let kept: number[][] = [];
  /** Garbage that has outlived two collections of the young part. */
  const grow = (by: number) => {
    for (const end = used() + by; used() < end; ) kept.push(new Array(1000).fill(kept.length));
    young({ type: 'minor' });
    young({ type: 'minor' });
    kept = [];
  };
  grow(alive * 0.2);
  const garbage = used();
  collect(0.5);
  expect(used()).toBeGreaterThan(garbage * 0.95);
  grow(alive * 0.6);
  collect(0.5);
  expect(used()).toBeLessThan(alive * 1.2);
});
