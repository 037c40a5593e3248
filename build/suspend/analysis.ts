import type { CallExpression, TaggedTemplateExpression } from 'acorn';
import type { Bindings } from './bindings.ts';
import {
  blockingNames,
  blocks,
  COMBINATORS,
  CONVERTING_METHODS,
  INERT_RECEIVERS,
  TWIN_METHODS,
} from './seeds.ts';
import {
  cannotWait,
  type FunctionNode,
  isFunction,
  type Node,
  type Owner,
  ownerOf,
  type Syntax,
  staticName,
} from './syntax.ts';

export type CallNode = CallExpression | TaggedTemplateExpression;

/** A call that may reach a blocking one. */
export interface Site {
  readonly node: CallNode;
  readonly owner: Owner;
  /** `twin`: a native method with callbacks; `then`: a promise's; `call`: any other. */
  readonly kind: 'call' | 'twin' | 'then';
  /** What of the callee only the run shows to be native or not: the function itself, or whose `call` or `apply` it is. */
  readonly open: Node | null;
}

/** What of a bundle may suspend. Broad on purpose: a site too many costs one comparison. */
export interface Analysis {
  readonly sites: ReadonlyMap<Node, Site>;
  /** Functions to be rewritten, native async ones included. */
  readonly suspending: ReadonlySet<FunctionNode>;
  /** False: nothing in the bundle can block, and nothing is rewritten. */
  readonly active: boolean;
}

interface Facts {
  syntax: Syntax;
  bindings: Bindings;
  suspending: Set<FunctionNode>;
  names: Set<string>;
}

/** Grows the set of suspending functions and names until nothing changes. */
export function analyse(syntax: Syntax, bindings: Bindings): Analysis {
  const modules = new Set([...bindings.imports.values()].map((imported) => imported.module));
  const names = new Set([...modules].flatMap((module) => blockingNames(module)));
  const requires = bindings.globals.some((identifier) => identifier.name === 'require');
  if (requires)
    for (const module of ['k6', 'k6/http', 'k6/ws', 'k6/net/grpc']) addAll(names, blockingNames(module));
  const facts: Facts = { syntax, bindings, suspending: new Set(), names };
  const active = names.size > 0 || hasAsync(syntax);
  const calls = syntax.nodes.filter(isCall);
  const stores = syntax.nodes.flatMap(storesOf);
  let sites = new Map<Node, Site>();
  for (let size = -1; active && size !== facts.suspending.size + facts.names.size; ) {
    size = facts.suspending.size + facts.names.size;
    sites = findSites(facts, calls);
    for (const { owner, kind } of sites.values()) {
      if (owner.kind === 'body' && kind !== 'then' && !cannotWait(syntax, owner.fn))
        facts.suspending.add(owner.fn);
    }
    for (const store of stores) if (mayHold(facts, store.value, new Set())) facts.names.add(store.name);
  }
  if (active) for (const node of syntax.nodes) if (isFunction(node) && node.async) facts.suspending.add(node);
  return { sites, suspending: facts.suspending, active };
}

const isCall = (node: Node): node is CallNode =>
  node.type === 'CallExpression' || node.type === 'TaggedTemplateExpression';

const hasAsync = (syntax: Syntax): boolean => syntax.nodes.some((node) => isFunction(node) && node.async);

function addAll(set: Set<string>, names: Iterable<string>): void {
  for (const name of names) set.add(name);
}

function findSites(facts: Facts, calls: readonly CallNode[]): Map<Node, Site> {
  const sites = new Map<Node, Site>();
  for (const node of calls) {
    const kind = siteKind(facts, node);
    if (kind !== undefined) {
      const open = kind === 'call' ? openPart(facts, node) : null;
      sites.set(node, { node, kind, open, owner: ownerOf(facts.syntax, node) });
    }
  }
  return sites;
}

function siteKind(facts: Facts, node: CallNode): Site['kind'] | undefined {
  const callee = node.type === 'CallExpression' ? node.callee : node.tag;
  if (callee.type === 'Super') return undefined;
  if (callee.type === 'MemberExpression' && node.type === 'CallExpression') {
    const name = staticName(callee.property, callee.computed);
    const inert = isInert(facts, callee.object);
    if (inert && isCombinator(callee.object, name)) return facts.names.size > 0 ? 'then' : undefined;
    if (name === 'then' || name === 'catch' || name === 'finally') return inert ? undefined : 'then';
    if (
      name !== undefined &&
      TWIN_METHODS.has(name) &&
      node.arguments.some((arg) => mayHold(facts, arg, new Set()))
    ) {
      return 'twin';
    }
  }
  if (!mayHold(facts, callee, new Set()) || isInertCheck(facts, node)) return undefined;
  return node.type === 'CallExpression' && mayBeNative(facts, callee) ? 'twin' : 'call';
}

// What the method is shows at run time only: a native one must not pass the token on to a function that it calls.
function mayBeNative({ bindings }: Facts, callee: Node): boolean {
  if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return false;
  const name = staticName(callee.property, callee.computed);
  if (name !== undefined && !(TWIN_METHODS.has(name) || CONVERTING_METHODS.has(name))) return false;
  const variable = callee.object.type === 'Identifier' ? bindings.variableOf(callee.object) : undefined;
  return variable === undefined || bindings.importOf(variable) === undefined;
}

function openPart(facts: Facts, node: CallNode): Node | null {
  const callee = node.type === 'CallExpression' ? node.callee : node.tag;
  if (callee.type !== 'MemberExpression') return isOpen(facts, callee) ? callee : null;
  const name = staticName(callee.property, callee.computed);
  if ((name !== 'call' && name !== 'apply') || callee.optional || callee.object.type === 'Super') return null;
  return isOpen(facts, callee.object) && !isCutShort(callee.object) ? callee.object : null;
}

// An optional link to the left ends the whole chain: no parentheses may come between.
function isCutShort(expression: Node): boolean {
  if (expression.type === 'MemberExpression') return expression.optional || isCutShort(expression.object);
  if (expression.type === 'CallExpression') return expression.optional || isCutShort(expression.callee);
  return false;
}

// True unless all that an expression can be is a function of the script or of k6.
function isOpen({ bindings }: Facts, expression: Node): boolean {
  if (isFunction(expression)) return false;
  if (expression.type !== 'Identifier') return expression.type !== 'ChainExpression';
  const variable = bindings.variableOf(expression);
  if (variable === undefined || bindings.importOf(variable) !== undefined) return false;
  return bindings.valuesOf(variable).some((value) => value === 'unknown' || !isFunction(value));
}

const isCombinator = (object: Node, name: string | undefined): boolean =>
  object.type === 'Identifier' && object.name === 'Promise' && name !== undefined && COMBINATORS.has(name);

function isInert({ bindings }: Facts, object: Node): boolean {
  return (
    object.type === 'Identifier' &&
    INERT_RECEIVERS.has(object.name) &&
    bindings.variableOf(object) === undefined
  );
}

// `check(v, {name: fn})` with functions that never block needs no site: it is by far the most frequent call.
function isInertCheck(facts: Facts, node: CallNode): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return false;
  const variable = facts.bindings.variableOf(node.callee);
  const imported = variable && facts.bindings.importOf(variable);
  const sets = node.arguments[1];
  if (imported?.module !== 'k6' || imported.name !== 'check' || sets?.type !== 'ObjectExpression')
    return false;
  return sets.properties.every((property) => {
    if (property.type !== 'Property' || property.kind !== 'init') return false;
    const { value } = property;
    return value.type === 'Literal' || (isFunction(value) && !facts.suspending.has(value));
  });
}

/** True when the value of an expression may be a function that blocks. */
function mayHold(facts: Facts, expression: Node, seen: Set<Node>): boolean {
  if (seen.has(expression)) return false;
  seen.add(expression);
  switch (expression.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return facts.suspending.has(expression) || (expression.async && facts.names.size > 0);
    case 'Identifier':
      return identifierMayHold(facts, expression, seen);
    case 'MemberExpression':
      return memberMayHold(facts, expression);
    case 'ParenthesizedExpression':
    case 'ChainExpression':
      return mayHold(facts, expression.expression, seen);
    case 'AssignmentExpression':
      return mayHold(facts, expression.right, seen);
    case 'ConditionalExpression':
      return mayHold(facts, expression.consequent, seen) || mayHold(facts, expression.alternate, seen);
    case 'LogicalExpression':
      return mayHold(facts, expression.left, seen) || mayHold(facts, expression.right, seen);
    case 'SequenceExpression':
      return mayHold(facts, expression.expressions.at(-1) as Node, seen);
    case 'CallExpression':
    case 'AwaitExpression':
    case 'YieldExpression':
    case 'TaggedTemplateExpression':
    case 'SpreadElement':
      return true;
    default:
      return false;
  }
}

function identifierMayHold(facts: Facts, identifier: Node, seen: Set<Node>): boolean {
  const variable = facts.bindings.variableOf(identifier);
  if (variable === undefined) return false;
  const imported = facts.bindings.importOf(variable);
  if (imported !== undefined) return blocks(imported.module, imported.name);
  return facts.bindings
    .valuesOf(variable)
    .some((value) => value === 'unknown' || mayHold(facts, value, seen));
}

function memberMayHold(facts: Facts, member: Extract<Node, { type: 'MemberExpression' }>): boolean {
  const name = staticName(member.property, member.computed);
  if (name === undefined) return true;
  const { object } = member;
  if (isInert(facts, object)) return false;
  const variable = object.type === 'Identifier' ? facts.bindings.variableOf(object) : undefined;
  const imported = variable && facts.bindings.importOf(variable);
  if (imported !== undefined) return blockingNames(imported.module).includes(name);
  if (name === 'call' || name === 'apply') return mayHold(facts, object, new Set());
  if (name === 'next' || name === 'return' || name === 'throw') return false;
  return facts.names.has(name);
}

// Every place that puts a value under a property name.
function storesOf(node: Node): { name: string; value: Node }[] {
  switch (node.type) {
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition': {
      const name = staticName(node.key, node.computed);
      if (name === undefined || !node.value) return [];
      if (node.type === 'MethodDefinition' && node.kind !== 'method') return [];
      return [{ name, value: getterTarget(node.value) }];
    }
    case 'AssignmentExpression': {
      if (node.left.type !== 'MemberExpression') return [];
      const name = staticName(node.left.property, node.left.computed);
      return name === undefined ? [] : [{ name, value: node.right }];
    }
    default:
      return [];
  }
}

// esbuild's `__export(ns, { name: () => local })`: the value behind the name is what the arrow gives.
function getterTarget(value: Node): Node {
  const isGetter =
    value.type === 'ArrowFunctionExpression' && value.params.length === 0 && value.body.type === 'Identifier';
  return isGetter ? value.body : value;
}
