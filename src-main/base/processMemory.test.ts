import { getHeapStatistics } from 'node:v8';
import { expect, it } from 'vitest';
import { collectorHalfway } from './processMemory.ts';

const used = () => getHeapStatistics().used_heap_size;

it('collects only when the heap has grown by half of what was alive', () => {
  const collect = collectorHalfway();
  collect();
  const alive = used();
  let kept: number[][] = [];
  const grow = (by: number) => {
    for (const end = used() + by; used() < end; ) kept.push(new Array(1000).fill(kept.length));
  };
  grow(alive * 0.2);
  kept = [];
  const garbage = used();
  collect();
  expect(used()).toBeGreaterThan(garbage * 0.95);
  grow(alive * 0.6);
  kept = [];
  collect();
  expect(used()).toBeLessThan(alive * 1.2);
});
