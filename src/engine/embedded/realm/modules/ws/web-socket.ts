import type { UserCall, VuContext } from '../../contract.ts';
import type { WsEvent, WsRequest, WsSession } from '../../ws-contract.ts';
import { GoError } from '../go-error.ts';
import { ask, type Steps } from './ask.ts';
import { bytesOf, copyIn, encodeUtf8 } from './bytes.ts';
import { EVENTS, type EventName, Listeners } from './listeners.ts';
import { type ParamRules, readWsParams, refuseInInit } from './params.ts';

const RULES: ParamRules = {
  tagProblem: 'invalid WebSocket tags option',
  emptyCompression: 'refused',
  unknown: 'refused',
};
const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3];
const MAX_REASON_BYTES = 123;

/** What the script gave to the constructor. */
export interface WebSocketArguments {
  url: unknown;
  protocols: unknown;
  params: unknown;
}

/** Makes the object that `new WebSocket(...)` gives, and begins to connect. */
export function openWebSocket(
  vu: VuContext,
  given: WebSocketArguments,
  makeBlob: (bytes: ArrayBuffer) => object,
): object {
  refuseInInit(vu);
  const url = readUrl(vu, given.url);
  const params = readWsParams(vu, given.params, RULES);
  const request: WsRequest = { ...params, url, protocols: readProtocols(given.protocols), api: 'websockets' };
  const socket = new EventSocket(vu, request, makeBlob);
  return socket.object;
}

/** One WebSocket of k6/websockets: every event of the host is a job of the VU. */
class EventSocket {
  readonly object: object;
  readonly #vu: VuContext;
  readonly #url: string;
  readonly #makeBlob: (bytes: ArrayBuffer) => object;
  readonly #session: WsSession;
  readonly #listeners = new Listeners();
  readonly #release: () => void;
  #readyState = CONNECTING;
  #connected = false;
  #binaryType = 'blob';
  #protocol = '';
  #extensions: string[] = [];
  #closeCode: number | null = null;
  #closeReason = '';
  /** Of a close() before the connection was open. */
  #earlyReason = '';

  constructor(vu: VuContext, request: WsRequest, makeBlob: (bytes: ArrayBuffer) => object) {
    this.#vu = vu;
    this.#url = request.url;
    this.#makeBlob = makeBlob;
    this.object = this.#createObject();
    this.#release = vu.$.hold();
    this.#session = vu.bridge.ws.open(request, (event) => this.#enter(event));
  }

  #enter(event: WsEvent): void {
    const { $ } = this.#vu;
    const last = event.kind === 'closed' || event.kind === 'refused';
    $.enter({ fn: () => $.drive(() => this.#handle(event)), args: [] }, (settled) => {
      if (!settled.ok) {
        const { error } = settled;
        $.enter({
          fn: () => {
            throw error;
          },
          args: [],
        });
      } else if (last) this.#release();
    });
  }

  #handle(event: WsEvent): Steps<void> {
    switch (event.kind) {
      case 'opened':
        return this.#opened(event);
      case 'message':
        return this.#message(event);
      case 'ping':
      case 'pong':
        return this.#call(event.kind, this.#event(event.kind, {}));
      case 'refused':
        return this.#closed(event.error);
      case 'closed':
        if (event.code !== null) {
          this.#closeCode = event.code;
          this.#closeReason = event.reason;
        }
        return this.#closed(event.error);
    }
  }

  *#opened({ response }: Extract<WsEvent, { kind: 'opened' }>): Steps<void> {
    this.#connected = true;
    this.#protocol = response.protocol;
    const at = response.headers.indexOf('Sec-Websocket-Extensions');
    if (at >= 0) this.#extensions = [response.headers[at + 1] as string];
    if (this.#readyState === CLOSING) return this.#sendClose(this.#earlyReason);
    this.#readyState = OPEN;
    yield* this.#callOrEnd('open', this.#event('open', {}));
  }

  #message({ data, timeMs }: Extract<WsEvent, { kind: 'message' }>): Steps<void> {
    if (this.#readyState !== OPEN) return nothing();
    this.#session.count('ws_msgs_received');
    const event = this.#event('message', { data: this.#dataOf(data), origin: this.#url }, timeMs);
    return this.#callOrEnd('message', event);
  }

  #dataOf(data: string | Uint8Array): unknown {
    if (typeof data === 'string') return data;
    return this.#binaryType === 'blob' ? this.#makeBlob(copyIn(data)) : copyIn(data);
  }

  *#closed(error: string | null): Steps<void> {
    if (this.#readyState === CLOSED) return;
    this.#readyState = CLOSED;
    if (this.#connected) this.#session.emitDuration('now');
    if (error !== null) yield* this.#call('error', this.#event('error', { error }));
    const code = this.#closeCode === null ? {} : { code: this.#closeCode };
    yield* this.#call('close', this.#event('close', { ...code, reason: this.#closeReason }));
  }

  *#call(name: EventName, event: object): Steps<void> {
    for (const handler of this.#listeners.all(name)) yield* ask(handler, [event]);
  }

  // A handler that throws ends the connection, and then the iteration.
  *#callOrEnd(name: EventName, event: object): Steps<void> {
    try {
      for (const handler of this.#listeners.all(name)) yield* ask(handler, [event]);
    } catch (error) {
      this.#session.cut(null);
      yield* this.#closed(String(error));
      throw error;
    }
  }

  #event(type: EventName, more: object, timestamp = this.#vu.bridge.now()): object {
    return { type, target: this.object, timestamp, ...more };
  }

  #createObject(): object {
    const object = {};
    const show = (name: string, get: () => unknown, set?: (value: unknown) => void): void => {
      Object.defineProperty(object, name, { enumerable: true, get, ...(set === undefined ? {} : { set }) });
    };
    const give = (name: string, value: unknown): void => {
      Object.defineProperty(object, name, { enumerable: true, value });
    };
    give('addEventListener', (name: unknown, handler: unknown) => this.#addListener(String(name), handler));
    give('send', (data: unknown) => this.#send(data));
    give('ping', () => {
      this.#assertOpen();
      this.#session.ping();
      this.#session.count('ws_msgs_sent');
    });
    give('close', (code?: unknown, reason?: unknown) => this.#close(code, reason));
    give('url', this.#url);
    show('readyState', () => this.#readyState);
    show('bufferedAmount', () => (this.#readyState === CONNECTING ? 0 : this.#session.bufferedBytes));
    show('extensions', () => this.#extensions);
    show('protocol', () => this.#protocol);
    show(
      'binaryType',
      () => this.#binaryType,
      (type) => this.#setBinaryType(String(type)),
    );
    for (const name of EVENTS) {
      show(
        `on${name}`,
        () => this.#listeners.on(name),
        (handler) => this.#setOn(name, handler),
      );
    }
    return object;
  }

  #addListener(name: string, handler: unknown): void {
    if (typeof handler !== 'function')
      throw new GoError(`handler for event type ${JSON.stringify(name)} isn't a callable function`);
    const known = EVENTS.find((event) => event === name);
    if (known !== undefined) this.#listeners.add(known, handler as UserCall['fn']);
    else this.#vu.bridge.log('warning', `can't add event handler: unsupported event type '${name}'`, {});
  }

  #setOn(name: EventName, handler: unknown): void {
    if (handler !== null && handler !== undefined && typeof handler !== 'function')
      throw new GoError(`a value for 'on${name}' should be callable`);
    this.#listeners.setOn(name, (handler ?? null) as UserCall['fn'] | null);
  }

  #setBinaryType(type: string): void {
    if (type !== 'blob' && type !== 'arraybuffer')
      throw new GoError(`unknown binaryType ${type}, the supported ones are "blob" and "arraybuffer"`);
    this.#binaryType = type;
  }

  #assertOpen(): void {
    if (this.#readyState !== OPEN) throw new GoError('InvalidStateError');
  }

  #send(data: unknown): void {
    this.#assertOpen();
    const sendable = typeof data === 'string' ? data : bytesOf(data);
    if (sendable === null) throw new GoError(`unsupported send type ${goType(data)}`);
    this.#session.send(sendable);
    this.#session.count('ws_msgs_sent');
  }

  #close(givenCode: unknown, givenReason: unknown): void {
    if (this.#readyState === CLOSING || this.#readyState === CLOSED) return;
    const code = Math.trunc(Number(givenCode)) || 0;
    const reason = givenReason === undefined ? '' : String(givenReason);
    if (code !== 0 && code !== 1000 && !(code >= 3000 && code <= 4999)) {
      throw new GoError(
        `InvalidAccessError: Failed to execute 'close' on 'WebSocket': The close code must be either 1000, or between 3000 and 4999. ${code} is neither`,
      );
    }
    if (encodeUtf8(reason).length > MAX_REASON_BYTES) {
      throw new GoError(
        "SyntaxError: Failed to execute 'close' on 'WebSocket': The message must not be greater than 123 bytes",
      );
    }
    const wasOpen = this.#readyState === OPEN;
    this.#readyState = CLOSING;
    this.#closeCode = code === 0 ? 1000 : code;
    if (wasOpen) this.#sendClose(reason);
    else this.#earlyReason = reason;
  }

  #sendClose(reason: string): void {
    this.#session.close(this.#closeCode as number, reason);
    this.#session.count('ws_msgs_sent');
  }
}

function* nothing(): Steps<void> {}

function readUrl({ bridge }: VuContext, given: unknown): string {
  if (given === undefined || given === null) throw new GoError('WebSocket requires a url');
  const written = JSON.stringify(String(given));
  const parsed = bridge.ws.parseUrl(String(given));
  if (!parsed.ok) {
    throw new GoError(
      `WebSocket requires valid url, but got ${written} which resulted in parse ${written}: ${parsed.message}`,
    );
  }
  const { text, scheme, fragment } = parsed.value;
  if (scheme !== 'ws' && scheme !== 'wss')
    throw new GoError(`WebSocket requires url with scheme ws or wss, but got ${JSON.stringify(scheme)}`);
  if (fragment !== '')
    throw new GoError(`WebSocket requires no url fragment, but got ${JSON.stringify(fragment)}`);
  return text;
}

function readProtocols(given: unknown): string[] {
  if (typeof given === 'string') return [given];
  return Array.isArray(given) ? given.map(String) : [];
}

// How Go names what a value is exported as.
function goType(value: unknown): string {
  if (value === undefined || value === null) return '<nil>';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'function') return 'func(sobek.FunctionCall) sobek.Value';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}
