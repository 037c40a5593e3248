import { Connection } from './connection.ts';
import type { Dialer } from './dialer.ts';
import { Exchange, type ExchangeOwner } from './exchange.ts';
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
    const connection = request.keepAlive ? this.#takeIdle(request.origin) : null;
    if (connection === null) this.again(exchange);
    else exchange.runOn(connection, true);
  }

  again(exchange: Exchange): void {
    const { request } = exchange;
    exchange.dialing = this.#dialer.dial(request, (failure, dialed) => {
      if (dialed === null) {
        if (failure !== null) exchange.fail(failure);
        return;
      }
      exchange.runOn(new Connection(request.origin, dialed), false);
    });
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
    this.#idleCount = 0;
  }
}
