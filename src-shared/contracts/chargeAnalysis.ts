import { parseScript } from './canonicalScript.ts';
import { type HandlerName, handlerNames } from './engine.ts';
import {
  boundNames,
  declaredBy,
  isFunction,
  isIdentifier,
  isNode,
  memberName,
  nodeOf,
  nodesOf,
  type SyntaxNode,
  walk,
} from './syntaxTree.ts';

/**
 * Whether a rehearsal with one applicant can show all that a script may ever take from that applicant. It can
 * where every payer is spelled out as the handler's own applicant, caller or contract account: then nobody else's
 * run, call or data can name this applicant as the payer.
 */

export const openReasons = [
  /** Some transfer's payer is not plainly the handler's own applicant, caller or contract. */
  'payerHidden',
  /** What comes in decides what goes out: `received` charges the applicant. */
  'chargesIncome',
] as const;
export type OpenReason = (typeof openReasons)[number];

type Payer = 'applicant' | 'caller' | 'contract';
const payers: readonly string[] = ['applicant', 'caller', 'contract'];

/** Reasons why the applicant's charges can't be bounded by a rehearsal; none: they can. */
export function openCharges(script: string): OpenReason[] {
  const program = parseScript(script) as unknown as SyntaxNode;
  const handlers = findHandlers(program);
  const reasons = new Set<OpenReason>();
  if (handlers === undefined || reachesAround(program, handlers)) reasons.add('payerHidden');
  walk(program, (node, above) => {
    if (node.type !== 'CallExpression' || !isIdentifier(node.callee, 'transfer')) return;
    const handler = handlers?.find(({ body }) => above.includes(body));
    const payer = handler === undefined ? undefined : payerOf(handler, nodesOf(node.arguments)[0]);
    if (handler === undefined || payer === undefined) reasons.add('payerHidden');
    else if (handler.name === 'received' && payer === 'applicant') reasons.add('chargesIncome');
  });
  return openReasons.filter((reason) => reasons.has(reason));
}

interface Handler {
  readonly name: HandlerName;
  /** The function. */
  readonly body: SyntaxNode;
}

/** The handlers, each a plain function of the top level; undefined where one is made in another way. */
function findHandlers(program: SyntaxNode): Handler[] | undefined {
  const handlers: Handler[] = [];
  const nameOf = (text: string) => handlerNames.find((name) => name === text);
  for (const statement of nodesOf(program.body)) {
    if (statement.type === 'FunctionDeclaration' && isIdentifier(statement.id)) {
      const name = nameOf(statement.id.name);
      if (name !== undefined) handlers.push({ name, body: statement });
    }
    for (const declarator of nodesOf(statement.declarations)) {
      for (const identifier of boundNames(declarator.id)) {
        const name = nameOf(identifier.name);
        if (name === undefined) continue;
        const made = nodeOf(declarator.init);
        const plain = isIdentifier(declarator.id) && isFunction(made) && !isNode(made.id);
        if (statement.kind !== 'const' || !plain) return undefined;
        handlers.push({ name, body: made });
      }
    }
  }
  const names = handlers.map(({ name }) => name);
  return new Set(names).size === names.length ? handlers : undefined;
}

/** Whether a script reaches `transfer` or a handler by other ways than calling the one and defining the other. */
function reachesAround(program: SyntaxNode, handlers: readonly Handler[]): boolean {
  const handlerIds = new Set<unknown>();
  for (const statement of nodesOf(program.body)) {
    if (statement.type === 'FunctionDeclaration') handlerIds.add(statement.id);
    for (const declarator of nodesOf(statement.declarations)) handlerIds.add(declarator.id);
  }
  const handlerNameSet = new Set<string>(handlers.map(({ name }) => name));
  let around = false;
  walk(program, (node, above) => {
    const parent = above.at(-1);
    if (node.type === 'ThisExpression' || isIdentifier(node, 'globalThis') || isIdentifier(node, 'arguments'))
      around = true;
    if (isIdentifier(node, 'transfer')) {
      around ||= parent?.type !== 'CallExpression' || parent.callee !== node;
    }
    if (isIdentifier(node) && handlerNameSet.has(node.name) && !handlerIds.has(node)) around = true;
    if (declaredBy(node).some(({ name }) => name === 'transfer')) around = true;
  });
  return around;
}

/** Whose coins a transfer takes, where that is spelled out in terms of the handler's own parameter. */
function payerOf({ body }: Handler, argument: SyntaxNode | undefined): Payer | undefined {
  const [parameter] = nodesOf(body.params);
  if (argument === undefined || parameter === undefined) return undefined;
  let name: string | undefined;
  let variable: string | undefined;
  if (isIdentifier(parameter)) {
    variable = parameter.name;
    if (argument.type !== 'MemberExpression' || !isIdentifier(argument.object, variable)) return undefined;
    name = memberName(argument);
  } else if (parameter.type === 'ObjectPattern' && isIdentifier(argument)) {
    variable = argument.name;
    name = nodesOf(parameter.properties).flatMap((property) =>
      property.type === 'Property' && property.computed !== true && isIdentifier(property.value, variable)
        ? isIdentifier(property.key)
          ? [property.key.name]
          : []
        : [],
    )[0];
  }
  if (variable === undefined || name === undefined || !payers.includes(name)) return undefined;
  return isRebound(body, variable) ? undefined : (name as Payer);
}

/** Whether a handler's parameter is assigned to, or its name declared a second time within the handler. */
function isRebound(body: SyntaxNode, variable: string): boolean {
  let declarations = 0;
  let assigned = false;
  walk(body, (node) => {
    declarations += declaredBy(node).filter(({ name }) => name === variable).length;
    const target =
      node.type === 'AssignmentExpression' || node.type === 'ForOfStatement' || node.type === 'ForInStatement'
        ? node.left
        : node.type === 'UpdateExpression'
          ? node.argument
          : undefined;
    if (boundNames(target).some(({ name }) => name === variable)) assigned = true;
  });
  return assigned || declarations !== 1;
}
