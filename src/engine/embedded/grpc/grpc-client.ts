import { dirname } from 'node:path';
import { GRPC_METRICS, type MetricRegistry } from '../../../metrics/registry.ts';
import type { SampleEmitter } from '../../../metrics/sample.ts';
import { HeldGrpc } from '../blocking/held-grpc.ts';
import type { GrpcLoad } from '../blocking/io-messages.ts';
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
import { streamLater } from './stream-later.ts';
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

/** One `new Client()`. */
export class HostClient implements GrpcClientHandle {
  readonly #parts: GrpcParts;
  readonly #methods = new Map<string, GrpcMethod>();
  readonly #running = new Set<() => void>();
  readonly #loads: GrpcLoad[] = [];
  /** Names of methods that only the I/O thread has, by reflection. */
  #heldNames: readonly string[] = [];
  #connection: Connection | null = null;
  #held: HeldGrpc | null = null;
  /** What it is connected to, in this thread or in the I/O thread. */
  #target: GrpcTarget | null = null;
  // Outcomes of what an ended iteration began are dropped.
  #epoch = 0;

  constructor(parts: GrpcParts) {
    this.#parts = parts;
  }

  get connected(): boolean {
    return this.#target !== null;
  }

  load(importPaths: readonly string[], files: readonly string[]): HostResult<string> {
    const load: GrpcLoad = { kind: 'files', importPaths, files };
    return this.#load(load, () => loadProtoFiles(dirname(this.#parts.scriptPath), importPaths, files));
  }

  loadProtoset(path: string): HostResult<string> {
    return this.#load({ kind: 'protoset', path }, () => loadProtoset(dirname(this.#parts.scriptPath), path));
  }

  knows(method: string): boolean {
    return this.#methods.has(method) || this.#heldNames.includes(method);
  }

  methodNames(): readonly string[] {
    return [...this.#methods.keys()];
  }

  connect(target: GrpcTarget, done: (outcome: HostResult<null>) => void): void {
    const epoch = this.#epoch;
    this.close();
    const made = this.#reach(target);
    made.then(
      () => epoch === this.#epoch && done({ ok: true, value: null }),
      (error: unknown) => epoch === this.#epoch && done(failure(error)),
    );
  }

  connectHeld(target: GrpcTarget): HostResult<null> {
    this.close();
    this.#held ??= new HeldGrpc(this.#parts);
    const names = this.#held.connect(target, this.#loads);
    if (!names.ok) return names;
    this.#heldNames = JSON.parse(names.value) as string[];
    this.#target = target;
    return { ok: true, value: null };
  }

  invokeHeld(call: GrpcCall, messageJson: string): HostResult<string> {
    this.#held ??= new HeldGrpc(this.#parts);
    return this.#held.invoke(this.#target as GrpcTarget, this.#loads, [call, messageJson]);
  }

  healthCheckHeld(service: string): HostResult<string> {
    this.#held ??= new HeldGrpc(this.#parts);
    return this.#held.healthCheck(this.#target as GrpcTarget, this.#loads, service);
  }

  invoke(call: GrpcCall, messageJson: string, done: (outcome: HostResult<string>) => void): void {
    if (this.#connection === null) {
      this.#later(() => this.invoke(call, messageJson, done), done);
      return;
    }
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
    if (this.#connection === null) {
      this.#later(() => this.healthCheck(service, done), done);
      return;
    }
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
    if (this.#connection === null) {
      return streamLater(listen, (opened, failed) =>
        this.#later(() => opened(this.openStream(call, listen)), failed),
      );
    }
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
    this.#target = null;
    this.#heldNames = [];
    this.#held?.close();
  }

  endIteration(): void {
    this.#epoch++;
    const left = [...this.#running];
    this.#running.clear();
    for (const end of left) end();
    this.#countBytes();
  }

  get #address(): string {
    return this.#target?.address ?? '';
  }

  async #reach(target: GrpcTarget): Promise<void> {
    const epoch = this.#epoch;
    const deadlineMs = nowMs() + target.timeoutMs;
    const connection = await connect(target, this.#parts.state.options);
    if (epoch !== this.#epoch) return connection.client.close();
    this.#connection = connection;
    this.#target = target;
    if (target.reflect === null) return;
    const metadata = toMetadata(target.reflect, {});
    this.#add(await reflectMethods(connection.client, metadata, deadlineMs));
  }

  // It was connected by a call that could not wait: this thread gets a connection of its own.
  #later(go: () => void, failed: (outcome: { ok: false; message: string }) => void): void {
    const epoch = this.#epoch;
    this.#reach(this.#target as GrpcTarget).then(
      () => epoch === this.#epoch && go(),
      (error: unknown) => epoch === this.#epoch && failed(failure(error)),
    );
  }

  #load(load: GrpcLoad, read: () => readonly GrpcMethod[]): HostResult<string> {
    const added = attempt(() => this.#add(read()));
    if (added.ok) this.#loads.push(load);
    return added;
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
