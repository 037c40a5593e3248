import { WebSocket } from 'ws';
import type { SampleEmitter, TagSet, Tags } from '../../../metrics/sample.ts';
import type { CookieStores } from '../http/cookie-stores.ts';
import type { Dialed, Dialer, Dialing } from '../http/dialer.ts';
import { type ParsedUrl, parseUrl, UrlError } from '../http/parsed-url.ts';
import { nowMs } from '../http/wire.ts';
import type { WsEvent, WsRequest, WsResponse, WsSession } from '../realm/ws-contract.ts';
import type { VuRecord } from '../vu/vu-state.ts';
import { closeText } from './close-text.ts';
import { type HandshakeEnd, upgrade } from './handshake.ts';
import { cookieUrl, handshakeHeaders } from './handshake-headers.ts';

/** What the sessions of one VU share. */
export interface SessionParts {
  state: VuRecord;
  cookies: CookieStores;
  emitter: SampleEmitter;
  dialer: Dialer;
}

// What a server gets to take note of a close frame that nobody waits for.
const LINGER_MS = 1000;
const INTERRUPTED_CODE = { ws: 1001, websockets: 1000 } as const;
const EXPECTED_CODES = new Set([1000, 1001]);

/** One WebSocket of a VU, from dialling to its end. */
export class Session implements WsSession {
  over = false;
  readonly #parts: SessionParts;
  readonly #request: WsRequest;
  readonly #listen: (event: WsEvent) => void;
  readonly #startMs = nowMs();
  readonly #pings = new Map<string, number>();
  #pingCount = 0;
  #tagSet: TagSet;
  #dialing: Dialing | null = null;
  #dialed: Dialed | null = null;
  #socket: WebSocket | null = null;
  #dropped = false;
  #broken = false;
  /** Called when it is over, however it ended. */
  onOver: () => void = () => {};

  constructor(parts: SessionParts, request: WsRequest, listen: (event: WsEvent) => void) {
    this.#parts = parts;
    this.#request = request;
    this.#listen = listen;
    this.#tagSet = parts.emitter.tagSet(this.#tags(null, ''));
  }

  /** Begins to connect. */
  start(): void {
    const url = targetOf(this.#request.url);
    if (typeof url === 'string') {
      this.#refuse(null, url);
      return;
    }
    const { state, cookies } = this.#parts;
    const headers = handshakeHeaders(this.#request, url, { options: state.options, cookies });
    if (typeof headers === 'string') this.#refuse(null, headers);
    else this.#dial(url, headers);
  }

  #dial(url: ParsedUrl, headers: Record<string, string>): void {
    const secure = url.scheme === 'wss';
    const endpoint = { secure, hostname: url.hostname, port: url.port || (secure ? 443 : 80) };
    this.#dialing = this.#parts.dialer.dial(endpoint, (failure, dialed) => {
      if (this.over) dialed?.socket.destroy();
      else if (dialed === null) this.#refuse(null, failure?.detail ?? '');
      else this.#upgrade(dialed, url, headers);
    });
  }

  #upgrade(dialed: Dialed, url: ParsedUrl, headers: Record<string, string>): void {
    dialed.traffic.requests++;
    this.#dialed = dialed;
    dialed.socket.on('error', () => {
      this.#broken = true;
    });
    const request = { target: url.target, headers, compression: this.#request.compression };
    try {
      this.#socket = upgrade(dialed, request, (end) => this.#handshaken(end, url));
    } catch (error) {
      dialed.socket.destroy();
      this.#refuse(null, error instanceof Error ? error.message : String(error));
    }
  }

  #handshaken({ response, rawHeaders, error }: HandshakeEnd, url: ParsedUrl): void {
    if (this.over) return;
    this.#parts.cookies.store(this.#request.jar, cookieUrl(url), rawHeaders);
    if (error !== null || response === null) {
      this.#refuse(response, error ?? '');
      return;
    }
    this.#emitConnecting(response);
    this.#follow(this.#socket as WebSocket);
    this.#listen({ kind: 'opened', response });
  }

  #follow(socket: WebSocket): void {
    socket.on('message', (data: Buffer, isBinary) => {
      if (!this.over)
        this.#listen({ kind: 'message', data: isBinary ? data : data.toString('utf8'), timeMs: nowMs() });
    });
    socket.on('ping', () => !this.over && this.#listen({ kind: 'ping' }));
    socket.on('pong', (data) => this.#pong(data.toString()));
    socket.on('error', () => {
      this.#broken = true;
    });
    socket.on('close', (code, reason) => this.#closed(code, reason.toString()));
  }

  #pong(id: string): void {
    if (this.over) return;
    const sentMs = this.#pings.get(id);
    this.#pings.delete(id);
    if (sentMs !== undefined) this.#emit('ws_ping', nowMs() - sentMs, nowMs());
    this.#listen({ kind: 'pong' });
  }

  #closed(code: number, text: string): void {
    if (this.over) return;
    this.#end();
    if (this.#broken) {
      this.#listen({ kind: 'closed', code: null, reason: '', error: null });
      return;
    }
    const reason = code === 1006 ? 'unexpected EOF' : text;
    const error = EXPECTED_CODES.has(code) ? null : closeText(code, reason);
    this.#listen({ kind: 'closed', code, reason, error });
  }

  #refuse(response: WsResponse | null, error: string): void {
    // The caller of `open` must have its session before the first event, and timers their time between two attempts.
    setImmediate(() => {
      if (this.over) return;
      this.#emitConnecting(response);
      this.#end();
      this.#listen({ kind: 'refused', response, error });
    });
  }

  get bufferedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  get #open(): boolean {
    return !this.over && this.#socket?.readyState === WebSocket.OPEN;
  }

  send(data: string | Uint8Array): void {
    if (!this.#open) return;
    // A copy: the script may write to its own bytes before they are sent. Of bytes, `ws` makes one write with their header.
    if (typeof data === 'string') this.#socket?.send(Buffer.from(data), { binary: false });
    else this.#socket?.send(Buffer.from(data));
  }

  ping(): void {
    if (!this.#open) return;
    const id = String(this.#pingCount++);
    this.#pings.set(id, nowMs());
    this.#socket?.ping(id);
  }

  close(code: number, reason: string): void {
    if (this.#open) sendClose(this.#socket as WebSocket, code, reason);
  }

  cut(code: number | null): void {
    if (this.over) return;
    const wasOpen = this.#open;
    this.#end();
    this.#dialing?.cancel();
    const socket = this.#socket;
    if (socket === null) return;
    if (code === null || !wasOpen) {
      socket.terminate();
      return;
    }
    sendClose(socket, code, '');
    setTimeout(() => socket.terminate(), LINGER_MS).unref();
  }

  /** The iteration is over: no samples, no events. */
  drop(): void {
    this.#dropped = true;
    this.cut(INTERRUPTED_CODE[this.#request.api]);
  }

  count(metric: 'ws_msgs_sent' | 'ws_msgs_received'): void {
    this.#emit(metric, 1, nowMs());
  }

  emitDuration(stamp: 'start' | 'now'): void {
    const endMs = nowMs();
    this.#emit('ws_session_duration', endMs - this.#startMs, stamp === 'start' ? this.#startMs : endMs);
  }

  #end(): void {
    this.over = true;
    const { state } = this.#parts;
    state.dataSent += this.#dialed?.tcp.bytesWritten ?? 0;
    state.dataReceived += this.#dialed?.tcp.bytesRead ?? 0;
    this.onOver();
  }

  #emitConnecting(response: WsResponse | null): void {
    this.#tagSet = this.#parts.emitter.tagSet(this.#tags(response, this.#dialed?.tcp.remoteAddress ?? ''));
    this.#emit('ws_sessions', 1, this.#startMs);
    this.#emit('ws_connecting', nowMs() - this.#startMs, this.#startMs);
  }

  #emit(metric: string, value: number, timeMs: number): void {
    if (!this.#dropped) this.#parts.emitter.emit(metric, this.#tagSet, value, timeMs);
  }

  #tags(response: WsResponse | null, ip: string): Tags {
    const { url, api, tags: given } = this.#request;
    const name = api === 'websockets' ? (given['name'] ?? url) : undefined;
    const system: Record<string, string | undefined> = {
      url: name ?? url,
      name,
      ip: response?.status === 101 ? ip : undefined,
      status: response === null ? undefined : String(response.status),
      subproto: response?.protocol,
    };
    const enabled = this.#parts.state.options.systemTags;
    const tags: Record<string, string> = { ...given };
    for (const [tag, value] of Object.entries(system))
      if (value !== undefined && enabled.has(tag)) tags[tag] = value;
    return tags;
  }
}

function targetOf(text: string): ParsedUrl | string {
  const url = parseUrl(text);
  if (url instanceof UrlError) return `parse ${JSON.stringify(text)}: ${url.message}`;
  return (url.scheme === 'ws' || url.scheme === 'wss') && url.user === null ? url : 'malformed ws or wss URL';
}

// Codes that may not be on the wire are left out of the frame.
function sendClose(socket: WebSocket, code: number, reason: string): void {
  const sendable =
    (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999);
  if (sendable) socket.close(code, reason);
  else socket.close();
}
