import { type AnyNode, isComment, isDirective, isTag, isText } from 'domhandler';
import { childrenOf } from './tree.ts';

const VOID = new Set(
  'area base br col embed hr img input keygen link meta param source track wbr'.split(' '),
);
const RAW = new Set('iframe noembed noframes noscript plaintext script style xmp'.split(' '));
// The parser drops a line feed that follows these tags.
const EATS_LINE_FEED = new Set(['pre', 'listing', 'textarea']);

// As Go writes HTML, quotes in texts included.
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  "'": '&#39;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  '\r': '&#13;',
};
const escapeText = (text: string): string => text.replace(/[&'<>"\r]/g, (c) => ESCAPES[c] as string);

/** The HTML of what is inside a node. */
export const innerHtml = (node: AnyNode): string => childrenOf(node).map(outerHtml).join('');

function outerHtml(node: AnyNode): string {
  if (isText(node)) {
    return node.parent !== null && isTag(node.parent) && RAW.has(node.parent.name)
      ? node.data
      : escapeText(node.data);
  }
  if (isComment(node)) return `<!--${node.data}-->`;
  if (isDirective(node)) return `<!DOCTYPE ${String(node['x-name'] ?? 'html')}>`;
  if (!isTag(node)) return innerHtml(node);
  const attributes = Object.entries(node.attribs).map(([name, value]) => ` ${name}="${escapeText(value)}"`);
  const tag = `<${node.name}${attributes.join('')}`;
  if (VOID.has(node.name)) return `${tag}/>`;
  const [first] = node.children;
  const gap =
    EATS_LINE_FEED.has(node.name) && first && isText(first) && first.data.startsWith('\n') ? '\n' : '';
  return `${tag}>${gap}${innerHtml(node)}</${node.name}>`;
}
