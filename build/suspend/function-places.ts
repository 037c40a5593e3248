import type { FunctionNode, Node, Syntax } from './syntax.ts';

/** Where a function or class stands in a text, and what the language calls it. */
export interface FunctionPlace {
  /** Offsets of its own text, as toString shows it. */
  readonly start: number;
  readonly end: number;
  /** Empty for anonymous ones. */
  readonly name: string;
}

/** Functions and classes in source order, outer before inner. Stands without the parser. */
export function functionPlaces({
  source,
  nodes,
  parents,
}: Pick<Syntax, 'source' | 'nodes' | 'parents'>): FunctionPlace[] {
  const places = nodes.filter(isDefinition).map((node) => {
    const place = placeOf(node, parents.get(node));
    const keyword = /^static\s+(?!\()/.exec(source.slice(place.start, place.start + 20));
    return { ...place, start: place.start + (keyword?.[0].length ?? 0) };
  });
  return places.sort((a, b) => a.start - b.start || b.end - a.end);
}

type Definition = FunctionNode | Extract<Node, { type: 'ClassDeclaration' | 'ClassExpression' }>;

const isDefinition = (node: Node): node is Definition =>
  /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|ClassDeclaration|ClassExpression)$/.test(
    node.type,
  );

function placeOf(node: Definition, parent: Node | undefined): FunctionPlace {
  const own = 'id' in node && node.id ? node.id.name : undefined;
  const { start, end } = node;
  if (own !== undefined || parent === undefined) return { start, end, name: own ?? '' };
  switch (parent.type) {
    case 'MethodDefinition':
    case 'Property': {
      const name = `${parent.kind === 'get' || parent.kind === 'set' ? `${parent.kind} ` : ''}${keyText(parent)}`;
      const isMethod = parent.type === 'MethodDefinition' || parent.method || parent.kind !== 'init';
      return { start: isMethod ? parent.start : start, end, name };
    }
    case 'PropertyDefinition':
      return { start, end, name: parent.value === node ? keyText(parent) : '' };
    case 'VariableDeclarator':
      return { start, end, name: textOf(parent.id) };
    case 'AssignmentExpression':
    case 'AssignmentPattern':
      return { start, end, name: parent.right === node ? textOf(parent.left) : '' };
    case 'ExportDefaultDeclaration':
      return { start, end, name: 'default' };
    default:
      return { start, end, name: '' };
  }
}

const textOf = (target: Node): string => (target.type === 'Identifier' ? target.name : '');

function keyText({ key, computed }: { key: Node; computed: boolean }): string {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (key.type === 'Literal') return String(key.value);
  return key.type === 'Identifier' && !computed ? key.name : '';
}
