import type { SampleEmitter } from '../../../metrics/sample.ts';
import type { CookieStores } from '../http/cookie-stores.ts';
import { parseUrl, UrlError } from '../http/parsed-url.ts';
import { nowMs } from '../http/wire.ts';
import type { HeldWsSession, WsEvent, WsRequest } from '../realm/ws-contract.ts';
import type { VuRecord } from '../vu/vu-state.ts';
import { cookieUrl } from '../ws/handshake-headers.ts';
import type { FromIo, WsCommand } from './io-messages.ts';
import { IoThread } from './io-thread.ts';

/** So long the I/O thread may take to settle a command, on the busiest machine. */
const SETTLE_MS = 30_000;

/** A WebSocket in the I/O thread, for a script that holds its thread: events come only when asked for. */
export class HeldSession implements HeldWsSession {
  over = false;
  readonly bufferedBytes = 0;
  readonly #parts: { state: VuRecord; cookies: CookieStores; emitter: SampleEmitter };
  readonly #request: WsRequest;
  readonly #io: IoThread;
  readonly #channel: number;
  #dropped = false;

  constructor(parts: { state: VuRecord; cookies: CookieStores; emitter: SampleEmitter }, request: WsRequest) {
    this.#parts = parts;
    this.#request = request;
    this.#io = IoThread.of(parts.state.options);
    this.#channel = this.#io.open();
    const { jar, ...sendable } = request;
    const url = parseUrl(request.url);
    const { cookies } = parts;
    const own = url instanceof UrlError ? null : cookies.cookiesFor(jar ?? cookies.own(), cookieUrl(url));
    this.#do({ do: 'open', request: sendable, cookies: own?.ok === true ? own.value : [] });
  }

  next(untilMs: number): WsEvent | null {
    for (;;) {
      const message = this.#io.next(this.#channel, untilMs);
      if (message === null) return null;
      if (message.kind !== 'event') {
        this.#take(message);
        continue;
      }
      const { event } = message;
      if (event.kind === 'closed' || event.kind === 'refused') this.over = true;
      return event;
    }
  }

  send(data: string | Uint8Array): void {
    this.#do({ do: 'send', data });
  }

  ping(): void {
    this.#do({ do: 'ping' });
  }

  close(code: number, reason: string): void {
    this.#do({ do: 'close', code, reason });
  }

  cut(code: number | null): void {
    if (this.over) return;
    this.over = true;
    this.#settle({ do: 'cut', code });
  }

  /** The iteration is over: no samples, no events. */
  drop(): void {
    this.#dropped = true;
    this.over = true;
    this.#do({ do: 'drop' });
    this.#io.close(this.#channel);
  }

  count(metric: 'ws_msgs_sent' | 'ws_msgs_received'): void {
    this.#do({ do: 'count', metric });
  }

  emitDuration(stamp: 'start' | 'now'): void {
    this.#settle({ do: 'emitDuration', stamp });
  }

  #do(command: WsCommand): void {
    this.#io.post({ channel: this.#channel, kind: 'ws', command });
  }

  // Its samples must be those of this iteration.
  #settle(command: WsCommand): void {
    this.#do(command);
    const untilMs = nowMs() + SETTLE_MS;
    for (;;) {
      const message = this.#io.next(this.#channel, untilMs);
      if (message === null || message.kind === 'settled') return;
      this.#take(message);
    }
  }

  #take(message: FromIo): void {
    const { state, cookies, emitter } = this.#parts;
    if (message.kind === 'cookies') cookies.store(this.#request.jar, message.url, message.headers);
    if (message.kind === 'sample' && !this.#dropped) {
      const { metric, tags, value, timeMs } = message.sample;
      emitter.emit(metric, emitter.tagSet(tags), value, timeMs);
    }
    if (message.kind === 'bytes') {
      state.dataSent += message.sent;
      state.dataReceived += message.received;
    }
  }
}
