import type { HtmlSelection } from '../../html-contract.ts';
import type { HttpOutcome, HttpRequest } from '../../http-contract.ts';
import { GoError } from '../go-error.ts';
import { jsonProblem } from './json-syntax.ts';
import { formRequest, linkRequest, type PageCalls } from './page-actions.ts';
import { selectJson } from './select-json.ts';

const NO_DATE_MS = -6_795_364_578_871;

/** What a script gets for a request; its fields can be written, new ones cannot be added. */
export class Response {
  status: number;
  status_text: string;
  proto: string;
  url: string;
  headers: Record<string, string>;
  cookies: Record<string, object[]>;
  body: string | ArrayBuffer | null | readonly number[];
  timings: Record<string, number>;
  remote_ip: string;
  remote_port: number;
  error: string;
  error_code: number;
  tls_version: string;
  tls_cipher_suite: string;
  ocsp: Record<string, unknown>;
  request: object;
  readonly #calls: PageCalls<Response>;
  #json: { value: unknown } | null = null;
  #page: { body: unknown; document: HtmlSelection } | null = null;

  constructor(request: HttpRequest, outcome: HttpOutcome, calls: PageCalls<Response>) {
    this.#calls = calls;
    const t = outcome.timings;
    this.status = outcome.status;
    this.status_text = outcome.statusText;
    this.proto = outcome.proto;
    this.url = outcome.url;
    this.headers = shownHeaders(outcome.headers);
    this.cookies = cookieMap(outcome);
    this.body = typeof outcome.body === 'string' || outcome.body === null ? outcome.body : copy(outcome.body);
    this.timings = {
      duration: t.sending + t.waiting + t.receiving,
      blocked: t.blocked,
      looking_up: 0,
      connecting: t.connecting,
      tls_handshaking: t.tlsHandshaking,
      sending: t.sending,
      waiting: t.waiting,
      receiving: t.receiving,
    };
    this.remote_ip = outcome.remoteIp;
    this.remote_port = outcome.remotePort;
    this.error = outcome.error;
    this.error_code = outcome.errorCode;
    this.tls_version = outcome.tlsVersion;
    this.tls_cipher_suite = outcome.tlsCipherSuite;
    // No server is asked for a stapled answer.
    const status = outcome.tlsVersion === '' ? '' : 'unknown';
    this.ocsp = {
      produced_at: 0,
      this_update: 0,
      next_update: 0,
      revocation_reason: '',
      revoked_at: 0,
      status,
    };
    const sent = outcome.sent;
    this.request = {
      method: request.method,
      url: request.url,
      headers: sentHeaders(sent.headers),
      body: sent.body,
      cookies: sentCookies(sent.cookies),
    };
    giveMethods(this);
    Object.preventExtensions(this);
  }

  /** The parsed body; with a GJSON path the part that it selects. */
  json(...args: [selector?: unknown]): unknown {
    const text = this.body instanceof ArrayBuffer ? decodeUtf8(this.body) : this.body;
    if (text === null || typeof text !== 'string') {
      throw new GoError(
        "the body is null so we can't transform it to JSON - this likely was because of a request error getting the response",
      );
    }
    if (args.length > 0) {
      const parsed = parseJson(text);
      return parsed === null ? undefined : selectJson(parsed.value, String(args[0]));
    }
    if (this.#json !== null) return viewOf(this.#json.value);
    this.#json = parseJson(text);
    if (this.#json === null) throw new GoError(jsonProblem(text));
    return this.#json.value;
  }

  /** The body as a page; with a selector what of it fits. */
  html(...args: [selector?: unknown]): HtmlSelection {
    const { body } = this;
    if (body === null) {
      throw new GoError(
        "the body is null so we can't transform it to HTML - this likely was because of a request error getting the response",
      );
    }
    if (this.#page?.body !== body) {
      const text = typeof body === 'string' || body instanceof ArrayBuffer ? body : '';
      this.#page = { body, document: this.#calls.parse(text, this.url) };
    }
    const { document } = this.#page;
    return args.length === 0 ? document : document.find(String(args[0]));
  }

  /** Sends a form of the page. Blocks. */
  submitForm(args?: unknown): Response {
    return this.#calls.send(formRequest(this, args));
  }

  /** Follows a link of the page. Blocks. */
  clickLink(args?: unknown): Response {
    return this.#calls.send(linkRequest(this, args));
  }
}

const { json, html, submitForm, clickLink } = Response.prototype;

function giveMethods(own: Pick<Response, 'json' | 'html' | 'submitForm' | 'clickLink'>): void {
  own.json = json;
  own.html = html;
  own.submitForm = submitForm;
  own.clickLink = clickLink;
}

function parseJson(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

// In k6 each call wraps the same parsed data anew: never the same object, and a change shows in all of them.
const viewOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? new Proxy(value, {}) : value;

// The realm has no decoder of its own.
function decodeUtf8(buffer: ArrayBuffer): string {
  const bytes = [...new Uint8Array(buffer)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  return decodeURIComponent(bytes);
}

function copy(bytes: Uint8Array): ArrayBuffer {
  const own = new Uint8Array(bytes.length);
  own.set(bytes);
  return own.buffer;
}

const CACHE_LIMIT = 256;
const shown = new Map<readonly string[], Record<string, string>>();
const sent = new Map<readonly string[], Record<string, string>>();

// The host gives the same list for the same headers. A script may change what it gets, so that each time is a copy.
function pairsOf(
  known: Map<readonly string[], Record<string, string>>,
  flat: readonly string[],
): Record<string, string> {
  let map = known.get(flat);
  if (map === undefined) {
    map = {};
    for (let i = 0; i < flat.length; i += 2) map[flat[i] as string] = flat[i + 1] as string;
    if (known.size >= CACHE_LIMIT) known.clear();
    known.set(flat, map);
  }
  return map;
}

const shownHeaders = (flat: readonly string[]): Record<string, string> => ({ ...pairsOf(shown, flat) });

function sentHeaders(flat: readonly string[]): Record<string, string[]> {
  const lists: Record<string, string | string[]> = { ...pairsOf(sent, flat) };
  for (const name in lists) lists[name] = [lists[name] as string];
  return lists as Record<string, string[]>;
}

function sentCookies(cookies: HttpOutcome['sent']['cookies']): Record<string, object[]> {
  const map: Record<string, object[]> = {};
  for (const { name, value, replace } of cookies) map[name] = [{ name, value, replace }];
  return map;
}

function cookieMap(outcome: HttpOutcome): Record<string, object[]> {
  const map: Record<string, object[]> = {};
  if (outcome.cookies.length === 0) return map;
  for (const c of outcome.cookies) {
    map[c.name] ??= [];
    map[c.name]?.push({
      name: c.name,
      value: c.value,
      domain: c.domain,
      path: c.path,
      http_only: c.httpOnly,
      secure: c.secure,
      max_age: c.maxAge,
      expires: c.expiresMs ?? NO_DATE_MS,
    });
  }
  return map;
}
