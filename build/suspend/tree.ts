import type { AnyNode, Program } from 'acorn';

export type Node = AnyNode;

/** A program's tree with the ways up that acorn does not keep. */
export interface Syntax {
  readonly source: string;
  readonly program: Program;
  readonly parents: ReadonlyMap<Node, Node>;
  /** All nodes, parents before children, in source order. */
  readonly nodes: readonly Node[];
}

/** Walks a parsed program once. */
export function treeOf(source: string, program: Program): Syntax {
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

/** Offset of the first token at or after `at`: past blanks and comments. */
export function nextToken(source: string, at: number): number {
  const trivia = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
  trivia.lastIndex = at;
  trivia.exec(source);
  return trivia.lastIndex;
}
