import { performance } from 'node:perf_hooks';

/** Why a request got no (whole) response. */
export interface Failure {
  /** k6's error code. */
  code: number;
  /** k6's short text, the value of the tag `error`. */
  text: string;
  /** The long text of logs and exceptions, without the request. */
  detail: string;
  /** k6 makes it an exception whatever `throw` says, and emits no samples of it. */
  throws?: true;
}

/** One request as it goes on the wire: plain data, so that it can go to the I/O thread too. */
export interface WireRequest {
  readonly secure: boolean;
  /** Scheme, host and port: what a connection is kept for. */
  readonly origin: string;
  readonly hostname: string;
  readonly port: number;
  /** Request line and headers with the empty line, UTF-8 in Latin-1 characters. */
  readonly head: string;
  readonly body: Uint8Array | null;
  /** The response has no body whatever its headers say. */
  readonly isHead: boolean;
  /** May be sent again when a kept-alive connection turns out to be closed. */
  readonly replayable: boolean;
  readonly keepAlive: boolean;
  readonly discardBody: boolean;
  /** The body is wanted as text: one that is not encoded may come so. */
  readonly asText: boolean;
  /** Epoch ms. */
  readonly deadlineMs: number;
}

/** What came back; fields keep their first values when it failed before they were known. */
export interface WireResponse {
  /** 0: no response. */
  status: number;
  reason: string;
  proto: string;
  /** name, value, name, value... as received. */
  headers: readonly string[];
  body: Uint8Array | null;
  /** The body in place of `body`, where it came in one piece and is wanted so. */
  text: string | null;
  failure: Failure | null;
  /** The body was being read when it failed. */
  failedInBody: boolean;
  /** Milliseconds. */
  blocked: number;
  connecting: number;
  tlsHandshaking: number;
  sending: number;
  waiting: number;
  receiving: number;
  /** Epoch ms. */
  endMs: number;
  remoteIp: string;
  remotePort: number;
  tlsVersion: string;
  tlsCipherSuite: string;
  /** On the wire, TLS included. */
  bytesSent: number;
  bytesReceived: number;
}

/** What carries requests of one VU: sockets of this thread, or the I/O thread. */
export interface Transport {
  /** `done` is called later, never within the call. */
  send(request: WireRequest, done: (response: WireResponse) => void): void;
  /** Ends what is under way without calling back, and all idle connections. */
  reset(): void;
}

/** Epoch ms with fractions, the same clock in all threads. */
export const nowMs = (): number => originMs + performance.now();

const originMs = performance.timeOrigin;

/** The response of a request that never went out. */
export function failedAtOnce(failure: Failure): WireResponse {
  return {
    ...{ status: 0, reason: '', proto: '', headers: [], body: null, text: null },
    ...{ failure, failedInBody: false },
    ...{ blocked: 0, connecting: 0, tlsHandshaking: 0, sending: 0, waiting: 0, receiving: 0 },
    ...{ remoteIp: '', remotePort: 0, tlsVersion: '', tlsCipherSuite: '', bytesSent: 0, bytesReceived: 0 },
    endMs: nowMs(),
  };
}
