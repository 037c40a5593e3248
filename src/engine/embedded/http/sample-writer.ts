import type { SampleEmitter, SampleSeries, Tags } from '../../../metrics/sample.ts';
import { SCHEDULED_REQUEST } from '../../../metrics/scheduled.ts';
import type { HttpRequest } from '../realm/http-contract.ts';
import type { VuRecord } from '../vu/vu-state.ts';
import type { ParsedUrl } from './parsed-url.ts';
import type { WireResponse } from './wire.ts';

/** One hop that ended. */
export interface EndedHop {
  request: HttpRequest;
  url: ParsedUrl;
  method: string;
  response: WireResponse;
  /** A digest challenge that is answered: the 401 is what was expected. */
  challenged: boolean;
}

/** The series of one set of tags. */
type HopSeries = Readonly<Record<(typeof METRICS)[number], SampleSeries>> & {
  scheduled: SampleSeries;
  failed: SampleSeries;
};

const METRICS = [
  ...(['http_reqs', 'http_req_duration', 'http_req_blocked', 'http_req_connecting'] as const),
  ...(['http_req_tls_handshaking', 'http_req_sending', 'http_req_waiting', 'http_req_receiving'] as const),
];

/** What hops of one name and one set of base tags were like. */
interface KnownHop {
  readonly method: string;
  readonly status: number;
  readonly expected: boolean | null;
  readonly proto: string;
  readonly tlsVersion: string;
  readonly remoteIp: string;
  readonly series: HopSeries;
}

type KnownHops = WeakMap<Tags, Map<string, KnownHop[]>>;

/** All VUs of a thread share what is known. */
const ofEmitters = new WeakMap<SampleEmitter, KnownHops>();

/** Emits k6's nine samples of a hop, with the system tags that are on. */
export class SampleWriter {
  readonly #emitter: SampleEmitter;
  readonly #state: VuRecord;
  readonly #known: KnownHops;

  constructor(emitter: SampleEmitter, state: VuRecord) {
    this.#emitter = emitter;
    this.#state = state;
    this.#known = ofEmitters.get(emitter) ?? new WeakMap();
    ofEmitters.set(emitter, this.#known);
  }

  write(hop: EndedHop): void {
    const { response, request } = hop;
    const expected = hop.challenged && request.expected !== null ? true : isExpected(request, response);
    const series = this.#seriesOf(hop, expected);
    const emitter = this.#emitter;
    const { endMs } = response;
    emitter.add(series.http_reqs, 1, endMs);
    const duration = response.sending + response.waiting + response.receiving;
    emitter.add(series.http_req_duration, duration, endMs);
    const { startLagMs } = this.#state;
    if (startLagMs !== null) emitter.add(series.scheduled, duration + startLagMs, endMs);
    emitter.add(series.http_req_blocked, response.blocked, endMs);
    emitter.add(series.http_req_connecting, response.connecting, endMs);
    emitter.add(series.http_req_tls_handshaking, response.tlsHandshaking, endMs);
    emitter.add(series.http_req_sending, response.sending, endMs);
    emitter.add(series.http_req_waiting, response.waiting, endMs);
    emitter.add(series.http_req_receiving, response.receiving, endMs);
    if (expected !== null) emitter.add(series.failed, expected ? 0 : 1, endMs);
  }

  #seriesOf(hop: EndedHop, expected: boolean | null): HopSeries {
    const { request, method, response, url } = hop;
    if (request.tags !== null || response.failure !== null) return this.#newSeries(hop, expected);
    const { tags } = this.#state;
    let byName = this.#known.get(tags);
    if (byName === undefined) {
      byName = new Map();
      this.#known.set(tags, byName);
    }
    const name = request.name ?? url.text;
    let hops = byName.get(name);
    if (hops === undefined) {
      hops = [];
      if (byName.size < CACHE_LIMIT) byName.set(name, hops);
    }
    const { status, proto, tlsVersion, remoteIp } = response;
    for (const each of hops) {
      if (
        each.status === status &&
        each.method === method &&
        each.expected === expected &&
        each.remoteIp === remoteIp &&
        each.proto === proto &&
        each.tlsVersion === tlsVersion
      )
        return each.series;
    }
    const series = this.#newSeries(hop, expected);
    if (hops.length < KINDS_LIMIT)
      hops.push({ method, status, expected, proto, tlsVersion, remoteIp, series });
    return series;
  }

  #newSeries(hop: EndedHop, expected: boolean | null): HopSeries {
    const tagSet = this.#emitter.tagSet(this.#tags(hop, expected));
    const of = (metric: string) => this.#emitter.seriesOf(metric, tagSet);
    return Object.fromEntries([
      ...METRICS.map((metric) => [metric, of(metric)]),
      ['scheduled', of(SCHEDULED_REQUEST)],
      ['failed', of('http_req_failed')],
    ]) as HopSeries;
  }

  #tags({ request, url, method, response }: EndedHop, expected: boolean | null): Tags {
    const enabled = this.#state.options.systemTags;
    const name = request.name ?? url.masked;
    const { failure } = response;
    const code = failure?.code ?? (response.status >= 400 ? 1000 + response.status : 0);
    const system: Record<string, string> = {
      method,
      name,
      url: name,
      status: failure === null ? String(response.status) : '0',
      proto: failure === null ? response.proto : '',
      tls_version: failure === null ? response.tlsVersion : '',
      ocsp_status: failure === null && response.tlsVersion !== '' ? 'unknown' : '',
      ip: response.remoteIp,
      expected_response: expected === null ? '' : String(expected),
      error: failure?.text ?? '',
      error_code: code === 0 ? '' : String(code),
    };
    const tags: Record<string, string> = { ...this.#state.tags };
    for (const [tag, value] of Object.entries(system))
      if ((value !== '' || ALWAYS.has(tag)) && enabled.has(tag)) tags[tag] = value;
    return Object.assign(tags, request.tags);
  }
}

const CACHE_LIMIT = 1000;
const KINDS_LIMIT = 50;
/** Tags that stand there also when they are empty. */
const ALWAYS: ReadonlySet<string> = new Set(['name', 'url']);

function isExpected({ expected }: HttpRequest, response: WireResponse): boolean | null {
  if (expected === null) return null;
  const status = response.failure === null ? response.status : 0;
  for (let i = 0; i < expected.length; i += 2) {
    if (status >= (expected[i] as number) && status <= (expected[i + 1] as number)) return true;
  }
  return false;
}
