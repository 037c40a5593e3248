import type { UserCall, VuContext } from '../../contract.ts';
import type { HeldWsSession, WsEvent, WsRequest, WsSession } from '../../ws-contract.ts';
import { GoError } from '../go-error.ts';
import { ask, type Steps } from './ask.ts';
import { bytesOf, copyIn } from './bytes.ts';
import { SocketError } from './socket-error.ts';

type Callback = UserCall['fn'];
type Event = WsEvent | { kind: 'timer'; fn: Callback };

const GOING_AWAY = 1001;
/** One connection of `ws.connect`: what its events do to the script while the call waits. */
export class BlockingSocket {
  readonly #vu: VuContext;
  readonly #handlers = new Map<string, Callback[]>();
  readonly #timers = new Set<number>();
  #session: WsSession | null = null;
  /** The same session where the caller cannot wait; its timers are kept here, since no other ones fire. */
  #held: HeldWsSession | null = null;
  #due: { dueMs: number; fire: () => void }[] = [];
  #events: Event[] = [];
  #wake: (() => void) | null = null;
  #done = false;

  constructor(vu: VuContext) {
    this.#vu = vu;
  }

  /** Waits for the end of the handshake. */
  *connect(request: WsRequest): Steps<Extract<WsEvent, { kind: 'opened' | 'refused' }>> {
    const { ws } = this.#vu.bridge;
    yield* this.#wait({
      start: () => {
        this.#session = ws.open(request, (event) => this.#push(event));
      },
      block: () => {
        this.#held = ws.openHeld(request);
        this.#session = this.#held;
      },
    });
    return this.#events.shift() as Extract<WsEvent, { kind: 'opened' | 'refused' }>;
  }

  /** Hands events to the script until the socket is closed. */
  *follow(setup: Callback): Steps<void> {
    try {
      yield* ask(setup, [this.#forScript()]);
      yield* this.#call('open');
      while (!this.#done) {
        if (this.#events.length === 0) yield* this.#wait({ start() {}, block() {} });
        yield* this.#handle(this.#events.shift() as Event);
      }
    } finally {
      yield* this.#close(GOING_AWAY);
    }
  }

  /** Emits what counts the whole call. */
  end(): void {
    this.#session?.emitDuration('start');
  }

  *#wait(begin: { start: () => void; block: () => void }): Steps<void> {
    const { $ } = this.#vu;
    const wait = (): unknown =>
      $.block<void, undefined>({
        start: (done) => {
          this.#wake = () => done();
          begin.start();
        },
        block: () => {
          begin.block();
          while (this.#events.length === 0) this.#takeHeld();
        },
        finish: () => undefined,
      });
    yield* ask(wait, []);
  }

  // The next event or timer, holding the thread.
  #takeHeld(): void {
    const [timer] = this.#due;
    // A peer that never pauses must not hold up the timers.
    if (timer !== undefined && timer.dueMs <= this.#vu.bridge.now()) {
      this.#due.shift();
      timer.fire();
      return;
    }
    const event = (this.#held as HeldWsSession).next(timer?.dueMs ?? Number.POSITIVE_INFINITY);
    if (event !== null) this.#push(event);
    else this.#due.shift()?.fire();
  }

  #push(event: Event): void {
    this.#events.push(event);
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  *#handle(event: Event): Steps<void> {
    switch (event.kind) {
      case 'message':
        this.#session?.count('ws_msgs_received');
        if (typeof event.data === 'string') yield* this.#call('message', event.data);
        else yield* this.#call('binaryMessage', copyIn(event.data));
        return;
      case 'ping':
      case 'pong':
        yield* this.#call(event.kind);
        return;
      case 'timer':
        yield* ask(event.fn, []);
        return;
      case 'closed':
        if (event.error !== null) yield* this.#call('error', new SocketError(event.error));
        yield* this.#close(event.code ?? GOING_AWAY);
        return;
      default:
        return;
    }
  }

  *#call(name: string, ...args: unknown[]): Steps<void> {
    for (const handler of this.#handlers.get(name) ?? []) yield* ask(handler, args);
  }

  // Runs once, and calls the close handlers within the script's own call of close().
  *#close(code: number): Steps<void> {
    if (this.#done) return;
    this.#done = true;
    for (const timer of this.#timers) this.#vu.bridge.stopTimer(timer);
    this.#timers.clear();
    this.#due = [];
    this.#session?.cut(code);
    yield* this.#call('close', code);
  }

  #forScript(): object {
    const { $ } = this.#vu;
    return {
      on: (name: unknown, handler: unknown): void => {
        if (typeof handler !== 'function') return;
        const known = this.#handlers.get(String(name)) ?? [];
        this.#handlers.set(String(name), [...known, handler as Callback]);
      },
      send: (message: unknown): void => this.#send(textOf(message)),
      sendBinary: (message: unknown): void => {
        if (!(message instanceof ArrayBuffer))
          throw new GoError(`expected ArrayBuffer as argument, received: ${typeName(message)}`);
        this.#send(bytesOf(message) as Uint8Array);
      },
      ping: (): void => {
        this.#session?.ping();
        this.#refuseAfterClose();
      },
      setTimeout: (fn: unknown, delay: unknown): void => {
        this.#arm(readDelay('setTimeout', fn, delay), () =>
          this.#push({ kind: 'timer', fn: fn as Callback }),
        );
      },
      setInterval: (fn: unknown, delay: unknown): void =>
        this.#repeat(readDelay('setInterval', fn, delay), { kind: 'timer', fn: fn as Callback }),
      close: (code?: unknown): void =>
        $.drive(() => this.#close(code === undefined ? GOING_AWAY : Math.trunc(Number(code)) || 0)),
    };
  }

  #send(data: string | Uint8Array): void {
    this.#session?.send(data);
    this.#session?.count('ws_msgs_sent');
    this.#refuseAfterClose();
  }

  // Only the script's own close makes sending an error: what the peer closed may still be on its way here.
  #refuseAfterClose(): void {
    if (this.#done) this.#vu.$.drive(() => this.#call('error', new SocketError('websocket: close sent')));
  }

  #arm(delayMs: number, fire: () => void): void {
    if (this.#done || this.#session?.over) return;
    if (this.#held !== null) {
      this.#due.push({ dueMs: this.#vu.bridge.now() + delayMs, fire });
      this.#due.sort((left, right) => left.dueMs - right.dueMs);
      return;
    }
    const timer = this.#vu.bridge.startTimer(delayMs, () => {
      this.#timers.delete(timer);
      fire();
    });
    this.#timers.add(timer);
  }

  // A tick that comes while the one before still waits is left out.
  #repeat(delayMs: number, tick: Event): void {
    this.#arm(delayMs, () => {
      if (!this.#events.includes(tick)) this.#push(tick);
      this.#repeat(delayMs, tick);
    });
  }
}

const textOf = (message: unknown): string =>
  message === undefined || message === null ? '' : String(message);

const typeName = (value: unknown): string =>
  value === undefined || value === null
    ? String(value)
    : ((Object(value) as { constructor?: { name?: string } }).constructor?.name ?? 'Object');

function readDelay(name: string, fn: unknown, delay: unknown): number {
  const delayMs = Number(delay ?? 0);
  if (!(delayMs > 0))
    throw new GoError(`${name} requires a >0 timeout parameter, received ${delayMs.toFixed(2)}`);
  if (typeof fn !== 'function')
    throw new TypeError(
      `could not convert function call parameter 0: could not convert ${String(fn)} to a function`,
    );
  return delayMs;
}
