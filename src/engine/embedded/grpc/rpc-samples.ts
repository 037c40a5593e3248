import type { SampleEmitter, Tags } from '../../../metrics/sample.ts';
import { scheduledName } from '../../../metrics/scheduled.ts';
import type { GrpcCall } from '../realm/grpc-contract.ts';
import type { VuRecord } from '../vu/vu-state.ts';

/** The samples of one call or stream: its tags are those of its start. */
export class RpcSamples {
  readonly #emitter: SampleEmitter;
  readonly #enabled: ReadonlySet<string>;
  readonly #tags: Tags;
  readonly #startLagMs: number | null;

  constructor(
    parts: { emitter: SampleEmitter; state: VuRecord },
    call: Pick<GrpcCall, 'method' | 'tags'>,
    address: string,
  ) {
    this.#emitter = parts.emitter;
    this.#startLagMs = parts.state.startLagMs;
    this.#enabled = parts.state.options.systemTags;
    const [, service = '', method = ''] = call.method.split('/');
    const system = { url: `${address}${call.method}`, service, method, name: call.method };
    const own = { ...parts.state.tags, ...call.tags };
    const name = own['name'];
    this.#tags = { ...own, ...this.#on(system), ...(name === undefined ? {} : { name }) };
  }

  count(
    metric: 'grpc_streams' | 'grpc_streams_msgs_sent' | 'grpc_streams_msgs_received',
    timeMs: number,
  ): void {
    this.#emitter.emit(metric, this.#emitter.tagSet(this.#tags), 1, timeMs);
  }

  /** The call ended; `peer` is ip:port. */
  duration(startMs: number, endMs: number, end: { code: number; peer: string }): void {
    const ip = end.peer.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
    const tags = { ...this.#tags, ...this.#on({ status: String(end.code), ip }) };
    const tagSet = this.#emitter.tagSet(tags);
    const durationMs = endMs - startMs;
    this.#emitter.emit('grpc_req_duration', tagSet, durationMs, endMs);
    if (this.#startLagMs !== null)
      this.#emitter.emit(scheduledName('grpc_req_duration'), tagSet, durationMs + this.#startLagMs, endMs);
  }

  #on(system: Tags): Tags {
    return Object.fromEntries(
      Object.entries(system).filter(([tag, value]) => value !== '' && this.#enabled.has(tag)),
    );
  }
}
