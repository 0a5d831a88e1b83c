import { describe, expect, it } from 'vitest';
import { compileContract } from '#shared/contracts/contractFile.ts';
import { type Rehearsal, rehearse, YEAR } from '#shared/contracts/rehearsal.ts';
import { contractTemplates } from '#shared/contracts/templates/templates.ts';
import { encodeAddress } from '#shared/protocol/addresses.ts';
import { UNITS_PER_COIN } from '#shared/protocol/amounts.ts';
import { encodeUtf8 } from '#shared/protocol/bytes.ts';
import { createSandbox } from './meteredEngine.ts';

const sandbox = createSandbox();
const DAY = 24 * 3600_000;
const key = (n: number) => new Uint8Array(32).fill(n);

function rehearseScript(script: string, model = '{}', more: { applicant?: Uint8Array } = {}): Rehearsal {
  return rehearse(sandbox, {
    ...{ script, model, addressPrefix: 'coco', defaultFee: 10_000n, blockInterval: 198_000 },
    ...{ date: 1_790_000_000_000, blockId: 5000, balance: 1000n * UNITS_PER_COIN, creator: key(9), ...more },
  });
}

function rehearseTemplate(text: string, applicant?: Uint8Array): Rehearsal {
  const { script, model } = compileContract(encodeUtf8(text));
  return rehearseScript(script, model, applicant === undefined ? {} : { applicant });
}

const summary = ({ charges }: Rehearsal) => charges.map(({ date, amount }) => `${date / DAY}: ${amount}`);

describe('a year of the templates', () => {
  it('subscription: a coin, then ten a month', () => {
    const rehearsal = rehearseTemplate(contractTemplates.subscription);
    const months = Array.from({ length: 12 }, (_, n) => `${30 * (n + 1)}: 10`);
    expect(summary(rehearsal)).toEqual(['0: 1', ...months]);
    expect(rehearsal).toMatchObject({
      bounded: true,
      paid: '121',
      fees: '0.0013',
      returned: '0',
      refusedAt: null,
    });
    const { applicant, creator } = rehearsal.addresses;
    expect(creator).toBe(encodeAddress('coco', key(9)));
    expect(rehearsal.charges[3]).toEqual({
      date: 90 * DAY,
      from: applicant,
      to: creator,
      amount: '10',
      own: true,
    });
  });

  it('purchase: once', () => {
    expect(rehearseTemplate(contractTemplates.purchase)).toMatchObject({
      bounded: true,
      paid: '25',
      fees: '0.0001',
    });
  });

  it('escrow and crowdfunding: paid in and back', () => {
    for (const text of [contractTemplates.escrow, contractTemplates.crowdfunding]) {
      const rehearsal = rehearseTemplate(text);
      expect(rehearsal).toMatchObject({ bounded: true, paid: '50.0001', returned: '50', failures: [] });
      expect(rehearsal.charges.map(({ own }) => own)).toEqual([true, false]);
    }
  });

  it('vesting: paid in, and out to the beneficiary', () => {
    const address = encodeAddress('coco', key(5));
    const rehearsal = rehearseTemplate(
      contractTemplates.vesting.replace('ADDRESS OF THE BENEFICIARY', address),
    );
    expect(rehearsal).toMatchObject({ bounded: true, paid: '120.0012', returned: '0', fees: '0.0001' });
    expect(rehearsal.charges.filter(({ to }) => to === address)).toHaveLength(12);
  });

  it('income split: cannot be bounded', () => {
    const text = contractTemplates.incomeSplit
      .replace('ADDRESS OF THE FIRST PARTNER', encodeAddress('coco', key(1)))
      .replace('ADDRESS OF THE SECOND PARTNER', encodeAddress('coco', key(2)));
    expect(rehearseTemplate(text, key(1))).toMatchObject({
      bounded: false,
      reasons: ['chargesIncome'],
      applies: true,
    });
    expect(rehearseTemplate(text)).toMatchObject({ applies: false });
  });
});

describe('bounds', () => {
  it('coins that run out end the charges; the contract is bounded all the same', () => {
    const rehearsal = rehearseScript(
      `function applied(e) { due(e); } `.replace('due(e);', 'wake(e.date);') +
        `function due(e) { if (transfer(e.applicant, e.creator, '300')) wake(e.date + ${30 * DAY}); }`,
    );
    expect(rehearsal).toMatchObject({ bounded: true, paid: '900', refusedAt: 90 * DAY });
  });

  it('none where everything is taken, whatever there is', () => {
    const drains = [
      'function applied(e) { while (transfer(e.applicant, e.creator, "10")); }',
      'function applied(e) { transfer(e.applicant, e.creator, String(Math.floor(Number(balance(e.applicant)) / 2))); }',
      'function applied(e) { if (Number(balance(e.applicant)) > 5000) transfer(e.applicant, e.creator, "5000"); }',
    ];
    for (const script of drains) expect(rehearseScript(script).bounded).toBe(false);
  });

  it('none where it never comes to rest', () => {
    const often =
      'function applied(e) { wake(e.date); } function due(e) { transfer(e.applicant, e.creator, "0.0001"); wake(e.date); }';
    expect(rehearseScript(often).reasons).toEqual(['tooManyRuns']);
    const hard =
      'function applied(e) { wake(e.date); } function due(e) { for (let i = 0; i < 200000; i++); wake(e.date + 3600000); }';
    expect(rehearseScript(hard).reasons).toContain('tooManyRuns');
    expect(rehearseScript('function applied(e) { for (;;); }').reasons).toEqual(['reachesLimit']);
  });

  it('none where somebody else can name the payer', () => {
    expect(rehearseScript('function called(e) { transfer(e.data, e.creator, "1"); }').reasons).toEqual([
      'payerHidden',
    ]);
  });

  it('none for a script that cannot be loaded', () => {
    expect(rehearseScript('throw new Error("no");')).toMatchObject({
      bounded: false,
      reasons: ['scriptFails'],
    });
  });
});

describe('the course of a year', () => {
  it('knows nothing but blocks: a wake-up in the past comes one block later', () => {
    const script = `function applied(e) { wake(0); save(3); }
      function due(e) { transfer(e.applicant, e.creator, '1'); save(e.model - 1); if (e.model > 1) wake(0); }`;
    expect(rehearseScript(script).charges.map(({ date }) => date)).toEqual([0, 198_000, 396_000]);
  });

  it('ends after a year', () => {
    const script = `function applied(e) { wake(e.date + ${YEAR}); }
      function due(e) { transfer(e.applicant, e.creator, '1'); wake(e.date + 1); }`;
    expect(rehearseScript(script).charges).toHaveLength(1);
  });

  it('tells what failed and when', () => {
    const script = `function applied(e) { wake(e.date + ${DAY}); } function due(e) { throw new Error('sorry'); }`;
    expect(rehearseScript(script).failures).toEqual([
      { date: DAY, handler: 'due', reason: 'exception', detail: 'sorry' },
    ]);
  });
});
