import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { HttpOutcome, HttpRequest } from '../realm/http-contract.ts';
import type { VuRecord } from '../vu/vu-state.ts';
import type { CookieStores } from './cookie-stores.ts';
import { plainFailure } from './failure.ts';
import { type ParsedUrl, parseUrl, resolveUrl, UrlError } from './parsed-url.ts';
import { compressedBody } from './request-body.ts';
import { buildHead, type Sent } from './request-head.ts';
import type { SampleWriter } from './sample-writer.ts';
import { type Failure, failedAtOnce, nowMs, type WireRequest, type WireResponse } from './wire.ts';

/** What the hops of one VU share. */
export interface ChainParts {
  state: VuRecord;
  cookies: CookieStores;
  samples: SampleWriter;
}

/** The steps of a request with its redirects: yields what to send, is given what came back. Both modes run it. */
export type Chain = Generator<WireRequest, HttpOutcome, WireResponse>;

/** One request of the script, hop by hop; every hop has its samples. */
export function* requestChain(parts: ChainParts, request: HttpRequest): Chain {
  const parsed = parseUrl(request.url);
  if (parsed instanceof UrlError) throw parsed;
  let url: ParsedUrl = parsed;
  let { method } = request;
  let body = compressedBody(request);
  const deadlineMs = nowMs() + request.timeoutMs;
  let first: Sent | null = null;
  for (let hop = 0; ; hop++) {
    const { head, sent } = buildHead(parts, request, { url, method, body });
    first ??= sent;
    const { options } = parts.state;
    const refused = refusal(url);
    const response =
      refused ??
      (yield {
        secure: url.scheme === 'https',
        hostname: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port,
        head,
        body,
        isHead: method === 'HEAD',
        replayable: method !== 'POST' && method !== 'PATCH',
        keepAlive: !options.noConnectionReuse,
        discardBody: request.responseType === 'none',
        deadlineMs,
      });
    parts.state.dataSent += response.bytesSent;
    parts.state.dataReceived += response.bytesReceived;
    parts.cookies.store(request.jar, url.text, response.headers);
    parts.samples.write({ request, url, method, response });
    const next = response.failure === null ? redirectTarget(url, response) : null;
    if (next === null || hop >= request.redirects) {
      const warnings = next !== null && request.warnOfRedirects ? [stopped(request, hop)] : [];
      return outcomeOf(parts, request, { url, response, sent: first, warnings });
    }
    if (response.status < 307 && method !== 'HEAD') {
      method = 'GET';
      body = null;
    }
    url = next;
  }
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

const stopped = (request: HttpRequest, hop: number): string =>
  `Stopped after ${hop + 1} redirects and returned the redirection; pass { redirects: n } in request params or set global maxRedirects to silence this (${request.method} ${request.url})`;

function redirectTarget(url: ParsedUrl, response: WireResponse): ParsedUrl | null {
  if (![301, 302, 303, 307, 308].includes(response.status)) return null;
  const location = headerOf(response.headers, 'location');
  if (location === undefined || location === '') return null;
  const next = resolveUrl(url, location);
  return next instanceof UrlError ? null : next;
}

function headerOf(headers: readonly string[], name: string): string | undefined {
  for (let i = 0; i < headers.length; i += 2) if (headers[i]?.toLowerCase() === name) return headers[i + 1];
  return undefined;
}

type Ended = { url: ParsedUrl; response: WireResponse; sent: Sent; warnings: string[] };

function outcomeOf(
  parts: ChainParts,
  request: HttpRequest,
  { url, response, sent, warnings }: Ended,
): HttpOutcome {
  const decoded = decode(response);
  const failure = response.failure ?? decoded.failure;
  const { blocked, connecting, tlsHandshaking, sending, waiting, receiving } = response;
  const status = failure === null ? response.status : 0;
  return {
    status,
    statusText: failure === null ? `${response.status} ${response.reason}`.trim() : '',
    proto: failure === null ? response.proto : '',
    url: failure === null ? url.text : request.url,
    headers: canonicalHeaders(response.headers),
    cookies: parts.cookies.received(response.headers),
    body: bodyOf(request, response, decoded.body),
    timings: { blocked, connecting, tlsHandshaking, sending, waiting, receiving },
    remoteIp: response.remoteIp,
    remotePort: response.remotePort,
    tlsVersion: response.tlsVersion,
    tlsCipherSuite: response.tlsCipherSuite,
    error: failure?.text ?? '',
    errorCode: failure?.code ?? (response.status >= 400 ? 1000 + response.status : 0),
    failure: failure === null ? null : failureText(failure, { request, url, inBody: response.failedInBody }),
    warnings,
    sent,
  };
}

function failureText(
  { detail }: Failure,
  { request, url, inBody }: { request: HttpRequest; url: ParsedUrl; inBody: boolean },
): string {
  return inBody ? detail : `${titleCase(request.method)} "${url.forMessages}": ${detail}`;
}

const titleCase = (method: string): string => method.charAt(0).toUpperCase() + method.slice(1).toLowerCase();

const NO_BODY = new Set([204, 304]);

function bodyOf(
  request: HttpRequest,
  response: WireResponse,
  body: Uint8Array | null,
): string | Uint8Array | null {
  if (request.responseType === 'none') return null;
  if (response.failure !== null && body === null) return null;
  if (NO_BODY.has(response.status) || (response.status >= 100 && response.status < 200)) return null;
  const bytes = body ?? new Uint8Array(0);
  return request.responseType === 'text' ? Buffer.from(bytes).toString('utf8') : bytes;
}

const DECODERS: Record<string, (bytes: Uint8Array) => Uint8Array> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

function decode(response: WireResponse): { body: Uint8Array | null; failure: WireResponse['failure'] } {
  const encoding = headerOf(response.headers, 'content-encoding')?.trim().toLowerCase();
  if (encoding === undefined || response.body === null) return { body: response.body, failure: null };
  try {
    const names = encoding.split(',').map((name) => name.trim());
    const body = names.reverse().reduce((bytes, name) => DECODERS[name]?.(bytes) ?? bytes, response.body);
    return { body, failure: null };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { body: null, failure: { code: 1701, text, detail: text } };
  }
}

/** Raw name, value... as k6 shows them: canonical names, values of one name joined. */
export function canonicalHeaders(raw: readonly string[]): string[] {
  const byName = new Map<string, string>();
  for (let i = 0; i < raw.length; i += 2) {
    if (isHopHeader(raw[i] as string, raw[i + 1] as string)) continue;
    const name = (raw[i] as string).toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
    const before = byName.get(name);
    byName.set(name, before === undefined ? (raw[i + 1] as string) : `${before}, ${raw[i + 1]}`);
  }
  return [...byName].flat();
}

// Go keeps these to itself.
function isHopHeader(name: string, value: string): boolean {
  const lower = name.toLowerCase();
  return lower === 'transfer-encoding' || (lower === 'connection' && /(^|,)\s*close\s*(,|$)/i.test(value));
}
