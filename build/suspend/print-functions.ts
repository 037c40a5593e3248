import type { BlockStatement } from 'acorn';
import { gateOf } from './print-async.ts';
import { canWait, type Printing } from './print-sites.ts';
import { NATIVE_CALLED } from './seeds.ts';
import {
  boundNames,
  childrenOf,
  type FunctionNode,
  isFunction,
  type Node,
  nextToken,
  ownerOf,
  type Syntax,
  staticName,
} from './syntax.ts';

/** How a function is printed. */
export type FunctionShape = 'suspending' | 'async' | 'untouched';

/** Wrapped body (sync-first), frame only (native async), or a cleared token. */
export function shapeOf(printing: Printing, fn: FunctionNode): FunctionShape {
  if (!canWait(printing, { kind: 'body', fn })) return 'untouched';
  return fn.async ? 'async' : 'suspending';
}

/**
 * Text before a default value or computed key among parameters that calls something: it runs before the body takes the token,
 * and cannot wait. Order: parents before children.
 */
export function openParameterValue(printing: Printing, node: Node): void {
  const value = parameterValue(printing, node);
  if (value !== null) printing.out.appendLeft(value.start, `${printing.names.runtime}.S(() => (`);
}

/** The other end of openParameterValue. Order: children before parents. */
export function closeParameterValue(printing: Printing, node: Node): void {
  const value = parameterValue(printing, node);
  if (value !== null) printing.out.appendLeft(value.end, '))');
}

function parameterValue({ syntax }: Printing, node: Node): Node | null {
  const parent = syntax.parents.get(node);
  const isDefault = parent?.type === 'AssignmentPattern' && parent.right === node;
  const isKey = parent?.type === 'Property' && parent.computed && parent.key === node;
  if (!(isDefault || isKey) || isFunction(node) || node.type === 'ClassExpression') return null;
  return ownerOf(syntax, node).kind === 'parameters' && callsAnything(node) ? node : null;
}

/** Text at the start of a function's body. */
export function openFunction(printing: Printing, fn: FunctionNode): void {
  const { out, names } = printing;
  const { runtime, frame } = names;
  const shape = shapeOf(printing, fn);
  const block = fn.body.type === 'BlockStatement';
  const at = block ? startOfStatements(fn.body as BlockStatement) : bodyStart(printing.syntax, fn);
  if (block && at > fn.body.start + 1) out.appendLeft(at, ';');
  if (shape === 'suspending') {
    const clear = isNativeCalled(printing.syntax, fn) ? `${runtime}.k = 0; ` : '';
    const hidden = hiddenParameters(fn);
    const bind = hidden.length === 0 ? '' : `, [${hidden.join(', ')}]`;
    const go = `${runtime}.go(async (${frame}${bind}) => { ${tempsOf(printing, fn)}try {`;
    out.appendLeft(at, block ? ` ${clear}return ${go} ` : `${go} return ${runtime}.r(${frame}, (`);
  } else if (shape === 'async') {
    const begin = `const ${frame} = ${runtime}.af(${fn.generator ? 1 : 0}); ${tempsOf(printing, fn)}try {`;
    out.appendLeft(at, block ? ` ${begin} ` : `{ ${begin} return (`);
  } else if (block && callsAnything(fn.body)) out.appendLeft(at, ` ${runtime}.k = 0; `);
  else if (!block && callsAnything(fn.body)) out.appendLeft(at, `(${runtime}.k = 0, (`);
}

function tempsOf({ chains }: Printing, fn: FunctionNode): string {
  const temps = chains.temps.get(fn);
  return temps === undefined ? '' : `let ${temps.join(', ')}; `;
}

/** Text at the end of a function's body. */
export function closeFunction(printing: Printing, fn: FunctionNode): void {
  const { out, names } = printing;
  const { runtime, frame, error } = names;
  const shape = shapeOf(printing, fn);
  const block = fn.body.type === 'BlockStatement';
  const at = block ? fn.body.end - 1 : fn.end;
  if (shape === 'suspending') {
    const hidden = hiddenParameters(fn);
    const pass = hidden.length === 0 ? '' : `, [${hidden.join(', ')}]`;
    const rest = `} catch (${error}) { ${runtime}.th(${frame}, ${error}) } finally { ${runtime}.end(${frame}) } }${pass})`;
    out.appendLeft(at, block ? `; ${frame}.v = void 0; ${rest}; ` : `)); ${rest}`);
  } else if (shape === 'async')
    out.appendLeft(
      at,
      `${block ? ' ' : '); '}} finally {${gateOf(printing)}${runtime}.ae(${frame}) }${block ? ' ' : ' }'}`,
    );
  else if (!block && callsAnything(fn.body)) out.appendLeft(at, '))');
}

/** `return x` of a wrapped function: the last one wins, also over finally. */
export function openReturn(printing: Printing, node: Extract<Node, { type: 'ReturnStatement' }>): boolean {
  const owner = ownerOf(printing.syntax, node);
  if (owner.kind !== 'body' || shapeOf(printing, owner.fn) !== 'suspending') return false;
  const { out, names } = printing;
  const call = ` ${names.runtime}.r(${names.frame}`;
  out.appendLeft(node.start + 'return'.length, node.argument ? `${call}, (` : `${call})`);
  return true;
}

/** The other end of openReturn. */
export function closeReturn(
  { out, syntax }: Printing,
  node: Extract<Node, { type: 'ReturnStatement' }>,
): void {
  if (node.argument) out.appendLeft(syntax.source[node.end - 1] === ';' ? node.end - 1 : node.end, '))');
}

/** A finally block that leaves a `return` of its own again must not change what the function was about to return. */
export function openFinally(printing: Printing, node: Node): void {
  const block = keepingFinally(printing, node);
  const { runtime, frame } = printing.names;
  if (block !== null) printing.out.appendLeft(block.start + 1, ` const ${runtime}v = ${frame}.v; `);
}

/** The other end of openFinally. Order: children before parents. */
export function closeFinally(printing: Printing, node: Node): void {
  const block = keepingFinally(printing, node);
  const { runtime, frame } = printing.names;
  if (block !== null) printing.out.appendLeft(block.end - 1, `; ${frame}.v = ${runtime}v; `);
}

function keepingFinally(printing: Printing, node: Node): Node | null {
  if (node.type !== 'TryStatement' || !node.finalizer || !hasReturn(node.finalizer)) return null;
  const owner = ownerOf(printing.syntax, node);
  return owner.kind === 'body' && shapeOf(printing, owner.fn) === 'suspending' ? node.finalizer : null;
}

const hasReturn = (node: Node): boolean =>
  node.type === 'ReturnStatement' || (!isFunction(node) && childrenOf(node).some(hasReturn));

function startOfStatements(body: BlockStatement): number {
  const directives = body.body.filter(
    (s) => s.type === 'ExpressionStatement' && typeof s.directive === 'string',
  );
  return directives.at(-1)?.end ?? body.start + 1;
}

// An arrow's expression body may stand in parentheses that belong to the arrow and not to the node.
function bodyStart({ source }: Syntax, fn: FunctionNode): number {
  let at = nextToken(source, fn.params.at(-1)?.end ?? fn.start);
  while (!source.startsWith('=>', at)) at = nextToken(source, at + 1);
  return nextToken(source, at + 2);
}

function isNativeCalled(syntax: Syntax, fn: FunctionNode): boolean {
  const parent = syntax.parents.get(fn);
  if (
    parent?.type !== 'MethodDefinition' &&
    parent?.type !== 'Property' &&
    parent?.type !== 'PropertyDefinition'
  )
    return false;
  const name = staticName(parent.key, parent.computed);
  return name === undefined ? parent.computed : NATIVE_CALLED.has(name);
}

// `function f(a) { var a; }`: inside the arrow `var a` would hide the parameter.
function hiddenParameters(fn: FunctionNode): string[] {
  const parameters = new Set(fn.params.flatMap(boundNames));
  if (parameters.size === 0 || fn.body.type !== 'BlockStatement') return [];
  return [...new Set(varNames(fn.body))].filter((name) => parameters.has(name));
}

function varNames(node: Node): string[] {
  if (isFunction(node) || node.type === 'ClassBody') return [];
  const own =
    node.type === 'VariableDeclaration' && node.kind === 'var'
      ? node.declarations.flatMap((d) => boundNames(d.id))
      : [];
  return [...own, ...childrenOf(node).flatMap(varNames)];
}

const CALLS = new Set([
  'CallExpression',
  'NewExpression',
  'TaggedTemplateExpression',
  'TemplateLiteral',
  'SpreadElement',
  'ForOfStatement',
  'BinaryExpression',
  'MemberExpression',
]);

function callsAnything(node: Node): boolean {
  if (CALLS.has(node.type)) return true;
  if (isFunction(node)) return false;
  return childrenOf(node).some(callsAnything);
}
