import { type Client, Metadata, type StatusObject } from '@grpc/grpc-js';
import { nowMs } from '../http/wire.ts';

/** How a call ended. */
export interface UnaryEnd {
  status: StatusObject;
  headers: Metadata | null;
  /** null when there was no message. */
  message: Buffer | null;
  /** Size of the request. */
  sentBytes: number;
  peer: string;
  startMs: number;
  endMs: number;
}

const asIs = (value: Buffer): Buffer => value;

/** Calls a method that takes and gives one message; gives the function that cancels it. `timeoutMs` 0: no deadline. */
export function unaryCall(
  client: Client,
  request: { method: string; message: Buffer; metadata: Metadata; timeoutMs: number },
  done: (end: UnaryEnd) => void,
): () => void {
  const startMs = nowMs();
  let message: Buffer | null = null;
  let headers: Metadata | null = null;
  const options = request.timeoutMs > 0 ? { deadline: Date.now() + request.timeoutMs } : {};
  const call = client.makeUnaryRequest(
    ...([request.method, asIs, asIs, request.message, request.metadata, options] as const),
    (_error, value) => {
      message = value ?? null;
    },
  );
  call.on('metadata', (received: Metadata) => {
    headers = received;
  });
  // Comes right after the callback.
  call.on('status', (status: StatusObject) => {
    done({
      status,
      headers,
      message,
      sentBytes: request.message.length,
      peer: call.getPeer(),
      startMs,
      endMs: nowMs(),
    });
  });
  return () => call.cancel();
}

/** A unary call without metadata, for the services that gRPC itself defines. */
export function plainCall(
  client: Client,
  request: { method: string; message: Uint8Array; timeoutMs: number },
): Promise<UnaryEnd> {
  return new Promise((done) => {
    unaryCall(client, { ...request, message: Buffer.from(request.message), metadata: new Metadata() }, done);
  });
}
