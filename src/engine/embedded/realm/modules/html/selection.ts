import type { AnyNode } from 'domhandler';
import type { Suspender } from '../../contract.ts';
import type { HtmlSelection } from '../../html-contract.ts';
import { GoError } from '../go-error.ts';
import { goType } from '../go-type.ts';
import { type Callback, callEach, mapEach, readCallback, type Steps, testAny, testEach } from './callback.ts';
import { readData, readDatum } from './data-attributes.ts';
import { Element, elementOf, nodeOf } from './elements.ts';
import { encodedValues, type FormValue, fieldValue, formValues, valuesByName } from './form-values.ts';
import { findAll, type Matcher, matcherOf } from './matcher.ts';
import { innerHtml } from './render.ts';
import {
  ancestors,
  attributeOf,
  childrenOf,
  contains,
  elementsIn,
  firstOf,
  rootOf,
  siblings,
  textOf,
} from './tree.ts';

/** Optional selector of a method: given or not counts, as k6 takes an explicit undefined for text. */
type Filter = [selector?: unknown];
type Until = [until?: unknown, filter?: unknown];

// No property: scripts must not reach the nodes, which later calls use again.
let nodesBehind: (selection: Selection) => readonly AnyNode[];

/** A list of nodes, as jQuery has it: what `parseHTML` gives. */
export class Selection implements HtmlSelection {
  /** Of the response that it came from, else ''. */
  readonly url: string;
  readonly #nodes: readonly AnyNode[];
  readonly #$: Suspender;
  readonly #before: Selection | null;

  constructor($: Suspender, nodes: readonly AnyNode[], from: Selection | string) {
    this.#$ = $;
    this.#nodes = nodes;
    this.#before = typeof from === 'string' ? null : from;
    this.url = typeof from === 'string' ? from : from.url;
  }

  size(): number {
    return this.#nodes.length;
  }

  text(): string {
    return this.#nodes.map(textOf).join('');
  }

  html(): string {
    const [first] = this.#nodes;
    return first === undefined ? '' : innerHtml(first);
  }

  attr(name: unknown, whenMissing?: unknown): string | undefined {
    return attributeOf(this.#nodes[0], String(name)) ?? (whenMissing as string | undefined);
  }

  data(...args: [key?: unknown]): unknown {
    const [first] = this.#nodes;
    return args.length === 0 ? readData(first) : readDatum(first, String(args[0]));
  }

  val(): unknown {
    return fieldValue(this.#nodes[0]);
  }

  serializeArray(): FormValue[] {
    return formValues(this.#nodes);
  }

  serializeObject(): Record<string, unknown> {
    return valuesByName(this.#nodes);
  }

  serialize(): string {
    return encodedValues(this.#nodes);
  }

  add(arg: unknown): Selection {
    const added = typeof arg === 'string' ? this.#inDocument(arg) : nodesOf(arg);
    return this.#made([...this.#nodes, ...added]);
  }

  find(arg: unknown): Selection {
    return this.#made(findAll(this.#nodes, matcherFor(arg)));
  }

  closest(arg: unknown): Selection {
    const fits = matcherFor(arg);
    return this.#mapped((node) => [node, ...ancestors(node)].filter(fits).slice(0, 1));
  }

  has(arg: unknown): Selection {
    const inner = typeof arg === 'string' ? this.#inDocument(arg) : nodesOf(arg);
    return this.#made(this.#nodes.filter((node) => inner.some((other) => contains(node, other))));
  }

  filter(arg: unknown): Selection {
    if (typeof arg === 'function') return this.#$.drive(() => this.#tested(arg as Callback, true));
    refuseOther(arg, 'filter');
    return this.#made(this.#nodes.filter(matcherFor(arg)));
  }

  not(arg: unknown): Selection {
    if (typeof arg === 'function') return this.#$.drive(() => this.#tested(arg as Callback, false));
    const fits = matcherFor(arg);
    return this.#made(this.#nodes.filter((node) => !fits(node)));
  }

  is(arg: unknown): boolean {
    if (typeof arg === 'function') return this.#$.drive(() => testAny(arg as Callback, this.toArray()));
    refuseOther(arg, 'is');
    return this.#nodes.some(matcherFor(arg));
  }

  each(handler: unknown): Selection {
    const fn = readCallback(handler, 'each');
    return this.#$.drive(() => callEach(fn, this.#elements(), this));
  }

  map(mapper: unknown): unknown[] {
    const fn = readCallback(mapper, 'map');
    return this.#$.drive(() => mapEach(fn, this.toArray()));
  }

  children(...filter: Filter): Selection {
    return this.#mapped(elementsIn, filter);
  }

  contents(): Selection {
    return this.#mapped(childrenOf);
  }

  parent(...filter: Filter): Selection {
    return this.#mapped((node) => firstOf(ancestors(node)), filter);
  }

  parents(...filter: Filter): Selection {
    return this.#mapped(ancestors, filter);
  }

  parentsUntil(...until: Until): Selection {
    return this.#mappedUntil(ancestors, until);
  }

  siblings(...filter: Filter): Selection {
    const others = (node: AnyNode): AnyNode[] => [
      ...[...siblings(node, 'prev')].reverse(),
      ...siblings(node, 'next'),
    ];
    return this.#mapped(others, filter);
  }

  next(...filter: Filter): Selection {
    return this.#mapped((node) => firstOf(siblings(node, 'next')), filter);
  }

  nextAll(...filter: Filter): Selection {
    return this.#mapped((node) => siblings(node, 'next'), filter);
  }

  nextUntil(...until: Until): Selection {
    return this.#mappedUntil((node) => siblings(node, 'next'), until);
  }

  prev(...filter: Filter): Selection {
    return this.#mapped((node) => firstOf(siblings(node, 'prev')), filter);
  }

  prevAll(...filter: Filter): Selection {
    return this.#mapped((node) => siblings(node, 'prev'), filter);
  }

  prevUntil(...until: Until): Selection {
    return this.#mappedUntil((node) => siblings(node, 'prev'), until);
  }

  eq(index: unknown): Selection {
    const at = Math.trunc(Number(index)) || 0;
    const node = this.#nodes.at(at);
    return this.#made(node === undefined ? [] : [node]);
  }

  first(): Selection {
    return this.eq(0);
  }

  last(): Selection {
    return this.eq(-1);
  }

  end(): Selection {
    return this.#before ?? this.#made([]);
  }

  slice(start: unknown, ...end: [end?: unknown]): Selection {
    return this.#made(this.#nodes.slice(Number(start), end.length === 0 ? undefined : Number(end[0])));
  }

  get(...args: [index?: unknown]): Element | undefined | Element[] {
    if (args.length === 0) return this.#elements();
    const at = Math.trunc(Number(args[0])) || 0;
    const node = at > -this.#nodes.length ? this.#nodes.at(at) : undefined;
    return node === undefined ? undefined : elementOf(node, this.url);
  }

  toArray(): Selection[] {
    return [...this.#nodes.keys()].map((i) => this.eq(i));
  }

  index(...args: [of?: unknown]): number {
    const [first] = this.#nodes;
    const [of] = args;
    if (first === undefined) return -1;
    if (args.length === 0) return [...siblings(first, 'prev')].length;
    if (typeof of === 'string') return this.#inDocument(of).indexOf(first);
    const [node] = of instanceof Selection || of instanceof Element ? nodesOf(of) : [];
    return node === undefined ? -1 : this.#nodes.indexOf(node);
  }

  static {
    nodesBehind = (selection) => selection.#nodes;
  }

  #elements(): Element[] {
    return this.#nodes.map((node) => elementOf(node, this.url));
  }

  #made(nodes: Iterable<AnyNode>): Selection {
    return new Selection(this.#$, [...new Set(nodes)], this);
  }

  #mapped(relatives: (node: AnyNode) => Iterable<AnyNode>, filter: Filter = []): Selection {
    const all = this.#nodes.flatMap((node) => [...relatives(node)]);
    return this.#made(filter.length === 0 ? all : all.filter(matcherOf(String(filter[0]))));
  }

  #mappedUntil(relatives: (node: AnyNode) => Iterable<AnyNode>, [until, ...filter]: Until): Selection {
    const stops: Matcher = until === undefined || until === null ? () => false : matcherFor(until);
    return this.#mapped((node) => {
      const found = [...relatives(node)];
      const end = found.findIndex(stops);
      return end < 0 ? found : found.slice(0, end);
    }, filter);
  }

  *#tested(fn: Callback, accepted: boolean): Steps<Selection> {
    const answers = yield* testEach(fn, this.toArray());
    return this.#made(this.#nodes.filter((_, i) => answers[i] === accepted));
  }

  #inDocument(selector: string): AnyNode[] {
    const [first] = this.#nodes;
    return first === undefined ? [] : findAll([rootOf(first)], matcherOf(selector));
  }
}

function refuseOther(given: unknown, method: string): void {
  if (typeof given === 'string' || given instanceof Selection) return;
  throw new GoError(`the argument to ${method}() must be a function, a selector or a selection`);
}

function nodesOf(given: unknown): readonly AnyNode[] {
  if (given instanceof Selection) return nodesBehind(given);
  if (given instanceof Element) return [nodeOf(given)];
  throw new GoError(`Invalid argument: Cannot use a ${goType(given)} as a selector`);
}

function matcherFor(given: unknown): Matcher {
  if (typeof given === 'string') return matcherOf(given);
  const nodes = new Set(nodesOf(given));
  return (node) => nodes.has(node);
}
