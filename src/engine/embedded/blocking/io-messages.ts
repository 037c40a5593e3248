/** What a thread that is held and its I/O thread say to each other. Types only. */

import type { WireRequest, WireResponse } from '../http/wire.ts';
import type { VuOptions } from '../realm/contract.ts';
import type { GrpcCall, GrpcTarget } from '../realm/grpc-contract.ts';
import type { WsEvent, WsRequest } from '../realm/ws-contract.ts';

/** What the I/O thread is born with. */
export interface IoBirth {
  options: VuOptions;
  port: MessagePortLike;
  /** Counts what was sent; a held thread waits at it. */
  shared: SharedArrayBuffer;
}

type MessagePortLike = import('node:worker_threads').MessagePort;

/** What a sample of a VU needs of its state. */
export interface SampleBase {
  tags: Readonly<Record<string, string>>;
  startLagMs: number | null;
}

/** One command to a WebSocket. */
export type WsCommand =
  | { do: 'open'; request: Omit<WsRequest, 'jar'>; cookies: readonly string[] }
  | { do: 'send'; data: string | Uint8Array }
  | { do: 'ping' }
  | { do: 'close'; code: number; reason: string }
  | { do: 'cut'; code: number | null }
  | { do: 'drop' }
  | { do: 'count'; metric: 'ws_msgs_sent' | 'ws_msgs_received' }
  | { do: 'emitDuration'; stamp: 'start' | 'now' };

/** What a client had loaded before, in order. */
export type GrpcLoad =
  | { kind: 'files'; importPaths: readonly string[]; files: readonly string[] }
  | { kind: 'protoset'; path: string };

/** One command to a gRPC client. */
export type GrpcCommand =
  | { do: 'open'; scriptPath: string }
  | { do: 'load'; loads: readonly GrpcLoad[] }
  | { do: 'connect'; target: GrpcTarget; base: SampleBase }
  | { do: 'invoke'; call: GrpcCall; messageJson: string; base: SampleBase }
  | { do: 'healthCheck'; service: string; base: SampleBase }
  | { do: 'close' }
  | { do: 'drop' };

/** `channel` names a request, a socket or a client. */
export type ToIo = { channel: number } & (
  | { kind: 'http'; request: WireRequest }
  | { kind: 'ws'; command: WsCommand }
  | { kind: 'grpc'; command: GrpcCommand }
);

/** A sample that was taken in the I/O thread. */
export interface IoSample {
  metric: string;
  tags: Readonly<Record<string, string>>;
  value: number;
  timeMs: number;
}

export type FromIo =
  | { kind: 'response'; response: WireResponse }
  | { kind: 'event'; event: WsEvent }
  | { kind: 'sample'; sample: IoSample }
  | { kind: 'cookies'; url: string; headers: readonly string[] }
  /** Wire bytes since the last ones. */
  | { kind: 'bytes'; sent: number; received: number }
  | { kind: 'outcome'; outcome: { ok: true; value: string } | { ok: false; message: string } }
  /** Everything that a command brought has been sent. */
  | { kind: 'settled' };
