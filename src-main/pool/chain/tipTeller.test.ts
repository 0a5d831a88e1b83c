import { beforeEach, describe, expect, it } from 'vitest';
import { IdentitySet } from '#shared/ledger/identitySet.ts';
import type { AppliedBlock } from '#shared/ledger/transition.ts';
import { ManualClock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { TipTeller } from './tipTeller.ts';

/** What happened, in its order; telling wallets of a block lasts until it is released. */
let order: string[];
let release: (() => void)[];
let teller: TipTeller;
let breaks: boolean;

const applied = (id: number): AppliedBlock =>
  ({
    block: { header: { id } },
    bytes: new Uint8Array(0),
    changes: { identities: new IdentitySet([1, 2]) },
  }) as unknown as AppliedBlock;
const nothing = { mined: [], expired: [] };
const settle = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  order = [];
  release = [];
  breaks = false;
  const parts = {
    mining: { newTip: async () => void order.push('jobs'), workers: new Set() },
    templates: { fill: () => order.push('template') },
    announcer: {
      block: async () => void order.push('block'),
      contents: async ({ header: { id } }: AppliedBlock['block']) => {
        order.push(`wallets of ${id}`);
        await new Promise<void>((resolve) => release.push(resolve));
        if (breaks) throw new Error('broken');
      },
    },
    reader: { teller: { summary: () => ({}) } },
    switches: {},
    recheck: { start: () => order.push('test') },
    events: { emit: (type: string) => order.push(type) },
    sessions: new Set(),
    clock: new ManualClock(0),
    log: silentLog,
    settle: () => order.push('debts'),
    changed: () => {},
  };
  teller = new TipTeller(parts as unknown as ConstructorParameters<typeof TipTeller>[0]);
});

describe('What follows from a block', () => {
  it('goes to other pools first, then to miners, then to wallets', async () => {
    await teller.grown(applied(94), nothing, true);
    await settle();
    release[0]?.();
    await teller.told();
    expect(order).toEqual([
      ...['block.accepted', 'block', 'jobs.due', 'jobs', 'jobs.out', 'template', 'test'],
      ...['wallets of 94', 'debts'],
    ]);
  });

  it('keeps the next blocks waiting only when four are still to be told', async () => {
    for (const id of [94, 95, 96]) await teller.grown(applied(id), nothing, false);
    let isFourthOver = false;
    const fourth = teller.grown(applied(97), nothing, false).then(() => {
      isFourthOver = true;
    });
    await settle();
    expect(order.filter((what) => what === 'jobs').length).toBe(4);
    // One after the other, in their order.
    expect(order.filter((what) => what.startsWith('wallets'))).toEqual(['wallets of 94']);
    for (let told = 0; told < 4; told++) {
      expect(isFourthOver).toBe(false);
      release[told]?.();
      await settle();
    }
    await fourth;
    await teller.told();
    expect(order.filter((what) => what.startsWith('wallets'))).toEqual([
      'wallets of 94',
      'wallets of 95',
      'wallets of 96',
      'wallets of 97',
    ]);
  });

  it('goes on behind one of which nothing could be told', async () => {
    breaks = true;
    await teller.grown(applied(94), nothing, false);
    await settle();
    release[0]?.();
    await teller.told();
    expect(order.at(-1)).toBe('debts');
    breaks = false;
    await teller.grown(applied(95), nothing, false);
    await settle();
    release[1]?.();
    await teller.told();
    expect(order.slice(-2)).toEqual(['wallets of 95', 'debts']);
  });
});
