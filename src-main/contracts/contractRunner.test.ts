import { describe, expect, it } from 'vitest';
import type { RunRecord } from '#shared/contracts/contractRunner.ts';
import { BLOCK_FUEL, BLOCK_ITEM_FUEL, CALL_FUEL } from '#shared/contracts/limits.ts';
import { contractTemplates } from '#shared/contracts/templates/templates.ts';
import { parseCoins } from '#shared/protocol/amounts.ts';
import { createSandbox } from './meteredEngine.ts';
import { DAY, TestChain } from './testChain.fixture.ts';

const sandbox = createSandbox();
const FENCE = '```';

function chainWith(...wallets: [name: string, coins: string][]): TestChain {
  const chain = new TestChain(sandbox);
  for (const [name, coins] of wallets) chain.wallet(name, coins);
  return chain;
}

const file = (script: string, model = '{}') =>
  `# Test\n\n${FENCE}json model\n${model}\n${FENCE}\n\n${FENCE}js contract\n${script}\n${FENCE}\n`;

const failureOf = (record: RunRecord | undefined) => record?.failure?.reason ?? 'none';

describe("the paper's subscription", () => {
  it('charges a coin, then ten a month, until it is cancelled', () => {
    const chain = chainWith(['seller', '0'], ['user', '100']);
    const contract = chain.publish('seller', contractTemplates.subscription);
    const user = chain.idOf('user');
    const { runner } = chain.block(0, (block) => expect(failureOf(block.apply(contract, user))).toBe('none'));
    expect(runner.executionText()).toBe(`1 ${chain.address('user')} ${chain.address('seller')} 100000000\n`);
    expect(runner.fees).toBe(10_000n);
    expect(chain.coins('user')).toBe('98.9999');
    expect(chain.block(29 * DAY).due).toEqual([]);
    expect(chain.block(DAY).due).toHaveLength(1);
    expect(chain.coins('seller')).toBe('11');
    chain.block(30 * DAY);
    expect(chain.coins('seller')).toBe('21');
    expect(chain.coins('user')).toBe('78.9997');
    chain.block(10 * DAY, (block) => block.cancel(contract, user));
    expect(chain.block(60 * DAY).due).toEqual([]);
    expect(chain.coins('seller')).toBe('21');
  });

  it('is not begun without the coin, and undone whole', () => {
    const chain = chainWith(['seller', '0'], ['user', '1']);
    const contract = chain.publish('seller', contractTemplates.subscription);
    chain.block(0, (block) => {
      const record = block.apply(contract, chain.idOf('user'));
      expect(record.failure?.detail).toBe('The first month could not be paid.');
      expect(record.refused).toBe(1);
    });
    expect(chain.table.application(contract.id, chain.idOf('user'))).toBeUndefined();
    expect(chain.coins('user')).toBe('1');
  });

  it('tries for a week when coins are missing, and then ends', () => {
    const chain = chainWith(['seller', '0'], ['user', '2']);
    const contract = chain.publish('seller', contractTemplates.subscription);
    chain.block(0, (block) => block.apply(contract, chain.idOf('user')));
    let tries = 0;
    for (let day = 0; day < 60; day++) tries += chain.block(DAY).due.length;
    expect(tries).toBe(8);
    expect(chain.coins('seller')).toBe('1');
    // Each of the eight runs that paid nobody costs a fee.
    expect(chain.coins('user')).toBe('0.9991');
  });
});

describe('one-time purchase', () => {
  it('charges once', () => {
    const chain = chainWith(['seller', '0'], ['user', '100']);
    const contract = chain.publish('seller', contractTemplates.purchase);
    chain.block(0, (block) => block.apply(contract, chain.idOf('user')));
    for (let day = 0; day < 40; day++) expect(chain.block(DAY).due).toEqual([]);
    expect(chain.coins('seller')).toBe('25');
  });
});

describe('income split', () => {
  it('shares what comes in, not what the partners pay each other', () => {
    const chain = chainWith(['ann', '10'], ['bob', '10'], ['customer', '100'], ['stranger', '5']);
    const text = contractTemplates.incomeSplit
      .replace('ADDRESS OF THE FIRST PARTNER', chain.address('ann'))
      .replace('ADDRESS OF THE SECOND PARTNER', chain.address('bob'));
    const contract = chain.publish('ann', text);
    const [ann, bob, customer] = ['ann', 'bob', 'customer'].map((name) => chain.idOf(name)) as [
      number,
      number,
      number,
    ];
    chain.block(0, (block) => {
      expect(failureOf(block.apply(contract, chain.idOf('stranger')))).toBe('exception');
      expect(failureOf(block.apply(contract, ann))).toBe('none');
      expect(failureOf(block.apply(contract, bob))).toBe('none');
    });
    chain.block(DAY, (block) => {
      chain.move(customer, ann, parseCoins('5.00000001'), 0n);
      const [record] = block.received(ann, customer, parseCoins('5.00000001'));
      expect(record?.transfers).toHaveLength(1);
      chain.move(bob, ann, parseCoins('1'), 0n);
      expect(block.received(ann, bob, parseCoins('1'))[0]?.transfers).toEqual([]);
      expect(block.received(customer, ann, 1n)).toEqual([]);
    });
    expect(chain.coins('bob')).toBe('11.5');
    expect(chain.coins('ann')).toBe('13.49990001');
    chain.block(DAY, (block) => block.cancel(contract, ann));
    chain.block(DAY, (block) => expect(block.received(ann, customer, 100n)).toEqual([]));
  });
});

describe('escrow with timeout', () => {
  const start = () => {
    const chain = chainWith(['seller', '0'], ['buyer', '100'], ['other', '100']);
    const contract = chain.publish('seller', contractTemplates.escrow);
    const buyer = chain.idOf('buyer');
    chain.block(0, (block) => {
      block.apply(contract, buyer);
      block.apply(contract, chain.idOf('other'));
    });
    expect(chain.coins('account of 1')).toBe('100.0002');
    return { chain, contract, buyer };
  };

  it("pays the seller on the buyer's word, once", () => {
    const { chain, contract, buyer } = start();
    chain.block(DAY, (block) => {
      expect(failureOf(block.call(contract, chain.idOf('seller'), 'release'))).toBe('exception');
      expect(failureOf(block.call(contract, buyer, 'please'))).toBe('exception');
      expect(failureOf(block.call(contract, buyer, 'release'))).toBe('none');
      expect(failureOf(block.call(contract, buyer, 'release'))).toBe('exception');
    });
    expect(chain.coins('seller')).toBe('50');
    chain.block(40 * DAY, () => undefined);
    expect(chain.coins('buyer')).toBe('49.9998');
    expect(chain.coins('other')).toBe('99.9998');
    expect(chain.coins('account of 1')).toBe('0');
  });

  it('pays back when the time is over, or on cancelling, once', () => {
    const { chain, contract, buyer } = start();
    chain.block(10 * DAY, (block) => block.cancel(contract, buyer));
    expect(chain.coins('buyer')).toBe('99.9998');
    expect(chain.block(20 * DAY).due).toHaveLength(1);
    chain.block(DAY, (block) => block.cancel(contract, chain.idOf('other')));
    expect(chain.coins('other')).toBe('99.9998');
    expect(chain.coins('account of 1')).toBe('0');
  });
});

describe('crowdfunding with refund', () => {
  const end = 1_798_761_600_000;
  const campaign = (pledgers: number) => {
    const chain = chainWith(['project', '0']);
    const contract = chain.publish('project', contractTemplates.crowdfunding);
    for (let n = 0; n < pledgers; n++) chain.wallet(`fan ${n}`, '60');
    chain.block(0, (block) => {
      for (let n = 0; n < pledgers; n++) block.apply(contract, chain.idOf(`fan ${n}`));
    });
    return { chain, contract };
  };

  it('pays everything to the project when the goal is reached', () => {
    const { chain, contract } = campaign(20);
    expect(chain.block(end - chain.date).due).toHaveLength(20);
    expect(chain.coins('project')).toBe('1000.0019');
    chain.block(DAY, (block) => block.cancel(contract, chain.idOf('fan 3')));
    // Its own run paid nobody, as the first one had paid everything: that costs a fee.
    expect(chain.coins('fan 3')).toBe('9.9997');
    const late = chain.wallet('late', '60');
    chain.block(DAY, (block) => expect(failureOf(block.apply(contract, late))).toBe('exception'));
  });

  it('pays everybody back when it is not', () => {
    const { chain, contract } = campaign(19);
    chain.block(DAY, (block) => block.cancel(contract, chain.idOf('fan 0')));
    chain.block(end - chain.date);
    for (let n = 0; n < 19; n++) expect(chain.coins(`fan ${n}`)).toBe('59.9998');
    expect(chain.coins('project')).toBe('0');
    expect(chain.coins('account of 1')).toBe('0');
  });
});

describe('vesting', () => {
  it('hands out month by month, and gives back the rest on cancelling', () => {
    const chain = chainWith(['grantor', '200'], ['friend', '0']);
    const text = contractTemplates.vesting.replace('ADDRESS OF THE BENEFICIARY', chain.address('friend'));
    const contract = chain.publish('grantor', text);
    chain.block(0, (block) => block.apply(contract, chain.idOf('grantor')));
    for (let month = 0; month < 5; month++) chain.block(30 * DAY);
    expect(chain.coins('friend')).toBe('50');
    chain.block(DAY, (block) => block.cancel(contract, chain.idOf('grantor')));
    expect(chain.coins('account of 1')).toBe('0');
    expect(chain.coins('grantor')).toBe('149.9993');
    chain.block(0, (block) => block.apply(contract, chain.idOf('grantor')));
    for (let month = 0; month < 14; month++) chain.block(30 * DAY);
    expect(chain.coins('friend')).toBe('170');
    expect(chain.coins('account of 2')).toBe('0');
  });
});

describe('whom a contract may charge', () => {
  const probe = (script: string) => {
    const chain = chainWith(['seller', '50'], ['user', '50'], ['victim', '50']);
    const contract = chain.publish(
      'seller',
      file(script, JSON.stringify({ victim: chain.address('victim') })),
    );
    return { chain, contract, user: chain.idOf('user') };
  };

  it('nobody who has not applied, not even its creator', () => {
    const { chain, contract, user } = probe(
      'function applied(e) { save([transfer(e.model.victim, e.creator, "1"), transfer(e.creator, e.applicant, "1")]); }',
    );
    chain.block(0, (block) => expect(block.apply(contract, user).refused).toBe(2));
    expect(chain.table.application(1, user)?.model).toBe('[false,false]');
    expect(chain.coins('victim')).toBe('50');
  });

  it('nobody who has cancelled, nor within `cancelled`', () => {
    const { chain, contract, user } = probe(
      'function cancelled(e) { transfer(e.applicant, e.creator, "1"); }',
    );
    chain.block(0, (block) => block.apply(contract, user));
    chain.block(0, (block) => expect(block.cancel(contract, user).refused).toBe(1));
    expect(chain.coins('user')).toBe('50');
  });

  it('nobody whose coins a trusted party holds', () => {
    const { chain, contract, user } = probe(
      'function due(e) { transfer(e.applicant, e.creator, "1"); } function applied(e) { wake(e.date + 1); }',
    );
    chain.block(0, (block) => block.apply(contract, user));
    chain.trusted.add('user');
    const { due } = chain.block(DAY);
    expect(due[0]?.refused).toBe(1);
    expect(chain.coins('user')).toBe('50');
  });

  it('not for nothing, not to oneself, not to a wallet that is not there', () => {
    const { chain, contract, user } = probe(
      `function applied(e) { save([transfer(e.applicant, e.creator, '0'), transfer(e.applicant, e.applicant, '1'),
         transfer(e.applicant, e.contract, '50')]); }`,
    );
    chain.block(0, (block) => block.apply(contract, user));
    expect(chain.table.application(1, user)?.model).toBe('[false,false,false]');
    const {
      chain: other,
      contract: stray,
      user: payer,
    } = probe(
      `function applied(e) { save(transfer(e.applicant, ${JSON.stringify(chain.address('nobody'))}, '1')); }`,
    );
    other.block(0, (block) => block.apply(stray, payer));
    expect(other.table.application(1, payer)?.model).toBe('false');
  });

  it('a wrong amount or address ends the run', () => {
    for (const bad of ["'1e3'", "'-1'", "'1.123456789'", "''"]) {
      const { chain, contract, user } = probe(
        `function applied(e) { transfer(e.applicant, e.creator, ${bad}); }`,
      );
      chain.block(0, (block) => expect(failureOf(block.apply(contract, user))).toBe('argument'));
    }
    const { chain, contract, user } = probe('function applied(e) { balance("tcoco1nonsense"); }');
    chain.block(0, (block) => expect(failureOf(block.apply(contract, user))).toBe('argument'));
  });
});

describe('a run that fails', () => {
  it('leaves nothing behind: no coins, no model, no wake-up, no line', () => {
    const chain = chainWith(['seller', '0'], ['user', '50']);
    const contract = chain.publish(
      'seller',
      file(`function applied(e) { wake(e.date + 1); save(1); }
        function due(e) { transfer(e.applicant, e.creator, '1'); save(2); wake(e.date + 1); throw new Error('no'); }`),
    );
    const user = chain.idOf('user');
    chain.block(0, (block) => block.apply(contract, user));
    const { runner, due } = chain.block(DAY);
    expect(failureOf(due[0])).toBe('exception');
    expect(runner.executionText()).toBe('');
    expect(runner.fees).toBe(10_000n);
    expect(chain.coins('seller')).toBe('0');
    expect(chain.coins('user')).toBe('49.9999');
    expect(chain.table.application(1, user)).toMatchObject({ active: true, model: '1', wakeAt: null });
    expect(chain.block(DAY).due).toEqual([]);
  });

  it('does not keep anybody from cancelling', () => {
    const chain = chainWith(['seller', '0'], ['user', '50']);
    const contract = chain.publish('seller', file('function cancelled(e) { for (;;); }'));
    const user = chain.idOf('user');
    chain.block(0, (block) => block.apply(contract, user));
    chain.block(0, (block) => expect(failureOf(block.cancel(contract, user))).toBe('fuel'));
    expect(chain.table.application(1, user)?.active).toBe(false);
  });
});

describe('wake-ups', () => {
  it('run in the block of their date, set again in the next one, in the order of date and ids', () => {
    const chain = chainWith(['seller', '0'], ['a', '9'], ['b', '9']);
    const script = `function applied(e) { wake(e.date); }
      function due(e) { transfer(e.applicant, e.creator, '1'); wake(e.date - 1000); }`;
    const contract = chain.publish('seller', file(script));
    const first = chain.block(0, (block) => {
      block.apply(contract, chain.idOf('b'));
      block.apply(contract, chain.idOf('a'));
    });
    expect(first.due.map(({ wallet }) => wallet)).toEqual([chain.idOf('a'), chain.idOf('b')]);
    expect(chain.block(1).due).toHaveLength(2);
  });

  it('that pay nothing cost a fee, or wait a day where nobody can pay it', () => {
    const chain = chainWith(['seller', '0'], ['user', '0.0002']);
    const contract = chain.publish(
      'seller',
      file('function applied(e) { wake(e.date); } function due(e) { wake(e.date); }'),
    );
    const user = chain.idOf('user');
    chain.block(0, (block) => block.apply(contract, user));
    expect(chain.coins('user')).toBe('0.0001');
    expect(chain.block(1).runner.fees).toBe(10_000n);
    expect(chain.coins('user')).toBe('0');
    expect(chain.block(1).runner.fees).toBe(0n);
    expect(chain.block(DAY - 1).due).toEqual([]);
    expect(chain.block(1).due).toHaveLength(1);
  });

  it("end with the block's fuel and go on in the next block", () => {
    const chain = chainWith(['seller', '0']);
    const contract = chain.publish(
      'seller',
      file('function applied(e) { wake(e.date + 1); } function due(e) { for (;;); }'),
    );
    const count = BLOCK_FUEL / CALL_FUEL + 5;
    chain.block(0, (block) => {
      for (let n = 0; n < count; n++) block.apply(contract, chain.wallet(`user ${n}`, '1'));
    });
    const { due, runner } = chain.block(DAY);
    expect(due.length).toBeLessThan(count);
    expect(runner.fuel).toBeGreaterThanOrEqual(BLOCK_FUEL);
    expect(runner.fuel).toBeLessThanOrEqual(BLOCK_FUEL + CALL_FUEL);
    const rest = chain.block(1).due;
    expect(due.length + rest.length).toBe(count);
    expect(new Set([...due, ...rest].map(({ wallet }) => wallet)).size).toBe(count);
  });
});

describe('fuel of items', () => {
  const endless = file(
    'function applied(e) {} function called(e) { for (;;); } function received(e) { for (;;); }',
  );

  it('a payment is not refused for what its receiver has applied to', () => {
    const chain = chainWith(['seller', '0'], ['user', '5']);
    const user = chain.idOf('user');
    const contracts = Array.from({ length: 5 }, () => chain.publish('seller', endless));
    chain.block(0, (block) => {
      for (const contract of contracts) block.apply(contract, user);
    });
    chain.block(0, (block) => {
      const runs = block.received(user, chain.idOf('seller'), 1n);
      // Four use up what an item has; the fifth is told and not run.
      expect(runs.map(({ fuel }) => fuel > 0)).toEqual([true, true, true, true, false]);
      expect(runs.every(({ failure }) => failure?.reason === 'fuel')).toBe(true);
    });
  });

  it('items leave some of a block for what is due', () => {
    const chain = chainWith(['seller', '0'], ['user', '5']);
    const contract = chain.publish('seller', endless);
    chain.block(0, (block) => {
      const call = () => block.call(contract, chain.idOf('user'), '');
      for (let n = 1; n < BLOCK_ITEM_FUEL / CALL_FUEL; n++) call();
      expect(call).toThrow('contract.fuel');
    });
  });

  it('a contract whose script cannot be loaded is there and does nothing', () => {
    const chain = chainWith(['seller', '0'], ['user', '5']);
    const contract = chain.publish('seller', file('throw new Error("never");'));
    expect(contract.handlers).toEqual([]);
    chain.block(0, (block) => expect(failureOf(block.apply(contract, chain.idOf('user')))).toBe('script'));
  });
});

describe('models', () => {
  it('belong to applications; others start with the published one', () => {
    const chain = chainWith(['seller', '0'], ['a', '5'], ['b', '5']);
    const script = `function applied(e) { save({ n: e.model.n + 1 }); }
      function called(e) { save({ n: e.model.n * 10 }); transfer(e.caller, e.creator, String(e.model.n)); }`;
    const contract = chain.publish('seller', file(script, '{"n":1}'));
    const [a, b] = [chain.idOf('a'), chain.idOf('b')];
    chain.block(0, (block) => {
      block.apply(contract, a);
      block.apply(contract, b);
      block.call(contract, a, '');
      expect(block.call(contract, chain.idOf('seller'), '').refused).toBe(1);
    });
    expect(chain.table.application(1, a)?.model).toBe('{"n":20}');
    expect(chain.table.application(1, b)?.model).toBe('{"n":2}');
    expect(chain.table.application(1, chain.idOf('seller'))).toBeUndefined();
    chain.block(0, (block) => block.cancel(contract, a));
    chain.block(0, (block) => block.apply(contract, a));
    expect(chain.table.application(1, a)?.model).toBe('{"n":2}');
  });
});

describe('sums', () => {
  it('go back to a mark', () => {
    const chain = chainWith(['seller', '0'], ['user', '100']);
    const contract = chain.publish('seller', contractTemplates.purchase);
    chain.block(0, (block) => {
      const mark = block.mark();
      block.apply(contract, chain.idOf('user'));
      expect([block.fees, block.transfers.length, block.records.length]).toEqual([10_000n, 1, 1]);
      expect(block.fuel).toBeGreaterThan(0);
      const { fuel } = block;
      block.rollback(mark);
      expect([block.fees, block.transfers.length, block.records.length, block.fuel]).toEqual([0n, 0, 0, 0]);
      block.cancel(contract, chain.idOf('user'));
      block.apply(contract, chain.idOf('user'));
      expect(block.fuel).toBe(fuel);
    });
  });
});
