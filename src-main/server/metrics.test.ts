import { describe, expect, it } from 'vitest';
import { Counter, Gauge, Histogram, metricsText } from './metrics.ts';

describe('metrics', () => {
  it('writes what Prometheus reads', () => {
    const shares = new Counter('shares_total', 'Shares.', 'verdict');
    shares.add('accepted', 2);
    shares.add('share.stale');
    const ack = new Histogram('ack', 'Time.', [1, 10]);
    for (const value of [0, 1, 7, 50]) ack.observe(value);
    const text = metricsText([
      shares,
      new Counter('plain_total', 'Plain.'),
      new Gauge('tip', 'Tip.', () => 94),
      new Gauge('unknown', 'Unknown.', () => undefined),
      ack,
    ]);
    expect(text.split('\n')).toEqual([
      '# HELP shares_total Shares.',
      '# TYPE shares_total counter',
      'shares_total{verdict="accepted"} 2',
      'shares_total{verdict="share.stale"} 1',
      '# HELP plain_total Plain.',
      '# TYPE plain_total counter',
      'plain_total 0',
      '# HELP tip Tip.',
      '# TYPE tip gauge',
      'tip 94',
      '# HELP ack Time.',
      '# TYPE ack histogram',
      'ack_bucket{le="1"} 2',
      'ack_bucket{le="10"} 3',
      'ack_bucket{le="+Inf"} 4',
      'ack_sum 58',
      'ack_count 4',
      '',
    ]);
    expect(ack.quantile(0.5)).toBe(1);
    expect(ack.quantile(0.75)).toBe(10);
    expect(ack.quantile(0.99)).toBe(Number.POSITIVE_INFINITY);
  });
});
