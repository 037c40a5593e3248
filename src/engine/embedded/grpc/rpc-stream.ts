import type { Client, ClientDuplexStream, Metadata, StatusObject } from '@grpc/grpc-js';
import { nowMs } from '../http/wire.ts';
import type { GrpcCall, GrpcStreamEvent, GrpcStreamHandle } from '../realm/grpc-contract.ts';
import type { GrpcMethod } from './method-table.ts';
import { decodeJson, encodeJson } from './proto-json.ts';
import type { RpcSamples } from './rpc-samples.ts';
import { rpcErrorText, statusMessage } from './status-text.ts';

const asIs = (value: Buffer): Buffer => value;
const CANCELED = 1;
const UNKNOWN = 2;
const INTERNAL = 13;

type StreamError = { code: number; message: string; text: string };

/** One stream of a script, whatever its method streams. */
export class RpcStream implements GrpcStreamHandle {
  readonly #stream: ClientDuplexStream<Buffer, Buffer>;
  readonly #method: GrpcMethod;
  readonly #samples: RpcSamples;
  readonly #listen: (event: GrpcStreamEvent) => void;
  readonly #discard: boolean;
  readonly #startMs = nowMs();
  #status: StatusObject | null = null;
  #drained = false;
  #lastBytes = 0;
  /** What went wrong on this side. */
  #failure: StreamError | null = null;
  #told = false;
  #dropped = false;
  /** Called once, when nothing of it is left. */
  onOver: () => void = () => {};

  constructor(
    open: { client: Client; method: GrpcMethod; metadata: Metadata; samples: RpcSamples },
    call: GrpcCall,
    listen: (event: GrpcStreamEvent) => void,
  ) {
    this.#method = open.method;
    this.#samples = open.samples;
    this.#listen = listen;
    this.#discard = call.discardResponseMessage;
    const options = call.timeoutMs > 0 ? { deadline: Date.now() + call.timeoutMs } : {};
    this.#stream = open.client.makeBidiStreamRequest(call.method, asIs, asIs, open.metadata, options);
    this.#samples.count('grpc_streams', this.#startMs);
    this.#stream.on('data', (message: Buffer) => this.#received(message));
    // The status tells the same, and always comes.
    this.#stream.on('error', () => {});
    this.#stream.on('status', (status: StatusObject) => {
      this.#status = status;
      const end = { code: status.code, peer: this.#stream.getPeer() };
      if (!this.#dropped) this.#samples.duration(this.#startMs, nowMs(), end);
      this.#finish();
    });
    this.#stream.on('end', () => {
      this.#drained = true;
      this.#finish();
    });
  }

  write(json: string): void {
    if (this.#told || this.#failure !== null) return;
    try {
      const message = encodeJson(this.#method.request, json);
      this.#lastBytes = message.length;
      this.#stream.write(message);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = `can't serialise request object to protocol buffer: ${reason}`;
      this.#failure ??= { code: UNKNOWN, message, text: message };
      this.#stream.cancel();
      return;
    }
    this.#samples.count('grpc_streams_msgs_sent', nowMs());
  }

  end(): void {
    this.#stream.end();
  }

  /** Ends it without events or samples. */
  drop(): void {
    this.#told = true;
    this.#dropped = true;
    this.#stream.cancel();
    this.onOver();
  }

  #received(message: Buffer): void {
    if (this.#told || this.#failure !== null) return;
    const timeMs = nowMs();
    let json: string | null;
    try {
      json = this.#discard ? null : JSON.stringify(decodeJson(this.#method.response, message));
    } catch (error) {
      const reason = `grpc: failed to unmarshal the received message: proto: ${String(error)}`;
      this.#failure = { code: INTERNAL, message: reason, text: rpcErrorText(INTERNAL, reason) };
      this.#stream.cancel();
      return;
    }
    this.#samples.count('grpc_streams_msgs_received', timeMs);
    this.#listen({ kind: 'message', json, timeMs });
  }

  // The status may come before the last messages are read.
  #finish(): void {
    if (this.#status === null || !this.#drained) return;
    this.#tell(this.#failure ?? errorOf(this.#status, this.#lastBytes));
  }

  #tell(error: StreamError | null): void {
    if (this.#told) return;
    this.#told = true;
    this.#listen({ kind: 'ended', error, timeMs: nowMs() });
    this.onOver();
  }
}

function errorOf(status: StatusObject, sentBytes: number): StreamError | null {
  if (status.code === 0) return null;
  if (status.code === CANCELED) {
    const message = 'canceled by client (k6)';
    return { code: UNKNOWN, message, text: message };
  }
  const message = statusMessage(status, sentBytes);
  return { code: status.code, message, text: rpcErrorText(status.code, message) };
}
