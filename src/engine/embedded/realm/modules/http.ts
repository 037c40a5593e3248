import type { ModuleFactory, VuContext } from '../contract.ts';
import type { HttpOutcome, HttpRequest } from '../http-contract.ts';
import { goBytes } from './crypto/go-bytes.ts';
import { GoError } from './go-error.ts';
import { goType } from './go-type.ts';
import { readBatchEntry } from './http/batch-entry.ts';
import { createJarClass } from './http/cookie-jar.ts';
import type { PageCalls } from './http/page-actions.ts';
import { FileData } from './http/request-body.ts';
import {
  buildRequest,
  type GivenRequest,
  type HttpModuleState,
  InvalidUrl,
  readUrl,
  StatusMatcher,
  TaggedUrl,
} from './http/request-params.ts';
import { Response } from './http/response.ts';

/** The module `k6/http`. */
export const httpModule: ModuleFactory = (vu) => {
  const jars = createJarClass(vu);
  const state: HttpModuleState = { callback: undefined, storeOf: (jar) => jars.storeOf(jar) };
  const client = new HttpCalls(vu, state);
  const withBody = (method: string) => (url: unknown, body?: unknown, params?: unknown) =>
    client.send({ method, url, body, params });
  const bodiless =
    (method: string) =>
    (...args: unknown[]) => {
      if (args.length > 2) {
        const name = `http.${method.toLowerCase()}`;
        const message = `${name} only accepts a url and a params argument (2 arguments), but ${args.length} were given`;
        vu.bridge.log('warning', message, {});
      }
      return client.send({ method, url: args[0], body: null, params: args[1] });
    };
  const exports = {
    get: bodiless('GET'),
    head: bodiless('HEAD'),
    post: withBody('POST'),
    put: withBody('PUT'),
    patch: withBody('PATCH'),
    del: withBody('DELETE'),
    options: withBody('OPTIONS'),
    request: (method: unknown, url: unknown, body?: unknown, params?: unknown) =>
      client.send({ method: String(method), url, body, params }),
    asyncRequest: (method: unknown, url: unknown, body?: unknown, params?: unknown) =>
      client.sendAsync({ method: String(method), url, body, params }),
    batch: (...args: unknown[]) => client.batch(args),
    file: (data: unknown, name?: unknown, type?: unknown) => makeFile(vu, data, { name, type }),
    url(texts: readonly string[], ...values: unknown[]): TaggedUrl {
      const url = texts.reduce((begun, text, i) => `${begun}${String(values[i - 1])}${text}`);
      const problem = vu.bridge.http.checkUrl(url);
      if (problem !== null) throw new InvalidUrl(url, problem);
      return new TaggedUrl(url, texts.join(PLACEHOLDER));
    },
    expectedStatuses: function expectedStatuses(...args: unknown[]) {
      return new StatusMatcher(readRanges(args));
    },
    setResponseCallback(callback?: unknown): void {
      if (callback === undefined) return;
      if (callback !== null && !(callback instanceof StatusMatcher))
        throw new GoError('unsupported argument, expected http.expectedStatuses');
      state.callback = callback;
    },
    cookieJar: () => jars.own(),
    CookieJar: jars.CookieJar,
    ...CONSTANTS,
  };
  return { ...exports, default: exports };
};

// What stands for each value in the name that http.url gives.
const PLACEHOLDER = '$'.concat('{}');

const CONSTANTS = {
  TLS_1_0: 'tls1.0',
  TLS_1_1: 'tls1.1',
  TLS_1_2: 'tls1.2',
  TLS_1_3: 'tls1.3',
  ...ocspReasons(),
  OCSP_STATUS_GOOD: 'good',
  OCSP_STATUS_REVOKED: 'revoked',
  OCSP_STATUS_UNKNOWN: 'unknown',
  OCSP_STATUS_SERVER_FAILED: 'server_failed',
};

function ocspReasons(): Record<string, string> {
  const names =
    `unspecified key_compromise ca_compromise affiliation_changed superseded cessation_of_operation
    certificate_hold remove_from_crl privilege_withdrawn aa_compromise`.split(/\s+/);
  return Object.fromEntries(names.map((name) => [`OCSP_REASON_${name.toUpperCase()}`, name]));
}

// A promise of k6 is rejected with Go's own error, which is no Error of the script's.
function goValue(error: unknown): unknown {
  if (!(error instanceof GoError)) return error;
  const { message } = error;
  return Object.defineProperty({}, 'toString', { value: () => message, enumerable: false });
}

type Built = { ok: true; request: HttpRequest } | { ok: false; response: Response };

class HttpCalls {
  readonly #vu: VuContext;
  readonly #state: HttpModuleState;
  readonly #page: PageCalls<Response>;

  constructor(vu: VuContext, state: HttpModuleState) {
    this.#vu = vu;
    this.#page = {
      parse: (body, url) => {
        const text = typeof body === 'string' ? body : vu.bridge.decodeUtf8(new Uint8Array(body));
        return vu.part('html').parseHtml(vu, text, url);
      },
      send: (request) => this.send(request),
    };
    this.#state = state;
  }

  send(given: GivenRequest): Response {
    this.#refuseInInit();
    const built = this.#build(given);
    if (!built.ok) return built.response;
    const { request } = built;
    const { http } = this.#vu.bridge;
    return this.#vu.$.block<HttpOutcome, Response>({
      start: (done) => http.start(request, done),
      block: () => http.block(request),
      finish: (outcome) => this.#respond(request, outcome, given.params),
    });
  }

  sendAsync(given: GivenRequest): Promise<Response> {
    this.#refuseInInit();
    const { $, bridge } = this.#vu;
    return new Promise((resolve, reject) => {
      const built = this.#build(given);
      if (!built.ok) return resolve(built.response);
      const release = $.hold();
      bridge.http.start(built.request, (outcome) => {
        if ($.interrupted) return;
        const settle = (): void => {
          try {
            resolve(this.#respond(built.request, outcome, given.params));
          } catch (error) {
            reject(goValue(error));
          }
        };
        $.enter({ fn: settle, args: [] }, () => release());
      });
    });
  }

  batch(args: readonly unknown[]): unknown {
    this.#refuseInInit();
    const [entries] = args;
    if (args.length === 0) throw new GoError('no argument was provided to http.batch()');
    if (args.length > 1) throw new GoError('http.batch() accepts only an array or an object of requests');
    if (typeof entries !== 'object' || entries === null)
      throw new GoError(`invalid http.batch() argument type ${goType(entries)}`);
    const keys = Object.keys(entries);
    const given: GivenRequest[] = [];
    const built: Built[] = [];
    for (const key of keys) {
      const entry = (entries as Record<string, unknown>)[key];
      const shown = Array.isArray(entries) ? Number(key) : key;
      built.push(this.#attempt(() => given[given.push(readBatchEntry(entry, shown)) - 1] as GivenRequest));
      if (built.at(-1)?.ok === false) break;
    }
    const shape = (responses: readonly (Response | null)[]): unknown =>
      Array.isArray(entries) ? responses : Object.fromEntries(keys.map((key, i) => [key, responses[i]]));
    const broken = built.find((entry) => !entry.ok);
    if (broken?.ok === false)
      return shape(
        keys.map((_, i) =>
          i < built.length - 1 ? this.#unsent() : i < built.length ? broken.response : null,
        ),
      );
    const requests = built.flatMap((entry) => (entry.ok ? [entry.request] : []));
    if (requests.length === 0) return shape([]);
    const { batch, batchPerHost } = this.#vu.bridge.state.options;
    const limits = { total: batch, perHost: batchPerHost };
    const { http } = this.#vu.bridge;
    return this.#vu.$.block<readonly HttpOutcome[], unknown>({
      start: (done) => http.startBatch(requests, limits, done),
      block: () => http.blockBatch(requests, limits),
      finish: (outcomes) =>
        shape(
          requests.map((request, i) => this.#respond(request, outcomes[i] as HttpOutcome, given[i]?.params)),
        ),
    });
  }

  #refuseInInit(): void {
    if (this.#vu.bridge.state.phase === 'init')
      throw new GoError('Making http requests in the init context is not supported');
  }

  #build(given: GivenRequest): Built {
    return this.#attempt(() => given);
  }

  // What cannot be built is no request: no samples, an error code of its own, and a warning unless `throw`.
  #attempt(read: () => GivenRequest): Built {
    let given: GivenRequest = { method: '', url: '', body: null, params: undefined };
    try {
      given = read();
      return { ok: true, request: buildRequest(this.#vu, this.#state, given) };
    } catch (error) {
      const { bridge } = this.#vu;
      const params = given.params as { throw?: unknown } | null | undefined;
      if (bridge.state.options.throw || params?.throw === true) throw error;
      const text = error instanceof Error ? error.message : String(error);
      bridge.log('warning', 'Request Failed', { error: text });
      const code = error instanceof InvalidUrl ? 1020 : 0;
      return { ok: false, response: failedResponse(given, text, { code, page: this.#page }) };
    }
  }

  // What stands for the entries of a batch that was not sent.
  #unsent(): Response {
    return failedResponse({ method: '', url: '', body: null, params: undefined }, '', {
      code: 0,
      page: this.#page,
    });
  }

  #respond(request: HttpRequest, outcome: HttpOutcome, params: unknown): Response {
    const { bridge } = this.#vu;
    for (const warning of outcome.warnings) bridge.log('warning', warning, {});
    if (outcome.failure !== null) {
      const own = Object(params ?? {}) as { throw?: unknown };
      const throws = 'throw' in own ? Boolean(own.throw) : bridge.state.options.throw;
      if (throws || outcome.throws) throw new GoError(outcome.failure);
      if (!this.#vu.$.interrupted) bridge.log('warning', 'Request Failed', { error: outcome.failure });
    }
    return new Response(request, outcome, this.#page);
  }
}

function failedResponse(
  given: GivenRequest,
  error: string,
  { code, page }: { code: number; page: PageCalls<Response> },
): Response {
  const { url } = readUrl(given.url);
  const outcome: HttpOutcome = {
    ...{ status: 0, statusText: '', proto: '', url, headers: [], cookies: [], body: null },
    timings: { blocked: 0, connecting: 0, tlsHandshaking: 0, sending: 0, waiting: 0, receiving: 0 },
    ...{
      remoteIp: '',
      remotePort: 0,
      tlsVersion: '',
      tlsCipherSuite: '',
      error,
      errorCode: code,
      failure: error,
      throws: false,
    },
    warnings: [],
    sent: { headers: [], cookies: [], body: '' },
  };
  const response = new Response({ method: given.method, url } as HttpRequest, outcome, page);
  response.body = [];
  if (code === 1020) response.url = '';
  return response;
}

function readRanges(args: readonly unknown[]): number[] {
  if (args.length === 0) throw new GoError('no arguments');
  return args.flatMap((arg, i) => {
    if (typeof arg === 'number' && Number.isInteger(arg)) return [arg, arg];
    if (arg === null || arg === undefined) throw new TypeError('Cannot convert undefined or null to object');
    const { min, max } = Object(arg) as { min?: unknown; max?: unknown };
    if (Number.isInteger(min) && Number.isInteger(max)) return [min as number, max as number];
    if (min !== undefined && max !== undefined)
      throw new GoError(`both min and max need to be integers for argument number ${i + 1}`);
    throw new GoError(
      `argument number ${i + 1} to expectedStatuses was neither an integer nor an object like {min:100, max:329}`,
    );
  });
}

function makeFile(vu: VuContext, data: unknown, { name, type }: { name: unknown; type: unknown }): FileData {
  const fileName = name === undefined ? String(Math.round(vu.bridge.now() * 1e6)) : String(name);
  return new FileData(
    goBytes(data),
    fileName,
    type === undefined ? 'application/octet-stream' : String(type),
  );
}
