/** What the realm's `k6/http` and the host's HTTP client say to each other. Types only. */
import type { HostResult } from './contract.ts';

/** A cookie store of the host; realm code keeps it in closures and hands it back. */
export type CookieStore = { readonly kind: 'cookie-store' };

export type Compression = 'gzip' | 'deflate' | 'zstd' | 'br';
export type ResponseType = 'text' | 'binary' | 'none';

/** One part of a multipart body. */
export interface BodyPart {
  name: string;
  data: string | Uint8Array;
  /** Present for http.file(). */
  file: { name: string; contentType: string } | null;
}

export type HttpBody = string | Uint8Array | { parts: readonly BodyPart[] };

/** A cookie of `params.cookies`; with `replace` a cookie of the jar with the same name is left out. */
export interface RequestCookie {
  name: string;
  value: string;
  replace: boolean;
}

/** One request as the script asked for it, checked and with all defaults filled in. */
export interface HttpRequest {
  /** Sent as written. */
  method: string;
  url: string;
  /** Value of the tags `name` and `url`; null: the URL itself. */
  name: string | null;
  /** name, value, name, value...; null: none. */
  headers: readonly string[] | null;
  body: HttpBody | null;
  /** Goes with the body unless `headers` has one. */
  contentType: string | null;
  compression: readonly Compression[] | null;
  cookies: readonly RequestCookie[] | null;
  /** null: the VU's own. */
  jar: CookieStore | null;
  /** The request's own tags, without `name`; null: none. */
  tags: Readonly<Record<string, string>> | null;
  digest: boolean;
  /** For the whole chain of redirects, body included. */
  timeoutMs: number;
  redirects: number;
  /** Warn when the chain stops at `redirects`. */
  warnOfRedirects: boolean;
  responseType: ResponseType;
  /** Expected statuses as min, max, min, max...; null: no http_req_failed and no expected_response. */
  expected: readonly number[] | null;
}

export interface ResponseCookie {
  name: string;
  value: string;
  domain: string;
  path: string;
  httpOnly: boolean;
  secure: boolean;
  maxAge: number;
  /** Epoch ms; null when the cookie has no date. */
  expiresMs: number | null;
}

/** In milliseconds; k6's names. */
export interface HttpTimings {
  blocked: number;
  connecting: number;
  tlsHandshaking: number;
  sending: number;
  waiting: number;
  receiving: number;
}

/** How a request ended; arrays and bytes in it are host memory: copy them. */
export interface HttpOutcome {
  /** 0 when it failed. */
  status: number;
  statusText: string;
  proto: string;
  /** Of the last hop. */
  url: string;
  /** Canonical name, joined values, name, values... */
  headers: readonly string[];
  cookies: readonly ResponseCookie[];
  /** A string for 'text', bytes for 'binary', null when there is none. */
  body: string | Uint8Array | null;
  timings: HttpTimings;
  remoteIp: string;
  remotePort: number;
  tlsVersion: string;
  tlsCipherSuite: string;
  /** k6's short text for tags; '' when there was a response. */
  error: string;
  errorCode: number;
  /** The long text for the log or the exception; null when there was a response. */
  failure: string | null;
  /** It is an exception for the script, whatever the option and parameter `throw` say. */
  throws: boolean;
  /** For the log. */
  warnings: readonly string[];
  /** What was sent first. */
  sent: {
    /** name, value, name, value... with canonical names. */
    headers: readonly string[];
    cookies: readonly RequestCookie[];
    /** Uncompressed. */
    body: string;
  };
}

/** Attributes of CookieJar.set. */
export interface CookieAttributes {
  domain: string;
  path: string;
  expiresMs: number | null;
  maxAge: number;
  secure: boolean;
  httpOnly: boolean;
}

export interface BatchLimits {
  total: number;
  perHost: number;
}

/** HTTP of one VU. Nothing throws; `done` is never called within the call that it was given to. */
export interface HttpBridge {
  /** Why the URL cannot be requested at all, Go's text; null when it can. */
  checkUrl(url: string): string | null;
  start(request: HttpRequest, done: (outcome: HttpOutcome) => void): void;
  /** The same, holding the thread. */
  block(request: HttpRequest): HttpOutcome;
  startBatch(
    requests: readonly HttpRequest[],
    limits: BatchLimits,
    done: (outcomes: readonly HttpOutcome[]) => void,
  ): void;
  blockBatch(requests: readonly HttpRequest[], limits: BatchLimits): readonly HttpOutcome[];
  /** The VU's present jar. */
  ownJar(): CookieStore;
  newJar(): CookieStore;
  /** name, value, name, value... */
  cookiesFor(jar: CookieStore, url: string): HostResult<readonly string[]>;
  setCookie(
    jar: CookieStore,
    url: string,
    cookie: { name: string; value: string } & CookieAttributes,
  ): HostResult<null>;
  /** Without a name: all that would be sent to the URL. */
  deleteCookie(jar: CookieStore, url: string, name: string | null): HostResult<null>;
}
