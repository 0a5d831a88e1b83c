import { type Options, type Program, parse } from 'acorn';
import { generate } from 'astring';
import { encodeUtf8 } from '../protocol/bytes.ts';
import { Fault, isFault } from '../protocol/fault.ts';
import { MAX_SCRIPT_BYTES } from './limits.ts';

/**
 * The canonical form of a script (docs/PROTOCOL.md §9): parsed as ES2023 and printed again, without comments.
 * What prints it is policy, not consensus: the chain runs a script as it stands.
 */

const options: Options = {
  ecmaVersion: 2023,
  // As the engine runs it: a script, in strict mode.
  sourceType: 'script',
  strict: true,
  allowHashBang: false,
  locations: true,
};

/** Throws `contract.syntax` with line, column and the parser's words, or `contract.tooDeep`. */
export function parseScript(source: string): Program {
  try {
    return parse(source, options);
  } catch (error) {
    // The parser walks a script on the host's stack and says so when that ends.
    if (!(error instanceof SyntaxError) || /\bstack\b/.test(error.message))
      throw new Fault('contract.tooDeep');
    const { line, column } = (error as { loc?: { line: number; column: number } }).loc ?? {
      line: 0,
      column: 0,
    };
    const message = error.message.replace(/ \(\d+:\d+\)$/, '');
    throw new Fault('contract.syntax', { line, column: column + 1, message });
  }
}

function print(program: Program): string {
  return generate(program as unknown as Parameters<typeof generate>[0], { indent: '  ', lineEnd: '\n' });
}

/** Where something stands is not part of what it is. */
const positions: ReadonlySet<string> = new Set(['start', 'end', 'loc', 'range']);

/** Whether two syntax trees are the same but for positions. */
function sameTree(left: unknown, right: unknown): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return Object.is(left, right);
  }
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  if (left instanceof RegExp || right instanceof RegExp) return String(left) === String(right);
  const names = (value: object) => Object.keys(value).filter((name) => !positions.has(name));
  const leftNames = names(left);
  if (leftNames.length !== names(right).length) return false;
  return leftNames.every(
    (name) =>
      Object.hasOwn(right, name) &&
      sameTree((left as Record<string, unknown>)[name], (right as Record<string, unknown>)[name]),
  );
}

/**
 * The canonical form. Printers err, so a form that does not read as the same program, or does not print to itself,
 * is refused.
 *
 * @throws Fault contract.syntax, contract.tooDeep, contract.printer, contract.tooLong
 */
export function canonicalScript(source: string): string {
  const program = parseScript(source);
  try {
    const printed = print(program);
    const bytes = encodeUtf8(printed).length;
    if (bytes > MAX_SCRIPT_BYTES) {
      throw new Fault('contract.tooLong', { what: 'script', bytes, limit: MAX_SCRIPT_BYTES });
    }
    let again: Program;
    try {
      again = parseScript(printed);
    } catch (error) {
      throw isFault(error) && error.code === 'contract.tooDeep' ? error : new Fault('contract.printer');
    }
    if (!sameTree(program, again) || print(again) !== printed) throw new Fault('contract.printer');
    return printed;
  } catch (error) {
    // Printing and comparing walk the tree on the host's stack.
    throw isFault(error) ? error : new Fault('contract.tooDeep');
  }
}

/** Throws `contract.notCanonical` where a script is not its own canonical form, as a pool demands at publication. */
export function demandCanonical(script: string): void {
  if (canonicalScript(script) !== script) throw new Fault('contract.notCanonical');
}
