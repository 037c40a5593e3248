import { dirname } from 'node:path';
import { GRPC_METRICS, type MetricRegistry } from '../../../metrics/registry.ts';
import type { SampleEmitter } from '../../../metrics/sample.ts';
import { nowMs } from '../http/wire.ts';
import type { HostResult } from '../realm/contract.ts';
import type {
  GrpcBridge,
  GrpcCall,
  GrpcClientHandle,
  GrpcStreamEvent,
  GrpcStreamHandle,
  GrpcTarget,
} from '../realm/grpc-contract.ts';
import type { VuRecord } from '../vu/vu-state.ts';
import { type Connection, connect } from './connection.ts';
import { responseJson } from './invoke-response.ts';
import { knownType } from './known-protos.ts';
import { type GrpcMethod, loadProtoFiles, loadProtoset } from './method-table.ts';
import { encodeJson } from './proto-json.ts';
import { reflectMethods } from './reflection.ts';
import { toMetadata } from './rpc-metadata.ts';
import { RpcSamples } from './rpc-samples.ts';
import { RpcStream } from './rpc-stream.ts';
import { rpcErrorText, statusMessage } from './status-text.ts';
import { plainCall, unaryCall } from './unary-call.ts';

/** What the gRPC of one VU needs. */
export interface GrpcParts {
  state: VuRecord;
  emitter: SampleEmitter;
  registry: MetricRegistry;
  scriptPath: string;
}

/** The bridge and its hooks into the VU's life. */
export interface GrpcSockets extends GrpcBridge {
  /** The iteration is over: ends calls and streams that are left, and adds the bytes to the VU's. */
  endAll(): void;
  close(): void;
}

const INTERNAL = 13;

/** gRPC of one VU, whose connections live from iteration to iteration. */
export function openGrpcClients(parts: GrpcParts): GrpcSockets {
  for (const metric of GRPC_METRICS) parts.registry.declare(metric);
  const clients = new Set<HostClient>();
  return {
    newClient() {
      const client = new HostClient(parts);
      clients.add(client);
      return client;
    },
    endAll() {
      for (const client of clients) client.endIteration();
    },
    close() {
      for (const client of clients) client.close();
    },
  };
}

class HostClient implements GrpcClientHandle {
  readonly #parts: GrpcParts;
  readonly #methods = new Map<string, GrpcMethod>();
  readonly #running = new Set<() => void>();
  #connection: Connection | null = null;
  #address = '';
  // Outcomes of what an ended iteration began are dropped.
  #epoch = 0;

  constructor(parts: GrpcParts) {
    this.#parts = parts;
  }

  get connected(): boolean {
    return this.#connection !== null;
  }

  load(importPaths: readonly string[], files: readonly string[]): HostResult<string> {
    return attempt(() => this.#add(loadProtoFiles(dirname(this.#parts.scriptPath), importPaths, files)));
  }

  loadProtoset(path: string): HostResult<string> {
    return attempt(() => this.#add(loadProtoset(dirname(this.#parts.scriptPath), path)));
  }

  knows(method: string): boolean {
    return this.#methods.has(method);
  }

  connect(target: GrpcTarget, done: (outcome: HostResult<null>) => void): void {
    const epoch = this.#epoch;
    const deadlineMs = nowMs() + target.timeoutMs;
    this.close();
    const made = connect(target, this.#parts.state.options).then(async (connection) => {
      if (epoch !== this.#epoch) return connection.client.close();
      this.#connection = connection;
      this.#address = target.address;
      if (target.reflect === null) return;
      const metadata = toMetadata(target.reflect, {});
      this.#add(await reflectMethods(connection.client, metadata, deadlineMs));
    });
    made.then(
      () => epoch === this.#epoch && done({ ok: true, value: null }),
      (error: unknown) => epoch === this.#epoch && done(failure(error)),
    );
  }

  invoke(call: GrpcCall, messageJson: string, done: (outcome: HostResult<string>) => void): void {
    const method = this.#methods.get(call.method) as GrpcMethod;
    const started = attempt(() => {
      const { client } = this.#connection as Connection;
      const message = attempt(() => encodeJson(method.request, messageJson));
      if (!message.ok)
        throw new Error(`unable to serialise request object to protocol buffer: ${message.message}`);
      const metadata = toMetadata(call.metadata, this.#parts.state.options.extraHeaders);
      const samples = new RpcSamples(this.#parts, call, this.#address);
      const request = { ...call, message: message.value, metadata };
      const cancel = unaryCall(client, request, (end) => {
        if (!this.#running.delete(cancel)) return;
        samples.duration(end.startMs, end.endMs, { code: end.status.code, peer: end.peer });
        const type = call.discardResponseMessage ? null : method.response;
        const json = attempt(() => responseJson(end, type, method.response.root));
        done(
          json.ok
            ? json
            : { ok: false, message: `unable to convert response object to JSON: ${json.message}` },
        );
      });
      this.#running.add(cancel);
    });
    if (!started.ok) setImmediate(() => done(started));
  }

  healthCheck(service: string, done: (outcome: HostResult<string>) => void): void {
    const epoch = this.#epoch;
    const { client } = this.#connection as Connection;
    const method = '/grpc.health.v1.Health/Check';
    const request = knownType('HealthRequest');
    const samples = new RpcSamples(this.#parts, { method, tags: null }, this.#address);
    const message = request.encode(request.create({ service })).finish();
    void plainCall(client, { method, message, timeoutMs: 0 }).then((end) => {
      if (epoch !== this.#epoch) return;
      const { status } = end;
      samples.duration(end.startMs, end.endMs, { code: status.code, peer: end.peer });
      if (status.code !== 0) {
        done({ ok: false, message: rpcErrorText(status.code, statusMessage(status)) });
        return;
      }
      const response = knownType('HealthResponse');
      const read = attempt(() =>
        response.toObject(response.decode(end.message ?? new Uint8Array(0)), READABLE),
      );
      done(read.ok ? { ok: true, value: String(read.value['status']) } : read);
    });
  }

  openStream(call: GrpcCall, listen: (event: GrpcStreamEvent) => void): GrpcStreamHandle {
    const method = this.#methods.get(call.method) as GrpcMethod;
    const samples = new RpcSamples(this.#parts, call, this.#address);
    const metadata = attempt(() => toMetadata(call.metadata, this.#parts.state.options.extraHeaders));
    if (!metadata.ok) {
      const error = { code: INTERNAL, message: metadata.message, text: metadata.message };
      setImmediate(() => listen({ kind: 'ended', error, timeMs: nowMs() }));
      return { write() {}, end() {} };
    }
    const { client } = this.#connection as Connection;
    const stream = new RpcStream({ client, method, metadata: metadata.value, samples }, call, listen);
    const drop = (): void => stream.drop();
    this.#running.add(drop);
    stream.onOver = () => this.#running.delete(drop);
    return stream;
  }

  close(): void {
    this.#countBytes();
    this.#connection?.client.close();
    this.#connection = null;
  }

  endIteration(): void {
    this.#epoch++;
    const left = [...this.#running];
    this.#running.clear();
    for (const end of left) end();
    this.#countBytes();
  }

  #countBytes(): void {
    const bytes = this.#connection?.credentials.takeBytes();
    this.#parts.state.dataSent += bytes?.sent ?? 0;
    this.#parts.state.dataReceived += bytes?.received ?? 0;
  }

  #add(methods: readonly GrpcMethod[]): string {
    for (const method of methods) this.#methods.set(method.info.full_method, method);
    return JSON.stringify(methods.map(({ info }) => info));
  }
}

const READABLE = { enums: String, defaults: true } as const;

function attempt<T>(run: () => T): HostResult<T> {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    return failure(error);
  }
}

const failure = (error: unknown): { ok: false; message: string } => ({
  ok: false,
  message: error instanceof Error ? error.message : String(error),
});
