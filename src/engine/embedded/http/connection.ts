import type { Socket } from 'node:net';
import type { AddressTraffic } from './address-spread.ts';
import { ChunkedBody } from './chunked-body.ts';
import { type Dialed, type Inflow, linkOf } from './dialer.ts';
import type { Exchange, ExchangeLink } from './exchange.ts';
import { type IoError, plainFailure, SWITCHED } from './failure.ts';
import {
  HEAD_TOO_LONG,
  headEnd,
  MAX_HEAD_BYTES,
  malformed,
  type ResponseHead,
  readHead,
} from './response-head.ts';
import { type Failure, nowMs } from './wire.ts';
import { WireMeter } from './wire-meter.ts';

/** Text is made of so many bytes at once while a head is looked for: bodies may follow in the same read. */
const HEAD_STEP = 4096;

/** All of an end but its last byte. */
const HEAD_END_BYTES = 3;
const LAST_CHUNK = '0\r\n\r\n';

/** One connection that speaks HTTP/1.1: one exchange at a time. */
export class Connection implements ExchangeLink {
  readonly tlsVersion: string;
  readonly tlsCipherSuite: string;
  readonly remoteIp: string;
  readonly remotePort: number;
  /** `local->remote`: a closed socket has forgotten it. */
  readonly link: string;
  readonly #socket: Socket;
  readonly #traffic: AddressTraffic;
  /** Null where the bytes of this side are those on the wire. */
  readonly #wire: WireMeter | null;
  #sent = 0;
  #received = 0;
  #exchange: Exchange | null = null;
  /** Of the response that is being read; null while its head is not there. */
  #head: ResponseHead | null = null;
  #headText = '';
  /** Its last characters: an end may come in two parts. */
  #headTail = '';
  #left = 0;
  #chunked: ChunkedBody | null = null;
  #open = true;
  #writing = false;
  #idleSinceMs = 0;

  constructor({ socket, tcp, tlsVersion, tlsCipherSuite, traffic }: Dialed, inflow: Inflow | null) {
    this.tlsVersion = tlsVersion;
    this.tlsCipherSuite = tlsCipherSuite;
    this.remoteIp = tcp.remoteAddress ?? '';
    this.remotePort = tcp.remotePort ?? 0;
    this.link = linkOf(tcp);
    this.#traffic = traffic;
    this.#wire = inflow === null ? new WireMeter(tcp) : null;
    this.#socket = socket;
    if (inflow === null) socket.on('data', (bytes: Buffer) => this.#read(bytes, bytes.length));
    else inflow.receive = (bytes, length) => this.#read(bytes, length);
    socket.on('error', (error: IoError) => this.#broke(error));
    socket.on('end', () => this.#ended());
    socket.on('close', () => this.#ended());
  }

  /** May carry an exchange: nobody closed it, and nothing came that was not asked for. */
  get usable(): boolean {
    return this.#open && !this.#writing;
  }

  /** For how long nobody used it. */
  idleMs(): number {
    return nowMs() - this.#idleSinceMs;
  }

  /** Starts an exchange; the connection must be idle. */
  run(exchange: Exchange): void {
    this.#exchange = exchange;
    this.#traffic.requests++;
    [this.#headText, this.#headTail] = ['', ''];
    exchange.connected();
    const { head, body } = exchange.request;
    const socket = this.#socket;
    this.#sent += head.length + (body === null ? 0 : body.length === 0 ? LAST_CHUNK.length : body.length);
    if (body === null) {
      socket.write(head, 'latin1');
    } else {
      this.#writing = true;
      const written = (): void => {
        this.#writing = false;
        exchange.bodyWritten();
      };
      if (body.length === 0) socket.write(`${head}${LAST_CHUNK}`, 'latin1', written);
      else {
        socket.cork();
        socket.write(head, 'latin1');
        socket.write(body, written);
        socket.uncork();
      }
    }
    exchange.requestSent();
  }

  /** Wire bytes since the last call. */
  takeBytes(): { sent: number; received: number } {
    if (this.#wire !== null) return this.#wire.take();
    const taken = { sent: this.#sent, received: this.#received };
    this.#sent = 0;
    this.#received = 0;
    return taken;
  }

  destroy(): void {
    this.#open = false;
    this.#exchange = null;
    this.#socket.destroy();
  }

  // `bytes` are overwritten by the next read of any connection.
  #read(bytes: Buffer, length: number): void {
    this.#received += length;
    const exchange = this.#exchange;
    // Nobody asked for it: who knows to which request it belongs.
    if (exchange === null) {
      this.destroy();
      return;
    }
    exchange.responseStarted();
    let at = 0;
    while (this.#head === null) {
      at = this.#readHead(bytes, at, length);
      if (at < 0) return;
    }
    this.#readBody(bytes, at, length);
  }

  // Gives where the body begins, or -1 when there is no more to do now. Only what is new is looked through.
  #readHead(bytes: Buffer, from: number, length: number): number {
    let at = from;
    while (at < length) {
      const upTo = Math.min(length, at + HEAD_STEP);
      const seen = this.#headTail + bytes.toString('latin1', at, upTo);
      const end = headEnd(seen, 0);
      if (end >= 0) {
        const more = end - this.#headTail.length;
        const text = this.#headText + seen.slice(this.#headTail.length, end);
        return this.#begin(readHead(text)) ? at + more : -1;
      }
      this.#headText += seen.slice(this.#headTail.length);
      this.#headTail = seen.slice(-HEAD_END_BYTES);
      at = upTo;
      if (this.#headText.length > MAX_HEAD_BYTES) return this.#fail(HEAD_TOO_LONG);
    }
    // A first line that is none is told before the connection ends.
    const lineEnd = this.#headText.length > HEAD_STEP ? -1 : this.#headText.indexOf('\n');
    if (lineEnd > 0 && !this.#headText.startsWith('HTTP/')) {
      const wrong = readHead(`${this.#headText.slice(0, lineEnd)}\n\n`);
      if (!('status' in wrong)) return this.#fail(wrong);
    }
    return -1;
  }

  // An interim response is passed over.
  #begin(head: ResponseHead | Failure): boolean {
    [this.#headText, this.#headTail] = ['', ''];
    const exchange = this.#exchange as Exchange;
    if (!('status' in head)) {
      this.#fail(head);
      return false;
    }
    if (head.status === 101) {
      this.#fail(SWITCHED);
      return false;
    }
    if (head.status < 200) return true;
    this.#head = head;
    this.#left = head.length;
    this.#chunked = head.framing === 'chunked' ? new ChunkedBody((part) => exchange.onData(part)) : null;
    exchange.begin(head);
    return true;
  }

  #readBody(bytes: Buffer, from: number, length: number): void {
    const { framing } = this.#head as ResponseHead;
    const exchange = this.#exchange as Exchange;
    if (framing === 'none' || exchange.request.isHead) this.#complete(from === length);
    else if (framing === 'length') {
      const end = Math.min(length, from + this.#left);
      const part = end - from;
      if (part === (this.#head as ResponseHead).length) exchange.onBody(bytes, from, end);
      else if (part > 0) exchange.onData(bytes.subarray(from, end));
      this.#left -= part;
      if (this.#left === 0) this.#complete(end === length);
    } else if (framing === 'close') {
      if (length > from) exchange.onData(bytes.subarray(from, length));
    } else {
      const step = (this.#chunked as ChunkedBody).read(bytes, from, length);
      if (step.kind === 'end') this.#complete(step.at === length);
      else if (step.kind === 'broken') this.#fail(plainFailure(step.reason));
    }
  }

  #complete(isAll: boolean): void {
    const exchange = this.#exchange as Exchange;
    const { keepsAlive } = this.#head as ResponseHead;
    this.#open &&= keepsAlive && isAll;
    this.#free();
    exchange.complete();
  }

  #free(): void {
    this.#exchange = null;
    this.#head = null;
    this.#chunked = null;
    this.#idleSinceMs = nowMs();
  }

  #fail(failure: Failure): -1 {
    const exchange = this.#exchange as Exchange;
    this.destroy();
    exchange.failed(failure);
    return -1;
  }

  #broke(error: IoError): void {
    this.#open = false;
    const exchange = this.#exchange;
    this.#free();
    exchange?.onError(error);
  }

  #ended(): void {
    if (!this.#open && this.#exchange === null) return;
    this.#open = false;
    const exchange = this.#exchange;
    if (exchange === null) return;
    const head = this.#head;
    const partOfHead = this.#headText;
    this.#free();
    if (head?.framing === 'close') exchange.complete();
    else if (head === null && partOfHead !== '' && !partOfHead.startsWith('HTTP/'))
      exchange.failed(malformed(`malformed HTTP response ${JSON.stringify(partOfHead)}`));
    else exchange.closed();
  }
}
