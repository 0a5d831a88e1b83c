import { describe, expect, it } from 'vitest';
import { Fault } from '#shared/protocol/fault.ts';
import type { MinerState } from '../miner/minerState.ts';
import type { RemoteStatus } from '../remote/remotePool.ts';
import { minerLine, rateText } from './minerLine.ts';

describe('the line of the miner in a terminal', () => {
  const state = {
    ...{
      status: 'mining',
      reason: null,
      cores: 4,
      kernel: 'sha-ni',
      hashRate: 1_234_567,
      tries: 5,
      startedAt: 0,
    },
    ...{
      pausedUntil: null,
      temperature: null,
      job: { blockId: 95, shareDifficulty: 4096, blockDifficulty: 1n },
    },
    settings: { threads: 3, intensity: 100, shareDifficulty: null },
    shares: { accepted: 12, refused: { 'share.stale': 1, 'share.future': 1 }, blocksFound: 1 },
  } as unknown as MinerState;
  const pool: RemoteStatus = {
    ...{ state: 'connected', url: 'wss://pool.example', latency: 12, reason: null, nextTry: null },
  };

  it('says what a person wants to know', () => {
    expect(minerLine(state, pool)).toBe(
      '1.23 MH/s  3 threads (sha-ni)  accepted 12  refused 2  blocks 1  block 95  share difficulty 4096  ' +
        'wss://pool.example 12 ms',
    );
  });

  it('says why it does not mine', () => {
    const paused = {
      ...state,
      status: 'paused' as const,
      job: null,
      reason: { code: 'miner.tooHot', facts: {} },
    };
    const lost: RemoteStatus = { ...pool, state: 'lost', latency: null, reason: new Fault('remote.timeout') };
    expect(minerLine(paused, lost)).toMatch(
      /^paused {2}.*wss:\/\/pool.example lost \(remote.timeout\) {2}miner.tooHot$/,
    );
  });

  it.each([
    [null, 'measuring'],
    [12.4, '12 H/s'],
    [5000, '5.00 kH/s'],
    [2.5e9, '2.50 GH/s'],
  ])('%s is %s', (rate, text) => expect(rateText(rate)).toBe(text));
});
