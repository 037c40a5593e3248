import { Connection } from './connection.ts';
import { DeadlineWatch } from './deadline-watch.ts';
import { type Dialed, type Dialer, Inflow } from './dialer.ts';
import { Exchange, type ExchangeOwner } from './exchange.ts';
import { Http2Connection } from './http2-connection.ts';
import type { Transport, WireRequest, WireResponse } from './wire.ts';

const deadlines = new DeadlineWatch();

/** So long after its last response a connection is taken to be open without a look. */
const FRESH_MS = 1;

// The thread may have been busy while a server closed: two turns of the loop read all that has come by now.
const afterLook = (go: () => void): void => void setImmediate(() => setImmediate(go));

export interface IdleLimits {
  total: number;
  perHost: number;
}

/** The connections of one VU in this thread, as Go's http.Transport keeps them: any number, idle ones reused. */
export class SocketTransport implements Transport, ExchangeOwner {
  readonly #dialer: Dialer;
  readonly #limits: IdleLimits;
  readonly #idle = new Map<string, Connection[]>();
  /** Connections that many exchanges share, one an origin. */
  readonly #shared = new Map<string, Http2Connection>();
  /** Few at once; see DeadlineWatch for why it is no Set. */
  readonly #running: Exchange[] = [];
  #idleCount = 0;
  #starting: Exchange | null = null;

  constructor(dialer: Dialer, limits: IdleLimits) {
    this.#dialer = dialer;
    this.#limits = limits;
  }

  send(request: WireRequest, done: (response: WireResponse) => void): void {
    const exchange = new Exchange(request, done, this);
    this.#running.push(exchange);
    deadlines.add(exchange);
    const { origin, keepAlive, replayable } = request;
    const connection = keepAlive ? (this.#sharedFor(origin) ?? this.#takeIdle(origin)) : null;
    this.#starting = exchange;
    if (connection === null) this.again(exchange);
    else if (replayable || connection.idleMs() < FRESH_MS) exchange.runOn(connection, true);
    else afterLook(() => this.#runIfOpen(exchange, connection));
    this.#starting = null;
  }

  again(exchange: Exchange): void {
    const { hostname, port, secure } = exchange.request;
    const inflow = secure ? null : new Inflow();
    const target = { hostname, port, secure, http2: secure, inflow };
    exchange.dialing = this.#dialer.dial(target, (failure, dialed) => {
      if (dialed === null) {
        if (failure !== null) exchange.fail(failure);
        return;
      }
      if (dialed.http2) this.#runShared(exchange, dialed);
      else exchange.runOn(new Connection(dialed, inflow), false);
    });
  }

  #runIfOpen(exchange: Exchange, connection: Connection | Http2Connection): void {
    if (!exchange.over && connection.usable) exchange.runOn(connection, true);
    else {
      if (connection instanceof Connection) connection.destroy();
      if (!exchange.over) this.again(exchange);
    }
  }

  #sharedFor(origin: string): Http2Connection | null {
    const shared = this.#shared.get(origin);
    if (shared === undefined || shared.usable) return shared ?? null;
    this.#shared.delete(origin);
    return null;
  }

  // Requests that began at once each made a connection: the first that was there serves them all.
  #runShared(exchange: Exchange, dialed: Dialed): void {
    const { origin, keepAlive } = exchange.request;
    const shared = keepAlive ? this.#sharedFor(origin) : null;
    if (shared !== null) {
      dialed.socket.destroy();
      exchange.runOn(shared, true);
      return;
    }
    const connection = new Http2Connection(origin, dialed);
    if (keepAlive) this.#shared.set(origin, connection);
    exchange.runOn(connection, false);
  }

  finished(exchange: Exchange): void {
    // Who sends it is not called back within the call; and what failed without a wait ends in a turn of its own: VUs
    // that go on at once would leave no time to timers and sockets.
    if (exchange === this.#starting || exchange.connection === null)
      setImmediate(() => this.#deliver(exchange));
    else this.#deliver(exchange);
  }

  #deliver(exchange: Exchange): void {
    const at = this.#running.indexOf(exchange);
    if (at < 0) return;
    this.#running[at] = this.#running[this.#running.length - 1] as Exchange;
    this.#running.pop();
    deadlines.delete(exchange);
    this.#giveBack(exchange);
    exchange.done(exchange);
  }

  #giveBack({ connection, request, failure }: Exchange): void {
    if (connection === null) return;
    if (!(connection instanceof Connection)) {
      if (!request.keepAlive) connection.destroy();
      return;
    }
    const origin = request.origin;
    const idle = this.#idle.get(origin) ?? [];
    if (
      failure !== null ||
      !request.keepAlive ||
      !connection.usable ||
      idle.length >= this.#limits.perHost ||
      this.#idleCount >= this.#limits.total
    ) {
      connection.destroy();
      return;
    }
    idle.push(connection);
    this.#idleCount++;
    if (idle.length === 1) this.#idle.set(origin, idle);
  }

  #takeIdle(origin: string): Connection | null {
    const idle = this.#idle.get(origin);
    for (let connection = idle?.pop(); connection !== undefined; connection = idle?.pop()) {
      this.#idleCount--;
      if (connection.usable) return connection;
      connection.destroy();
    }
    return null;
  }

  reset(): void {
    for (const exchange of this.#running.splice(0)) {
      deadlines.delete(exchange);
      exchange.drop();
    }
    for (const idle of this.#idle.values()) for (const connection of idle) connection.destroy();
    this.#idle.clear();
    for (const shared of this.#shared.values()) shared.destroy();
    this.#shared.clear();
    this.#idleCount = 0;
  }
}
