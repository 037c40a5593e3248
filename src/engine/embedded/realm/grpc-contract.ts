/** What the realm's `k6/net/grpc` and the host's gRPC client say to each other, in JSON texts. Types only. */
import type { HostResult } from './contract.ts';

/** name, value, name, value...; bytes for names that end in -bin. */
export type GrpcMetadata = readonly (string | Uint8Array)[];

/** Client certificates and authorities as PEM texts. */
export interface GrpcTls {
  cert: string | null;
  key: string | null;
  password: string | null;
  cacerts: readonly string[];
}

/** `Client.connect`, checked and with all defaults filled in. */
export interface GrpcTarget {
  /** host:port */
  address: string;
  plaintext: boolean;
  timeoutMs: number;
  /** Ask the server for its services; null: no. */
  reflect: GrpcMetadata | null;
  /** Bytes; 0: the library's own limit. */
  maxReceiveSize: number;
  maxSendSize: number;
  /** null: the TLS options of the test. */
  tls: GrpcTls | null;
  /** Instead of the address in :authority; '' for none. */
  authority: string;
}

/** One call, or a stream. */
export interface GrpcCall {
  /** /package.Service/Method */
  method: string;
  metadata: GrpcMetadata;
  /** The call's own; null: none. */
  tags: Readonly<Record<string, string>> | null;
  /** 0: none. */
  timeoutMs: number;
  discardResponseMessage: boolean;
}

/** A method that was loaded, as `load` shows it. */
export interface GrpcMethodInfo {
  package: string;
  service: string;
  full_method: string;
}

export type GrpcStreamEvent =
  /** JSON text; null when messages are discarded. */
  | { kind: 'message'; json: string | null; timeMs: number }
  /** The last event; `error` null: the server ended it well. */
  | { kind: 'ended'; error: { code: number; message: string; text: string } | null; timeMs: number };

/** A stream that was opened. */
export interface GrpcStreamHandle {
  /** Sends a message given as JSON text. */
  write(json: string): void;
  /** No more messages will be sent. */
  end(): void;
}

/** One `new Client()`. Nothing throws; `done` and `listen` are never called within the call that they were given to. */
export interface GrpcClientHandle {
  readonly connected: boolean;
  /** What the files define, as a JSON array of GrpcMethodInfo; paths are relative to the script's directory. */
  load(importPaths: readonly string[], files: readonly string[]): HostResult<string>;
  loadProtoset(path: string): HostResult<string>;
  knows(method: string): boolean;
  connect(target: GrpcTarget, done: (outcome: HostResult<null>) => void): void;
  /** Unary; the outcome is {message, error, headers, trailers, status} as JSON text. */
  invoke(call: GrpcCall, messageJson: string, done: (outcome: HostResult<string>) => void): void;
  /** The serving status by name. */
  healthCheck(service: string, done: (outcome: HostResult<string>) => void): void;
  /** The same for callers that cannot wait: they hold the thread. */
  connectHeld(target: GrpcTarget): HostResult<null>;
  invokeHeld(call: GrpcCall, messageJson: string): HostResult<string>;
  healthCheckHeld(service: string): HostResult<string>;
  openStream(call: GrpcCall, listen: (event: GrpcStreamEvent) => void): GrpcStreamHandle;
  close(): void;
}

/** gRPC of one VU. */
export interface GrpcBridge {
  newClient(): GrpcClientHandle;
}
