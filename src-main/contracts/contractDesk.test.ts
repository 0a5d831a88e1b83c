import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { compileContract } from '#shared/contracts/contractFile.ts';
import { contractTemplates } from '#shared/contracts/templates/templates.ts';
import { UNITS_PER_COIN } from '#shared/protocol/amounts.ts';
import { encodeUtf8 } from '#shared/protocol/bytes.ts';
import { workerFile } from '../base/workerFile.ts';
import { type ContractDesk, openContractDesk } from './contractDesk.ts';
import { answerQuestion } from './contractWork.ts';
import { createSandbox } from './meteredEngine.ts';

const file = encodeUtf8(contractTemplates.subscription);
const rehearsal = {
  ...{
    addressPrefix: 'coco',
    defaultFee: 10_000n,
    blockInterval: 198_000,
    date: 1_790_000_000_000,
    blockId: 94,
  },
  balance: 1000n * UNITS_PER_COIN,
};

describe('answers about contracts', () => {
  const sandbox = createSandbox();

  it('a review holds all that a person decides on', () => {
    const published = compileContract(file);
    const review = answerQuestion(sandbox, { kind: 'review', file, published, rehearsal });
    expect(review.title).toBe('Subscription');
    expect(review.notes).toEqual([]);
    expect(review.rehearsal).toMatchObject({ bounded: true, paid: '121' });
  });

  it('a file that is not the published one is refused', () => {
    const published = { ...compileContract(file), hash: new Uint8Array(32) };
    expect(() => answerQuestion(sandbox, { kind: 'review', file, published, rehearsal })).toThrow(
      'contract.altered',
    );
  });

  it('a publication must be canonical, loadable, with a model in JSON', () => {
    const ask = (script: string, model = '{}') =>
      answerQuestion(sandbox, { kind: 'publication', script, model });
    expect(ask('function due(e) {}\n')).toEqual({});
    expect(() => ask('function due(e){}')).toThrow('contract.notCanonical');
    expect(() => ask('(null).x;\n')).toThrow('contract.script');
    expect(() => ask('for (; ; ) ;\n')).toThrow('contract.script');
    expect(() => ask('function due(e) {}\n', '{')).toThrow('contract.model');
  });
});

describe.skipIf(!existsSync(workerFile('contracts')))('the thread', () => {
  let desk: ContractDesk | undefined;
  afterEach(() => desk?.close());

  it('answers, refuses with faults, and goes on', async () => {
    desk = openContractDesk();
    const [compiled, refused, review] = await Promise.allSettled([
      desk.ask({ kind: 'compile', file }),
      desk.ask({ kind: 'compile', file: encodeUtf8('# nothing') }),
      desk.ask({ kind: 'review', file, rehearsal }),
    ]);
    expect(compiled).toMatchObject({ status: 'fulfilled', value: { title: 'Subscription' } });
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'contract.noScript' } });
    expect(review).toMatchObject({ status: 'fulfilled', value: { rehearsal: { bounded: true } } });
  });

  it('gives up on a question that takes too long, not on the next one', async () => {
    desk = openContractDesk({ timeLimit: 0 });
    const late = { code: 'contract.script', facts: { reason: 'time' } };
    await expect(desk.ask({ kind: 'review', file, rehearsal })).rejects.toMatchObject(late);
    await expect(desk.ask({ kind: 'review', file, rehearsal })).rejects.toMatchObject(late);
  });
});
