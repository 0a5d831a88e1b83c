import type { ContractHost } from '#shared/contracts/engine.ts';
import { concatBytes, encodeUtf8, toHex } from '#shared/protocol/bytes.ts';
import { sha256 } from '#shared/protocol/hashing.ts';
import { generatedProgram } from './generatedPrograms.ts';
import { Sandbox } from './sandbox.ts';
import { webAssembly } from './webAssembly.ts';

/** What a machine makes of generated programs, in a form that two machines can compare. Runs in a browser as well. */
export interface ProgramsDigest {
  /** H over the outcomes: result, fuel, host calls. */
  readonly digest: string;
  /** How the runs ended, so that a digest of nothing but failures is noticed. */
  readonly endings: Readonly<Record<string, number>>;
  readonly fuel: number;
}

const event = {
  blockId: 4711,
  date: 1_800_000_000_000,
  contract: 'contract',
  creator: 'creator',
  applicant: 'applicant',
  fee: '0.0001',
};

/** One program's outcome as text. */
export function programOutcome(
  sandbox: Sandbox,
  seed: number,
): { text: string; ending: string; fuel: number } {
  const log: string[] = [];
  const host: ContractHost = {
    transfer: (...values) => {
      log.push(`transfer ${values.join(' ')}`);
      return log.length % 3 > 0;
    },
    balance: (address) => `${address.length + log.length}.5`,
    wake: (date) => void log.push(`wake ${date}`),
    save: (model) => void log.push(`save ${model}`),
  };
  const script = generatedProgram(seed);
  const loaded = sandbox.load(script);
  const outcome = sandbox.run({ script, handler: 'due', event, model: `{"seed":${seed}}`, host });
  const ending = outcome.ok ? 'ok' : outcome.reason;
  const detail = outcome.ok ? '' : outcome.detail;
  const text = [seed, loaded.fuel, ending, outcome.fuel, detail, ...log].join('\n');
  return { text, ending, fuel: outcome.fuel };
}

/** Runs the programs of `count` numbers from `first` on in an engine made from the metered module's bytes. */
export function digestPrograms(metered: Uint8Array, first: number, count: number): ProgramsDigest {
  const sandbox = new Sandbox(new webAssembly.Module(metered));
  const endings: Record<string, number> = {};
  let fuel = 0;
  let digest = sha256(sandbox.baseImage());
  for (let seed = first; seed < first + count; seed++) {
    const outcome = programOutcome(sandbox, seed);
    endings[outcome.ending] = (endings[outcome.ending] ?? 0) + 1;
    fuel += outcome.fuel;
    digest = sha256(concatBytes(digest, encodeUtf8(outcome.text)));
  }
  return { digest: toHex(digest), endings, fuel };
}
