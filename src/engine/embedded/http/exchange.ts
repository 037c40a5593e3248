import type { Dialing } from './dialer.ts';
import { exchangeFailure, type IoError, LONGEST_TEXT, plainFailure, TOO_LONG } from './failure.ts';
import { factsOf } from './header-facts.ts';
import { type Failure, nowMs, type WireRequest, type WireResponse } from './wire.ts';

/** Who starts exchanges and takes them back. */
export interface ExchangeOwner {
  finished(exchange: Exchange): void;
  /** The kept-alive connection was stale: begin again on a new one. */
  again(exchange: Exchange): void;
}

/** A connection as an exchange uses it. */
export interface ExchangeLink {
  readonly tlsVersion: string;
  readonly tlsCipherSuite: string;
  readonly remoteIp: string;
  readonly remotePort: number;
  /** `local->remote`. */
  readonly link: string;
  readonly usable: boolean;
  run(exchange: Exchange): void;
  /** Wire bytes since the last call. */
  takeBytes(): { sent: number; received: number };
  destroy(): void;
}

/** One request and its response: k6's clock and the result in one object. */
export class Exchange implements WireResponse {
  status = 0;
  reason = '';
  proto = '';
  headers: readonly string[] = NO_HEADERS;
  body: Uint8Array | null = null;
  text: string | null = null;
  failure: Failure | null = null;
  failedInBody = false;
  blocked = 0;
  connecting = 0;
  tlsHandshaking = 0;
  sending = 0;
  waiting = 0;
  receiving = 0;
  endMs = 0;
  remoteIp = '';
  remotePort = 0;
  tlsVersion = '';
  tlsCipherSuite = '';
  bytesSent = 0;
  bytesReceived = 0;

  readonly request: WireRequest;
  readonly done: (response: WireResponse) => void;
  readonly #owner: ExchangeOwner;
  readonly #startMs: number;
  #writeMs = 0;
  #writtenMs = 0;
  #firstByteMs = 0;
  #bodyBytes = 0;
  #chunks: Uint8Array[] | null = null;
  #reused = false;
  #over = false;
  /** Ends what a connection shared by many exchanges does for this one. */
  abort: (() => void) | null = null;
  /** While there is none yet. */
  dialing: Dialing | null = null;
  connection: ExchangeLink | null = null;
  /** Where the watch of deadlines has it. */
  place = 0;

  constructor(request: WireRequest, done: (response: WireResponse) => void, owner: ExchangeOwner) {
    this.request = request;
    this.done = done;
    this.#owner = owner;
    this.#startMs = nowMs();
  }

  get over(): boolean {
    return this.#over;
  }

  /** Goes on over a connection that is free. */
  runOn(connection: ExchangeLink, reused: boolean): void {
    this.#reused = reused;
    this.connection = connection;
    if (this.dialing !== null) {
      this.connecting = this.dialing.connecting;
      this.tlsHandshaking = this.dialing.tlsHandshaking;
      this.dialing = null;
    }
    connection.run(this);
  }

  /** The connection begins to write it. */
  connected(): void {
    this.#writeMs = nowMs();
  }

  /** The head was handed to the socket. */
  requestSent(): void {
    if (this.request.body === null) this.#writtenMs = nowMs();
  }

  bodyWritten(): void {
    if (!this.#over) this.#writtenMs = nowMs();
  }

  responseStarted(): void {
    if (this.#firstByteMs === 0) this.#firstByteMs = nowMs();
  }

  /** The response's head is there; headers are name, value, name, value... */
  begin({
    status,
    reason,
    proto,
    headers,
  }: Pick<WireResponse, 'status' | 'reason' | 'proto' | 'headers'>): void {
    this.status = status;
    this.reason = reason;
    this.proto = proto;
    this.headers = headers;
  }

  /** The whole body is there, in bytes that are overwritten later. */
  onBody(bytes: Buffer, from: number, to: number): void {
    const { asText } = this.request;
    if (asText && factsOf(this.headers).contentEncoding === undefined)
      this.text = bytes.toString('utf8', from, to);
    else this.onData(bytes.subarray(from, to));
  }

  /** A part of the body, which is copied. */
  onData(part: Uint8Array): void {
    if (this.request.discardBody || this.#over) return;
    this.#bodyBytes += part.length;
    if (this.request.asText && this.#bodyBytes > LONGEST_TEXT) {
      [this.body, this.#chunks] = [null, null];
      this.fail(TOO_LONG);
      return;
    }
    const own = Buffer.from(part);
    if (this.body === null) this.body = own;
    else if (this.#chunks === null) this.#chunks = [this.body, own];
    else this.#chunks.push(own);
  }

  complete(): void {
    this.#finish(null);
  }

  /** The server closed the connection before the response was whole. */
  closed(): void {
    if (this.#over || this.#mayGoAgain()) return;
    this.#finish(plainFailure(this.#firstByteMs === 0 ? 'EOF' : 'unexpected EOF'));
  }

  /** What came is no response. */
  failed(failure: Failure): void {
    this.#finish(failure);
  }

  onError(error: IoError): void {
    if (this.#over || (isStale(error) && this.#mayGoAgain())) return;
    this.#finish(error.failure ?? exchangeFailure(error, this.connection?.link ?? ''));
  }

  // A kept connection that ends without a byte had been closed before the request came.
  #mayGoAgain(): boolean {
    if (!this.#reused || this.#firstByteMs !== 0 || !this.request.replayable) return false;
    this.abort = null;
    this.connection = null;
    this.#reused = false;
    this.#owner.again(this);
    return true;
  }

  /** Ends it with a failure of ours: time over, or no connection. */
  fail(failure: Failure): void {
    if (this.#over) return;
    this.dialing?.cancel();
    this.#finish(failure);
    if (this.abort !== null) this.abort();
    else this.connection?.destroy();
  }

  /** Ends it without a result. */
  drop(): void {
    this.#over = true;
    this.dialing?.cancel();
    this.connection?.destroy();
  }

  #finish(failure: Failure | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#measure();
    if (this.#chunks !== null) this.body = Buffer.concat(this.#chunks);
    if (failure !== null) {
      this.failure = failure;
      this.failedInBody = this.status !== 0;
    }
    const connection = this.connection;
    if (connection !== null) {
      const { sent, received } = connection.takeBytes();
      this.bytesSent = sent;
      this.bytesReceived = received;
      this.remoteIp = connection.remoteIp;
      this.remotePort = connection.remotePort;
      this.tlsVersion = connection.tlsVersion;
      this.tlsCipherSuite = connection.tlsCipherSuite;
    }
    this.#owner.finished(this);
  }

  #measure(): void {
    const endMs = nowMs();
    this.endMs = endMs;
    if (this.#writeMs === 0) return;
    this.blocked = this.#writeMs - this.#startMs;
    const writtenMs = this.#writtenMs === 0 ? endMs : this.#writtenMs;
    this.sending = writtenMs - this.#writeMs;
    if (this.#firstByteMs === 0) this.waiting = endMs - writtenMs;
    else {
      this.waiting = Math.max(this.#firstByteMs - writtenMs, 0);
      this.receiving = endMs - this.#firstByteMs;
    }
  }
}

const NO_HEADERS: readonly string[] = [];

function isStale({ code }: IoError): boolean {
  switch (code) {
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ERR_HTTP2_INVALID_SESSION':
    case 'ERR_HTTP2_GOAWAY_SESSION':
      return true;
    default:
      return false;
  }
}
