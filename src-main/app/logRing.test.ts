import { describe, expect, it } from 'vitest';
import { Fault } from '#shared/protocol/fault.ts';
import { openLog } from '../base/log.ts';
import { LogRing } from './logRing.ts';

describe('the last lines of the log', () => {
  it('are read newest first, by level, without secrets, and bounded', () => {
    const ring = new LogRing();
    const log = openLog({ level: 'info', to: ring }).child('pool');
    log.info('block.accepted', { id: 94 });
    log.warn('block.refused', { error: new Fault('block.id', { have: 94 }) });
    log.error('vault.failed', { password: 'hunter2' });
    expect(ring.read('info', 200).map(({ event }) => event)).toEqual([
      'vault.failed',
      'block.refused',
      'block.accepted',
    ]);
    expect(ring.read('warn', 1)).toMatchObject([{ level: 'error', room: 'pool' }]);
    expect(ring.read('warn', 9)[1]).toMatchObject({
      facts: JSON.stringify({ error: { code: 'block.id', facts: { have: 94 } } }),
    });
    expect(JSON.stringify(ring.read('info', 9))).not.toContain('hunter2');
    expect(ring.read('info', 9)[0]?.time).toBeGreaterThan(1_700_000_000_000);
    for (let n = 0; n < 1_500; n++) log.info('noise.made');
    ring.write('no JSON');
    expect(ring.read('info', 5_000)).toHaveLength(1_000);
  });
});
