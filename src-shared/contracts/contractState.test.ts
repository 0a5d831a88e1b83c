import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Application, ContractOverlay, type ContractRecord } from './contractState.ts';
import { ContractTable } from './contractTable.ts';
import { compareWakes, type Wake } from './wakeQueue.ts';

const contract: Omit<ContractRecord, 'id' | 'hash'> = {
  creator: 1,
  account: 100,
  creatorAddress: 'creator',
  blockId: 94,
  script: '',
  model: '{}',
  handlers: [],
};
const hashOf = (n: number) => new Uint8Array(32).fill(n);

function published(count: number): ContractTable {
  const table = new ContractTable();
  const overlay = new ContractOverlay(table);
  for (let n = 1; n <= count; n++) {
    overlay.publish({ ...contract, hash: hashOf(n), creator: n });
  }
  table.commit(overlay.changes());
  return table;
}

const application = (
  part: Partial<Application> & Pick<Application, 'contract' | 'applicant'>,
): Application => ({
  active: true,
  model: null,
  wakeAt: null,
  ...part,
});

describe('contracts', () => {
  it('get ids in order and are found by hash', () => {
    const table = published(2);
    const overlay = new ContractOverlay(table);
    expect(overlay.publish({ ...contract, hash: hashOf(9), script: 's' }).id).toBe(3);
    expect(overlay.contractIdOfHash(hashOf(9))).toBe(3);
    expect(overlay.contractById(3)?.script).toBe('s');
    expect(overlay.contractById(2)?.creator).toBe(2);
    expect(overlay.contractIdOfHash(hashOf(8))).toBe(-1);
    expect(table.contractCount).toBe(2);
    expect(table.contractById(3)).toBeUndefined();
    expect(table.contractById(0)).toBeUndefined();
  });
});

describe('an overlay', () => {
  it('goes back to its marks', () => {
    const overlay = new ContractOverlay(published(1));
    overlay.write(application({ contract: 1, applicant: 7, model: '"a"' }));
    const mark = overlay.mark();
    overlay.write(application({ contract: 1, applicant: 7, active: false }));
    overlay.write(application({ contract: 1, applicant: 8 }));
    overlay.publish({ ...contract, hash: hashOf(2) });
    overlay.rollback(mark);
    expect(overlay.changes().applications).toEqual([
      application({ contract: 1, applicant: 7, model: '"a"' }),
    ]);
    expect(overlay.contractCount).toBe(1);
    overlay.rollback({ undone: 0 });
    expect(overlay.changes()).toEqual({ contracts: [], applications: [] });
  });

  it('knows the contracts that a wallet has applied to', () => {
    const table = published(3);
    table.commit({
      contracts: [],
      applications: [application({ contract: 3, applicant: 7 }), application({ contract: 1, applicant: 7 })],
    });
    const overlay = new ContractOverlay(table);
    overlay.write(application({ contract: 3, applicant: 7, active: false }));
    overlay.write(application({ contract: 2, applicant: 7 }));
    expect(overlay.contractsOf(7)).toEqual([1, 2]);
    expect(table.contractsOf(7)).toEqual([1, 3]);
    table.commit(overlay.changes());
    expect(table.contractsOf(7)).toEqual([1, 2]);
    expect(table.contractsOf(8)).toEqual([]);
  });

  it('gives wake-ups in order, page by page, as a plain list would', () => {
    const change = fc.record({
      contract: fc.integer({ min: 1, max: 3 }),
      applicant: fc.integer({ min: 0, max: 12 }),
      active: fc.boolean(),
      wakeAt: fc.option(fc.integer({ min: 0, max: 3_000_000 })),
    });
    fc.assert(
      fc.property(
        fc.array(fc.array(change, { maxLength: 30 }), { maxLength: 4 }),
        fc.array(change, { maxLength: 20 }),
        fc.integer({ min: 0, max: 3_000_000 }),
        fc.integer({ min: 1, max: 7 }),
        (blocks, last, date, page) => {
          const plain = new Map<string, Application>();
          const table = published(3);
          for (const block of [...blocks, last]) {
            const overlay = new ContractOverlay(table);
            for (const one of block) {
              overlay.write(application(one));
              plain.set(`${one.contract} ${one.applicant}`, application(one));
            }
            const expected = [...plain.values()]
              .flatMap(({ contract, applicant, active, wakeAt }): Wake[] =>
                active && wakeAt !== null && wakeAt <= date ? [{ wakeAt, contract, applicant }] : [],
              )
              .sort(compareWakes);
            const found: Wake[] = [];
            for (let next = overlay.dueUntil(date, page); next.length > 0; ) {
              found.push(...next);
              next = overlay.dueUntil(date, page, found.at(-1));
            }
            expect(found).toEqual(expected);
            table.commit(overlay.changes());
            expect(table.dueUntil(date, 1000)).toEqual(expected);
          }
        },
      ),
    );
  });
});
