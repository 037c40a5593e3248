import { compile } from 'css-select';
import { parse, type Selector } from 'css-what';
import { type AnyNode, type Element, isTag, isText } from 'domhandler';
import { childrenOf, descendants } from './tree.ts';

/** Says whether a node fits a selector; texts and comments never do. */
export type Matcher = (node: AnyNode) => boolean;

const NOTHING: Matcher = () => false;
const MATCHERS = new Map<string, Matcher>();
const MAX_MATCHERS = 1000;

/** The matcher of a selector, as k6 reads it: one that it cannot read fits nothing. */
export function matcherOf(selector: string): Matcher {
  let matcher = MATCHERS.get(selector);
  if (matcher === undefined) {
    matcher = readMatcher(selector);
    if (MATCHERS.size >= MAX_MATCHERS) MATCHERS.clear();
    MATCHERS.set(selector, matcher);
  }
  return matcher;
}

/** Nodes below the given ones that fit, each once. */
export function findAll(roots: readonly AnyNode[], matcher: Matcher): AnyNode[] {
  const found = new Set<AnyNode>();
  for (const root of roots) for (const node of descendants(root)) if (matcher(node)) found.add(node);
  return [...found];
}

function readMatcher(selector: string): Matcher {
  if (selector.trim() === '') return NOTHING;
  try {
    const fits = compile<AnyNode, Element>(asGo(parse(selector)), { pseudos: PSEUDOS });
    return (node) => isTag(node) && fits(node);
  } catch {
    return NOTHING;
  }
}

const ownText = (node: AnyNode): string =>
  childrenOf(node)
    .map((child) => (isText(child) ? child.data : ''))
    .join('');

/** Pseudo-classes of k6's selector library that CSS lacks or reads otherwise. */
const PSEUDOS: Readonly<Record<string, string | ((node: Element, value?: string | null) => boolean)>> = {
  checked: ':is(input[type=checkbox], input[type=radio])[checked], option[selected]',
  containsown: (node, value) =>
    ownText(node)
      .toLowerCase()
      .includes(unquoted(String(value)).toLowerCase()),
};

const unquoted = (text: string): string => /^(["'])(.*)\1$/s.exec(text.trim())?.[2] ?? text;

const KNOWN_PSEUDOS = new Set(
  `not has haschild contains containsown nth-child nth-last-child nth-of-type nth-last-of-type first-child last-child
  only-child first-of-type last-of-type only-of-type empty root input link lang enabled disabled checked`.split(
    /\s+/,
  ),
);

// Refuses what k6's library does not have, and takes attribute values by letter case as it does.
function asGo(alternatives: readonly (readonly Selector[])[]): Selector[][] {
  return alternatives.map((steps) => {
    if (steps.length === 0) throw new SyntaxError('empty selector');
    return steps.map(stepAsGo);
  });
}

function stepAsGo(step: Selector): Selector {
  if (step.type === 'attribute') return { ...step, ignoreCase: step.ignoreCase === true };
  if (step.type !== 'pseudo') return step;
  if (!KNOWN_PSEUDOS.has(step.name)) throw new SyntaxError(`unknown pseudo-class :${step.name}`);
  if (step.name === 'contains') return { ...step, name: 'icontains' };
  if (step.name === 'haschild') {
    const inner = Array.isArray(step.data) ? step.data : parse(String(step.data));
    return {
      ...step,
      name: 'has',
      data: inner.map((steps) => [{ type: 'child' } as Selector, ...asGo([steps]).flat()]),
    };
  }
  return Array.isArray(step.data) ? { ...step, data: asGo(step.data) } : step;
}
