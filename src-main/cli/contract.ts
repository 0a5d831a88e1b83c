/** `npm run -s contract -- compile | hash | rehearse FILE [--json]`: a contract's file by hand. */

import { readFile } from 'node:fs/promises';
import { type CompiledContract, compileContract } from '#shared/contracts/contractFile.ts';
import { type Rehearsal, rehearse } from '#shared/contracts/rehearsal.ts';
import { lintScript } from '#shared/contracts/scriptLinter.ts';
import { decodeAddress } from '#shared/protocol/addresses.ts';
import { UNITS_PER_COIN } from '#shared/protocol/amounts.ts';
import { decodeUtf8, toHex } from '#shared/protocol/bytes.ts';
import { isFault } from '#shared/protocol/fault.ts';
import { FIRST_BLOCK_ID, mainParameters } from '#shared/protocol/network.ts';
import { installNodeSha256 } from '../base/nodeHash.ts';
import { demandLoadable } from '../contracts/contractWork.ts';
import { createSandbox } from '../contracts/meteredEngine.ts';
import { readFlags } from './flags.ts';
import { lintLine } from './lintWords.ts';

const USAGE = `Usage:
  contract compile  FILE [--json]   the file with its script in canonical form; notes on the script go to stderr
  contract hash     FILE [--json]   the contract's hash
  contract rehearse FILE [--json]   what one applicant with 1,000 coins is charged within a year
                    [--applicant ADDRESS] [--creator ADDRESS]`;

const BALANCE = 1_000n * UNITS_PER_COIN;

function printNotes({ source, scriptLine }: CompiledContract): void {
  for (const note of lintScript(source)) console.error(lintLine(note, scriptLine));
}

function compile(contract: CompiledContract, json: boolean): void {
  printNotes(contract);
  const { script, model, hash, file } = contract;
  if (json) console.log(JSON.stringify({ hash: toHex(hash), script, model, file: decodeUtf8(file) }));
  else process.stdout.write(file);
}

function hash(contract: CompiledContract, json: boolean): void {
  const hex = toHex(contract.hash);
  console.log(json ? JSON.stringify({ hash: hex }) : hex);
}

/** A file says by its own addresses which network it is for. */
function prefixOf(...texts: (string | undefined)[]): string {
  for (const text of texts) {
    const prefix = /\b([a-z]{1,20})1[02-9ac-hj-np-z]{58}\b/.exec(text?.toLowerCase() ?? '')?.[1];
    if (prefix !== undefined) return prefix;
  }
  return mainParameters.addressPrefix;
}

function printTable({ bounded, reasons, charges, paid, fees, returned, failures, applies }: Rehearsal): void {
  if (!applies) console.log('The application would not come about.');
  for (const { date, from, to, amount } of charges) {
    console.log(`${(date / 86_400_000).toFixed(2).padStart(8)} days  ${amount} coins  ${from} -> ${to}`);
  }
  for (const { date, handler, reason, detail } of failures) {
    console.log(`${(date / 86_400_000).toFixed(2).padStart(8)} days  ${handler} failed: ${reason} ${detail}`);
  }
  console.log(`The applicant pays ${paid} coins and ${fees} in fees, and gets ${returned}.`);
  console.log(bounded ? 'This is all.' : `More than this may be charged: ${reasons.join(', ')}.`);
}

function rehearseFile(
  contract: CompiledContract,
  { applicant, creator }: { applicant?: string; creator?: string },
  json: boolean,
): void {
  const engine = createSandbox();
  demandLoadable(engine, contract.script);
  const { script, model } = contract;
  const addressPrefix = prefixOf(applicant, creator, model, script);
  const { defaultFee, blockInterval } = mainParameters;
  const rehearsal = rehearse(engine, {
    ...{ script, model, addressPrefix, defaultFee, blockInterval, balance: BALANCE },
    date: Date.now(),
    blockId: FIRST_BLOCK_ID,
    ...(applicant === undefined ? {} : { applicant: decodeAddress(addressPrefix, applicant) }),
    ...(creator === undefined ? {} : { creator: decodeAddress(addressPrefix, creator) }),
  });
  if (!json) {
    printTable(rehearsal);
    return;
  }
  const charges = rehearsal.charges.map(({ date, from, to, amount }) => ({ date, from, to, amount }));
  console.log(JSON.stringify({ bounded: rehearsal.bounded, charges }));
}

async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(args, { values: ['applicant', 'creator'], switches: ['json'] });
  if ('wrong' in flags) {
    console.error(`Not understood: ${flags.wrong}\n${USAGE}`);
    return 1;
  }
  const [command, path, ...more] = flags.rest;
  if (path === undefined || more.length > 0 || !['compile', 'hash', 'rehearse'].includes(command ?? '')) {
    console.error(USAGE);
    return 1;
  }
  const contract = compileContract(new Uint8Array(await readFile(path)));
  const json = flags.switches.has('json');
  if (command === 'compile') compile(contract, json);
  else if (command === 'hash') hash(contract, json);
  else rehearseFile(contract, flags.values, json);
  return 0;
}

installNodeSha256();
try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.exitCode = 1;
  if (isFault(error)) {
    const facts = Object.entries(error.facts).map(([name, value]) => `${name} ${value}`);
    console.error(facts.length === 0 ? error.code : `${error.code} (${facts.join(', ')})`);
    if (process.argv.includes('--json'))
      console.log(JSON.stringify({ fault: error.code, facts: error.facts }));
  } else console.error(error instanceof Error ? error.message : String(error));
}
