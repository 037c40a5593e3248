import { Connection } from './connection.ts';
import type { Dialed, Dialer } from './dialer.ts';
import { Exchange, type ExchangeOwner } from './exchange.ts';
import { Http2Connection } from './http2-connection.ts';
import type { Transport, WireRequest, WireResponse } from './wire.ts';

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
  readonly #running = new Set<Exchange>();
  #idleCount = 0;
  #finished: Exchange[] = [];

  constructor(dialer: Dialer, limits: IdleLimits) {
    this.#dialer = dialer;
    this.#limits = limits;
  }

  send(request: WireRequest, done: (response: WireResponse) => void): void {
    const exchange = new Exchange(request, done, this);
    this.#running.add(exchange);
    const connection = request.keepAlive
      ? (this.#sharedFor(request.origin) ?? this.#takeIdle(request.origin))
      : null;
    if (connection === null) this.again(exchange);
    else exchange.runOn(connection, true);
  }

  again(exchange: Exchange): void {
    const { request } = exchange;
    const { hostname, port, secure } = request;
    exchange.dialing = this.#dialer.dial({ hostname, port, secure, http2: secure }, (failure, dialed) => {
      if (dialed === null) {
        if (failure !== null) exchange.fail(failure);
        return;
      }
      if (dialed.http2) this.#runShared(exchange, dialed);
      else exchange.runOn(new Connection(request.origin, dialed), false);
    });
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

  // undici is still in its parser here: go on when it has unwound, and knows whether the socket stays open.
  finished(exchange: Exchange): void {
    this.#running.delete(exchange);
    if (this.#finished.push(exchange) === 1) queueMicrotask(() => this.#deliver());
  }

  #deliver(): void {
    const finished = this.#finished;
    this.#finished = [];
    for (const exchange of finished) {
      this.#giveBack(exchange);
      exchange.done(exchange);
    }
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
    for (const exchange of this.#running) exchange.drop();
    this.#running.clear();
    this.#finished = [];
    for (const idle of this.#idle.values()) for (const connection of idle) connection.destroy();
    this.#idle.clear();
    for (const shared of this.#shared.values()) shared.destroy();
    this.#shared.clear();
    this.#idleCount = 0;
  }
}
