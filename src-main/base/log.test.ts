import { describe, expect, it } from 'vitest';
import { Fault } from '#shared/protocol/fault.ts';
import { openLog } from './log.ts';

function lines(write: (log: ReturnType<typeof openLog>) => void): Record<string, unknown>[] {
  const seen: Record<string, unknown>[] = [];
  write(openLog({ level: 'info', to: { write: (line: string) => seen.push(JSON.parse(line)) } }));
  return seen;
}

describe('log', () => {
  it('writes event, room and facts; faults as code and facts, amounts as text, bytes as hex', () => {
    const [line] = lines((log) =>
      log.child('pool').info('block.refused', {
        error: new Fault('block.id', { have: 94 }),
        amount: 15n,
        hash: Uint8Array.of(1, 255),
      }),
    );
    expect(line).toMatchObject({
      level: 'info',
      room: 'pool',
      msg: 'block.refused',
      error: { code: 'block.id', facts: { have: 94 } },
      amount: '15',
      hash: '01ff',
    });
  });

  it('leaves out what is secret by its name', () => {
    const text = JSON.stringify(
      lines((log) => log.info('vault.opened', { password: 'hunter2', inner: { words: 'abandon' } })),
    );
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('abandon');
  });

  it('is silent below its level', () => {
    expect(lines((log) => log.debug('nothing.happened'))).toEqual([]);
  });
});
