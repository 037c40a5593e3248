import type { VuOptions } from '../realm/contract.ts';
import type { HttpRequest, RequestCookie } from '../realm/http-contract.ts';
import type { ParsedUrl } from './parsed-url.ts';
import { boundaryOf } from './request-body.ts';
import type { ChainParts } from './request-chain.ts';
import { cookiePair } from './set-cookie.ts';

/** What a response shows of its request. */
export interface Sent {
  headers: string[];
  cookies: RequestCookie[];
  body: string;
}

/** What the user's headers say of the body and what is not so, for the log. */
export function bodyWarnings(request: HttpRequest, url: ParsedUrl, body: Uint8Array | null): string[] {
  const { headers, method, compression } = request;
  const warnings: string[] = [];
  for (let i = 0; i < (headers?.length ?? 0); i += 2) {
    const name = headers?.[i]?.toLowerCase();
    const value = headers?.[i + 1] ?? '';
    if (name === 'content-length' && value !== String(body?.length ?? 0))
      warnings.push(
        `The specified Content-Length header ${JSON.stringify(value)} in the ${method} request for ${url.forMessages} doesn't match the actual request body length of ${body?.length ?? 0}, so it will be ignored!`,
      );
    if (
      name === 'content-encoding' &&
      body !== null &&
      compression !== null &&
      value !== compression.join(', ')
    )
      warnings.push(
        `There's a mismatch between the desired \`compression\` the manually set \`Content-Encoding\` header in the ${method} request for '${url.forMessages}', the custom header has precedence and won't be overwritten. This may result in invalid data being sent to the server.`,
      );
  }
  return warnings;
}

/** One hop of a request. */
interface Hop {
  url: ParsedUrl;
  method: string;
  body: Uint8Array | null;
  /** The answer to a digest challenge. */
  authorization: string | null;
  referer: string | null;
}

/** Go writes them itself, whatever the user sets. */
const FRAMING_HEADERS = ['content-length', 'transfer-encoding', 'trailer'];

/** Headers about the body: a redirect that turns into GET leaves them. */
const BODY_HEADERS = new Set(['content-type', 'content-length', 'content-encoding', 'transfer-encoding']);

/** A hop's request line and headers in Latin-1 characters, and what its response shows of them. */
export interface Head {
  readonly head: string;
  readonly sent: Sent;
}

const CACHE_LIMIT = 2000;
const plainHeads = new WeakMap<object, Map<ParsedUrl, Map<string, Head>>>();

/** The head of one hop. A plain request (nothing but method and URL) has the same one each time. */
export function buildHead(parts: ChainParts, request: HttpRequest, hop: Hop): Head {
  const cookies = parts.cookies.sent(request, hop.url.text);
  const { headers, body, contentType, digest } = request;
  const plain = headers === null && body === null && contentType === null && !digest && hop.referer === null;
  if (!plain || cookies.length > 0) return makeHead(parts, request, { ...hop, cookies });
  const { options } = parts.state;
  let known = plainHeads.get(options);
  if (known === undefined) {
    known = new Map();
    plainHeads.set(options, known);
  }
  let byMethod = known.get(hop.url);
  if (byMethod === undefined) {
    if (known.size >= CACHE_LIMIT) known.clear();
    byMethod = new Map();
    known.set(hop.url, byMethod);
  }
  let head = byMethod.get(hop.method);
  if (head === undefined) {
    head = makeHead(parts, request, { ...hop, cookies });
    byMethod.set(hop.method, head);
  }
  return head;
}

function makeHead(parts: ChainParts, request: HttpRequest, hop: Hop & { cookies: RequestCookie[] }): Head {
  const { url, method, body, authorization, referer, cookies } = hop;
  const { options } = parts.state;
  const headers = new Map<string, [string, string]>();
  const set = (name: string, value: string): void => void headers.set(name.toLowerCase(), [name, value]);
  set('Host', url.host);
  if (options.userAgent !== '') set('User-Agent', options.userAgent);
  for (const [name, value] of Object.entries(options.extraHeaders)) set(name, value);
  const ofTarget = targetHeaders(options, url.host);
  for (const [name, value] of ofTarget) set(name, value);
  const boundary = boundaryOf(request);
  if (body !== null && boundary !== undefined)
    set('Content-Type', `multipart/form-data; boundary=${boundary}`);
  else if (body !== null && request.contentType !== null) set('Content-Type', request.contentType);
  if (body !== null && request.compression !== null) set('Content-Encoding', request.compression.join(', '));
  const given = request.headers ?? [];
  const lostBody = body === null && request.body !== null;
  for (let i = 0; i < given.length; i += 2) {
    const name = canonical(given[i] as string);
    if (!(lostBody && BODY_HEADERS.has(name.toLowerCase()))) set(name, given[i + 1] as string);
  }
  if (headers.get('user-agent')?.[1] === '') headers.delete('user-agent');
  for (const name of FRAMING_HEADERS) headers.delete(name);
  // A target's headers are secrets: the script sees only what it set itself.
  const secret = new Map(ofTarget.map(([name, value]) => [name.toLowerCase(), value]));
  const shown = [...headers.values()]
    .filter(([name, value]) => name !== 'Host' && secret.get(name.toLowerCase()) !== value)
    .flat();
  if (authorization !== null) set('Authorization', authorization);
  else if (url.user !== null && !headers.has('authorization')) {
    set(
      'Authorization',
      `Basic ${Buffer.from(`${url.user.name}:${url.user.password ?? ''}`).toString('base64')}`,
    );
  }
  if (referer !== null) set('Referer', referer);
  // Go does not know the length of a body that is there and empty.
  if (body !== null && body.length === 0) set('Transfer-Encoding', 'chunked');
  else if (body !== null || method === 'POST' || method === 'PUT' || method === 'PATCH') {
    set('Content-Length', String(body?.length ?? 0));
  }
  let cookieHeader: string | null = null;
  if (cookies.length > 0) {
    const own = headers.get('cookie')?.[1];
    const pairs = cookies.map(cookiePair).join('; ');
    cookieHeader = own === undefined ? pairs : `${own}; ${pairs}`;
    set('Cookie', cookieHeader);
  }
  const lines = [...headers.values()].map(([name, value]) => `${name}: ${clean(value)}\r\n`);
  const connection = options.noConnectionReuse ? 'Connection: close\r\n' : '';
  const sent = {
    headers: cookieHeader === null ? shown : [...shown, 'Cookie', cookieHeader],
    cookies,
    body:
      typeof request.body === 'string' ? wellFormed(request.body) : Buffer.from(body ?? []).toString('utf8'),
  };
  return { head: `${method} ${url.target} HTTP/1.1\r\n${lines.join('')}${connection}\r\n`, sent };
}

/** Headers of the target, for its own hosts only: a redirect to elsewhere does not carry them. */
export function targetHeaders({ target }: VuOptions, host: string): [string, string][] {
  const name = host
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
  return target?.hosts.includes(name) ? Object.entries(target.headers) : [];
}

// Lone surrogates go out as U+FFFD.
const wellFormed = (text: string): string => Buffer.from(text).toString('utf8');

// A line break in a value would begin a header of its own.
const clean = (value: string): string => Buffer.from(value.replace(/[\r\n]+/g, ' ')).toString('latin1');

/** A header's name as Go writes it: Content-Type. */
export const canonical = (name: string): string =>
  name
    .replace(/[\r\n:]+/g, '')
    .toLowerCase()
    .replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
