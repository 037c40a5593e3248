import type { HttpOutcome, HttpRequest } from '../../http-contract.ts';
import { GoError } from '../go-error.ts';
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
  ocsp = { produced_at: 0, this_update: 0, next_update: 0, revocation_reason: '', revoked_at: 0, status: '' };
  request: object;
  #json: { value: unknown } | null = null;

  constructor(request: HttpRequest, outcome: HttpOutcome) {
    const t = outcome.timings;
    this.status = outcome.status;
    this.status_text = outcome.statusText;
    this.proto = outcome.proto;
    this.url = outcome.url;
    this.headers = pairs(outcome.headers);
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
    const sent = outcome.sent;
    this.request = {
      method: request.method,
      url: request.url,
      headers: lists(sent.headers),
      body: sent.body,
      cookies: Object.fromEntries(
        sent.cookies.map((c) => [c.name, [{ name: c.name, value: c.value, replace: c.replace }]]),
      ),
    };
    Object.preventExtensions(this);
  }

  /** The parsed body; with a GJSON path the part that it selects. */
  json(...args: [selector?: unknown]): unknown {
    if (this.body === null || typeof this.body !== 'string') {
      if (this.body instanceof ArrayBuffer)
        throw new GoError('the body is binary: json() needs responseType text');
      throw new GoError(
        "the body is null so we can't transform it to JSON - this likely was because of a request error getting the response",
      );
    }
    try {
      this.#json ??= { value: JSON.parse(this.body) as unknown };
    } catch (error) {
      if (args.length > 0) return undefined;
      throw new GoError(
        `cannot parse json due to an error: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    return args.length === 0 ? this.#json.value : selectJson(this.#json.value, String(args[0]));
  }

  html(): never {
    throw new GoError(
      'html() needs k6/html, which the embedded engine does not have yet; run with --engine k6',
    );
  }

  submitForm(): never {
    return this.html();
  }

  clickLink(): never {
    return this.html();
  }
}

function copy(bytes: Uint8Array): ArrayBuffer {
  const own = new Uint8Array(bytes.length);
  own.set(bytes);
  return own.buffer;
}

function pairs(flat: readonly string[]): Record<string, string> {
  const map: Record<string, string> = {};
  for (let i = 0; i < flat.length; i += 2) map[flat[i] as string] = flat[i + 1] as string;
  return map;
}

const lists = (flat: readonly string[]): Record<string, string[]> =>
  Object.fromEntries(Object.entries(pairs(flat)).map(([name, value]) => [name, [value]]));

function cookieMap(outcome: HttpOutcome): Record<string, object[]> {
  const map: Record<string, object[]> = {};
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
