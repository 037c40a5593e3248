import { MetricRegistry } from '../../../metrics/registry.ts';
import { HostClient } from '../grpc/grpc-client.ts';
import type { HostResult, VuOptions } from '../realm/contract.ts';
import { VuRecord } from '../vu/vu-state.ts';
import type { FromIo, GrpcCommand, GrpcLoad, SampleBase } from './io-messages.ts';
import { sampleRelay } from './sample-relay.ts';

type Answer = (channel: number, message: FromIo) => void;
type Outcome = HostResult<string>;

/** In the I/O thread: gRPC clients whose scripts hold their thread. */
export class GrpcHost {
  readonly #birth: { options: VuOptions; scriptPath: string };
  readonly #answer: Answer;
  readonly #clients = new Map<number, { client: HostClient; state: VuRecord }>();

  constructor(birth: { options: VuOptions; scriptPath: string }, answer: Answer) {
    this.#birth = birth;
    this.#answer = answer;
  }

  handle(channel: number, command: GrpcCommand): void {
    const { client, state } = this.#clientOf(channel);
    const done = (outcome: Outcome): void => {
      client.endIteration();
      this.#answer(channel, { kind: 'bytes', sent: state.dataSent, received: state.dataReceived });
      Object.assign(state, { dataSent: 0, dataReceived: 0 });
      this.#answer(channel, { kind: 'outcome', outcome });
    };
    switch (command.do) {
      case 'load':
        for (const each of command.loads) load(client, each);
        return;
      case 'connect':
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
    }
  }

  #clientOf(channel: number): { client: HostClient; state: VuRecord } {
    const known = this.#clients.get(channel);
    if (known !== undefined) return known;
    const { options, scriptPath } = this.#birth;
    const state = new VuRecord({ id: 0, idInTest: 0 }, {}, options);
    const emitter = sampleRelay((message) => this.#answer(channel, message));
    const client = new HostClient({ state, emitter, registry: new MetricRegistry(), scriptPath });
    this.#clients.set(channel, { client, state });
    return { client, state };
  }
}

function take(state: VuRecord, { tags, startLagMs }: SampleBase): void {
  state.tags = tags;
  state.startLagMs = startLagMs;
}

// It could be loaded before, in the thread that waits.
function load(client: HostClient, each: GrpcLoad): void {
  if (each.kind === 'files') client.load(each.importPaths, each.files);
  else client.loadProtoset(each.path);
}
