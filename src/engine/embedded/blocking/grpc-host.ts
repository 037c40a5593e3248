import { MetricRegistry } from '../../../metrics/registry.ts';
import { HostClient } from '../grpc/grpc-client.ts';
import type { HostResult, VuOptions } from '../realm/contract.ts';
import { VuRecord } from '../vu/vu-state.ts';
import type { FromIo, GrpcCommand, GrpcLoad, SampleBase } from './io-messages.ts';
import { sampleRelay } from './sample-relay.ts';

type Answer = (channel: number, message: FromIo) => void;
type Outcome = HostResult<string>;

interface Held {
  readonly client: HostClient;
  readonly state: VuRecord;
  /** Told as the outcome of the next connect. */
  failedLoad: Outcome | null;
}

/** In the I/O thread: gRPC clients whose scripts hold their thread. */
export class GrpcHost {
  readonly #options: VuOptions;
  readonly #answer: Answer;
  readonly #clients = new Map<number, Held>();

  constructor(options: VuOptions, answer: Answer) {
    this.#options = options;
    this.#answer = answer;
  }

  handle(channel: number, command: GrpcCommand): void {
    if (command.do === 'open') this.#open(channel, command.scriptPath);
    const held = this.#clients.get(channel);
    if (held === undefined) return;
    const { client, state } = held;
    const done = (outcome: Outcome): void => {
      client.endIteration();
      this.#answer(channel, { kind: 'bytes', sent: state.dataSent, received: state.dataReceived });
      Object.assign(state, { dataSent: 0, dataReceived: 0 });
      this.#answer(channel, { kind: 'outcome', outcome });
    };
    switch (command.do) {
      case 'load':
        for (const each of command.loads) {
          const loaded = load(client, each);
          if (!loaded.ok) held.failedLoad ??= loaded;
        }
        return;
      case 'connect':
        if (held.failedLoad !== null) {
          const { failedLoad } = held;
          held.failedLoad = null;
          done(failedLoad);
          return;
        }
        client.connect(command.target, (outcome) =>
          done(outcome.ok ? { ok: true, value: JSON.stringify(client.methodNames()) } : outcome),
        );
        return;
      case 'invoke':
        take(state, command.base);
        client.invoke(command.call, command.messageJson, done);
        return;
      case 'healthCheck':
        take(state, command.base);
        client.healthCheck(command.service, done);
        return;
      case 'close':
        client.close();
        return;
      case 'drop':
        this.#clients.delete(channel);
        client.close();
        client.endIteration();
    }
  }

  #open(channel: number, scriptPath: string): void {
    const state = new VuRecord({ id: 0, idInTest: 0 }, {}, this.#options);
    const emitter = sampleRelay((message) => this.#answer(channel, message));
    const client = new HostClient({ state, emitter, registry: new MetricRegistry(), scriptPath });
    this.#clients.set(channel, { client, state, failedLoad: null });
  }
}

function take(state: VuRecord, { tags, startLagMs }: SampleBase): void {
  state.tags = tags;
  state.startLagMs = startLagMs;
}

// It could be loaded before, in the thread that waits.
const load = (client: HostClient, each: GrpcLoad): Outcome =>
  each.kind === 'files' ? client.load(each.importPaths, each.files) : client.loadProtoset(each.path);
