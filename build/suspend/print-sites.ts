import type MagicString from 'magic-string';
import type { Analysis, CallNode, Site } from './analysis.ts';
import type { GeneratedNames } from './generated-names.ts';
import type { ChainPlan } from './print-chains.ts';
import {
  cannotWait,
  type FunctionNode,
  isFunction,
  type Node,
  nextToken,
  type Owner,
  ownerOf,
  type Syntax,
  staticName,
} from './syntax.ts';

/** What printing works on. */
export interface Printing {
  readonly syntax: Syntax;
  readonly analysis: Analysis;
  readonly names: GeneratedNames;
  readonly out: MagicString;
  readonly chains: ChainPlan;
  /** Folder of the script's file that this offset of the bundle comes from; null for the entry's own folder. */
  folderOf(offset: number): string | null;
}

/** True where code may wait: in the body of a rewritten function that is no generator, constructor or accessor. */
export function canWait(
  { syntax, analysis }: Printing,
  owner: Owner,
): owner is { kind: 'body'; fn: FunctionNode } {
  return owner.kind === 'body' && analysis.suspending.has(owner.fn) && !cannotWait(syntax, owner.fn);
}

/** Text before a call site's node, and what is printed within it. Order: parents before children. */
export function openSite(printing: Printing, site: Site): void {
  const { chains, out } = printing;
  const { node } = site;
  if (chains.untouched.has(node)) return;
  if (!chains.openedByChain.has(node)) out.appendLeft(node.start, siteOpening(printing, site));
  if (helperName(printing, site) !== undefined) printHelper(printing, site);
  const open = openCallee(printing, site);
  if (open !== null) out.appendLeft(open.start, `${printing.names.runtime}.q((`);
  if (site.kind !== 'then' && canWait(printing, site.owner)) setToken(printing, node);
}

/** What stands right before a call site. */
export function siteOpening(printing: Printing, site: Site): string {
  const { runtime } = printing.names;
  const test = site.kind !== 'then' && canWait(printing, site.owner) ? `(${runtime}.c(` : '';
  if (helperName(printing, site) === undefined) return test;
  return `${test}${runtime}.${site.kind === 'then' ? 'then' : 'hof'}(`;
}

/** Text after a call site's node. Order: children before parents. */
export function closeSite(printing: Printing, site: Site): void {
  const { names, out } = printing;
  const { node, owner } = site;
  if (printing.chains.untouched.has(node)) return;
  const waits = canWait(printing, owner);
  const open = openCallee(printing, site);
  if (open !== null) out.appendLeft(open.end, `)${calleeName(printing, site, open)})`);
  if (node.type === 'CallExpression' && waits && site.kind !== 'then') {
    const last = node.arguments.at(-1);
    if (last !== undefined && last.type !== 'SpreadElement')
      out.appendLeft(last.end, last.type === 'SequenceExpression' ? '))' : ')');
  }
  if (site.kind !== 'then' && waits) {
    out.appendLeft(
      node.end,
      `) ? ${names.runtime}.u(${names.frame}, await ${names.runtime}.w(${names.frame})) : ${names.runtime}.V)`,
    );
  }
}

// A chain prints its own links.
function openCallee(printing: Printing, site: Site): Node | null {
  if (site.open === null || !canWait(printing, site.owner)) return null;
  return printing.chains.openedByChain.has(site.node) ? null : site.open;
}

// For the text of the language's own TypeError.
function calleeName({ syntax }: Printing, { node }: Site, open: Node): string {
  const isCallee = node.type === 'CallExpression' ? node.callee === open : node.tag === open;
  if (!isCallee || (node.type === 'CallExpression' && node.optional)) return '';
  const name =
    open.type === 'Identifier'
      ? open.name
      : `${syntax.source.slice(open.start, open.start + 20).split(/[^\w.$]/, 1)[0]}(...)`;
  return `, ${JSON.stringify(name)}`;
}

// The token is set when the last argument has been evaluated, just before control enters the callee.
function setToken(printing: Printing, node: CallNode): void {
  const { names, out } = printing;
  if (node.type === 'CallExpression') {
    setTokenInArguments(printing, node);
    return;
  }
  const last = node.quasi.expressions.at(-1);
  if (last === undefined) return;
  const sequence = last.type === 'SequenceExpression';
  out.appendLeft(last.start, `${names.runtime}.a(${sequence ? '(' : ''}`);
  out.prependRight(last.end, sequence ? '))' : ')');
}

function setTokenInArguments(
  { names, out, syntax }: Printing,
  node: Extract<Node, { type: 'CallExpression' }>,
): void {
  const last = node.arguments.at(-1);
  if (last === undefined) out.appendLeft(node.end - 1, `...${names.runtime}.K`);
  else if (last.type === 'SpreadElement') {
    const comma = syntax.source.slice(last.end, node.end).includes(',');
    out.appendLeft(node.end - 1, `${comma ? '' : ', '}...${names.runtime}.K`);
  } else out.appendLeft(last.start, `${names.runtime}.a(${last.type === 'SequenceExpression' ? '(' : ''}`);
}

/** The method's name, quoted ('' when computed), where a call goes through a helper that decides at run time what the method is. */
export function helperName(printing: Printing, { node, kind, owner }: Site): string | undefined {
  if (kind === 'call' || node.type !== 'CallExpression' || node.optional) return undefined;
  if (node.callee.type !== 'MemberExpression' || node.callee.object.type === 'Super') return undefined;
  if (kind === 'twin' && !canWait(printing, owner)) return undefined;
  const name = staticName(node.callee.property, node.callee.computed);
  if (name === undefined) return node.callee.optional ? undefined : '';
  return JSON.stringify(name);
}

// `xs.map(f)` becomes `$.hof(xs, "map", $.a(f))`; without arguments the token, or nothing, follows the comma.
function printHelper(printing: Printing, site: Site): void {
  const { out, syntax } = printing;
  const node = site.node as Extract<Node, { type: 'CallExpression' }>;
  const callee = node.callee as Extract<Node, { type: 'MemberExpression' }>;
  if (callee.optional) return; // The chain prints it.
  const dot = tokenAfter(syntax.source, callee.object.end, callee.computed ? '[' : '.');
  const open = tokenAfter(syntax.source, callee.end, '(');
  const name = helperName(printing, site);
  const from = name === '' ? tokenAfter(syntax.source, callee.property.end, ']') : dot;
  if (name === '') out.overwrite(dot, dot + 1, ', (');
  const newlines = syntax.source.slice(from, open).replace(/[^\n]/g, '');
  out.overwrite(from, open + 1, `${newlines}${name === '' ? ')' : `, ${name}`}, `);
}

/** Where a token stands after `from`: between the two are only closing parentheses, blanks and comments. */
export function tokenAfter(source: string, from: number, token: string): number {
  let at = nextToken(source, from);
  while (source[at] !== token) at = nextToken(source, at + 1);
  return at;
}

/** True when an `await` runs in an async function that has a frame. */
export function hasFrame(printing: Printing, node: Node): boolean {
  const owner = ownerOf(printing.syntax, node);
  return (
    owner.kind === 'body' &&
    isFunction(owner.fn) &&
    owner.fn.async &&
    printing.analysis.suspending.has(owner.fn)
  );
}
