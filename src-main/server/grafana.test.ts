import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createServerMetrics } from './serverMetrics.ts';

const zero = () => 0;

it('the Grafana dashboard reads only what the server counts', () => {
  const metrics = createServerMetrics({
    ...{ connections: zero, sessions: zero, halfOpen: zero, pending: zero, banned: zero },
    ...{ bodyBytes: zero, answerBytes: zero },
    status: () => ({
      ...{
        apiVersion: 1,
        network: 'local',
        domain: 'pool',
        target: 2n ** 200n,
        clock: 0,
        scheme: 'proportional',
      },
      ...{
        tip: { id: 93, hash: new Uint8Array(32), minedDate: 0 },
        feePercent: 1,
        payoutThreshold: 0n,
        payoutAddress: '',
      },
      ...{ shareDifficulty: { min: 1, max: 2 }, miners: 0, hashRate: 0, peers: 0 },
    }),
  });
  const text = metrics.text();
  const dashboard = readFileSync(new URL('../../docs/grafana-dashboard.json', import.meta.url), 'utf8');
  const names = new Set(dashboard.match(/\b(coco_pool|process)_[a-z_]+/g));
  expect(names.size).toBeGreaterThan(15);
  for (const name of names) expect(text, name).toMatch(new RegExp(`^${name}( |\\{|$)|^# TYPE ${name} `, 'm'));
});
