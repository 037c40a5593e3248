import type MagicString from 'magic-string';
import type { Analysis, Site } from './analysis.ts';
import type { GeneratedNames } from './generated-names.ts';
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

/** What printing works on. */
export interface Printing {
  readonly syntax: Syntax;
  readonly analysis: Analysis;
  readonly names: GeneratedNames;
  readonly out: MagicString;
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

/** Text before a call site's node. Order: parents before children. */
export function openSite(printing: Printing, site: Site): void {
  const { names, out } = printing;
  const { node, owner } = site;
  if (site.kind !== 'then' && canWait(printing, owner)) out.appendLeft(node.start, `(${names.runtime}.c(`);
  if (owner.kind === 'parameters') out.appendLeft(node.start, `${names.runtime}.S(() => `);
  if (site.kind === 'call') openToken(printing, site);
  else openHelper(printing, site);
}

/** Text after a call site's node. Order: children before parents. */
export function closeSite(printing: Printing, site: Site): void {
  const { names, out } = printing;
  const { node, owner } = site;
  const waits = canWait(printing, owner);
  if (node.type === 'CallExpression' && waits && site.kind !== 'then') {
    const last = node.arguments.at(-1);
    if (last !== undefined && last.type !== 'SpreadElement') out.appendLeft(last.end, ')');
  }
  if (owner.kind === 'parameters') out.appendLeft(node.end, ')');
  if (site.kind !== 'then' && waits) {
    out.appendLeft(
      node.end,
      `) ? ${names.runtime}.u(${names.frame}, await ${names.runtime}.w(${names.frame})) : ${names.runtime}.V)`,
    );
  }
}

// The token is set when the last argument has been evaluated, just before control enters the callee.
function openToken(printing: Printing, { node, owner }: Site): void {
  if (!canWait(printing, owner)) return;
  const { names, out } = printing;
  if (node.type === 'TaggedTemplateExpression') {
    const last = node.quasi.expressions.at(-1);
    if (last !== undefined) {
      out.appendLeft(last.start, `${names.runtime}.a(`);
      out.prependRight(last.end, ')');
    }
    return;
  }
  setTokenInArguments(printing, node);
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
  } else out.appendLeft(last.start, `${names.runtime}.a(`);
}

// `xs.map(f)` becomes `R.hof(xs, "map", R.a(f))`: the helper decides at run time what the method is.
function openHelper(printing: Printing, { node, kind, owner }: Site): void {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return;
  const { names, out } = printing;
  const { object, property, computed } = node.callee;
  const waits = canWait(printing, owner);
  if (object.type === 'Super') {
    if (kind !== 'then' && waits) setTokenInArguments(printing, node);
    return;
  }
  if (kind === 'twin' && !waits) return;
  const name = JSON.stringify(staticName(property, computed));
  out.appendLeft(node.start, `${names.runtime}.${kind === 'then' ? 'then' : 'hof'}(`);
  const { source } = printing.syntax;
  const dot = source.lastIndexOf(computed ? '[' : '.', property.start);
  const open = source.indexOf('(', property.end + (computed ? 1 : 0));
  const newlines = source.slice(dot, open).replace(/[^\n]/g, '');
  out.overwrite(dot, open + 1, `${newlines}, ${name}${node.arguments.length > 0 ? ', ' : ''}`);
  if (kind === 'then') return;
  setTokenInArguments(printing, node);
}

/** `await x` of the script's own: ends the job's part, and comes back only when no other job holds the VU. */
export function openAwait({ names, out }: Printing, node: Extract<Node, { type: 'AwaitExpression' }>): void {
  const { runtime, frame } = names;
  out.overwrite(node.start, node.start + 'await'.length, `(${runtime}.g(await ${runtime}.aw(${frame}, (`);
}

/** The other end of openAwait. */
export function closeAwait({ names, out }: Printing, node: Extract<Node, { type: 'AwaitExpression' }>): void {
  out.appendLeft(node.end, `))) ? await ${names.runtime}.gw() : ${names.runtime}.gr())`);
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
