import type { AnyNode } from 'domhandler';
import { resolveUrl } from '../http/resolve-url.ts';
import { findAll, matcherOf } from './matcher.ts';
import { ancestors, attributeOf, rootOf } from './tree.ts';

/** What the methods of an element work on; `one` and `many` make elements for the script. */
export interface Subject {
  readonly node: AnyNode;
  /** Of the page, or ''. */
  readonly url: string;
  one(node: AnyNode | undefined): unknown;
  many(nodes: readonly AnyNode[]): unknown[];
}

/** A method without arguments of one kind of element. */
export type Read = (subject: Subject) => unknown;
export type Methods = Readonly<Record<string, Read>>;

/** The attribute's text, or ''. */
export const text =
  (name: string): Read =>
  ({ node }) =>
    attributeOf(node, name) ?? '';

/** True when the attribute is there. */
export const flag =
  (name: string): Read =>
  ({ node }) =>
    attributeOf(node, name) !== undefined;

/** The attribute as an integer. */
export const integer =
  (name: string, otherwise: number): Read =>
  ({ node }) =>
    integerOf(node, name) ?? otherwise;

/** One of a few words: the first of them unless the attribute is another. */
export const oneOf =
  (name: string, words: readonly string[]): Read =>
  ({ node }) =>
    words.find((word) => word === attributeOf(node, name)) ?? words[0];

/** One of a few words, or undefined. */
export const oneOrNone =
  (name: string, words: readonly string[]): Read =>
  ({ node }) =>
    words.find((word) => word === attributeOf(node, name));

/** A link, made absolute where the page's URL is known. */
export const link =
  (name: string, whenMissing: (subject: Subject) => string = () => ''): Read =>
  (subject) => {
    const reference = attributeOf(subject.node, name);
    if (reference === undefined) return whenMissing(subject);
    return subject.url === '' ? reference : resolveUrl(subject.url, reference);
  };

/** Elements below that fit a selector. */
export const below =
  (selector: string): Read =>
  ({ node, many }) =>
    many(findAll([node], matcherOf(selector)));

/** The attribute as an integer; undefined when it is none. */
export function integerOf(node: AnyNode, name: string): number | undefined {
  const given = attributeOf(node, name) ?? '';
  return /^[+-]?\d+$/.test(given) ? Number(given) : undefined;
}

/** Elements anywhere in the document that fit a selector. */
export const inDocument = (node: AnyNode, selector: string): AnyNode[] =>
  findAll([rootOf(node)], matcherOf(selector));

/** A text as a string in a selector. */
export const quoted = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`;

/** The nearest element above that fits, the node itself included. */
export const closest = (node: AnyNode, selector: string): AnyNode | undefined =>
  [node, ...ancestors(node)].find(matcherOf(selector));

/** The nearest element above that fits. */
export const above = (node: AnyNode, selector: string): AnyNode | undefined =>
  [...ancestors(node)].find(matcherOf(selector));

/** The form that a field belongs to: around it, or named by its `form` attribute. */
export function formOf(node: AnyNode): AnyNode | undefined {
  const around = closest(node, 'form');
  const id = attributeOf(node, 'form') ?? '';
  if (around !== undefined || id === '') return around;
  return inDocument(node, `[id=${quoted(id)}]`)[0];
}

/** Labels of a field: the one around it, and those that name its id. */
export const labels: Read = ({ node, many }) => {
  const id = attributeOf(node, 'id') ?? '';
  const around = closest(node, 'label');
  const named = id === '' ? [] : inDocument(node, `label[for=${quoted(id)}]`);
  return many([...new Set(around === undefined ? named : [around, ...named])]);
};

/** The form of a field as an element. */
export const form: Read = ({ node, one }) => one(formOf(node));

/** Position of the node among those below the nearest element above that fits. */
export const positionIn =
  (holders: string, items: string, otherwise: number): Read =>
  ({ node }) => {
    const holder = above(node, holders);
    return holder === undefined ? otherwise : findAll([holder], matcherOf(items)).indexOf(node);
  };
