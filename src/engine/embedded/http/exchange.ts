import type { Dispatcher } from 'undici';
import type { Dialing } from './dialer.ts';
import { exchangeFailure, type IoError, REQUEST_TIMEOUT } from './failure.ts';
import { type Failure, nowMs, type WireRequest, type WireResponse } from './wire.ts';

const KEEP: Dispatcher.DispatchOptions = { path: '/', method: 'GET', reset: false };
const CLOSE: Dispatcher.DispatchOptions = { path: '/', method: 'GET', reset: true };
const KEEP_HEAD: Dispatcher.DispatchOptions = { path: '/', method: 'HEAD', reset: false };
const CLOSE_HEAD: Dispatcher.DispatchOptions = { path: '/', method: 'HEAD', reset: true };

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

/** One request and its response: undici's handler, k6's clock and the result in one object. */
export class Exchange implements WireResponse, Dispatcher.DispatchHandler {
  status = 0;
  reason = '';
  proto = '';
  headers: string[] = [];
  body: Uint8Array | null = null;
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
  readonly #timer: NodeJS.Timeout;
  #startMs: number;
  #writeMs = 0;
  #writtenMs = 0;
  #firstByteMs = 0;
  #abort: ((error?: Error) => void) | null = null;
  #chunks: Uint8Array[] | null = null;
  #reused = false;
  #over = false;
  /** While there is none yet. */
  dialing: Dialing | null = null;
  connection: ExchangeLink | null = null;

  constructor(request: WireRequest, done: (response: WireResponse) => void, owner: ExchangeOwner) {
    this.request = request;
    this.done = done;
    this.#owner = owner;
    this.#startMs = nowMs();
    this.#timer = setTimeout(onTimeout, Math.max(Math.round(request.deadlineMs - this.#startMs), 0), this);
  }

  get dispatchOptions(): Dispatcher.DispatchOptions {
    const { isHead, keepAlive } = this.request;
    if (isHead) return keepAlive ? KEEP_HEAD : CLOSE_HEAD;
    return keepAlive ? KEEP : CLOSE;
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

  onConnect(abort: (error?: Error) => void): void {
    this.#abort = abort;
    this.#writeMs = nowMs();
  }

  // Called by undici when the head was handed to the socket.
  onRequestSent(): void {
    if (this.request.body === null) this.#writtenMs = nowMs();
  }

  bodyWritten(): void {
    if (!this.#over) this.#writtenMs = nowMs();
  }

  onResponseStarted(): void {
    if (this.#firstByteMs === 0) this.#firstByteMs = nowMs();
  }

  onHeaders(status: number, rawHeaders: Buffer[], _resume: () => void, reason: string): boolean {
    if (status < 200) return true;
    const headers = new Array<string>(rawHeaders.length);
    for (let index = 0; index < rawHeaders.length; index++)
      headers[index] = (rawHeaders[index] as Buffer).toString('latin1').trim();
    this.begin({ status, reason, proto: 'HTTP/1.1', headers });
    return true;
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

  onData(chunk: Buffer): boolean {
    if (this.request.discardBody) return true;
    if (this.body === null) this.body = chunk;
    else if (this.#chunks === null) this.#chunks = [this.body, chunk];
    else this.#chunks.push(chunk);
    return true;
  }

  onComplete(): void {
    this.#finish(null);
  }

  onError(error: IoError): void {
    if (this.#over) return;
    // What servers say of the length of a body that these statuses cannot have.
    if (BODILESS.has(this.status) && error.code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') {
      this.#finish(null);
      return;
    }
    const answered = this.#firstByteMs !== 0;
    if (this.#reused && !answered && this.request.replayable && this.failure === null && isStale(error)) {
      this.#abort = null;
      this.connection = null;
      this.#reused = false;
      this.#owner.again(this);
      return;
    }
    this.#finish(
      this.failure ??
        error.failure ??
        exchangeFailure(error, {
          link: this.connection?.link ?? '',
          answered,
          hasHead: this.status !== 0,
        }),
    );
  }

  /** Ends it with a failure of ours: time over, or no connection. */
  fail(failure: Failure): void {
    if (this.#over) return;
    this.failure = failure;
    this.dialing?.cancel();
    if (this.#abort !== null) this.#abort();
    else this.#finish(failure);
  }

  /** Ends it without a result. */
  drop(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.dialing?.cancel();
    this.connection?.destroy();
  }

  #finish(failure: Failure | null): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
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

const BODILESS: ReadonlySet<number> = new Set([204, 304]);

function isStale({ code }: IoError): boolean {
  switch (code) {
    case 'UND_ERR_SOCKET':
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ERR_HTTP2_INVALID_SESSION':
    case 'ERR_HTTP2_GOAWAY_SESSION':
      return true;
    default:
      return false;
  }
}

function onTimeout(exchange: Exchange): void {
  exchange.fail(REQUEST_TIMEOUT);
}
