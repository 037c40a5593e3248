import type { SampleEmitter } from '../../../metrics/sample.ts';
import { blockingSend } from '../blocking/blocking-send.ts';
import type { LogLevel, VuOptions } from '../realm/contract.ts';
import type { BatchLimits, HttpBridge, HttpOutcome, HttpRequest } from '../realm/http-contract.ts';
import type { VuTransport } from '../vu/vu.ts';
import type { VuRecord } from '../vu/vu-state.ts';
import type { NameSpread } from './address-spread.ts';
import type { CookieStores } from './cookie-stores.ts';
import { Dialer } from './dialer.ts';
import { httpDebug } from './http-debug.ts';
import { LocalAddresses } from './local-addresses.ts';
import { NameLookup } from './name-lookup.ts';
import { parseUrl, UrlError } from './parsed-url.ts';
import { type Chain, requestChain } from './request-chain.ts';
import { SampleWriter } from './sample-writer.ts';
import { SocketTransport } from './socket-transport.ts';

/** What the client of one VU needs. */
export interface ClientParts {
  state: VuRecord;
  cookies: CookieStores;
  emitter: SampleEmitter;
  log: (level: LogLevel, message: string, fields: Readonly<Record<string, string>>) => void;
}

const dialers = new WeakMap<VuOptions, Dialer>();

/** One dialer per set of options: name look-ups are shared by the VUs of a thread. */
export function dialerOf(options: VuOptions): Dialer {
  let dialer = dialers.get(options);
  if (dialer === undefined) {
    const names = new NameLookup(options.dns);
    dialer = new Dialer({ options, names, local: new LocalAddresses(options.localIPs) });
    dialers.set(options, dialer);
  }
  return dialer;
}

/** How the thread's requests under these options were spread over addresses, so far. */
export const spreadOf = (options: VuOptions): NameSpread[] => dialers.get(options)?.spread.names() ?? [];

const cell = new Int32Array(new SharedArrayBuffer(4));
const paces = new WeakMap<VuOptions, RequestPace>();

/** The option `rps` of a thread: requests begin at even distances, and the wait is no part of their time. */
class RequestPace {
  readonly #distanceMs: number;
  #nextMs = 0;

  constructor(perSecond: number) {
    this.#distanceMs = perSecond > 0 ? 1000 / perSecond : 0;
  }

  /** How long the request that asks has to wait, in ms. */
  waitMs(): number {
    if (this.#distanceMs === 0) return 0;
    const nowMs = performance.now();
    const startMs = Math.max(nowMs, this.#nextMs);
    this.#nextMs = startMs + this.#distanceMs;
    return startMs - nowMs;
  }
}

function paceOf(options: VuOptions): RequestPace {
  let pace = paces.get(options);
  if (pace === undefined) {
    pace = new RequestPace(options.rps);
    paces.set(options, pace);
  }
  return pace;
}

/** HTTP of one VU, with its own connections and cookies, as one transport a VU in k6. */
export function openHttpClient({ state, cookies, emitter, log }: ClientParts): HttpBridge & VuTransport {
  const debug = httpDebug({ state, log });
  const parts = { state, cookies, samples: new SampleWriter(emitter, state), debug };
  let transport: SocketTransport | null = null;
  const open = (): SocketTransport => {
    const { batch, batchPerHost } = state.options;
    transport ??= new SocketTransport(dialerOf(state.options), { total: batch, perHost: batchPerHost });
    return transport;
  };
  let pace: RequestPace | null = null;
  const waitMs = (): number => {
    pace ??= paceOf(state.options);
    return pace.waitMs();
  };
  const start = (request: HttpRequest, done: (outcome: HttpOutcome) => void): void => {
    const pauseMs = waitMs();
    if (pauseMs > 0) setTimeout(() => drive(requestChain(parts, request), open(), done), pauseMs);
    else drive(requestChain(parts, request), open(), done);
  };
  const block = (request: HttpRequest): HttpOutcome => {
    const pauseMs = waitMs();
    if (pauseMs > 0) Atomics.wait(cell, 0, 0, pauseMs);
    const chain = requestChain(parts, request);
    let step = chain.next();
    while (step.done !== true) step = chain.next(blockingSend(step.value, state.options));
    return step.value;
  };
  return {
    checkUrl(url) {
      const parsed = parseUrl(url);
      return parsed instanceof UrlError ? parsed.message : null;
    },
    start,
    block,
    startBatch: (requests, limits, done) => startBatch(requests, limits, { start, done }),
    blockBatch: (requests) => requests.map(block),
    ownJar: () => cookies.own(),
    newJar: () => cookies.create(),
    cookiesFor: (jar, url) => cookies.cookiesFor(jar, url),
    setCookie: (jar, url, cookie) => cookies.set(jar, url, cookie),
    deleteCookie: (jar, url, name) => cookies.delete(jar, url, name),
    resetCookies: () => cookies.reset(),
    closeIdle: () => transport?.reset(),
    close: () => transport?.reset(),
  };
}

function drive(chain: Chain, transport: SocketTransport, done: (outcome: HttpOutcome) => void): void {
  const step = chain.next();
  const go = (next: typeof step): void => {
    if (next.done === true) done(next.value);
    else transport.send(next.value, (response) => go(chain.next(response)));
  };
  go(step);
}

type BatchRun = {
  start: (request: HttpRequest, done: (outcome: HttpOutcome) => void) => void;
  done: (outcomes: readonly HttpOutcome[]) => void;
};

// At most `total` at once and `perHost` of them to one host; results keep the order of the requests.
function startBatch(requests: readonly HttpRequest[], limits: BatchLimits, { start, done }: BatchRun): void {
  const outcomes: HttpOutcome[] = new Array(requests.length);
  const waiting = [...requests.keys()];
  const perHost = new Map<string, number>();
  let running = 0;
  let ended = 0;
  const hostOf = (i: number): string => {
    const url = parseUrl((requests[i] as HttpRequest).url);
    return url instanceof UrlError ? '' : url.host;
  };
  const next = (): void => {
    for (let at = 0; at < waiting.length && running < limits.total; ) {
      const i = waiting[at] as number;
      const host = hostOf(i);
      if ((perHost.get(host) ?? 0) >= limits.perHost) {
        at++;
        continue;
      }
      waiting.splice(at, 1);
      running++;
      perHost.set(host, (perHost.get(host) ?? 0) + 1);
      start(requests[i] as HttpRequest, (outcome) => {
        outcomes[i] = outcome;
        running--;
        perHost.set(host, (perHost.get(host) ?? 1) - 1);
        if (++ended === requests.length) done(outcomes);
        else next();
      });
    }
  };
  next();
}
