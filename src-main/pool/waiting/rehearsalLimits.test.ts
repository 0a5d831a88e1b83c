import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseCoins } from '#shared/protocol/amounts.ts';
import { silentLog } from '../../base/log.ts';
import { openPoolServer } from '../../server/poolServer.ts';
import { TestClient } from '../../server/serverTest.fixture.ts';
import { ContractUser, type TestContract, testContract } from '../contractTest.fixture.ts';
import { TestPool, testWallet } from '../testPool.fixture.ts';

const COIN = parseCoins('1');
const seller = testWallet('seller');
const user = testWallet('user');
const miner = testWallet('miner');

/** An application to it uses nearly all the fuel of a run. */
const heavy =
  '# Heavy\n\n```js contract\nfunction applied(e) {\n  for (let n = 0; n < 700000; n++) {}\n}\n```\n';

let test: TestPool;
let contract: TestContract;

beforeEach(async () => {
  test = await TestPool.open();
  await test.mine(8, test.operatorWallet);
  await test.send(test.operatorWallet, [
    { wallet: seller, amount: 10n * COIN },
    { wallet: user, amount: 10n * COIN },
  ]);
  await test.mine(1, miner);
  contract = testContract(heavy);
  await new ContractUser(test).publish(seller, contract);
  await test.mine(1, miner);
});

afterEach(async () => {
  await test.remove();
});

const apply = () => ({ kind: 'apply' as const, sender: user.address, contract: contract.hash });

it('lets one address rehearse so much and no more, others and the person here all the same', async () => {
  const greedy = test.pool.openSession({ address: '192.0.2.1' });
  const again = test.pool.openSession({ address: '192.0.2.1' });
  const other = test.pool.openSession({ address: '192.0.2.2' });
  const here = test.pool.openSession();
  let done = 0;
  const refused = await (async () => {
    for (;;) {
      try {
        await greedy.prepare(apply());
        done += 1;
      } catch (error) {
        return error;
      }
    }
  })();
  expect(refused).toMatchObject({ code: 'pool.rehearsals', facts: { retryAfter: expect.any(Number) } });
  expect(done).toBeGreaterThan(9);
  expect(done).toBeLessThan(60);
  await expect(again.prepare(apply())).rejects.toMatchObject({ code: 'pool.rehearsals' });
  await expect(other.prepare(apply())).resolves.toMatchObject({ amount: 0n });
  await expect(here.prepare(apply())).resolves.toMatchObject({ amount: 0n });
  // A payment that no contract hears of is not concerned.
  const pay = { kind: 'transfer' as const, sender: user.address };
  await expect(
    greedy.prepare({ ...pay, receivers: [{ address: seller.address, amount: COIN }] }),
  ).resolves.toMatchObject({ amount: COIN });
  test.clock.advance(60_000);
  await expect(greedy.prepare(apply())).resolves.toMatchObject({ amount: 0n });
  for (const session of [greedy, again, other, here]) session.close();
});

it('counts scripts that are handed in to be looked at and refused', async () => {
  const greedy = test.pool.openSession({ address: '192.0.2.1' });
  const codes: string[] = [];
  for (let n = 0; n < 60 && codes.at(-1) !== 'pool.rehearsals'; n++) {
    // It is loaded, which takes most of the fuel for that, and fails.
    const { script } = testContract(
      `\`\`\`js contract\nfor (let n = 0; n < 1400000; n++) {}\nthrow new Error('${n}');\n\`\`\`\n`,
    );
    await greedy
      .prepare({ kind: 'publish', sender: seller.address, contract: contract.hash, script, model: '{}' })
      .catch((error: { code: string }) => codes.push(error.code));
  }
  expect(codes[0]).toBe('contract.script');
  expect(codes.at(-1)).toBe('pool.rehearsals');
  greedy.close();
});

it('counts such refusals as the server’s own', async () => {
  const server = await openPoolServer({
    openSession: (info) => test.pool.openSession(info),
    ...{ host: '127.0.0.1', port: 0, log: silentLog, clock: test.clock },
  });
  const client = await TestClient.open(`ws://127.0.0.1:${server.port}`);
  const params = {
    kind: 'apply',
    sender: user.address,
    contract: Buffer.from(contract.hash).toString('hex'),
  };
  let code: string | undefined;
  for (let n = 0; n < 60 && code === undefined; n++) {
    code = (await client.ask('prepare', params)).error?.message;
  }
  expect(code).toBe('pool.rehearsals');
  expect(server.facts().refused['pool.rehearsals']).toBe(1);
  // By HTTP it is the same address.
  const answer = await fetch(`http://127.0.0.1:${server.port}/rpc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'prepare', params }),
  });
  expect(await answer.json()).toMatchObject({ error: { message: 'pool.rehearsals' } });
  client.end();
  await server.close();
});
