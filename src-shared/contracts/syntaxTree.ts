/** A parser's syntax tree (ESTree), as far as the analyses need it: nodes by type, with names told from uses. */
export interface SyntaxNode {
  readonly type: string;
  readonly loc?: { readonly start: { readonly line: number; readonly column: number } };
  readonly [field: string]: unknown;
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string';
}

export function nodeOf(value: unknown): SyntaxNode | undefined {
  return isNode(value) ? value : undefined;
}

/** A list field's nodes; holes are left out. */
export function nodesOf(value: unknown): SyntaxNode[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

export function isIdentifier(value: unknown, name?: string): value is SyntaxNode & { name: string } {
  return isNode(value) && value.type === 'Identifier' && (name === undefined || value.name === name);
}

/** The name of a member such as `a.name`; undefined for `a[…]`. */
export function memberName(node: SyntaxNode): string | undefined {
  if (node.type !== 'MemberExpression' || node.computed === true) return undefined;
  const property = nodeOf(node.property);
  return isIdentifier(property) ? property.name : undefined;
}

function fieldsOf(node: SyntaxNode): [string, unknown][] {
  return Object.entries(node).filter(([field]) => field !== 'loc' && field !== 'type');
}

/** Whether the identifier in this field is a name only: of a property, a label, a module. */
function isMereName(parent: SyntaxNode, field: string): boolean {
  if (field === 'property' && parent.type === 'MemberExpression') return parent.computed !== true;
  if (field === 'key') return parent.computed !== true;
  if (field === 'label') return true;
  return parent.type === 'MetaProperty' || /^(Import|Export).*Specifier$/.test(parent.type);
}

/** Visits a node and all below it, outer ones first, with the nodes above (the nearest last). */
export function walk(
  node: SyntaxNode,
  visit: (node: SyntaxNode, above: readonly SyntaxNode[]) => void,
  above: readonly SyntaxNode[] = [],
): void {
  visit(node, above);
  const path = [...above, node];
  for (const [field, value] of fieldsOf(node)) {
    for (const child of isNode(value) ? [value] : nodesOf(value)) {
      if (child.type === 'Identifier' && isMereName(node, field)) continue;
      walk(child, visit, path);
    }
  }
}

/** The identifiers that a pattern binds: `{ a, b: [c], ...d }` binds a, c, d. */
export function boundNames(pattern: unknown): (SyntaxNode & { name: string })[] {
  if (isIdentifier(pattern)) return [pattern];
  const node = nodeOf(pattern);
  switch (node?.type) {
    case 'ObjectPattern':
      return nodesOf(node.properties).flatMap((property) =>
        boundNames(property.type === 'Property' ? property.value : property),
      );
    case 'ArrayPattern':
      return nodesOf(node.elements).flatMap(boundNames);
    case 'AssignmentPattern':
      return boundNames(node.left);
    case 'RestElement':
      return boundNames(node.argument);
    default:
      return [];
  }
}

const functionTypes: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
]);

export type FunctionNode = SyntaxNode & { readonly params: unknown };

export function isFunction(node: SyntaxNode | undefined): node is FunctionNode {
  return node !== undefined && functionTypes.has(node.type);
}

/** The identifiers that this very node declares. */
export function declaredBy(node: SyntaxNode): (SyntaxNode & { name: string })[] {
  if (isFunction(node)) return [...boundNames(node.id), ...nodesOf(node.params).flatMap(boundNames)];
  if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') return boundNames(node.id);
  if (node.type === 'VariableDeclarator') return boundNames(node.id);
  return node.type === 'CatchClause' ? boundNames(node.param) : [];
}
