import type { SampleEmitter, TagSet, Tags } from '../../../metrics/sample.ts';
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

/** Emits k6's nine samples of a hop, with the system tags that are on. */
export class SampleWriter {
  readonly #emitter: SampleEmitter;
  readonly #state: VuRecord;
  readonly #known = new WeakMap<Tags, Map<string, TagSet>>();

  constructor(emitter: SampleEmitter, state: VuRecord) {
    this.#emitter = emitter;
    this.#state = state;
  }

  write(hop: EndedHop): void {
    const { response, request } = hop;
    const expected = hop.challenged && request.expected !== null ? true : isExpected(request, response);
    const tagSet = this.#tagSet(hop, expected);
    const emitter = this.#emitter;
    const { endMs } = response;
    emitter.emit('http_reqs', tagSet, 1, endMs);
    const duration = response.sending + response.waiting + response.receiving;
    emitter.emit('http_req_duration', tagSet, duration, endMs);
    const { startLagMs } = this.#state;
    if (startLagMs !== null) emitter.emit(SCHEDULED_REQUEST, tagSet, duration + startLagMs, endMs);
    emitter.emit('http_req_blocked', tagSet, response.blocked, endMs);
    emitter.emit('http_req_connecting', tagSet, response.connecting, endMs);
    emitter.emit('http_req_tls_handshaking', tagSet, response.tlsHandshaking, endMs);
    emitter.emit('http_req_sending', tagSet, response.sending, endMs);
    emitter.emit('http_req_waiting', tagSet, response.waiting, endMs);
    emitter.emit('http_req_receiving', tagSet, response.receiving, endMs);
    if (expected !== null) emitter.emit('http_req_failed', tagSet, expected ? 0 : 1, endMs);
  }

  #tagSet(hop: EndedHop, expected: boolean | null): TagSet {
    const base = this.#state.tags;
    if (hop.request.tags !== null || hop.response.failure !== null)
      return this.#emitter.tagSet(this.#tags(hop, expected));
    let known = this.#known.get(base);
    if (known === undefined) {
      known = new Map();
      this.#known.set(base, known);
    }
    const { request, method, response, url } = hop;
    const key = `${method} ${response.status} ${expected} ${response.tlsVersion} ${response.remoteIp} ${request.name ?? url.text}`;
    let set = known.get(key);
    if (set === undefined) {
      set = this.#emitter.tagSet(this.#tags(hop, expected));
      if (known.size < CACHE_LIMIT) known.set(key, set);
    }
    return set;
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
