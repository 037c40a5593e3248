/** What the realm's `k6/ws` and `k6/websockets` and the host's WebSocket client say to each other. Types only. */
import type { HostResult } from './contract.ts';
import type { CookieStore } from './http-contract.ts';

/** One connection as the script asked for it. */
export interface WsRequest {
  url: string;
  /** The script's own: name, value, name, value... */
  headers: readonly string[];
  /** Offered subprotocols; empty: no header. */
  protocols: readonly string[];
  /** null: the VU's own. */
  jar: CookieStore | null;
  /** Offer permessage-deflate. */
  compression: boolean;
  /** All tags of its samples but those that the system gives. */
  tags: Readonly<Record<string, string>>;
  /** Whose rules hold: in `websockets` samples have the tag `name` too, which `url` follows. */
  api: 'ws' | 'websockets';
}

/** What answered the handshake. */
export interface WsResponse {
  status: number;
  /** Canonical name, joined values, name, values... */
  headers: readonly string[];
  /** At most 1,024 bytes of it, and only when the handshake was refused. */
  body: string;
  /** '' when none was chosen. */
  protocol: string;
}

/** Bytes and arrays in events are host memory: copy them. */
export type WsEvent =
  | { kind: 'opened'; response: WsResponse }
  /** No connection came of it; `error` is Go's text. The last event. */
  | { kind: 'refused'; response: WsResponse | null; error: string }
  | { kind: 'message'; data: string | Uint8Array; timeMs: number }
  | { kind: 'ping' }
  | { kind: 'pong' }
  /** The last event. `code` is null after a broken connection; `error` is null when 1000 or 1001 was received. */
  | { kind: 'closed'; code: number | null; reason: string; error: string | null };

/** One connection. Nothing throws; samples stop when the iteration is over. */
export interface WsSession {
  /** The connection has ended, or its iteration has: there are no more events. */
  readonly over: boolean;
  /** Bytes that wait to be sent. */
  readonly bufferedBytes: number;
  /** What the peer will not read, since it closed already, is dropped. */
  send(data: string | Uint8Array): void;
  /** Its pong emits ws_ping. */
  ping(): void;
  /** Sends a close frame; the event `closed` follows. */
  close(code: number, reason: string): void;
  /** Sends a close frame (null: none) and ends the connection without waiting for the answer: no more events. */
  cut(code: number | null): void;
  count(metric: 'ws_msgs_sent' | 'ws_msgs_received'): void;
  /** Emits ws_session_duration, stamped with the start of the connection or with now. */
  emitDuration(stamp: 'start' | 'now'): void;
}

/** A connection of a script that holds its thread: events come only when asked for. */
export interface HeldWsSession extends WsSession {
  /** The next event, holding the thread; null when none came until `untilMs` (epoch). */
  next(untilMs: number): WsEvent | null;
}

/** WebSockets of one VU. */
export interface WsBridge {
  /** The URL by Go's rules, or Go's message, the part after `parse "url": `. */
  parseUrl(url: string): HostResult<{ text: string; scheme: string; fragment: string }>;
  /** `listen` is never called within the call. ws_sessions and ws_connecting are emitted when the handshake ended. */
  open(request: WsRequest, listen: (event: WsEvent) => void): WsSession;
  /** `open` for a caller that cannot wait. */
  openHeld(request: WsRequest): HeldWsSession;
}
