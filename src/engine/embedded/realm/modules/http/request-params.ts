import type { VuContext } from '../../contract.ts';
import type {
  Compression,
  CookieStore,
  HttpBody,
  HttpRequest,
  RequestCookie,
  ResponseType,
} from '../../http-contract.ts';
import { GoError } from '../go-error.ts';
import { goType } from '../go-type.ts';
import { readTags } from '../tags.ts';
import { encodeForm, formText } from './form-encoding.ts';

const DEFAULT_TIMEOUT_MS = 60_000;
const EXPECTED = [200, 399] as const;

/** What `expectedStatuses` gives: opaque to scripts. */
export class StatusMatcher {
  readonly #ranges: readonly number[];
  constructor(ranges: readonly number[]) {
    this.#ranges = ranges;
  }
  static rangesOf(matcher: StatusMatcher): readonly number[] {
    return matcher.#ranges;
  }
}

/** State of `k6/http` in one VU. */
export interface HttpModuleState {
  callback: StatusMatcher | null | undefined;
  storeOf(jar: unknown): CookieStore | null;
}

/** A URL as scripts give it: text, or what http.url`...` made. */
export interface NamedUrl {
  url: string;
  name: string | null;
}

/** Text of the URL and the name that http.url`...` gave it. */
export function readUrl(url: unknown): NamedUrl {
  if (typeof url === 'object' && url !== null && '__k6Url' in url) {
    const named = url as { __k6Url: string; name: string };
    return { url: named.__k6Url, name: named.name };
  }
  return { url: String(url), name: null };
}

/** Checks and completes a request; throws GoError for what k6 refuses to build. */
export function buildRequest(
  vu: VuContext,
  state: HttpModuleState,
  given: { method: string; url: unknown; body: unknown; params: unknown },
): HttpRequest {
  const { options } = vu.bridge.state;
  const params = (given.params ?? {}) as Record<string, unknown>;
  const { url, name } = readUrl(given.url);
  if (typeof given.url !== 'string' && name === null)
    throw new InvalidUrl(`invalid URL: '#${goText(given.url)}'`);
  const problem = vu.bridge.http.checkUrl(url);
  if (problem !== null) throw new InvalidUrl(`invalid URL: parse "${url}": ${problem}`);
  const { body, contentType } = readBody(given.body, (message) => vu.bridge.log('warning', message, {}));
  const { name: tagName, ...tags } = readTags(params['tags']) ?? {};
  const redirects = params['redirects'] === undefined ? options.maxRedirects : Number(params['redirects']);
  const callback =
    'responseCallback' in params ? (params['responseCallback'] as StatusMatcher | null) : state.callback;
  return {
    method: given.method,
    url,
    name: tagName ?? name,
    headers: readHeaders(params['headers']),
    body,
    contentType,
    compression: readCompression(params['compression']),
    cookies: readCookies(params['cookies']),
    jar: state.storeOf(params['jar']),
    tags: Object.keys(tags).length > 0 ? tags : null,
    digest: params['auth'] === 'digest',
    timeoutMs: readTimeout(params['timeout']),
    redirects,
    warnOfRedirects: params['redirects'] === undefined && !options.maxRedirectsSet,
    responseType: readResponseType(params, options.discardResponseBodies),
    expected: readExpected(callback),
  };
}

// How Go prints what a script gave in place of a URL.
function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, each]) => `${key}:${goText(each)}`).join(' ')}]`;
}

const COMPRESSIONS: readonly Compression[] = ['gzip', 'deflate', 'zstd', 'br'];

function readCompression(given: unknown): Compression[] | null {
  if (given === undefined || given === null || given === '') return null;
  const names = String(given)
    .split(',')
    .map((name) => name.trim() as Compression);
  const wrong = names.find((name) => !COMPRESSIONS.includes(name));
  if (wrong === undefined) return names;
  throw new GoError(
    `unknown compression algorithm ${wrong}, supported algorithms are [${COMPRESSIONS.join(' ')}]`,
  );
}

/** The URL cannot be requested: error code 1020. */
export class InvalidUrl extends GoError {}

function readExpected(callback: StatusMatcher | null | undefined): readonly number[] | null {
  if (callback === undefined) return EXPECTED;
  if (callback === null) return null;
  if (!(callback instanceof StatusMatcher)) throw new GoError('unsupported responseCallback');
  return StatusMatcher.rangesOf(callback);
}

function readHeaders(given: unknown): string[] | null {
  if (given === undefined || given === null) return null;
  return Object.entries(given as object).flatMap(([name, value]) => [name, String(value)]);
}

function readCookies(given: unknown): RequestCookie[] | null {
  if (given === undefined || given === null) return null;
  return Object.entries(given as Record<string, unknown>).map(([name, value]) => {
    if (typeof value !== 'object' || value === null) return { name, value: String(value), replace: false };
    const cookie = value as { value?: unknown; replace?: unknown };
    return { name, value: String(cookie.value ?? ''), replace: Boolean(cookie.replace) };
  });
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function readTimeout(given: unknown): number {
  if (given === undefined) return DEFAULT_TIMEOUT_MS;
  if (typeof given === 'number') return given;
  if (typeof given !== 'string')
    throw new GoError(`invalid timeout value: unable to use type ${goType(given)} as a duration value`);
  if (/^[+-]?\d+(\.\d+)?$/.test(given)) return Number(given);
  const sign = given.startsWith('-') ? -1 : 1;
  const text = given.replace(/^[+-]/, '');
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    throw new GoError(`invalid timeout value: time: invalid duration ${JSON.stringify(given)}`);
  return parts.reduce(
    (total, [, amount, unit]) => total + sign * Number(amount) * (UNITS[unit as string] as number),
    0,
  );
}

function readResponseType(params: Record<string, unknown>, discard: boolean): ResponseType {
  if (!('responseType' in params)) return discard ? 'none' : 'text';
  const type = params['responseType'];
  if (type === 'text' || type === 'binary' || type === 'none') return type;
  throw new GoError(`${String(type)} does not belong to ResponseType values`);
}

/** What http.file() gives. */
export class FileData {
  readonly data: string | Uint8Array;
  readonly filename: string;
  readonly content_type: string;
  constructor(data: string | Uint8Array, filename: string, contentType: string) {
    this.data = data;
    this.filename = filename;
    this.content_type = contentType;
  }
}

const isNested = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readBody(
  given: unknown,
  warn: (message: string) => void,
): { body: HttpBody | null; contentType: string | null } {
  if (given === undefined || given === null) return { body: null, contentType: null };
  if (typeof given === 'string') return { body: given, contentType: null };
  if (given instanceof ArrayBuffer) return { body: new Uint8Array(given), contentType: null };
  if (given instanceof Uint8Array) return { body: given, contentType: null };
  const typed = ArrayBuffer.isView(given) && !(given instanceof DataView);
  if (typeof given !== 'object' || Array.isArray(given) || typed || given instanceof Date) {
    throw new GoError(`unknown request body type ${goType(given)}`);
  }
  const entries = Object.entries(given as Record<string, unknown>);
  if (!entries.some(([, value]) => value instanceof FileData)) {
    const nested = entries.map(([, value]) => value).find((value) => isNested(value));
    if (nested !== undefined) {
      const what = `cannot urlencode a nested ${goType(nested)} value in a request form body`;
      warn(`${what}; encoding it as an empty value, use JSON.stringify() to send structured data`);
    }
    return { body: encodeForm(entries), contentType: 'application/x-www-form-urlencoded' };
  }
  const parts = entries.map(([name, value]) => {
    if (!(value instanceof FileData)) return { name, data: formText(value), file: null };
    return { name, data: value.data, file: { name: value.filename, contentType: value.content_type } };
  });
  return { body: { parts }, contentType: null };
}
