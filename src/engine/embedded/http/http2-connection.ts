import { STATUS_CODES } from 'node:http';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { AddressTraffic } from './address-spread.ts';
import { type Dialed, linkOf } from './dialer.ts';
import type { Exchange, ExchangeLink } from './exchange.ts';
import type { IoError } from './failure.ts';
import { http2Failure } from './http2-failure.ts';
import { WireMeter } from './wire-meter.ts';

// Headers that belong to one HTTP/1.1 connection.
const OF_CONNECTION = new Set([
  'host',
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

/** One HTTPS connection whose server chose HTTP/2: all requests of a VU to it go over this one, side by side. */
export class Http2Connection implements ExchangeLink {
  readonly tlsVersion: string;
  readonly tlsCipherSuite: string;
  readonly remoteIp: string;
  readonly remotePort: number;
  readonly link: string;
  readonly #tcp: Socket;
  readonly #traffic: AddressTraffic;
  readonly #session: ClientHttp2Session;
  #goaway: { code: number; lastStream: number } | null = null;
  readonly #wire: WireMeter;

  constructor(origin: string, { socket, tcp, tlsVersion, tlsCipherSuite, traffic }: Dialed) {
    this.tlsVersion = tlsVersion;
    this.tlsCipherSuite = tlsCipherSuite;
    this.remoteIp = tcp.remoteAddress ?? '';
    this.remotePort = tcp.remotePort ?? 0;
    this.link = linkOf(tcp);
    this.#tcp = tcp;
    this.#traffic = traffic;
    this.#wire = new WireMeter(tcp);
    this.#session = connect(origin, { createConnection: () => socket });
    this.#session.on('goaway', (code, lastStream) => {
      this.#goaway = { code, lastStream };
    });
    // Each stream tells its own.
    this.#session.on('error', () => {});
    this.#session.unref();
  }

  get usable(): boolean {
    return this.#goaway === null && !this.#session.closed && !this.#session.destroyed;
  }

  /** It answers pings and tells when it goes away: it is as good as just used. */
  idleMs(): number {
    return 0;
  }

  run(exchange: Exchange): void {
    const { head, body, isHead } = exchange.request;
    let stream: ClientHttp2Stream;
    this.#traffic.requests++;
    try {
      stream = this.#session.request(headersOf(head), { endStream: body === null || body.length === 0 });
    } catch (error) {
      setImmediate(() => exchange.onError(error as IoError));
      return;
    }
    let over = false;
    const end = (finish: () => void): void => {
      if (over) return;
      over = true;
      finish();
    };
    exchange.abort = () => {
      stream.close(constants.NGHTTP2_CANCEL);
      end(() => exchange.onError(new Error('cancelled')));
    };
    exchange.connected();
    if (body !== null && body.length > 0) stream.end(body, () => exchange.bodyWritten());
    exchange.requestSent();
    if (body !== null && body.length === 0) exchange.bodyWritten();
    stream.on('response', (headers) => {
      exchange.responseStarted();
      const status = Number(headers[':status']);
      exchange.begin({
        status,
        reason: STATUS_CODES[status] ?? '',
        proto: 'HTTP/2.0',
        headers: flat(headers),
      });
      if (isHead) stream.resume();
    });
    stream.on('data', (chunk: Buffer) => exchange.onData(chunk));
    let ended = false;
    stream.on('end', () => {
      ended = true;
    });
    stream.on('error', (error) => end(() => exchange.onError(this.#explained(error, stream))));
    stream.on('close', () =>
      end(() => {
        const whole = ended && stream.rstCode === constants.NGHTTP2_NO_ERROR;
        if (whole) exchange.complete();
        else exchange.onError(this.#explained(new Error('EOF'), stream));
      }),
    );
  }

  #explained(error: IoError, stream: ClientHttp2Stream): IoError {
    const code = stream.rstCode ?? 0;
    if (this.#goaway !== null && (stream.id ?? Number.POSITIVE_INFINITY) > this.#goaway.lastStream)
      return Object.assign(error, { failure: http2Failure({ kind: 'goaway', ...this.#goaway }) });
    if (this.#goaway !== null && this.#goaway.code !== 0)
      return Object.assign(error, { failure: http2Failure({ kind: 'goaway', ...this.#goaway }) });
    if (error.code === 'ERR_HTTP2_ERROR' || error.code === 'ERR_HTTP2_SESSION_ERROR')
      return Object.assign(error, { failure: http2Failure({ kind: 'connection', code }) });
    const byPeer = code !== 0 && error.errno === undefined && !this.#tcp.destroyed;
    if (!byPeer) return error;
    return Object.assign(error, { failure: http2Failure({ kind: 'stream', code, stream: stream.id ?? 0 }) });
  }

  /** Wire bytes since the last call; requests side by side share them. */
  takeBytes(): { sent: number; received: number } {
    return this.#wire.take();
  }

  destroy(): void {
    this.#session.destroy();
  }
}

// From the head as it is written over HTTP/1.1.
function headersOf(head: string): OutgoingHttpHeaders {
  const [first = '', ...lines] = head.split('\r\n');
  const [method = '', ...rest] = first.split(' ');
  const headers: Record<string, string> = {
    ':method': method,
    ':path': rest.slice(0, -1).join(' '),
    ':scheme': 'https',
  };
  for (const line of lines) {
    const at = line.indexOf(': ');
    const name = line.slice(0, at).toLowerCase();
    if (at > 0 && name === 'host') headers[':authority'] = line.slice(at + 2);
    if (at > 0 && !OF_CONNECTION.has(name)) headers[name] = line.slice(at + 2);
  }
  return headers;
}

function flat(headers: IncomingHttpHeaders): string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (name.startsWith(':') || value === undefined) return [];
    return (Array.isArray(value) ? value : [value]).flatMap((each) => [name, String(each)]);
  });
}
