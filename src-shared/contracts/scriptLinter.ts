import { isFault } from '../protocol/fault.ts';
import { parseScript } from './canonicalScript.ts';
import { handlerNames } from './engine.ts';
import {
  declaredBy,
  isIdentifier,
  isNode,
  memberName,
  nodesOf,
  type SyntaxNode,
  walk,
} from './syntaxTree.ts';

/**
 * Tells the author of a script what it can't use and why. It explains; what counts is the sandbox, where none of
 * this exists.
 */

export const lintCodes = [
  'syntax',
  'tooDeep',
  'noHandler',
  'hostName',
  'module',
  'asynchronous',
  'clock',
  'chance',
  'outside',
  'evaluation',
  'weakReference',
  'binary',
  'locale',
  'proxy',
  'unknownName',
  'amountIsNumber',
  'endless',
] as const;
export type LintCode = (typeof lintCodes)[number];

export interface LintNote {
  readonly code: LintCode;
  /** An error can't work; a warning probably does not do what was meant. */
  readonly severity: 'error' | 'warning';
  /** In the script, from 1 on. */
  readonly line: number;
  readonly column: number;
  /** What it is about: a name, or the parser's words. */
  readonly name: string;
}

const hostFunctionNames = ['transfer', 'balance', 'wake', 'save'] as const;

/** Every name that the sandbox knows besides what a script declares. */
export const sandboxNames: ReadonlySet<string> = new Set([
  ...hostFunctionNames,
  ...'Error EvalError RangeError ReferenceError SyntaxError TypeError URIError AggregateError'.split(' '),
  ...'Array Object Number Boolean String Math Reflect Symbol BigInt RegExp JSON Map Set globalThis'.split(
    ' ',
  ),
  ...'parseInt parseFloat isNaN isFinite decodeURI decodeURIComponent encodeURI encodeURIComponent'.split(
    ' ',
  ),
  ...['Infinity', 'NaN', 'undefined'],
]);

const forbidden: readonly (readonly [LintCode, string])[] = [
  [
    'clock',
    'Date performance setTimeout setInterval setImmediate clearTimeout clearInterval requestAnimationFrame',
  ],
  ['chance', 'crypto'],
  ['asynchronous', 'Promise queueMicrotask'],
  [
    'outside',
    'fetch XMLHttpRequest WebSocket EventSource Worker require process module exports console window document self ' +
      'global navigator location localStorage sessionStorage indexedDB alert prompt confirm Buffer Deno Bun',
  ],
  ['evaluation', 'eval Function'],
  ['weakReference', 'WeakRef WeakMap WeakSet FinalizationRegistry'],
  [
    'binary',
    'ArrayBuffer SharedArrayBuffer Atomics DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array ' +
      'Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array WebAssembly TextEncoder TextDecoder',
  ],
  ['locale', 'Intl'],
  ['proxy', 'Proxy'],
];
const forbiddenNames: ReadonlyMap<string, LintCode> = new Map(
  forbidden.flatMap(([code, names]) => names.split(' ').map((name) => [name, code] as const)),
);
const hostNames: ReadonlySet<string> = new Set(hostFunctionNames);
const handlers: ReadonlySet<string> = new Set(handlerNames);

/** Notes on a script, in its order. A script with no error among them may still fail when it runs. */
export function lintScript(source: string): LintNote[] {
  let program: SyntaxNode;
  try {
    program = parseScript(source) as unknown as SyntaxNode;
  } catch (error) {
    if (!isFault(error)) throw error;
    const { line = 0, column = 0, message = '' } = error.facts;
    const code = error.code === 'contract.syntax' ? 'syntax' : 'tooDeep';
    return [{ code, severity: 'error', line: Number(line), column: Number(column), name: String(message) }];
  }
  const notes: LintNote[] = [];
  const note = (code: LintCode, node: SyntaxNode, name: string, severity: LintNote['severity'] = 'error') => {
    const { line = 0, column = 0 } = node.loc?.start ?? {};
    notes.push({ code, severity, line, column: column + 1, name });
  };
  const declared = new Set<string>();
  walk(program, (node) => {
    for (const { name } of declaredBy(node)) declared.add(name);
  });
  if (![...topLevelNames(program)].some((name) => handlers.has(name))) note('noHandler', program, '');
  walk(program, (node, above) => inspect(node, above, declared, note));
  return notes.sort((a, b) => a.line - b.line || a.column - b.column);
}

type Note = (code: LintCode, node: SyntaxNode, name: string, severity?: LintNote['severity']) => void;

function inspect(
  node: SyntaxNode,
  above: readonly SyntaxNode[],
  declared: ReadonlySet<string>,
  note: Note,
): void {
  for (const identifier of declaredBy(node)) {
    if (hostNames.has(identifier.name)) note('hostName', identifier, identifier.name);
  }
  if (node.type === 'ImportExpression') {
    note('module', node, 'import');
  } else if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await === true)) {
    note('asynchronous', node, 'await');
  } else if (node.async === true) note('asynchronous', node, 'async');
  else if (node.type === 'Identifier') inspectName(node, above, declared, note);
  else if (node.type === 'MemberExpression') {
    if (isIdentifier(node.object, 'Math') && memberName(node) === 'random')
      note('chance', node, 'Math.random');
    if (memberName(node) === 'constructor') note('evaluation', node, 'constructor', 'warning');
    if (/^toLocale(?!(Upper|Lower)Case)/.test(memberName(node) ?? ''))
      note('locale', node, memberName(node) ?? '');
  } else if (node.type === 'CallExpression' && isIdentifier(node.callee, 'transfer')) {
    const amount = nodesOf(node.arguments)[2];
    const isNumber = amount?.type === 'Literal' && typeof amount.value !== 'string';
    if (
      amount !== undefined &&
      (isNumber || (amount.type === 'BinaryExpression' && amount.operator !== '+'))
    ) {
      note('amountIsNumber', amount, 'transfer');
    }
  } else if (node.type === 'WhileStatement' || node.type === 'ForStatement') {
    const test = node.test;
    const always = test === null || (isNode(test) && test.type === 'Literal' && Boolean(test.value));
    if (always && !leaves(node))
      note('endless', node, node.type === 'ForStatement' ? 'for' : 'while', 'warning');
  }
}

/** Whether anything in a loop may leave it. */
function leaves(loop: SyntaxNode): boolean {
  let found = false;
  walk(loop, ({ type }) => {
    found ||= type === 'BreakStatement' || type === 'ReturnStatement' || type === 'ThrowStatement';
  });
  return found;
}

function inspectName(
  node: SyntaxNode,
  above: readonly SyntaxNode[],
  declared: ReadonlySet<string>,
  note: Note,
): void {
  const name = String(node.name);
  if (declared.has(name) || sandboxNames.has(name) || name === 'arguments') return;
  // `typeof name` is how a script asks whether there is such a thing; that is allowed for anything.
  const parent = above.at(-1);
  if (parent?.type === 'UnaryExpression' && parent.operator === 'typeof') return;
  note(forbiddenNames.get(name) ?? 'unknownName', node, name);
}

/** Names that the script's top level declares. */
function topLevelNames(program: SyntaxNode): Set<string> {
  const names = new Set<string>();
  for (const statement of nodesOf(program.body)) {
    if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') {
      if (isIdentifier(statement.id)) names.add(statement.id.name);
    }
    for (const declarator of nodesOf(statement.declarations)) {
      for (const { name } of declaredBy(declarator)) names.add(name);
    }
  }
  return names;
}
