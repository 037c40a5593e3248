import type { Site } from './analysis.ts';
import { canWait, helperName, type Printing, siteOpening, tokenAfter } from './print-sites.ts';
import { type FunctionNode, type Node, ownerOf } from './syntax.ts';

type Chain = Extract<Node, { type: 'ChainExpression' }>;
type Call = Extract<Node, { type: 'CallExpression' }>;
type Member = Extract<Node, { type: 'MemberExpression' }>;
type Link = Call | Member;

/** How the optional chains of a script are printed where a call in their middle may wait. */
export interface ChainPlan {
  /** Chains that become conditionals. */
  readonly lowered: ReadonlySet<Node>;
  /** Calls whose opening text the chain prints, or (in chains that cannot be lowered) calls that stay as they are. */
  readonly openedByChain: ReadonlySet<Node>;
  readonly untouched: ReadonlySet<Node>;
  /** Local variables for the values of links. */
  readonly temps: ReadonlyMap<FunctionNode, readonly string[]>;
}

/**
 * `a?.b().c` with a call that may wait becomes `((t = a) == null ? void 0 : SITE(t.b()).c)`: the site cannot be put around a
 * part of a chain. A call at the end of a chain can stay where it is.
 */
export function planChains(printing: Omit<Printing, 'chains'>): ChainPlan {
  const { syntax, analysis } = printing;
  const plan = {
    lowered: new Set<Node>(),
    openedByChain: new Set<Node>(),
    untouched: new Set<Node>(),
    temps: new Map<FunctionNode, string[]>(),
  };
  for (const node of syntax.nodes) {
    if (node.type !== 'ChainExpression') continue;
    const links = linksOf(node);
    const sites = links.flatMap((link) => analysis.sites.get(link) ?? []);
    const owner = ownerOf(syntax, node);
    const inside = sites.filter((site) => site.kind !== 'call' || site.node !== node.expression);
    if (inside.length === 0) continue;
    const parent = syntax.parents.get(node);
    const deletes = parent?.type === 'UnaryExpression' && parent.operator === 'delete';
    if (!canWait(printing as Printing, owner) || deletes) {
      for (const { node: call } of sites) plan.untouched.add(call);
      continue;
    }
    plan.lowered.add(node);
    for (const { node: call } of sites) plan.openedByChain.add(call);
    const names = plan.temps.get(owner.fn) ?? [];
    plan.temps.set(owner.fn, names);
    for (const link of links) if (link.optional) names.push(...localsOf(printing, link));
  }
  return plan;
}

// Offsets make the names unique.
const tempOf = ({ names }: Pick<Printing, 'names'>, link: Link): string => `${names.runtime}t${link.end}`;
const selfOf = ({ names }: Pick<Printing, 'names'>, link: Link): string => `${names.runtime}s${link.end}`;

const localsOf = (printing: Pick<Printing, 'names'>, link: Link): string[] =>
  link.type === 'CallExpression'
    ? [tempOf(printing, link), selfOf(printing, link)]
    : [tempOf(printing, link)];

// From the innermost to the outermost.
function linksOf(chain: Chain): Link[] {
  const links: Link[] = [];
  for (let node: Node = chain.expression; ; ) {
    if (node.type === 'MemberExpression') {
      links.unshift(node);
      node = node.object;
    } else if (node.type === 'CallExpression') {
      links.unshift(node);
      node = node.callee;
    } else return links;
  }
}

/** Text of a lowered chain but its end. Order: parents before children. */
export function openChain(printing: Printing, node: Node): void {
  if (node.type !== 'ChainExpression' || !printing.chains.lowered.has(node)) return;
  const { out } = printing;
  const links = linksOf(node);
  const optionals = links.filter(({ optional }) => optional);
  const segments = optionals.map((link) => links.indexOf(link));
  out.appendLeft(node.start, openingsOf(printing, { links, from: 0, next: segments[0] ?? links.length }));
  for (const [i, from] of segments.entries()) {
    const link = links[from] as Link;
    const openings = openingsOf(printing, { links, from, next: segments[i + 1] ?? links.length });
    printOptional(printing, {
      links,
      from,
      text: `) == null ? void 0 : ${openings}${tempOf(printing, link)}`,
    });
  }
}

/** The end of a lowered chain. Order: children before parents. */
export function closeChain({ out, chains }: Printing, node: Node): void {
  if (node.type !== 'ChainExpression' || !chains.lowered.has(node)) return;
  out.appendLeft(node.end, ')'.repeat(linksOf(node).filter(({ optional }) => optional).length));
}

// What stands before the first link of a segment: the next optional link's test, then the calls, outermost first.
function openingsOf(
  printing: Printing,
  { links, from, next }: { links: readonly Link[]; from: number; next: number },
): string {
  const optional = links[next];
  let text = '';
  if (optional !== undefined) {
    text = `((${tempOf(printing, optional)} = `;
    const callee = links[next - 1];
    // A member of the link before needs no name of its own; `super` is `this`.
    if (
      optional.type === 'CallExpression' &&
      callee?.type === 'MemberExpression' &&
      next - 1 !== from - (from > 0 ? 0 : 1) &&
      needsSelf(callee)
    ) {
      text += `(${selfOf(printing, optional)} = `;
      printing.out.appendLeft(
        tokenAfter(printing.syntax.source, callee.object.end, callee.computed ? '[' : '.'),
        ')',
      );
    }
  }
  for (let i = next - 1; i >= from; i--) {
    const site: Site | undefined = printing.analysis.sites.get(links[i] as Link);
    if (site !== undefined) text += siteOpening(printing, site);
  }
  return text;
}

const needsSelf = (callee: Member): boolean => !callee.optional && callee.object.type !== 'Super';

function printOptional(
  printing: Printing,
  { links, from, text }: { links: readonly Link[]; from: number; text: string },
): void {
  const { out, syntax, analysis } = printing;
  const { source } = syntax;
  const link = links[from] as Link;
  if (link.type === 'CallExpression') {
    const at = tokenAfter(source, link.callee.end, '?');
    const open = tokenAfter(source, at + 2, '(');
    out.overwrite(at, open + 1, `${text}${callWith(printing, link)}`);
    return;
  }
  const at = tokenAfter(source, link.object.end, '?');
  const site = analysis.sites.get(links[from + 1] as Link);
  const name = site && helperName(printing, site);
  if (site === undefined || name === undefined || (site.node as Call).optional) {
    out.overwrite(at, at + 2, link.computed ? text : `${text}.`);
    return;
  }
  const open = tokenAfter(source, link.end, '(');
  out.overwrite(at, open + 1, `${text}, ${name}, `);
}

// An optional call of a member keeps its `this`.
function callWith(printing: Printing, link: Call): string {
  const { callee } = link;
  if (callee.type !== 'MemberExpression') return '(';
  if (callee.object.type === 'Super') return '.call(this, ';
  return `.call(${callee.optional ? tempOf(printing, callee) : selfOf(printing, link)}, `;
}
