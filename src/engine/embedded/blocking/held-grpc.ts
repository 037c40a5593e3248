import type { SampleEmitter } from '../../../metrics/sample.ts';
import { nowMs } from '../http/wire.ts';
import type { HostResult } from '../realm/contract.ts';
import type { GrpcCall, GrpcTarget } from '../realm/grpc-contract.ts';
import type { VuRecord } from '../vu/vu-state.ts';
import type { GrpcCommand, GrpcLoad } from './io-messages.ts';
import { IoThread } from './io-thread.ts';

const SLACK_MS = 2000;

/** A gRPC client in the I/O thread, with a connection of its own: for calls that hold the script's thread. */
export class HeldGrpc {
  readonly #parts: { state: VuRecord; emitter: SampleEmitter; scriptPath: string };
  readonly #io: IoThread;
  #channel: number;
  #loaded = 0;
  #target: GrpcTarget | null = null;

  constructor(parts: { state: VuRecord; emitter: SampleEmitter; scriptPath: string }) {
    this.#parts = parts;
    this.#io = IoThread.of(parts.state.options);
    this.#channel = this.#open();
  }

  /** Connects; gives the names of its methods as JSON. */
  connect(target: GrpcTarget, loads: readonly GrpcLoad[]): HostResult<string> {
    this.#do({ do: 'load', loads: loads.slice(this.#loaded) });
    const outcome = this.#ask({ do: 'connect', target, base: this.#base }, target.timeoutMs);
    this.#loaded = outcome.ok ? loads.length : 0;
    this.#target = outcome.ok ? target : null;
    return outcome;
  }

  /** A call to `target`, which another thread of this VU is connected to, or this one. */
  invoke(target: GrpcTarget, loads: readonly GrpcLoad[], call: [GrpcCall, string]): HostResult<string> {
    const connected = this.#reach(target, loads);
    if (!connected.ok) return connected;
    const [asked, messageJson] = call;
    return this.#ask({ do: 'invoke', call: asked, messageJson, base: this.#base }, asked.timeoutMs);
  }

  healthCheck(target: GrpcTarget, loads: readonly GrpcLoad[], service: string): HostResult<string> {
    const connected = this.#reach(target, loads);
    if (!connected.ok) return connected;
    return this.#ask({ do: 'healthCheck', service, base: this.#base }, Number.POSITIVE_INFINITY);
  }

  close(): void {
    this.#target = null;
    this.#do({ do: 'close' });
  }

  get #base(): { tags: VuRecord['tags']; startLagMs: number | null } {
    const { tags, startLagMs } = this.#parts.state;
    return { tags, startLagMs };
  }

  #reach(target: GrpcTarget, loads: readonly GrpcLoad[]): HostResult<string> {
    return this.#target === target ? { ok: true, value: '' } : this.connect(target, loads);
  }

  #do(command: GrpcCommand): void {
    this.#io.post({ channel: this.#channel, kind: 'grpc', command });
  }

  #open(): number {
    const channel = this.#io.open();
    const { scriptPath } = this.#parts;
    this.#io.post({ channel, kind: 'grpc', command: { do: 'open', scriptPath } });
    return channel;
  }

  // What was given up may still have an outcome, which must not be taken for that of the next call.
  #giveUp(): HostResult<string> {
    this.#do({ do: 'drop' });
    this.#io.close(this.#channel);
    this.#channel = this.#open();
    this.#loaded = 0;
    this.#target = null;
    return { ok: false, message: 'context deadline exceeded' };
  }

  #ask(command: GrpcCommand, timeoutMs: number): HostResult<string> {
    this.#do(command);
    const { state, emitter } = this.#parts;
    const untilMs = nowMs() + timeoutMs + SLACK_MS;
    for (;;) {
      const message = this.#io.next(this.#channel, untilMs);
      if (message === null) return this.#giveUp();
      if (message.kind === 'outcome') return message.outcome;
      if (message.kind === 'bytes') {
        state.dataSent += message.sent;
        state.dataReceived += message.received;
      }
      if (message.kind === 'sample') {
        const { metric, tags, value, timeMs } = message.sample;
        emitter.emit(metric, emitter.tagSet(tags), value, timeMs);
      }
    }
  }
}
