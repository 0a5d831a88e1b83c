import { BlockExecution } from '#shared/ledger/blockExecution.ts';
import { Ledger } from '#shared/ledger/ledger.ts';
import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import { type AppliedBlock, applyBlock } from '#shared/ledger/transition.ts';
import { encodeBlock } from '#shared/protocol/block.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { MAX_TARGET } from '#shared/protocol/difficulty.ts';
import { localParameters, type Network } from '#shared/protocol/network.ts';
import { blockHash } from '#shared/protocol/proofOfWork.ts';
import { encodeTransferMessage } from '#shared/protocol/transactions.ts';
import { buildTemplate } from '../mining/blockBuilder.ts';
import type { Template } from '../mining/jobDesk.ts';
import { type TestWallet, testWallet } from '../testPool.fixture.ts';
import type { MempoolLimits } from '../waiting/evictions.ts';
import { Mempool } from '../waiting/mempool.ts';

const START = 1_760_000_000_000;
const operator = testWallet('operator');

/** A ledger whose blocks need no work to speak of. */
export class EasyChain {
  readonly ledger: Ledger;
  now = START;

  constructor(change: Partial<Network> = {}) {
    const network: Network = {
      ...localParameters,
      genesisTime: START,
      genesisTarget: MAX_TARGET,
      leadershipKey: operator.publicKey,
      ...change,
    };
    this.ledger = Ledger.genesis(network, [1, 2]);
  }

  begin = (on: LedgerView = this.ledger): BlockExecution => new BlockExecution(on, this.now);

  template(mempool: Mempool, reward: Bytes = operator.publicKey): Template {
    return buildTemplate({
      begin: () => this.begin(),
      reward,
      domain: 'localhost',
      candidates: mempool.all(),
    });
  }

  /** Mines a template; the block passes every test of a received one. */
  mine(template: Template): Bytes {
    const { bytes, changes } = this.seal(template);
    this.ledger.apply(changes);
    return bytes;
  }

  /** The same without putting the block into the ledger. */
  seal(template: Template): AppliedBlock {
    this.now += 10_000;
    const footer = {
      footerHash: template.footerHash,
      jobId: new Uint8Array(16),
      minedDate: this.now,
      blob: new Uint8Array(8),
    };
    const { header, lists } = template;
    const bytes = encodeBlock({ header, lists, footer: { ...footer, hash: blockHash(footer) } });
    return applyBlock(this.ledger, bytes, this.now);
  }
}

/** A chain of three blocks, by which the operator has coins, and what waits on it. */
export function easyMempool(
  limits: MempoolLimits,
  network: Partial<Network> = {},
): { chain: EasyChain; mempool: Mempool } {
  const chain = new EasyChain(network);
  const mempool = new Mempool(chain.begin, limits);
  for (let n = 0; n < 3; n++) {
    chain.mine(chain.template(mempool));
    mempool.tipChanged();
  }
  return { chain, mempool };
}

/** What a wallet signs to pay others, on the chain's tip. */
export function transferMessage(
  chain: EasyChain,
  from: TestWallet,
  to: [TestWallet, bigint][],
  fee = 10_000n,
): Bytes {
  return encodeTransferMessage({
    blockHash: chain.ledger.tip.hash,
    sender: from.publicKey,
    receivers: to.map(([wallet, amount]) => ({ key: wallet.publicKey, amount })),
    fee,
  });
}
