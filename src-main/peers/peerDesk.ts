import { ANSWER_BYTES, type PeerHandlers, type PeerHello, PIECE_BYTES } from '#shared/api/peerApi.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { GENESIS_ID } from '#shared/protocol/network.ts';
import type { Clock } from '../base/clock.ts';
import type { Pool } from '../pool/pool.ts';

/** An answer of proofs is ended after so many ms. */
const PROOFS_TIME = 200;

/** Half of what an asking pool waits for an answer. */
const STEADY_TIME = 10_000;

/** What one connection's calls do beyond reading the chain. */
export interface PeerEars {
  hello(hello: PeerHello): PeerHello;
  announceBlock(params: Parameters<PeerHandlers['announceBlock']>[0]): void;
  announceTransactions(identities: readonly Bytes[]): void;
  /** Resolves when both sides have said who they are. */
  known(): Promise<void>;
}

/** What this pool answers to other pools. It gives what stands in its chain and what waits, and nothing else. */
export function peerHandlers(pool: Pool, clock: Clock, ears: PeerEars): PeerHandlers {
  const { store } = pool;
  const known = <P, R>(handler: (params: P) => Promise<R>) => {
    return async (params: P): Promise<R> => {
      await ears.known();
      await steady();
      return handler(params);
    };
  };
  /** A chain that is being changed is not told of; who asks then is asked to come again. */
  const steady = async (): Promise<void> => {
    let stop = (): void => {};
    const patience = new Promise<'busy'>((resolve) => {
      stop = clock.after(STEADY_TIME, () => resolve('busy'));
    });
    const first = await Promise.race([pool.steady(), patience]);
    stop();
    if (first === 'busy') throw new Fault('server.busy');
  };
  /** Id of a block by its hash, the genesis among them. */
  const idOf = async (hash: Bytes): Promise<number | undefined> => {
    const genesis = await store.blockHash(GENESIS_ID);
    return genesis !== undefined && Buffer.compare(genesis, hash) === 0
      ? GENESIS_ID
      : await store.blockIdByHash(hash);
  };
  const bytesOf = async (hash: Bytes): Promise<Bytes | undefined> => {
    const id = await store.blockIdByHash(hash);
    return id === undefined ? undefined : await store.blockBytes(id);
  };
  return {
    hello: async (hello) => {
      await steady();
      return ears.hello(hello);
    },
    announceBlock: known(async (params) => {
      ears.announceBlock(params);
      return {};
    }),
    announceTransactions: known(async ({ identities }) => {
      ears.announceTransactions(identities);
      return {};
    }),
    locate: known(async ({ hashes }) => {
      for (const hash of hashes) if ((await idOf(hash)) !== undefined) return { hash };
      return { hash: null };
    }),
    getProofs: known(async ({ after, count }) => {
      const from = await idOf(after);
      const proofs: Bytes[] = [];
      if (from === undefined) return { proofs };
      // A proof is read with its whole block: of large ones an answer holds fewer.
      const start = clock.now();
      for (let id = from + 1; id <= from + count; id++) {
        const proof = await store.proofBytes(id);
        if (proof === undefined) break;
        proofs.push(proof);
        if (clock.now() - start > PROOFS_TIME) break;
      }
      return { proofs };
    }),
    getBlocks: known(async ({ hashes }) => {
      const blocks: Bytes[] = [];
      let bytes = 0;
      for (const hash of hashes) {
        const block = await bytesOf(hash);
        if (block === undefined || bytes + block.length > ANSWER_BYTES) break;
        blocks.push(block);
        bytes += block.length;
      }
      return { blocks };
    }),
    getBlockPiece: known(async ({ hash, offset }) => {
      const block = await bytesOf(hash);
      if (block === undefined) return null;
      return { length: block.length, bytes: block.subarray(offset, offset + PIECE_BYTES) };
    }),
    getTransactions: known(async ({ identities }) => {
      const transactions: { message: Bytes; signature: Bytes }[] = [];
      const left: Bytes[] = [];
      let bytes = 0;
      for (const identity of identities) {
        const one = pool.waitingOne(identity);
        if (one === undefined) continue;
        if (bytes + one.bytes.length > ANSWER_BYTES) {
          left.push(identity);
          continue;
        }
        transactions.push({ message: one.bytes, signature: one.signature });
        bytes += one.bytes.length;
      }
      return { transactions, left };
    }),
    getTransactionPiece: known(async ({ identity, offset }) => {
      const one = pool.waitingOne(identity);
      if (one === undefined) return null;
      const { bytes, signature } = one;
      return { length: bytes.length, bytes: bytes.subarray(offset, offset + PIECE_BYTES), signature };
    }),
    getJoinWork: known(async ({ domain }) => {
      const { footerHash, target, header, earliest } = await pool.joinWork(domain);
      return { footerHash, target, blockId: header.id, earliest, clock: clock.now() };
    }),
    handInJoinWork: known(async (solution) => {
      const block = await pool.solveJoinWork(solution);
      if (block === null) throw new Fault('share.unknownJob');
      return block;
    }),
  };
}
