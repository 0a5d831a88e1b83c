import { describe, expect, it } from 'vitest';
import { defaultLimits } from './limits.ts';
import { Visitors } from './visitors.ts';

function open(limits: Partial<typeof defaultLimits> = {}) {
  const bans: string[] = [];
  const visitors = new Visitors({
    limits: { ...defaultLimits, ...limits },
    isAllowed: (address) => address === 'friend',
    groupOf: (address) => address,
    onBan: (visitor) => bans.push(`${visitor.group} ${visitor.banReason}`),
  });
  return { visitors, bans };
}

describe('Visitors', () => {
  it('bans by bad work, for a time, and not for stale shares', () => {
    const { visitors, bans } = open({ badShareOf: 10, badShare: 0.5, banTime: 1000 });
    const visitor = visitors.of('a', 0);
    for (let i = 0; i < 50; i++) visitors.judge(visitor, 'share.stale', 0);
    for (let i = 0; i < 5; i++) visitors.judge(visitor, undefined, 0);
    for (let i = 0; i < 5; i++) visitors.judge(visitor, 'share.lowDifficulty', 0);
    expect(visitors.isBanned(visitor, 0)).toBe(false);
    visitors.judge(visitor, 'share.duplicate', 0);
    expect(bans).toEqual(['a server.badWork']);
    expect(visitors.isBanned(visitor, 999)).toBe(true);
    expect(visitors.isBanned(visitor, 1000)).toBe(false);
  });

  it('forgives what is long past: an honest farm is not banned for one broken machine that was taken off', () => {
    const { visitors, bans } = open({ badShareOf: 50, badShare: 0.5 });
    const visitor = visitors.of('a', 0);
    for (let i = 0; i < 10_000; i++)
      visitors.judge(visitor, i % 5 < 2 ? 'share.lowDifficulty' : undefined, 0);
    expect(bans).toEqual([]);
    expect(visitor.goodShares + visitor.badShares).toBeLessThan(400);
  });

  it('counts strikes that fade, and never bans who is allowed', () => {
    const { visitors, bans } = open({ strikes: 100 });
    const [a, friend] = [visitors.of('a', 0), visitors.of('friend', 0)];
    for (let second = 0; second < 1000; second++) visitors.strike(a, 1, second * 1000);
    expect(bans).toEqual([]);
    for (let i = 0; i < 100; i++) visitors.strike(a, 1, 1_000_000);
    for (let i = 0; i < 1000; i++) {
      visitors.strike(friend, 100, 0);
      visitors.judge(friend, 'share.duplicate', 0);
    }
    expect(bans).toEqual(['a server.banned']);
    visitors.pardon('a');
    expect(visitors.banned(1_000_000)).toEqual([]);
  });

  it('remembers a bounded number of addresses, and keeps who is connected', () => {
    const { visitors } = open({ addresses: 100 });
    visitors.of('stays', 0).connections = 1;
    const stays = visitors.of('stays', 0);
    for (let i = 0; i < 10_000; i++) visitors.of(`n${i}`, 0);
    expect(visitors.size).toBeLessThanOrEqual(100);
    expect(visitors.of('stays', 0)).toBe(stays);
  });

  it('remembers whom it has shut out as long as there is anybody else to forget', () => {
    const { visitors } = open({ addresses: 100 });
    for (let i = 0; i < 20; i++) visitors.strike(visitors.of(`banned${i}`, 0), 1000, 0);
    for (let i = 0; i < 10_000; i++) visitors.of(`n${i}`, 0);
    expect(visitors.banned(0)).toHaveLength(20);
    for (let i = 0; i < 10_000; i++) visitors.strike(visitors.of(`more${i}`, 0), 1000, 0);
    expect(visitors.size).toBeLessThanOrEqual(100);
  });

  it('forgets in a sweep what does not matter any more', () => {
    const { visitors } = open();
    visitors.of('a', 0);
    const banned = visitors.of('b', 0);
    banned.bannedUntil = 5000;
    visitors.sweep(1000);
    expect(visitors.size).toBe(1);
    visitors.sweep(6000);
    expect(visitors.size).toBe(0);
  });
});
