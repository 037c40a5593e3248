import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { VuOptions } from '../realm/contract.ts';
import { AddressRules, type Endpoint } from './address-rules.ts';
import { AddressSpread, type AddressTraffic } from './address-spread.ts';
import { dialFailure, plainFailure, tlsFailure } from './failure.ts';
import type { LocalAddresses } from './local-addresses.ts';
import type { NameLookup } from './name-lookup.ts';
import { k6TlsVersion, TlsSettings } from './tls-settings.ts';
import { type Failure, nowMs } from './wire.ts';

const DIAL_TIMEOUT_MS = 30_000;

/** A new connection and how long its parts took. */
export interface Dialed {
  /** The socket to speak on. */
  socket: Socket;
  /** The TCP socket, which counts wire bytes. */
  tcp: Socket;
  connecting: number;
  tlsHandshaking: number;
  tlsVersion: string;
  tlsCipherSuite: string;
  /** The server chose HTTP/2. */
  http2: boolean;
  /** Of its address: whoever sends a request counts it there. */
  traffic: AddressTraffic;
}

/** A connection being made. */
export interface Dialing {
  connecting: number;
  tlsHandshaking: number;
  cancel(): void;
}

/** Where a plain connection's bytes go: into one buffer of the thread, and from there at once to `receive`. */
export class Inflow {
  /** `bytes` up to `length`, which the next read overwrites. */
  receive: (bytes: Buffer, length: number) => void = () => {};

  readonly onread = {
    buffer: READ_BUFFER,
    callback: (length: number): boolean => {
      this.receive(READ_BUFFER, length);
      return true;
    },
  };
}

const READ_BUFFER = Buffer.allocUnsafeSlow(1 << 16);

/** What to connect to and how. */
export interface DialTarget extends Endpoint {
  secure: boolean;
  http2?: boolean;
  /** Of a plain connection whose bytes need no stream. */
  inflow?: Inflow | null;
}

type Done = (failure: Failure | null, dialed: Dialed | null) => void;

/** What a dialer of one set of options needs; shared by the VUs of a thread. */
export interface DialerParts {
  options: VuOptions;
  names: NameLookup;
  local: LocalAddresses;
}

/** Makes connections under the options hosts, dns, blacklistIPs, blockHostnames, localIPs and the TLS ones. */
export class Dialer {
  readonly #rules: AddressRules;
  readonly #tls: TlsSettings;
  readonly #names: NameLookup;
  readonly #local: LocalAddresses;
  readonly spread = new AddressSpread();

  constructor({ options, names, local }: DialerParts) {
    this.#rules = new AddressRules(options);
    this.#tls = new TlsSettings(options);
    this.#names = names;
    this.#local = local;
  }

  /** `done` may be called within the call when the address is refused. */
  dial(endpoint: DialTarget, done: Done): Dialing {
    const attempt = new Attempt(done);
    const target = this.#rules.mapped(endpoint);
    const blocked = this.#rules.blockedName(endpoint.hostname) ?? this.#rules.undeclared(target.hostname);
    if (blocked !== null) {
      done(blocked, null);
      return attempt;
    }
    if (target.port > 65_535) {
      const text = `dial tcp: address ${target.port}: invalid port`;
      done({ code: 1210, text, detail: text }, null);
      return attempt;
    }
    this.#names.find(target.hostname, (failure, addresses) => {
      if (attempt.over) return;
      if (failure !== null) {
        done(failure, null);
        return;
      }
      const { inflow = null } = endpoint;
      const count = this.#names.sizeOf(target.hostname);
      this.#tryEach(attempt, { addresses, port: target.port, inflow }, (tcp, ip) => {
        attempt.traffic = this.spread.trafficOf(target.hostname, ip, count);
        if (endpoint.secure) this.#secure(attempt, tcp, endpoint);
        else attempt.succeed(tcp, tcp);
      });
    });
    return attempt;
  }

  // The second address, of the other family, is for servers that listen on one family of `localhost` only.
  #tryEach(
    attempt: Attempt,
    { addresses, port, inflow }: { addresses: readonly string[]; port: number; inflow: Inflow | null },
    connected: (tcp: Socket, ip: string) => void,
  ): void {
    const failures: Failure[] = [];
    const startMs = nowMs();
    const tryNext = (index: number): void => {
      const ip = addresses[index];
      if (ip === undefined) {
        attempt.fail({ ...(failures[0] ?? plainFailure('no address')), detail: detailsOf(failures) });
        return;
      }
      const refused = this.#rules.blockedAddress(ip);
      if (refused !== null) {
        attempt.fail(refused);
        return;
      }
      const localAddress = this.#local.next();
      const reading = inflow === null ? {} : { onread: inflow.onread };
      const tcp = connectTcp({ host: ip, port, localAddress, noDelay: true, ...reading });
      attempt.own(tcp);
      const written = isIP(ip) === 6 ? `[${ip}]:${port}` : `${ip}:${port}`;
      const timer = setTimeout(() => tcp.destroy(timedOut()), DIAL_TIMEOUT_MS);
      tcp.once('error', (error) => {
        clearTimeout(timer);
        if (attempt.over) return;
        failures.push(dialFailure(error, written));
        tryNext(index + 1);
      });
      tcp.once('connect', () => {
        clearTimeout(timer);
        attempt.connecting = nowMs() - startMs;
        tcp.removeAllListeners('error');
        connected(tcp, ip);
      });
      tcp.once('close', () => clearTimeout(timer));
    };
    tryNext(0);
  }

  #secure(attempt: Attempt, tcp: Socket, endpoint: Endpoint & { http2?: boolean }): void {
    const { hostname, http2 = false } = endpoint;
    const startMs = nowMs();
    const protocols = http2 ? ['h2', 'http/1.1'] : ['http/1.1'];
    const socket = connectTls({ ...this.#tls.connectionOptions(hostname, protocols), socket: tcp });
    attempt.own(socket);
    const link = linkOf(tcp);
    socket.once('error', (error) => attempt.fail(tlsFailure(error, link)));
    socket.once('secureConnect', () => {
      attempt.tlsHandshaking = nowMs() - startMs;
      socket.removeAllListeners('error');
      attempt.succeed(socket, tcp);
    });
  }
}

class Attempt implements Dialing {
  traffic: AddressTraffic = { requests: 0 };
  connecting = 0;
  tlsHandshaking = 0;
  over = false;
  #socket: Socket | null = null;
  readonly #done: Done;

  constructor(done: Done) {
    this.#done = done;
  }

  own(socket: Socket): void {
    this.#socket = socket;
  }

  fail(failure: Failure): void {
    if (this.over) return;
    this.over = true;
    this.#done(failure, null);
  }

  succeed(socket: Socket, tcp: Socket): void {
    if (this.over) return;
    this.over = true;
    const { connecting, tlsHandshaking, traffic } = this;
    const tls = socket === tcp ? null : (socket as TLSSocket);
    this.#done(null, {
      socket,
      tcp,
      connecting,
      tlsHandshaking,
      tlsVersion: k6TlsVersion(tls?.getProtocol() ?? null),
      tlsCipherSuite: tls?.getCipher().standardName ?? '',
      http2: tls?.alpnProtocol === 'h2',
      traffic,
    });
  }

  cancel(): void {
    if (this.over) return;
    this.over = true;
    this.#socket?.on('error', () => {});
    this.#socket?.destroy();
  }
}

/** `local->remote` of a connected socket. */
export function linkOf(tcp: Socket): string {
  const write = (ip = '', port = 0) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);
  return `${write(tcp.localAddress, tcp.localPort)}->${write(tcp.remoteAddress, tcp.remotePort)}`;
}

const timedOut = (): Error => Object.assign(new Error('dial timeout'), { code: 'ETIMEDOUT' });

const detailsOf = (failures: readonly Failure[]): string => failures.map(({ detail }) => detail).join('; ');
