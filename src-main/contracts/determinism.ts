import { BlockExecution } from '#shared/ledger/blockExecution.ts';
import { Ledger } from '#shared/ledger/ledger.ts';
import { UNITS_PER_COIN } from '#shared/protocol/amounts.ts';
import { concatBytes, encodeUtf8, toHex } from '#shared/protocol/bytes.ts';
import { sha256 } from '#shared/protocol/hashing.ts';
import { localParameters } from '#shared/protocol/network.ts';
import { generatedProgram } from './generatedPrograms.ts';
import { meter } from './metering.ts';
import { STACK_FLOOR } from './quickjs.ts';
import { Sandbox } from './sandbox.ts';
import { webAssembly } from './webAssembly.ts';

/** What a machine makes of generated programs, in a form that two machines can compare. Runs in a browser as well. */
export interface ProgramsDigest {
  /** H over all outcomes. */
  readonly digest: string;
  /** The digest as it stood after each hundred programs: tells where two machines part. */
  readonly hundreds: readonly string[];
  /** How the runs ended, so that a digest of nothing but failures is noticed. */
  readonly endings: Readonly<Record<string, number>>;
  readonly fuel: number;
  /** Lines of all execution files: transfers that the programs made. */
  readonly transfers: number;
}

/** By number of programs: what every machine has to come to. A change of the engine or of the programs changes them. */
const knownDigests: Readonly<Record<number, string>> = {
  300: 'a8669d8c3c5be5d98ae5b6ebe7c1bed621c044e61244dbdfa9c7e2bb4834a8e4',
  2000: '7987dced410e77e3201266c7fe73d9fbafabbb58f58990b0eef1fb4c82338cb1',
  10000: '55b36c557a02e5079508714a3ed0c78bfc202d2c4d1a4519bf45dbb2514f04d6',
};

const GENESIS_TIME = 1_790_000_000_000;
const BLOCK_TIME = 1_800_000_000_000;
const network = {
  ...localParameters,
  genesisTime: GENESIS_TIME,
  genesisTarget: 2n ** 255n,
  leadershipKey: sha256(encodeUtf8('leadership')),
};

/** A ledger whose blocks run contracts in this engine. */
export function programLedger(engine: Sandbox): Ledger {
  return Ledger.genesis(network, [1, 2], engine);
}

/**
 * One program in a block of its own, as the builder and the validator of a block execute it: published, applied to,
 * and due. The outcome as text: how it ended, fuel, fees, what the application keeps, balances, the execution file.
 */
export function programOutcome(
  ledger: Ledger,
  seed: number,
): { text: string; ending: string; fuel: number; transfers: number } {
  const execution = new BlockExecution(ledger, BLOCK_TIME, BLOCK_TIME);
  const { overlay, runner } = execution;
  const [creator, applicant, account] = ['creator', 'applicant', `contract ${seed}`].map((name) =>
    execution.register(sha256(encodeUtf8(name))),
  ) as [number, number, number];
  overlay.credit(applicant, 20n * UNITS_PER_COIN);
  const contract = runner.publish({
    hash: overlay.keyOf(account),
    creator,
    account,
    script: generatedProgram(seed),
    model: `{"seed":${seed}}`,
  });
  runner.apply(contract, applicant);
  const application = overlay.contracts.application(contract.id, applicant);
  if (application !== undefined) overlay.contracts.write({ ...application, wakeAt: BLOCK_TIME });
  const due = execution.runDue()[0];
  const failure = due?.failure ?? null;
  const ending = failure?.reason ?? 'ok';
  const kept = overlay.contracts.application(contract.id, applicant);
  const text = [
    seed,
    ending,
    failure?.detail ?? '',
    due?.fuel,
    runner.fuel,
    due?.refused,
    due?.paidBy,
    execution.contractFees,
    kept?.wakeAt,
    kept?.model,
    ...[creator, applicant, account].map((id) => overlay.balanceOf(id)),
    toHex(sha256(execution.executionFile())),
  ].join('\n');
  return { text, ending, fuel: runner.fuel, transfers: runner.transfers.length };
}

/** Runs the programs from 0 to `count` − 1 in an engine made from the metered module's bytes. */
function digestPrograms(metered: Uint8Array, count: number): ProgramsDigest {
  const sandbox = new Sandbox(new webAssembly.Module(metered));
  const ledger = programLedger(sandbox);
  const endings: Record<string, number> = {};
  const hundreds: string[] = [];
  let fuel = 0;
  let transfers = 0;
  let digest = sha256(sandbox.baseImage());
  for (let seed = 0; seed < count; seed++) {
    const outcome = programOutcome(ledger, seed);
    endings[outcome.ending] = (endings[outcome.ending] ?? 0) + 1;
    fuel += outcome.fuel;
    transfers += outcome.transfers;
    digest = sha256(concatBytes(digest, encodeUtf8(outcome.text)));
    if ((seed + 1) % 100 === 0) hundreds.push(toHex(digest));
  }
  return { digest: toHex(digest), hundreds, endings, fuel, transfers };
}

/**
 * For any machine: counts the engine's binary out itself, runs the programs, and says what the digest should be,
 * where that is known.
 */
export function comparePrograms(engine: Uint8Array, count: number): ProgramsDigest & { known?: string } {
  const known = knownDigests[count];
  return { ...digestPrograms(meter(engine, STACK_FLOOR), count), ...(known === undefined ? {} : { known }) };
}
