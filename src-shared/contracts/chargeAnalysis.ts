import { parseScript } from './canonicalScript.ts';
import { handlerNames } from './engine.ts';
import {
  boundNames,
  declaredBy,
  type FunctionNode,
  isFunction,
  isIdentifier,
  memberName,
  nodeOf,
  nodesOf,
  type SyntaxNode,
  walk,
} from './syntaxTree.ts';

/**
 * Whether a rehearsal with one applicant can show all that a script may ever take from that applicant. It can
 * where every payer is plainly the handler's own applicant, caller or contract account: then nobody else's run, call
 * or data can name this applicant as the payer. What the analysis does not follow counts as hidden.
 */

const openReasons = [
  /** Some transfer's payer is not plainly the handler's own applicant, caller or contract. */
  'payerHidden',
  /** What comes in decides what goes out: `received` charges the applicant. */
  'chargesIncome',
] as const;
export type OpenReason = (typeof openReasons)[number];

/** What a name stands for: a handler's event, one of its wallets, or anything; none: not met yet. */
type Meaning = 'event' | 'applicant' | 'caller' | 'contract' | 'anything';
const wallets: ReadonlySet<string> = new Set(['applicant', 'caller', 'contract']);
const handlers: ReadonlySet<string> = new Set(handlerNames);

/** A function of the script's top level. */
interface Routine {
  readonly name: string;
  readonly node: FunctionNode;
  /** Names that are declared once in it and never assigned to again. */
  readonly steady: ReadonlySet<string>;
  readonly meanings: Map<string, Meaning>;
}

/** Reasons why the applicant's charges can't be bounded by a rehearsal; none: they can. */
export function openCharges(script: string): OpenReason[] {
  const program = parseScript(script) as unknown as SyntaxNode;
  const routines = findRoutines(program);
  if (routines === undefined || reachesAround(program, routines)) return ['payerHidden'];
  findMeanings(routines);
  const reasons = new Set<OpenReason>();
  const income = reachableFrom('received', routines);
  let known = 0;
  for (const routine of routines.values()) {
    for (const call of callsIn(routine.node, 'transfer')) {
      known += 1;
      const payer = meaningOf(nodesOf(call.arguments)[0], routine);
      if (payer === undefined || !wallets.has(payer)) reasons.add('payerHidden');
      else if (payer === 'applicant' && income.has(routine)) reasons.add('chargesIncome');
    }
  }
  // A transfer in a class or in the top level's own code.
  if (callsIn(program, 'transfer').length > known) reasons.add('payerHidden');
  return openReasons.filter((reason) => reasons.has(reason));
}

function callsIn(node: SyntaxNode, callee: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walk(node, (inner) => {
    if (inner.type === 'CallExpression' && isIdentifier(inner.callee, callee)) found.push(inner);
  });
  return found;
}

/** The top level's functions by name; undefined where a handler is made in another way. */
function findRoutines(program: SyntaxNode): Map<string, Routine> | undefined {
  const routines = new Map<string, Routine>();
  let plain = true;
  const add = (name: string, node: FunctionNode) => {
    if (routines.has(name)) plain = false;
    routines.set(name, { name, node, steady: steadyNames(node), meanings: new Map() });
  };
  for (const statement of nodesOf(program.body)) {
    if (isFunction(statement) && isIdentifier(statement.id)) add(statement.id.name, statement);
    for (const declarator of nodesOf(statement.declarations)) {
      const made = nodeOf(declarator.init);
      const isConstant = statement.kind === 'const' && isIdentifier(declarator.id);
      if (isConstant && isFunction(made) && nodeOf(made.id) === undefined && isIdentifier(declarator.id)) {
        add(declarator.id.name, made);
      } else if (boundNames(declarator.id).some(({ name }) => handlers.has(name))) plain = false;
    }
  }
  return plain ? routines : undefined;
}

function steadyNames(node: FunctionNode): Set<string> {
  const count = new Map<string, number>();
  const changed = new Set<string>();
  walk(node, (inner) => {
    const own = inner === node ? nodesOf(node.params).flatMap(boundNames) : declaredBy(inner);
    for (const { name } of own) count.set(name, (count.get(name) ?? 0) + 1);
    const isLoop = inner.type === 'ForOfStatement' || inner.type === 'ForInStatement';
    if (isLoop || inner.type === 'AssignmentExpression') {
      for (const { name } of boundNames(inner.left)) changed.add(name);
      // `for (const a of b)`: a has many values.
      for (const declarator of isLoop ? nodesOf(nodeOf(inner.left)?.declarations) : []) {
        for (const { name } of declaredBy(declarator)) changed.add(name);
      }
    }
    if (inner.type === 'UpdateExpression')
      for (const { name } of boundNames(inner.argument)) changed.add(name);
  });
  return new Set(
    [...count].filter(([name, times]) => times === 1 && !changed.has(name)).map(([name]) => name),
  );
}

/** Whether a script reaches `transfer` or its own functions by other ways than calling them by name. */
function reachesAround(program: SyntaxNode, routines: ReadonlyMap<string, Routine>): boolean {
  const definitions = new Set<unknown>();
  for (const statement of nodesOf(program.body)) {
    if (isFunction(statement)) definitions.add(statement.id);
    for (const declarator of nodesOf(statement.declarations)) definitions.add(declarator.id);
  }
  let around = false;
  walk(program, (node, above) => {
    if (
      node.type === 'ThisExpression' ||
      isIdentifier(node, 'globalThis') ||
      isIdentifier(node, 'arguments')
    ) {
      around = true;
    }
    if (declaredBy(node).some(({ name }) => name === 'transfer')) around = true;
    if (!isIdentifier(node) || definitions.has(node)) return;
    const parent = above.at(-1);
    const isCalled = parent?.type === 'CallExpression' && parent.callee === node;
    // A handler's event is frozen and comes from the chain only where nobody but the chain calls the handler.
    if (handlers.has(node.name) && routines.has(node.name)) around = true;
    else if ((node.name === 'transfer' || routines.has(node.name)) && !isCalled) around = true;
  });
  return around;
}

/** What an expression stands for within a routine; undefined: not known yet. */
function meaningOf(expression: SyntaxNode | undefined, routine: Routine): Meaning | undefined {
  if (isIdentifier(expression)) {
    return routine.steady.has(expression.name) ? routine.meanings.get(expression.name) : 'anything';
  }
  if (expression?.type !== 'MemberExpression') return 'anything';
  const object = nodeOf(expression.object);
  const name = memberName(expression);
  const whole = isIdentifier(object) ? meaningOf(object, routine) : 'anything';
  if (whole === undefined) return undefined;
  return whole === 'event' && name !== undefined && wallets.has(name) ? (name as Meaning) : 'anything';
}

/** Follows events and wallets through parameters and constants until nothing new is found. */
function findMeanings(routines: ReadonlyMap<string, Routine>): void {
  let changed = true;
  const learn = ({ meanings }: Routine, name: string, meaning: Meaning | undefined) => {
    if (meaning === undefined) return;
    const old = meanings.get(name);
    const next = old === undefined || old === meaning ? meaning : 'anything';
    if (next === old) return;
    meanings.set(name, next);
    changed = true;
  };
  const bind = (routine: Routine, pattern: SyntaxNode | undefined, meaning: Meaning | undefined) => {
    if (isIdentifier(pattern)) learn(routine, pattern.name, meaning);
    else if (pattern?.type === 'ObjectPattern' && meaning !== undefined) {
      for (const property of nodesOf(pattern.properties)) {
        const key = property.computed === true ? undefined : nodeOf(property.key);
        const isWallet = meaning === 'event' && isIdentifier(key) && wallets.has(key.name);
        const plain = property.type === 'Property' && isIdentifier(property.value);
        for (const { name } of boundNames(property.type === 'Property' ? property.value : property)) {
          learn(routine, name, isWallet && plain ? (key.name as Meaning) : 'anything');
        }
      }
    } else for (const { name } of boundNames(pattern)) learn(routine, name, 'anything');
  };
  while (changed) {
    changed = false;
    for (const routine of routines.values()) {
      if (handlers.has(routine.name)) {
        for (const [index, parameter] of nodesOf(routine.node.params).entries()) {
          bind(routine, parameter, index === 0 ? 'event' : 'anything');
        }
      }
      walk(routine.node, (node, above) => {
        if (node.type === 'VariableDeclarator') {
          const isConstant = above.at(-1)?.kind === 'const';
          bind(routine, nodeOf(node.id), isConstant ? meaningOf(nodeOf(node.init), routine) : 'anything');
        } else if (node !== routine.node) {
          for (const { name } of declaredBy(node)) learn(routine, name, 'anything');
        }
        const callee = node.type === 'CallExpression' ? node.callee : undefined;
        const called = isIdentifier(callee) ? routines.get(callee.name) : undefined;
        if (called === undefined) return;
        const values = nodesOf(node.arguments);
        const spread = values.some(({ type }) => type === 'SpreadElement');
        for (const [index, parameter] of nodesOf(called.node.params).entries()) {
          bind(called, parameter, spread ? 'anything' : meaningOf(values[index], routine));
        }
      });
    }
  }
}

/** The routines that a handler may run, itself included. */
function reachableFrom(name: string, routines: ReadonlyMap<string, Routine>): Set<Routine> {
  const found = new Set<Routine>();
  const queue = [routines.get(name)];
  for (let routine = queue.pop(); routine !== undefined; routine = queue.pop()) {
    if (found.has(routine)) continue;
    found.add(routine);
    for (const other of routines.values()) {
      if (callsIn(routine.node, other.name).length > 0) queue.push(other);
    }
  }
  return found;
}
