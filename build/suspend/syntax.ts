import { parse } from 'acorn';
import { childrenOf, type Node, nextToken, type Syntax, treeOf } from './tree.ts';

export { childrenOf, type Node, nextToken, type Syntax };
export type FunctionNode = Extract<
  Node,
  { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;

/** Where a node's code runs: in the body of a function, or at a place that cannot wait. */
export type Owner =
  | { kind: 'body'; fn: FunctionNode }
  | { kind: 'parameters'; fn: FunctionNode }
  | { kind: 'field' }
  | { kind: 'module' };

/** A module's tree, and where its author left a semicolon out: what is printed there may read on without one. */
export interface ModuleSyntax extends Syntax {
  readonly missingSemicolons: readonly number[];
}

/** Parses a module; positions are offsets and lines of `source`. */
export function readSyntax(source: string): ModuleSyntax {
  const missingSemicolons: number[] = [];
  const program = parse(source, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    ranges: true,
    locations: true,
    onInsertedSemicolon: (at) => void missingSemicolons.push(at),
  });
  return { ...treeOf(source, program), missingSemicolons };
}

/** True for the three kinds of function nodes. */
export const isFunction = (node: Node | undefined): node is FunctionNode =>
  node?.type === 'FunctionDeclaration' ||
  node?.type === 'FunctionExpression' ||
  node?.type === 'ArrowFunctionExpression';

/** Which function's turn runs this node. */
export function ownerOf(syntax: Syntax, node: Node): Owner {
  let child = node;
  for (let parent = syntax.parents.get(node); parent !== undefined; parent = syntax.parents.get(parent)) {
    if (isFunction(parent)) {
      if (parent.body === child) return { kind: 'body', fn: parent };
      if ((parent.params as Node[]).includes(child)) return { kind: 'parameters', fn: parent };
    }
    if (parent.type === 'PropertyDefinition' && parent.value === child) return { kind: 'field' };
    if (parent.type === 'StaticBlock') return { kind: 'field' };
    child = parent;
  }
  return { kind: 'module' };
}

/** A property's name where it is written down: `a.b`, `a['b']`, `a.#b`; undefined when computed. */
export function staticName(key: Node, computed: boolean): string | undefined {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (key.type === 'Literal') return String(key.value);
  if (!computed && key.type === 'Identifier') return key.name;
  return undefined;
}

/** True for functions that must stay what they are: constructors, getters, setters, generators. */
export function cannotWait(syntax: Syntax, fn: FunctionNode): boolean {
  if (fn.generator) return !fn.async;
  const parent = syntax.parents.get(fn);
  if (parent?.type === 'MethodDefinition' && parent.value === fn) return parent.kind !== 'method';
  return parent?.type === 'Property' && parent.value === fn && parent.kind !== 'init';
}

/** Names that a pattern binds. */
export function boundNames(pattern: Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'RestElement':
      return boundNames(pattern.argument);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : boundNames(element)));
    case 'ObjectPattern':
      return pattern.properties.flatMap((p) => boundNames(p.type === 'Property' ? p.value : p.argument));
    default:
      return [];
  }
}
