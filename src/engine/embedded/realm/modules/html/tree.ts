import { type AnyNode, type Document, Element, isComment, isDocument, isTag, isText } from 'domhandler';
import { parse } from 'parse5';
import { adapter } from 'parse5-htmlparser2-tree-adapter';

/** Parses a whole document by the rules of HTML: what is missing of html, head and body is added. */
export function parseDocument(text: string): Document {
  const document = parse(text, { treeAdapter: adapter });
  if (/<template/i.test(text)) openTemplates(document);
  return document;
}

// What a template holds are its children, as in Go.
function openTemplates(document: Document): void {
  for (const node of [...descendants(document)]) {
    const [content] = node instanceof Element && node.name === 'template' ? node.children : [];
    if (!(node instanceof Element) || content === undefined || !isDocument(content)) continue;
    node.children = content.children;
    for (const child of node.children) child.parent = node;
  }
}

/** Children of any node; none for texts and comments. */
export const childrenOf = (node: AnyNode): readonly AnyNode[] => ('children' in node ? node.children : []);

/** Children that are elements. */
export const elementsIn = (node: AnyNode): Element[] => childrenOf(node).filter(isTag);

/** All nodes below a node in the document's order, without recursion: pages may be nested deeply. */
export function* descendants(root: AnyNode): Generator<AnyNode> {
  const open = [...childrenOf(root)].reverse();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    const children = childrenOf(node);
    for (let i = children.length - 1; i >= 0; i--) open.push(children[i] as AnyNode);
  }
}

/** The parent element, nearest first. */
export function* ancestors(node: AnyNode): Generator<Element> {
  for (let { parent } = node; parent !== null; { parent } = parent) if (isTag(parent)) yield parent;
}

/** Element siblings from the nearest on, in one direction. */
export function* siblings(node: AnyNode, direction: 'next' | 'prev'): Generator<Element> {
  for (let other = node[direction]; other !== null; other = other[direction]) if (isTag(other)) yield other;
}

/** The first item alone; what comes after it is not looked for. */
export function firstOf<Item>(items: Iterable<Item>): Item[] {
  for (const item of items) return [item];
  return [];
}

/** The text of a node and of all below it, comments left out. */
export function textOf(node: AnyNode): string {
  if (isText(node)) return node.data;
  let text = '';
  for (const inner of descendants(node)) if (isText(inner)) text += inner.data;
  return text;
}

/** As `nodeName` shows it: tag names in lower case. */
export function nameOf(node: AnyNode): string {
  if (isTag(node)) return node.name;
  if (isText(node)) return '#text';
  if (isComment(node)) return '#comment';
  if (isDocument(node)) return '#document';
  return 'x-name' in node ? String(node['x-name']) : '';
}

/** An attribute of an element; undefined when it has none of that name or is no element. */
export const attributeOf = (node: AnyNode | undefined, name: string): string | undefined =>
  node !== undefined && isTag(node) && Object.hasOwn(node.attribs, name) ? node.attribs[name] : undefined;

/** The topmost node of the tree that a node is in. */
export function rootOf(node: AnyNode): AnyNode {
  let root = node;
  while (root.parent !== null) root = root.parent;
  return root;
}

/** True when `outer` is above `inner`. */
export function contains(outer: AnyNode, inner: AnyNode): boolean {
  for (let { parent } = inner; parent !== null; { parent } = parent) if (parent === outer) return true;
  return false;
}
