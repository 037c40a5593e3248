import { parseDurationMs } from '../../../../../duration.ts';
import type { VuContext } from '../../contract.ts';
import type {
  Compression,
  CookieStore,
  HttpRequest,
  RequestCookie,
  ResponseType,
} from '../../http-contract.ts';
import { GoError } from '../go-error.ts';
import { goType } from '../go-type.ts';
import { readTags } from '../tags.ts';
import { readBody } from './request-body.ts';

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

/** A request as a script asks for it. */
export interface GivenRequest {
  method: string;
  url: unknown;
  body: unknown;
  params: unknown;
}

/** A URL as scripts give it: text, or what http.url`...` made. */
export interface NamedUrl {
  url: string;
  name: string | null;
}

/** What http.url`...` gives. */
export class TaggedUrl {
  readonly name: string;
  readonly url: string;
  readonly clean_url: string;
  constructor(url: string, name: string) {
    this.name = name;
    this.url = url;
    this.clean_url = '';
  }
}

/** Text of the URL and the name that http.url`...` gave it. */
export const readUrl = (url: unknown): NamedUrl =>
  url instanceof TaggedUrl ? { url: url.url, name: url.name } : { url: String(url), name: null };

/** Checks and completes a request; throws GoError for what k6 refuses to build. */
export function buildRequest(vu: VuContext, state: HttpModuleState, given: GivenRequest): HttpRequest {
  const { options } = vu.bridge.state;
  const params = (given.params ? Object(given.params) : NO_PARAMS) as Record<string, unknown>;
  const { url, name } = readUrl(given.url);
  if (typeof given.url !== 'string' && name === null) throw new InvalidUrl(given.url, null);
  const problem = vu.bridge.http.checkUrl(url);
  if (problem !== null) throw new InvalidUrl(url, problem);
  const { body, contentType } = readBody(given.body, (message) => vu.bridge.log('warning', message, {}));
  const { tags, tagName } = splitTags(readTags(params['tags']));
  // What is there and undefined counts, as in k6.
  const redirects =
    'redirects' in params ? Math.trunc(Number(params['redirects'])) || 0 : options.maxRedirects;
  const callback =
    'responseCallback' in params
      ? ((params['responseCallback'] ?? null) as StatusMatcher | null)
      : state.callback;
  return {
    method: given.method,
    url,
    name: tagName ?? name,
    headers: readHeaders(params['headers']),
    body,
    contentType,
    compression: 'compression' in params ? readCompression(params['compression']) : null,
    cookies: readCookies(params['cookies']),
    jar: state.storeOf(params['jar']),
    tags,
    digest: params['auth'] === 'digest',
    timeoutMs: 'timeout' in params ? readTimeout(params['timeout']) : DEFAULT_TIMEOUT_MS,
    redirects,
    warnOfRedirects: !('redirects' in params) && !options.maxRedirectsSet,
    responseType: readResponseType(params, options.discardResponseBodies),
    expected: readExpected(callback),
  };
}

const NO_PARAMS = {};
const NO_TAGS = { tags: null, tagName: undefined };

// The tag `name` stands in for the URL.
function splitTags(given: Record<string, string> | null): {
  tags: Record<string, string> | null;
  tagName: string | undefined;
} {
  if (given === null) return NO_TAGS;
  const { name: tagName, ...tags } = given;
  return { tags: Object.keys(tags).length > 0 ? tags : null, tagName };
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
  const text = String(given).trim();
  if (text === '') return null;
  const names = text.split(',').map((name) => name.trim() as Compression);
  const wrong = names.find((name) => !COMPRESSIONS.includes(name));
  if (wrong === undefined) return names;
  throw new GoError(
    `unknown compression algorithm ${wrong}, supported algorithms are [${COMPRESSIONS.join(' ')}]`,
  );
}

/** The URL cannot be requested: error code 1020. */
export class InvalidUrl extends GoError {
  /** `problem` is null for what is no text at all. */
  constructor(url: unknown, problem: string | null) {
    super(
      problem === null ? `invalid URL: '#${goText(url)}'` : `invalid URL: parse "${String(url)}": ${problem}`,
    );
  }
}

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
  return Object.entries(given as Record<string, unknown>).flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    if (typeof value !== 'object') return [{ name, value: String(value), replace: false }];
    const cookie = { name, value: '', replace: false };
    for (const [key, attribute] of Object.entries(value)) {
      if (key.toLowerCase() === 'value') cookie.value = String(attribute);
      if (key.toLowerCase() === 'replace') cookie.replace = Boolean(attribute);
    }
    return [cookie];
  });
}

function readTimeout(given: unknown): number {
  if (typeof given === 'number') return given;
  if (typeof given !== 'string')
    throw new GoError(`invalid timeout value: unable to use type ${goType(given)} as a duration value`);
  const sign = given.startsWith('-') ? -1 : 1;
  const durationMs = parseDurationMs(given.replace(/^[+-]/, ''));
  if (durationMs === undefined)
    throw new GoError(`invalid timeout value: time: invalid duration ${JSON.stringify(given)}`);
  return sign * durationMs;
}

function readResponseType(params: Record<string, unknown>, discard: boolean): ResponseType {
  if (!('responseType' in params)) return discard ? 'none' : 'text';
  const type = params['responseType'];
  if (type === 'text' || type === 'binary' || type === 'none') return type;
  throw new GoError(`${String(type)} does not belong to ResponseType values`);
}
