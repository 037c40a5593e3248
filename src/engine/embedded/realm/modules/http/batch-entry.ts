import { GoError } from '../go-error.ts';
import { type GivenRequest, TaggedUrl } from './request-params.ts';

/** One entry of http.batch(); `key` is its index or name, for messages. Throws GoError for what is no request. */
export function readBatchEntry(entry: unknown, key: number | string): GivenRequest {
  if (Array.isArray(entry)) return readList(entry);
  if (typeof entry !== 'object' || entry === null || entry instanceof TaggedUrl)
    return { method: 'GET', url: entry, body: null, params: undefined };
  const { method = 'GET', url, body = null, params } = entry as Record<string, unknown>;
  if (!('url' in entry)) throw new GoError(`batch request ${goKey(key)} doesn't have a url key`);
  if (typeof method !== 'string') throw new GoError(`invalid method type '${goSyntax(method)}'`);
  const upper = method.toUpperCase();
  return { method: upper, url, body: upper === 'GET' || upper === 'HEAD' ? null : body, params };
}

// The method is sent as it is written, and the body whatever the method.
function readList(entry: readonly unknown[]): GivenRequest {
  if (entry.length < 2) throw new GoError(`invalid batch request '${goSyntax(entry)}'`);
  const [method, url, body = null, params] = entry;
  if (typeof method !== 'string') throw new GoError(`invalid method type '${goSyntax(method)}'`);
  return { method, url, body, params };
}

// As Go's %q: an index is a character to it.
const goKey = (key: number | string): string =>
  typeof key === 'string' ? JSON.stringify(key) : `'\\x${key.toString(16).padStart(2, '0')}'`;

// As Go's %#v, of the values that scripts put there.
function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'string') return JSON.stringify(value);
  if (!Array.isArray(value)) return String(value);
  const items = value.map((item) =>
    item === null || item === undefined ? 'interface {}(nil)' : goSyntax(item),
  );
  return `[]interface {}{${items.join(', ')}}`;
}
