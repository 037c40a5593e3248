import { type AnyNode, type Program, parse } from 'acorn';

export type Node = AnyNode;
export type FunctionNode = Extract<
  Node,
  { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;

/** A bundle's tree with the ways up that acorn does not keep. */
export interface Syntax {
  readonly source: string;
  readonly program: Program;
  readonly parents: ReadonlyMap<Node, Node>;
  /** All nodes, parents before children, in source order. */
  readonly nodes: readonly Node[];
}

/** Where a node's code runs: in the body of a function, or at a place that cannot wait. */
export type Owner =
  | { kind: 'body'; fn: FunctionNode }
  | { kind: 'parameters'; fn: FunctionNode }
  | { kind: 'field' }
  | { kind: 'module' };

/** Parses a module; positions are offsets and lines of `source`. */
export function readSyntax(source: string): Syntax {
  const program = parse(source, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    ranges: true,
    locations: true,
  });
  const parents = new Map<Node, Node>();
  const nodes: Node[] = [];
  const stack: Node[] = [program];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    nodes.push(node);
    const children = childrenOf(node);
    for (const child of children) parents.set(child, node);
    stack.push(...children.reverse());
  }
  return { source, program, parents, nodes };
}

/** Child nodes in source order. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc' || key === 'range') continue;
    for (const item of Array.isArray(value) ? value : [value]) if (isNode(item)) children.push(item);
  }
  // A shorthand property has one node as key and value.
  return [...new Set(children)].sort((a, b) => a.start - b.start || b.end - a.end);
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string' && 'start' in value;

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
