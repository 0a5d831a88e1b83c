import { spawn } from 'node:child_process';
import { availableParallelism, platform } from 'node:os';
import { describe, expect, it } from 'vitest';
import { watchOtherLoad } from './otherLoad.ts';

describe('The load of other programs', () => {
  it('has another process in it', async () => {
    if (platform() === 'win32') return;
    const other = spawn(process.execPath, ['-e', 'for (;;) {}'], { stdio: 'ignore' });
    const load = watchOtherLoad();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const cores = load();
    other.kill('SIGKILL');
    expect(cores).toBeGreaterThan(0.2);
    expect(cores).toBeLessThanOrEqual(availableParallelism() + 1);
  });
});
