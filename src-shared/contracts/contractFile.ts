import { type Bytes, decodeUtf8, encodeUtf8, equalBytes, toHex } from '../protocol/bytes.ts';
import { Fault } from '../protocol/fault.ts';
import { sha256 } from '../protocol/hashing.ts';
import { canonicalScript } from './canonicalScript.ts';
import { MAX_FILE_BYTES, MAX_MODEL_BYTES } from './limits.ts';

/**
 * A contract's file (docs/PROTOCOL.md §9; paper, "Smart contract flow", steps 1, 2, 7): a text in Markdown that a
 * person can read, with one fenced block marked `js contract`, the script, and at most one marked `json model`, the
 * data that each application starts with. Without the latter the model is `{}`.
 */

/** What the fence may ask for: `js contract` means `js contract 1`, the canonical form described here. */
const COMPILE_VERSION = 1;
const EMPTY_MODEL = '{}';

interface Block {
  /** The words behind the fence. */
  readonly info: readonly string[];
  readonly indented: boolean;
  readonly closed: boolean;
  /** Offsets of the block's body in the text, and of the whole block. */
  readonly start: number;
  readonly end: number;
  readonly outerStart: number;
  readonly outerEnd: number;
  readonly mark: string;
}

/** The fenced blocks of a Markdown text (CommonMark 4.5), not those within other blocks. */
function fencedBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Omit<Block, 'end' | 'outerEnd' | 'closed'> | undefined;
  let at = 0;
  while (at < text.length) {
    const newLine = text.indexOf('\n', at);
    const next = newLine < 0 ? text.length : newLine + 1;
    const line = text.slice(at, newLine < 0 ? text.length : newLine).replace(/\r$/, '');
    if (open === undefined) {
      const fence = /^( {0,3})(`{3,}|~{3,})(.*)$/.exec(line);
      const [, indent = '', mark = '', info = ''] = fence ?? [];
      if (fence !== null && !(mark.startsWith('`') && info.includes('`'))) {
        const words = info.trim().split(/[ \t]+/);
        open = { info: words, indented: indent !== '', start: next, outerStart: at, mark };
      }
    } else if (closes(line, open.mark)) {
      blocks.push({ ...open, end: at, outerEnd: next, closed: true });
      open = undefined;
    }
    at = next;
  }
  if (open !== undefined) blocks.push({ ...open, end: text.length, outerEnd: text.length, closed: false });
  return blocks;
}

function closes(line: string, mark: string): boolean {
  const found = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
  return found?.startsWith(mark) ?? false;
}

export interface ContractParts {
  /** The script as it stands in the file. */
  readonly source: string;
  /** The line of the file, from 1 on, on which the script begins. */
  readonly scriptLine: number;
  /** JSON text. */
  readonly model: string;
  /** The file without the two blocks: what a person agrees to. */
  readonly terms: string;
  /** The first heading, or ''. */
  readonly title: string;
}

interface Located extends ContractParts {
  readonly script: Block;
}

function locate(text: string): Located {
  const blocks = fencedBlocks(text);
  const scripts = blocks.filter(({ info }) => info[0] === 'js' && info[1] === 'contract');
  const models = blocks.filter(({ info }) => info[0] === 'json' && info[1] === 'model');
  const [script] = scripts;
  const [modelBlock] = models;
  if (script === undefined) throw new Fault('contract.noScript');
  if (scripts.length > 1) throw new Fault('contract.severalScripts', { count: scripts.length });
  if (models.length > 1) throw new Fault('contract.severalModels', { count: models.length });
  for (const block of [script, ...models]) {
    if (!block.closed || block.indented) throw new Fault('contract.fence', { block: block.info.join(' ') });
  }
  const version = script.info[2] ?? String(COMPILE_VERSION);
  if (script.info.length > 3 || version !== String(COMPILE_VERSION)) {
    throw new Fault('contract.version', { version: script.info.slice(2).join(' '), known: COMPILE_VERSION });
  }
  if (modelBlock !== undefined && modelBlock.info.length > 2) {
    throw new Fault('contract.fence', { block: modelBlock.info.join(' ') });
  }
  let terms = text;
  for (const block of [script, ...models].sort((a, b) => b.outerStart - a.outerStart)) {
    terms = terms.slice(0, block.outerStart) + terms.slice(block.outerEnd);
  }
  return {
    script,
    source: text.slice(script.start, script.end),
    scriptLine: text.slice(0, script.start).split('\n').length,
    model: modelBlock === undefined ? EMPTY_MODEL : readModel(text.slice(modelBlock.start, modelBlock.end)),
    terms: terms.trim(),
    title: /^ {0,3}# +(.+?)(?: +#+)? *\r?$/m.exec(terms)?.[1] ?? '',
  };
}

/** The text goes on the chain as it stands, so that no printer of numbers comes between. */
function readModel(body: string): string {
  const text = body.trim();
  const bytes = encodeUtf8(text).length;
  if (bytes > MAX_MODEL_BYTES)
    throw new Fault('contract.tooLong', { what: 'model', bytes, limit: MAX_MODEL_BYTES });
  try {
    JSON.parse(text);
  } catch (error) {
    throw new Fault('contract.model', { message: error instanceof Error ? error.message : '' });
  }
  return text;
}

function readText(file: Bytes): string {
  if (file.length > MAX_FILE_BYTES) {
    throw new Fault('contract.tooLong', { what: 'file', bytes: file.length, limit: MAX_FILE_BYTES });
  }
  return decodeUtf8(file);
}

/** Takes a file apart without compiling it. Throws the faults of `compileContract` but for the script's own. */
export function readContract(file: Bytes): ContractParts {
  return locate(readText(file));
}

export interface CompiledContract extends ContractParts {
  /** The file with the script in its canonical form. */
  readonly file: Bytes;
  /** H of that file: the contract's id for people and on the wire. */
  readonly hash: Bytes;
  /** The canonical form. */
  readonly script: string;
}

/**
 * Compiles a contract: puts the script's canonical form in its place; all else stays as it is, byte for byte.
 *
 * @throws Fault contract.tooLong, contract.noScript, contract.severalScripts, contract.severalModels, contract.fence,
 *   contract.version, contract.model, contract.syntax (line of the file), contract.tooDeep, contract.printer, decode.utf8
 */
export function compileContract(file: Bytes): CompiledContract {
  const text = readText(file);
  const { script: block, ...parts } = locate(text);
  let script: string;
  try {
    script = canonicalScript(parts.source);
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'contract.syntax') throw error;
    throw new Fault('contract.syntax', {
      ...error.facts,
      line: Number(error.facts.line) + parts.scriptLine - 1,
    });
  }
  const compiled = `${text.slice(0, block.start)}${script}${text.slice(block.end)}`;
  // A line within a template literal could close the fence.
  if (locate(compiled).source !== script) throw new Fault('contract.fence', { block: block.info.join(' ') });
  const bytes = encodeUtf8(compiled);
  return { ...parts, file: bytes, hash: sha256(bytes), script };
}

/** What the chain holds of a contract. */
export interface PublishedContract {
  readonly hash: Bytes;
  readonly script: string;
  /** JSON text. */
  readonly model: string;
}

/** Throws `contract.altered` where a file is not the one that was published. */
export function demandPublished(compiled: PublishedContract, published: PublishedContract): void {
  const same =
    equalBytes(compiled.hash, published.hash) &&
    compiled.script === published.script &&
    compiled.model === published.model;
  if (!same) {
    throw new Fault('contract.altered', { expected: toHex(published.hash), found: toHex(compiled.hash) });
  }
}
