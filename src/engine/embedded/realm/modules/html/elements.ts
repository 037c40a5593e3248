import { type AnyNode, isComment, isDirective, isDocument, isTag, isText } from 'domhandler';
import type { Methods, Subject } from './element-access.ts';
import { KINDS } from './element-kinds.ts';
import { findAll, matcherOf } from './matcher.ts';
import { innerHtml } from './render.ts';
import {
  ancestors,
  attributeOf,
  childrenOf,
  contains,
  elementsIn,
  firstOf,
  nameOf,
  rootOf,
  siblings,
  textOf,
} from './tree.ts';

const HTML_NAMESPACE = 'http://www.w3.org/1999/xhtml';

// No property: scripts must not reach the nodes, which later calls use again.
let subjectOf: (element: Element) => Subject;

/** A node as scripts see it: all of the DOM that can be read, as methods. */
export class Element {
  readonly #node: AnyNode;
  readonly #url: string;

  constructor(node: AnyNode, url: string) {
    this.#node = node;
    this.#url = url;
  }

  attributes(): Record<string, Attribute> {
    const names = isTag(this.#node) ? Object.keys(this.#node.attribs) : [];
    return Object.fromEntries(names.map((name) => [name, this.#attribute(name)]));
  }

  childElementCount(): number {
    return elementsIn(this.#node).length;
  }

  childNodes(): Element[] {
    return this.#many(childrenOf(this.#node));
  }

  children(): Element[] {
    return this.#many(elementsIn(this.#node));
  }

  classList(): string[] {
    return (attributeOf(this.#node, 'class') ?? '').split(/\s+/).filter(Boolean);
  }

  className(): string | undefined {
    return attributeOf(this.#node, 'class');
  }

  contains(other: unknown): boolean {
    return other instanceof Element && (other.#node === this.#node || contains(this.#node, other.#node));
  }

  firstChild(): Element | undefined {
    return this.#one(childrenOf(this.#node)[0]);
  }

  firstElementChild(): Element | undefined {
    return this.#one(elementsIn(this.#node)[0]);
  }

  getAttribute(name: unknown): string | undefined {
    return attributeOf(this.#node, String(name));
  }

  getAttributeNode(name: unknown): Attribute | undefined {
    return this.getAttribute(name) === undefined ? undefined : this.#attribute(String(name));
  }

  getElementsByClassName(name: unknown): Element[] {
    return this.querySelectorAll(`.${String(name)}`);
  }

  getElementsByTagName(name: unknown): Element[] {
    return this.querySelectorAll(name);
  }

  hasAttribute(name: unknown): boolean {
    return this.getAttribute(name) !== undefined;
  }

  hasAttributes(): boolean {
    return isTag(this.#node) && Object.keys(this.#node.attribs).length > 0;
  }

  hasChildNodes(): boolean {
    return childrenOf(this.#node).length > 0;
  }

  id(): string | undefined {
    return attributeOf(this.#node, 'id');
  }

  innerHTML(): string {
    return innerHtml(this.#node);
  }

  isDefaultNamespace(): boolean {
    return this.namespaceURI() === HTML_NAMESPACE;
  }

  isEqualNode(other: unknown): boolean {
    return other instanceof Element && innerHtml(this.#node) === innerHtml(other.#node);
  }

  isSameNode(other: unknown): boolean {
    return other instanceof Element && this.#node === other.#node;
  }

  lang(): string | undefined {
    return attributeOf(this.#node, 'lang');
  }

  lastChild(): Element | undefined {
    return this.#one(childrenOf(this.#node).at(-1));
  }

  lastElementChild(): Element | undefined {
    return this.#one(elementsIn(this.#node).at(-1));
  }

  matches(selector: unknown): boolean {
    return matcherOf(String(selector))(this.#node);
  }

  namespaceURI(): string {
    return (isTag(this.#node) && this.#node.namespace) || HTML_NAMESPACE;
  }

  nextElementSibling(): Element | undefined {
    return this.#one(firstOf(siblings(this.#node, 'next'))[0]);
  }

  nextSibling(): Element | undefined {
    return this.#one(this.#node.next ?? undefined);
  }

  nodeName(): string {
    return nameOf(this.#node);
  }

  nodeType(): number | undefined {
    if (isTag(this.#node)) return 1;
    if (isText(this.#node)) return 3;
    if (isComment(this.#node)) return 8;
    if (isDocument(this.#node)) return 9;
    return isDirective(this.#node) ? 10 : undefined;
  }

  nodeValue(): string | undefined {
    return isText(this.#node) || isComment(this.#node) ? textOf(this.#node) : undefined;
  }

  ownerDocument(): Element | undefined {
    const root = rootOf(this.#node);
    return isDocument(root) ? this.#one(root) : undefined;
  }

  parentElement(): Element | undefined {
    return this.#one(firstOf(ancestors(this.#node))[0]);
  }

  parentNode(): Element | undefined {
    return this.#one(this.#node.parent ?? undefined);
  }

  previousElementSibling(): Element | undefined {
    return this.#one(firstOf(siblings(this.#node, 'prev'))[0]);
  }

  previousSibling(): Element | undefined {
    return this.#one(this.#node.prev ?? undefined);
  }

  querySelector(selector: unknown): Element | undefined {
    return this.#one(findAll([this.#node], matcherOf(String(selector)))[0]);
  }

  querySelectorAll(selector: unknown): Element[] {
    return this.#many(findAll([this.#node], matcherOf(String(selector))));
  }

  textContent(): string {
    return textOf(this.#node);
  }

  toString(): string {
    return isTag(this.#node) ? '[object html.Node]' : `[object ${nameOf(this.#node)}]`;
  }

  static {
    subjectOf = (element) => ({
      node: element.#node,
      url: element.#url,
      one: (node) => element.#one(node),
      many: (nodes) => element.#many(nodes),
    });
  }

  #attribute(name: string): Attribute {
    return new Attribute(this, name, attributeOf(this.#node, name) ?? '');
  }

  #one(node: AnyNode | undefined): Element | undefined {
    return node === undefined ? undefined : elementOf(node, this.#url);
  }

  #many(nodes: readonly AnyNode[]): Element[] {
    return nodes.map((node) => elementOf(node, this.#url));
  }
}

/** One attribute of an element. */
export class Attribute {
  readonly name: string;
  readonly value: string;
  readonly ownerElement: Element;

  constructor(owner: Element, name: string, value: string) {
    this.name = name;
    this.value = value;
    this.ownerElement = owner;
  }

  localName(): string {
    return this.name;
  }

  namespaceURI(): string {
    return HTML_NAMESPACE;
  }

  prefix(): string {
    return '';
  }
}

/** The node behind an element, which scripts cannot reach. */
export const nodeOf = (element: Element): AnyNode => subjectOf(element).node;

/** A node as an element of its kind. */
export function elementOf(node: AnyNode, url: string): Element {
  const tag = isTag(node) ? node.name : '';
  const methods = KINDS.get(tag);
  return methods === undefined ? new Element(node, url) : new (classOf(tag, methods))(node, url);
}

const CLASSES = new Map<string, typeof Element>();

function classOf(tag: string, methods: Methods): typeof Element {
  let kind = CLASSES.get(tag);
  if (kind === undefined) {
    kind = class extends Element {};
    for (const [name, read] of Object.entries(methods)) {
      const value = function (this: Element): unknown {
        return read(subjectOf(this));
      };
      Object.defineProperty(kind.prototype, name, { value, writable: true, configurable: true });
    }
    CLASSES.set(tag, kind);
  }
  return kind;
}
