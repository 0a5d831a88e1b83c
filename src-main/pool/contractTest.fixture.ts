import { compileContract } from '#shared/contracts/contractFile.ts';
import { type Bytes, encodeUtf8 } from '#shared/protocol/bytes.ts';
import { sha256 } from '#shared/protocol/hashing.ts';
import { couldBeKey } from '#shared/protocol/keys.ts';
import { FIRST_BLOCK_ID, GENESIS_ID, genesisHash } from '#shared/protocol/network.ts';
import { BlockSpool } from './chain/blockSpool.ts';
import { settle, type TestPool, type TestWallet } from './testPool.fixture.ts';

export const DAY = 24 * 3600_000;

export interface TestContract {
  readonly hash: Bytes;
  readonly script: string;
  readonly model: string;
  readonly file: Bytes;
}

/** A file as it is published: with as many empty lines at its end as its hash needs to be nobody's key. */
export function testContract(text: string): TestContract {
  for (let file = text; ; file += '\n') {
    const compiled = compileContract(encodeUtf8(file));
    if (!couldBeKey(sha256(compiled.file))) return compiled;
  }
}

/** What a test does with contracts on a real pool, as a wallet would do it. */
export class ContractUser {
  readonly #test: TestPool;

  constructor(test: TestPool) {
    this.#test = test;
  }

  async #send(from: TestWallet, request: object): Promise<Bytes> {
    const session = this.#test.pool.openSession();
    const { message } = await session.prepare({ sender: from.address, ...request } as never);
    const { identity } = await session.submit({ message, signature: from.sign(message) });
    session.close();
    return identity;
  }

  publish(creator: TestWallet, { hash, script, model }: TestContract): Promise<Bytes> {
    return this.#send(creator, { kind: 'publish', contract: hash, script, model });
  }

  apply(applicant: TestWallet, { hash }: TestContract): Promise<Bytes> {
    return this.#send(applicant, { kind: 'apply', contract: hash });
  }

  cancel(applicant: TestWallet, { hash }: TestContract): Promise<Bytes> {
    return this.#send(applicant, { kind: 'cancel', contract: hash });
  }

  call(caller: TestWallet, { hash }: TestContract, data: string): Promise<Bytes> {
    return this.#send(caller, { kind: 'call', contract: hash, data: encodeUtf8(data) });
  }

  /** Lets time go by and mines: contracts see the time of the block before, so what is due comes with the second. */
  async later(ms: number, miner: TestWallet): Promise<void> {
    this.#test.clock.advance(ms);
    await this.#test.mine(2, miner);
  }
}

/** Gives one pool's whole chain to another from the genesis on, as peers do once the proofs were checked. */
export async function handChain(from: TestPool, to: TestPool): Promise<void> {
  const spool = await BlockSpool.create(to.pool.spool);
  const { tip } = from.pool.store.ledger;
  for (let id = FIRST_BLOCK_ID; id <= tip.id; id++) {
    const bytes = await from.pool.store.blockBytes(id);
    if (bytes === undefined) throw new Error('There is no such block.');
    await spool.add(bytes);
  }
  await spool.finish();
  const fork = { id: GENESIS_ID, hash: genesisHash(to.pool.network) };
  await to.pool.adoptChain({ fork, end: tip, totalWork: tip.totalWork, spool: spool.path });
  await settle();
}
