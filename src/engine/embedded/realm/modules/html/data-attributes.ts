import { type AnyNode, isTag } from 'domhandler';
import { attributeOf } from './tree.ts';

const PREFIX = 'data-';

/** The `data-` attributes of an element as values by property name; undefined when it has no attribute at all. */
export function readData(node: AnyNode | undefined): Record<string, unknown> | undefined {
  const attributes = node !== undefined && isTag(node) ? Object.entries(node.attribs) : [];
  if (attributes.length === 0) return undefined;
  const own = attributes.filter(([name]) => name.startsWith(PREFIX) && name.length > PREFIX.length);
  return Object.fromEntries(
    own.map(([name, value]) => [propertyName(name.slice(PREFIX.length)), dataValue(value)]),
  );
}

/** One of them by its name, `user-id` or `userId`. */
export function readDatum(node: AnyNode | undefined, key: string): unknown {
  const text = attributeOf(node, PREFIX + attributeName(key));
  return text === undefined ? undefined : dataValue(text);
}

// Words that stay in capitals: `data-user-id` is `userID`.
const INITIALISMS = new Set(
  `ACL API ASCII CPU CSS DNS EOF ETA GPU GUID HTML HTTP HTTPS ID IP JSON LHS OS QPS RAM RHS RPC SLA SMTP SQL SSH TCP TLS
  TTL UDP UI UID UUID URI URL UTF8 VM XML XMPP XSRF XSS`.split(/\s+/),
);

function propertyName(attribute: string): string {
  const [first = '', ...words] = attribute.split('-');
  return first + words.map(capitalised).join('');
}

function capitalised(word: string): string {
  const upper = word.toUpperCase();
  return INITIALISMS.has(upper) ? upper : upper.slice(0, 1) + word.slice(1);
}

const attributeName = (property: string): string =>
  property
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();

const WORDS = new Map<string, unknown>([
  ['', undefined],
  ['null', undefined],
  ['undefined', undefined],
  ['true', true],
  ['false', false],
]);

// A number only where its text is the way that number is written: '1.50' and '1e3' stay texts.
function dataValue(text: string): unknown {
  if (WORDS.has(text)) return WORDS.get(text);
  if (text.startsWith('{') || text.startsWith('[')) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return text;
    }
  }
  const number = Number(text);
  return text.trim() !== '' && String(number) === text && Number.isFinite(number) ? number : text;
}
