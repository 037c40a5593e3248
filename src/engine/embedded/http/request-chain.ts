import type { HttpOutcome, HttpRequest } from '../realm/http-contract.ts';
import type { VuRecord } from '../vu/vu-state.ts';
import type { CookieStores } from './cookie-stores.ts';
import { decodeBody } from './decode-body.ts';
import { answerDigest } from './digest-auth.ts';
import { plainFailure, REQUEST_TIMEOUT } from './failure.ts';
import { factsOf, headerOf } from './header-facts.ts';
import type { HttpDebug } from './http-debug.ts';
import { type ParsedUrl, parseUrl, resolveUrl, UrlError } from './parsed-url.ts';
import { compressedBody } from './request-body.ts';
import { bodyWarnings, buildHead, type Sent } from './request-head.ts';
import type { SampleWriter } from './sample-writer.ts';
import { type Failure, failedAtOnce, nowMs, type WireRequest, type WireResponse } from './wire.ts';

/** What the hops of one VU share. */
export interface ChainParts {
  state: VuRecord;
  cookies: CookieStores;
  samples: SampleWriter;
  /** Null without the option httpDebug. */
  debug: HttpDebug | null;
}

/** The steps of a request with its redirects: yields what to send, is given what came back. Both modes run it. */
export type Chain = Generator<WireRequest, HttpOutcome, WireResponse>;

/** One request of the script, hop by hop; every hop has its samples. */
export function* requestChain(parts: ChainParts, request: HttpRequest): Chain {
  const parsed = parseUrl(request.url);
  if (parsed instanceof UrlError) throw parsed;
  let url: ParsedUrl = parsed;
  // Go's client takes no method for GET.
  let method = request.method === '' ? 'GET' : request.method;
  let body = compressedBody(request);
  const warnings = bodyWarnings(request, parsed, body);
  const deadlineMs = nowMs() + request.timeoutMs;
  let first: Sent | null = null;
  let authorization: string | null = null;
  let referer: string | null = null;
  const { user } = parsed;
  if (request.digest) url = withoutUser(url);
  for (let hop = 0; ; hop++) {
    const { head, sent } = buildHead(parts, request, { url, method, body, authorization, referer });
    first ??= sent;
    const refused = refusal(url) ?? invalidMethod(method) ?? invalidHeader(request) ?? overdue(request);
    const got = refused === null ? parts.debug?.(url.host, head, body) : undefined;
    const response = refused ?? (yield wireRequest(parts, request, { url, method, body, head, deadlineMs }));
    parts.state.dataSent += response.bytesSent;
    parts.state.dataReceived += response.bytesReceived;
    parts.cookies.store(request.jar, url.text, response.headers);
    const asText = request.responseType === 'text';
    decodeBody(response, factsOf(response.headers).contentEncoding, { isHead: method === 'HEAD', asText });
    got?.(response);
    const challenge: string | undefined =
      request.digest && authorization === null && response.status === 401
        ? headerOf(response.headers, 'www-authenticate')
        : undefined;
    const next = response.failure === null ? redirectTarget(url, response) : null;
    if (next instanceof UrlError)
      Object.assign(response, { failure: badLocation(response, next), body: null });
    if (response.failure?.throws !== true)
      parts.samples.write({ request, url, method, response, challenged: challenge !== undefined });
    if (challenge !== undefined) {
      const { name = '', password = '' } = user ?? {};
      const asked = { method, target: url.target, user: name, password: password ?? '' };
      authorization = answerDigest(challenge, asked);
      if (authorization !== null) continue;
    }
    if (next === null || next instanceof UrlError || hop >= request.redirects) {
      if (next !== null && response.failure === null && request.warnOfRedirects) warnings.push(stopped(hop));
      return outcomeOf(parts, request, { url, response, sent: first, warnings });
    }
    if (response.status < 307 && method !== 'HEAD') {
      method = 'GET';
      body = null;
    }
    referer = refererOf(url, next);
    url = next;
  }
}

function wireRequest(
  { state }: ChainParts,
  { responseType }: HttpRequest,
  hop: { url: ParsedUrl; method: string; body: Uint8Array | null; head: string; deadlineMs: number },
): WireRequest {
  const { url, method, body, head, deadlineMs } = hop;
  return {
    secure: url.scheme === 'https',
    origin: url.origin,
    hostname: url.hostname,
    port: url.port,
    head,
    body,
    isHead: method === 'HEAD',
    replayable: REPLAYABLE.has(method),
    keepAlive: !state.options.noConnectionReuse,
    discardBody: responseType === 'none',
    asText: responseType === 'text',
    deadlineMs,
  };
}

// What Go's client refuses before it looks for a connection.
function refusal({ scheme, host }: ParsedUrl): WireResponse | null {
  const text =
    scheme !== 'http' && scheme !== 'https'
      ? `unsupported protocol scheme ${JSON.stringify(scheme)}`
      : host === ''
        ? 'http: no Host in request URL'
        : null;
  return text === null ? null : failedAtOnce(plainFailure(text));
}

const stopped = (hop: number): string =>
  `Stopped after ${hop + 1} redirects and returned the redirection; pass { redirects: n } in request params or set global maxRedirects to silence this`;

// Go sends it on every redirect but one from https to http.
function refererOf(from: ParsedUrl, to: ParsedUrl): string | null {
  return from.scheme === 'https' && to.scheme === 'http' ? null : withoutUser(from).text;
}

function withoutUser(url: ParsedUrl): ParsedUrl {
  if (url.user === null) return url;
  const plain = parseUrl(url.text.replace(/\/\/[^/?#]*@/, '//'));
  return plain instanceof UrlError ? url : plain;
}

const invalidMethod = (method: string): WireResponse | null =>
  KNOWN_METHODS.has(method) || TOKEN.test(method)
    ? null
    : failedAtOnce(plainFailure(`net/http: invalid method ${JSON.stringify(method)}`));

function badLocation(response: WireResponse, { message }: UrlError): Failure {
  const location = JSON.stringify(headerOf(response.headers, 'location'));
  return plainFailure(`failed to parse Location header ${location}: parse ${location}: ${message}`);
}

// Header fields that Go refuses to send.
function invalidHeader({ headers }: HttpRequest): WireResponse | null {
  for (let i = 0; i < (headers?.length ?? 0); i += 2) {
    const [name, value] = [headers?.[i] ?? '', headers?.[i + 1] ?? ''];
    const what = !TOKEN.test(name) ? 'name' : CONTROL.test(value) ? 'value for' : null;
    if (what !== null)
      return failedAtOnce(plainFailure(`net/http: invalid header field ${what} ${JSON.stringify(name)}`));
  }
  return null;
}

const KNOWN_METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
]);
// Go's client sends these again on its own.
const REPLAYABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;

const overdue = ({ timeoutMs }: HttpRequest): WireResponse | null =>
  timeoutMs > 0 ? null : failedAtOnce(REQUEST_TIMEOUT);

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function redirectTarget(url: ParsedUrl, response: WireResponse): ParsedUrl | UrlError | null {
  if (response.status < 301 || response.status > 308 || !REDIRECTS.has(response.status)) return null;
  const location = headerOf(response.headers, 'location');
  if (location === undefined || location === '') return null;
  return resolveUrl(url, location);
}

type Ended = { url: ParsedUrl; response: WireResponse; sent: Sent; warnings: string[] };

function outcomeOf(
  parts: ChainParts,
  request: HttpRequest,
  { url, response, sent, warnings }: Ended,
): HttpOutcome {
  const { failure } = response;
  const { blocked, connecting, tlsHandshaking, sending, waiting, receiving } = response;
  const status = failure === null ? response.status : 0;
  return {
    status,
    statusText: failure === null ? `${response.status} ${response.reason}`.trim() : '',
    proto: failure === null ? response.proto : '',
    url: failure === null ? url.text : request.url,
    headers: failure === null ? factsOf(response.headers).shown : [],
    cookies: parts.cookies.received(response.headers),
    body: bodyOf(request, response, response.body),
    timings: { blocked, connecting, tlsHandshaking, sending, waiting, receiving },
    remoteIp: response.remoteIp,
    remotePort: response.remotePort,
    tlsVersion: failure === null ? response.tlsVersion : '',
    tlsCipherSuite: failure === null ? response.tlsCipherSuite : '',
    error: failure?.text ?? '',
    errorCode: failure?.code ?? (response.status >= 400 ? 1000 + response.status : 0),
    failure: failure === null ? null : failureText(failure, { request, url, inBody: response.failedInBody }),
    throws: failure?.throws === true,
    warnings,
    sent,
  };
}

function failureText(
  { detail, throws }: Failure,
  { request, url, inBody }: { request: HttpRequest; url: ParsedUrl; inBody: boolean },
): string {
  return inBody || throws ? detail : `${titleCase(request.method)} "${url.forMessages}": ${detail}`;
}

const titleCase = (method: string): string => method.charAt(0).toUpperCase() + method.slice(1).toLowerCase();

const NOTHING = new Uint8Array(0);
const NO_BODY = new Set([204, 304]);

function bodyOf(
  request: HttpRequest,
  response: WireResponse,
  body: Uint8Array | null,
): string | Uint8Array | null {
  if (request.responseType === 'none') return null;
  if (response.failure !== null && body === null) return null;
  if (NO_BODY.has(response.status) || (response.status >= 100 && response.status < 200)) return null;
  if (response.text !== null) return response.text;
  const bytes = body ?? NOTHING;
  if (request.responseType !== 'text') return bytes;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
