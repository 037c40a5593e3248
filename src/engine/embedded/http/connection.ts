import type { Socket } from 'node:net';
import Client from 'undici/lib/dispatcher/client.js';
import { type Dialed, linkOf } from './dialer.ts';
import type { Exchange, ExchangeLink } from './exchange.ts';
import { WireMeter } from './wire-meter.ts';

const NEVER_MS = 2_147_483_647;

const CLIENT_OPTIONS = {
  headersTimeout: 0,
  bodyTimeout: 0,
  // k6 keeps idle connections until the server closes them, whatever a Keep-Alive header says.
  keepAliveTimeout: NEVER_MS,
  keepAliveMaxTimeout: NEVER_MS,
  keepAliveTimeoutThreshold: -NEVER_MS,
  maxHeaderSize: 10 * 1024 * 1024,
};

/**
 * One connection, spoken on through one undici client. undici parses and minds the socket; what is written is
 * k6's own request head, which undici cannot write (no `connection` header, `Host` first, any request target).
 */
export class Connection implements ExchangeLink {
  readonly tlsVersion: string;
  readonly tlsCipherSuite: string;
  readonly remoteIp: string;
  readonly remotePort: number;
  /** `local->remote`: a closed socket has forgotten it. */
  readonly link: string;
  readonly #socket: Socket;
  readonly #client: Client;
  readonly #writeRaw: Socket['write'];
  #exchange: Exchange | null = null;
  readonly #wire: WireMeter;

  constructor(origin: string, { socket, tcp, tlsVersion, tlsCipherSuite }: Dialed) {
    this.tlsVersion = tlsVersion;
    this.tlsCipherSuite = tlsCipherSuite;
    this.remoteIp = tcp.remoteAddress ?? '';
    this.remotePort = tcp.remotePort ?? 0;
    this.link = linkOf(tcp);
    this.#wire = new WireMeter(tcp);
    this.#socket = socket;
    this.#writeRaw = socket.write;
    socket.write = (): boolean => this.#writeRequest();
    let used = false;
    this.#client = new Client(origin, {
      ...CLIENT_OPTIONS,
      connect: (_options, callback) => {
        if (used) callback(new Error('one client, one connection'), null);
        // Within the call undici would not begin to send.
        else queueMicrotask(() => callback(null, socket));
        used = true;
      },
    });
  }

  get usable(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  /** Starts an exchange; the connection must be idle. */
  run(exchange: Exchange): void {
    this.#exchange = exchange;
    this.#client.dispatch(exchange.dispatchOptions, exchange);
  }

  // undici writes once for each request: its head, which is replaced here.
  #writeRequest(): boolean {
    const exchange = this.#exchange;
    if (exchange === null) return true;
    const { head, body, expectsContinue } = exchange.request;
    const socket = this.#socket;
    if (expectsContinue) skipContinue(socket);
    if (body === null) return this.#writeRaw.call(socket, head, 'latin1');
    if (body.length === 0)
      return this.#writeRaw.call(socket, `${head}0\r\n\r\n`, 'latin1', () => exchange.bodyWritten());
    socket.cork();
    this.#writeRaw.call(socket, head, 'latin1');
    const more = this.#writeRaw.call(socket, body, undefined, () => exchange.bodyWritten());
    socket.uncork();
    return more;
  }

  /** Wire bytes since the last call. */
  takeBytes(): { sent: number; received: number } {
    return this.#wire.take();
  }

  destroy(): void {
    this.#exchange = null;
    this.#socket.on('error', () => {});
    this.#socket.destroy();
  }
}

// undici closes a connection on `100 Continue`, which Go passes over: take it out of what undici reads.
function skipContinue(socket: Socket): void {
  const read = socket.read;
  let begun = Buffer.alloc(0);
  socket.read = (size?: number) => {
    const chunk = read.call(socket, size) as Buffer | null;
    if (chunk === null) return null;
    begun = Buffer.concat([begun, chunk]);
    const text = begun.subarray(0, CONTINUE.length).toString('latin1');
    const end = begun.indexOf('\r\n\r\n');
    const isContinue = CONTINUE.startsWith(text.slice(0, CONTINUE.length));
    if (isContinue && end < 0) return read.call(socket, size) as Buffer | null;
    socket.read = read;
    const rest = isContinue ? begun.subarray(end + 4) : begun;
    return rest.length > 0 ? rest : (read.call(socket, size) as Buffer | null);
  };
}

const CONTINUE = 'HTTP/1.1 100';
