// src/engine/embedded/http/connection.ts

// src/engine/embedded/http/dialer.ts
// src/engine/embedded/http/address-rules.ts
import { BlockList, connect as connectTcp, isIP, isIP as isIP3 } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Client } from 'undici';

var AddressRules = class {
  #hosts;
  #hostPatterns;
  #blockedNames;
  #ranges;
  constructor({ hosts, blockHostnames, blacklistIPs }) {
    this.#hosts = hosts;
    this.#hostPatterns = Object.keys(hosts).filter((name) => name.startsWith('*'));
    this.#blockedNames = blockHostnames;
    this.#ranges = blacklistIPs.map((text) => ({ text, list: rangeOf(text) }));
  }
  /** Where to connect instead, by the option hosts. */
  mapped({ hostname, port }) {
    const value =
      this.#hosts[`${hostname}:${port}`] ??
      this.#hosts[hostname] ??
      this.#hosts[this.#pattern(hostname, port)];
    if (value === void 0) return { hostname, port };
    const match = /^\[?(.+?)\]?(?::(\d+))?$/.exec(value);
    if (isIP(value) !== 0 || match?.[1] === void 0) return { hostname: value, port };
    return { hostname: match[1], port: match[2] === void 0 ? port : Number(match[2]) };
  }
  #pattern(hostname, port) {
    const fits2 = this.#hostPatterns.filter(
      (pattern) => matches(pattern, hostname) || matches(pattern, `${hostname}:${port}`),
    );
    return fits2.sort((a, b) => b.length - a.length)[0] ?? '';
  }
  /** Refused names, before look-up. */
  blockedName(hostname) {
    const pattern = this.#blockedNames.find((candidate) => matches(candidate, hostname));
    if (pattern === void 0) return null;
    const detail = `hostname (${hostname}) is in a blocked pattern (${pattern})`;
    return { code: 1111, text: 'hostname is blocked', detail };
  }
  /** Refused addresses, after look-up. */
  blockedAddress(ip) {
    const family = isIP(ip) === 6 ? 'ipv6' : 'ipv4';
    const range = this.#ranges.find(({ list }) => list.check(ip, family));
    if (range === void 0) return null;
    const detail = `IP (${ip}) is in a blacklisted range (${range.text})`;
    return { code: 1110, text: 'ip is blacklisted', detail };
  }
};
function matches(pattern, name) {
  const wanted = pattern.toLowerCase();
  const given = name.toLowerCase();
  return wanted.startsWith('*') ? given.endsWith(wanted.slice(1)) : given === wanted;
}
function rangeOf(text) {
  const list = new BlockList();
  const [address = '', bits] = text.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (bits === void 0) list.addAddress(address, family);
  else list.addSubnet(address, Number(bits), family);
  return list;
}

// src/engine/embedded/http/failure.ts
var ERRNO_TEXT = {
  EADDRNOTAVAIL: 'cannot assign requested address',
  EADDRINUSE: 'address already in use',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset by peer',
  EHOSTUNREACH: 'no route to host',
  EMFILE: 'too many open files',
  ENETUNREACH: 'network is unreachable',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
};
var UNKNOWN_AUTHORITY = /* @__PURE__ */ new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
var REQUEST_TIMEOUT = { code: 1050, text: 'request timeout', detail: 'request timeout' };
var plainFailure = (text) => ({ code: 1e3, text, detail: text });
function lookupFailure(error, name, server) {
  const missing = error.code === 'ENOTFOUND' || error.code === 'ENODATA';
  const detail = `lookup ${name} on ${server}: ${missing ? 'no such host' : (error.code ?? error.message)}`;
  return missing
    ? { code: 1101, text: 'lookup: no such host', detail }
    : { code: 1100, text: detail, detail };
}
function dialFailure(error, address) {
  const reason = ERRNO_TEXT[error.code ?? ''] ?? error.code ?? error.message;
  const detail = `dial tcp ${address}: connect: ${reason}`;
  if (error.code === 'ECONNREFUSED') return { code: 1212, text: 'dial: connection refused', detail };
  if (error.code === 'ETIMEDOUT')
    return { code: 1211, text: 'dial: i/o timeout', detail: `dial tcp ${address}: i/o timeout` };
  if (error.errno === void 0) return { code: 1210, text: detail, detail };
  return {
    code: 1213,
    text: `dial: unknown errno \`${Math.abs(error.errno)}\` on linux with message \`${reason}\``,
    detail,
  };
}
function tlsFailure(error, link) {
  const code = error.code ?? '';
  if (
    code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
    /wrong version number|packet length too long/i.test(error.message)
  ) {
    return {
      code: 1301,
      text: 'tls: first record does not look like a TLS handshake',
      detail: 'http: server gave HTTP response to HTTPS client',
    };
  }
  const prefix = 'tls: failed to verify certificate: ';
  if (UNKNOWN_AUTHORITY.has(code)) {
    const detail = `${prefix}x509: certificate signed by unknown authority`;
    return { code: 1310, text: 'x509: unknown authority', detail };
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      code: 1311,
      text: "x509: certificate doesn't match hostname",
      detail: `${prefix}x509: ${error.message}`,
    };
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    const text2 = `${prefix}x509: certificate has expired or is not yet valid`;
    return { code: 1300, text: text2, detail: text2 };
  }
  if (code === 'ECONNRESET' && error.message.includes('before secure TLS')) return plainFailure('EOF');
  if (error.syscall !== void 0) return exchangeFailure(error, { link, answered: false });
  const text = `remote error: tls: ${error.message}`;
  return { code: 1300, text, detail: text };
}
function exchangeFailure(error, { link, answered }) {
  switch (error.code) {
    case 'ECONNRESET': {
      const text = 'read: connection reset by peer';
      return { code: 1220, text, detail: `read tcp ${link}: ${text}` };
    }
    case 'EPIPE': {
      const text = 'write: broken pipe';
      return { code: 1201, text, detail: `write tcp ${link}: ${text}` };
    }
    case 'UND_ERR_SOCKET':
      if (error.message === 'bad upgrade')
        return plainFailure('unsupported response status: 101 Switching Protocols');
      return plainFailure(answered ? 'unexpected EOF' : 'EOF');
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return plainFailure('unexpected EOF');
    case 'UND_ERR_HEADERS_OVERFLOW':
      return plainFailure('net/http: server response headers exceeded their limit; aborted');
    default:
      break;
  }
  if (error.name === 'HTTPParserError') return parserFailure(error, answered);
  if (error.errno !== void 0 && error.syscall !== void 0) {
    const reason = ERRNO_TEXT[error.code ?? ''] ?? error.code;
    const errno = Math.abs(error.errno);
    return {
      code: 1202,
      text: `${error.syscall}: unknown errno \`${errno}\` on linux with message \`${reason}\``,
      detail: `${error.syscall} tcp ${link}: ${error.syscall}: ${reason}`,
    };
  }
  return plainFailure(error.message);
}
function parserFailure(error, answered) {
  if (error.code?.includes('EOF')) return plainFailure('unexpected EOF');
  if (answered) return plainFailure(error.message);
  const line =
    Buffer.from(error.data ?? [])
      .toString('latin1')
      .split(/\r?\n/, 1)[0] ?? '';
  const [, statusCode] = line.split(/ +/);
  const text =
    statusCode === void 0
      ? `malformed HTTP response ${JSON.stringify(line)}`
      : /^\d{3}$/.test(statusCode)
        ? `malformed HTTP version ${JSON.stringify(line.split(' ')[0])}`
        : `malformed HTTP status code ${JSON.stringify(statusCode)}`;
  return { code: 1e3, text, detail: `net/http: HTTP/1.x transport connection broken: ${text}` };
}

// src/engine/embedded/http/tls-settings.ts
import { isIP as isIP2 } from 'node:net';
import { createSecureContext } from 'node:tls';

var VERSIONS = {
  'tls1.0': 'TLSv1',
  'tls1.1': 'TLSv1.1',
  'tls1.2': 'TLSv1.2',
  'tls1.3': 'TLSv1.3',
};
var K6_VERSIONS = Object.fromEntries(Object.entries(VERSIONS).map(([k6, node]) => [node, k6]));
var k6TlsVersion = (protocol) => K6_VERSIONS[protocol ?? ''] ?? '';
var TlsSettings = class {
  #options;
  #contexts = /* @__PURE__ */ new Map();
  constructor(options) {
    this.#options = options;
  }
  /** What tls.connect needs for a host. */
  connectionOptions(hostname) {
    const servername = isIP2(hostname) === 0 ? hostname : '';
    return {
      host: hostname,
      servername,
      rejectUnauthorized: !this.#options.insecureSkipTLSVerify,
      secureContext: this.#contextFor(hostname),
      ALPNProtocols: ['http/1.1'],
    };
  }
  #contextFor(hostname) {
    const index = this.#options.tlsAuth.findIndex(
      ({ domains }) => domains.length === 0 || domains.some((domain) => fits(domain, hostname)),
    );
    let context = this.#contexts.get(index);
    if (context === void 0) {
      const { tlsVersion, tlsCipherSuites, tlsAuth } = this.#options;
      const identity = tlsAuth[index];
      context = createSecureContext({
        cert: identity?.cert,
        key: identity?.key,
        passphrase: identity?.password,
        minVersion: VERSIONS[tlsVersion?.min ?? ''] ?? 'TLSv1.2',
        maxVersion: VERSIONS[tlsVersion?.max ?? ''] ?? 'TLSv1.3',
        ciphers: tlsCipherSuites.length === 0 ? void 0 : tlsCipherSuites.map(opensslName).join(':'),
      });
      this.#contexts.set(index, context);
    }
    return context;
  }
};
var fits = (domain, hostname) =>
  domain === hostname || (domain.startsWith('*.') && hostname.endsWith(domain.slice(1)));
function opensslName(name) {
  if (!name.includes('_WITH_')) return name;
  return name
    .replace(/^TLS_/, '')
    .replace('RSA_WITH_', name.startsWith('TLS_RSA_') ? '' : 'RSA_')
    .replace('_WITH_', '_')
    .replace('3DES_EDE_CBC', 'DES_CBC3')
    .replace(/AES_(\d+)_CBC/, 'AES$1')
    .replace(/AES_(\d+)/, 'AES$1')
    .replace(/_POLY1305_SHA256$/, '_POLY1305')
    .replaceAll('_', '-');
}

// src/engine/embedded/http/wire.ts
import { performance } from 'node:perf_hooks';

var nowMs = () => performance.timeOrigin + performance.now();

// src/engine/embedded/http/dialer.ts
var DIAL_TIMEOUT_MS = 3e4;
var Dialer = class {
  #rules;
  #tls;
  #names;
  #local;
  constructor({ options, names, local }) {
    this.#rules = new AddressRules(options);
    this.#tls = new TlsSettings(options);
    this.#names = names;
    this.#local = local;
  }
  /** `done` may be called within the call when the address is refused. */
  dial(endpoint, done) {
    const attempt = new Attempt(done);
    const blocked = this.#rules.blockedName(endpoint.hostname);
    if (blocked !== null) {
      done(blocked, null);
      return attempt;
    }
    const target = this.#rules.mapped(endpoint);
    if (target.port > 65535) {
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
      this.#tryEach(attempt, { addresses, port: target.port }, (tcp) => {
        if (endpoint.secure) this.#secure(attempt, tcp, endpoint.hostname);
        else attempt.succeed(tcp, tcp);
      });
    });
    return attempt;
  }
  // The second address, of the other family, is for servers that listen on one family of `localhost` only.
  #tryEach(attempt, { addresses, port }, connected) {
    const failures = [];
    const startMs = nowMs();
    const tryNext = (index) => {
      const ip = addresses[index];
      if (ip === void 0) {
        attempt.fail({ ...(failures[0] ?? plainFailure('no address')), detail: detailsOf(failures) });
        return;
      }
      const refused = this.#rules.blockedAddress(ip);
      if (refused !== null) {
        attempt.fail(refused);
        return;
      }
      const tcp = connectTcp({ host: ip, port, localAddress: this.#local.next(), noDelay: true });
      attempt.own(tcp);
      const written = isIP3(ip) === 6 ? `[${ip}]:${port}` : `${ip}:${port}`;
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
        connected(tcp);
      });
      tcp.once('close', () => clearTimeout(timer));
    };
    tryNext(0);
  }
  #secure(attempt, tcp, hostname) {
    const startMs = nowMs();
    const socket = connectTls({ ...this.#tls.connectionOptions(hostname), socket: tcp });
    attempt.own(socket);
    const link = linkOf(tcp);
    socket.once('error', (error) => attempt.fail(tlsFailure(error, link)));
    socket.once('secureConnect', () => {
      attempt.tlsHandshaking = nowMs() - startMs;
      socket.removeAllListeners('error');
      attempt.succeed(socket, tcp);
    });
  }
};
var Attempt = class {
  connecting = 0;
  tlsHandshaking = 0;
  over = false;
  #socket = null;
  #done;
  constructor(done) {
    this.#done = done;
  }
  own(socket) {
    this.#socket = socket;
  }
  fail(failure) {
    if (this.over) return;
    this.over = true;
    this.#done(failure, null);
  }
  succeed(socket, tcp) {
    if (this.over) return;
    this.over = true;
    const { connecting, tlsHandshaking } = this;
    const tls = socket === tcp ? null : socket;
    this.#done(null, {
      socket,
      tcp,
      connecting,
      tlsHandshaking,
      tlsVersion: k6TlsVersion(tls?.getProtocol() ?? null),
      tlsCipherSuite: tls?.getCipher().standardName ?? '',
    });
  }
  cancel() {
    if (this.over) return;
    this.over = true;
    this.#socket?.on('error', () => {});
    this.#socket?.destroy();
  }
};
function linkOf(tcp) {
  const write = (ip = '', port = 0) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);
  return `${write(tcp.localAddress, tcp.localPort)}->${write(tcp.remoteAddress, tcp.remotePort)}`;
}
var timedOut = () => Object.assign(new Error('dial timeout'), { code: 'ETIMEDOUT' });
var detailsOf = (failures) => failures.map(({ detail }) => detail).join('; ');

// src/engine/embedded/http/connection.ts
var NEVER_MS = 2147483647;
var CLIENT_OPTIONS = {
  headersTimeout: 0,
  bodyTimeout: 0,
  // k6 keeps idle connections until the server closes them, whatever a Keep-Alive header says.
  keepAliveTimeout: NEVER_MS,
  keepAliveMaxTimeout: NEVER_MS,
  keepAliveTimeoutThreshold: -NEVER_MS,
  maxHeaderSize: 10 * 1024 * 1024,
};
var Connection = class {
  tlsVersion;
  tlsCipherSuite;
  remoteIp;
  remotePort;
  #tcp;
  #socket;
  #client;
  #writeRaw;
  #exchange = null;
  #sent;
  #received;
  constructor(origin, { socket, tcp, tlsVersion, tlsCipherSuite }) {
    this.tlsVersion = tlsVersion;
    this.tlsCipherSuite = tlsCipherSuite;
    this.remoteIp = tcp.remoteAddress ?? '';
    this.remotePort = tcp.remotePort ?? 0;
    this.#tcp = tcp;
    this.#socket = socket;
    this.#sent = 0;
    this.#received = 0;
    this.#writeRaw = socket.write;
    socket.write = () => this.#writeRequest();
    let used = false;
    this.#client = new Client(origin, {
      ...CLIENT_OPTIONS,
      connect: (_options, callback) => {
        if (used) callback(new Error('one client, one connection'), null);
        else queueMicrotask(() => callback(null, socket));
        used = true;
      },
    });
  }
  get usable() {
    return !this.#socket.destroyed && this.#socket.writable;
  }
  /** `local->remote` for messages. */
  get link() {
    return linkOf(this.#tcp);
  }
  /** Starts an exchange; the connection must be idle. */
  run(exchange) {
    this.#exchange = exchange;
    this.#client.dispatch(exchange.dispatchOptions, exchange);
  }
  // undici writes once for each request: its head, which is replaced here.
  #writeRequest() {
    const exchange = this.#exchange;
    if (exchange === null) return true;
    const { head, body } = exchange.request;
    const socket = this.#socket;
    if (body === null) return this.#writeRaw.call(socket, head, 'latin1');
    socket.cork();
    this.#writeRaw.call(socket, head, 'latin1');
    const more = this.#writeRaw.call(socket, body, void 0, () => exchange.bodyWritten());
    socket.uncork();
    return more;
  }
  /** Wire bytes since the last call. */
  takeBytes() {
    const { bytesWritten, bytesRead } = this.#tcp;
    const taken = { sent: bytesWritten - this.#sent, received: bytesRead - this.#received };
    this.#sent = bytesWritten;
    this.#received = bytesRead;
    return taken;
  }
  destroy() {
    this.#exchange = null;
    this.#socket.on('error', () => {});
    this.#socket.destroy();
  }
};

// src/engine/embedded/http/exchange.ts
var KEEP = { path: '/', method: 'GET', reset: false };
var CLOSE = { path: '/', method: 'GET', reset: true };
var KEEP_HEAD = { path: '/', method: 'HEAD', reset: false };
var CLOSE_HEAD = { path: '/', method: 'HEAD', reset: true };
var Exchange = class {
  status = 0;
  reason = '';
  proto = '';
  headers = [];
  body = null;
  failure = null;
  failedInBody = false;
  blocked = 0;
  connecting = 0;
  tlsHandshaking = 0;
  sending = 0;
  waiting = 0;
  receiving = 0;
  endMs = 0;
  remoteIp = '';
  remotePort = 0;
  tlsVersion = '';
  tlsCipherSuite = '';
  bytesSent = 0;
  bytesReceived = 0;
  request;
  done;
  #owner;
  #timer;
  #startMs;
  #writeMs = 0;
  #writtenMs = 0;
  #firstByteMs = 0;
  #abort = null;
  #chunks = null;
  #reused = false;
  #over = false;
  /** While there is none yet. */
  dialing = null;
  connection = null;
  constructor(request, done, owner) {
    this.request = request;
    this.done = done;
    this.#owner = owner;
    this.#startMs = nowMs();
    this.#timer = setTimeout(onTimeout, Math.max(Math.round(request.deadlineMs - this.#startMs), 0), this);
  }
  get dispatchOptions() {
    const { isHead, keepAlive } = this.request;
    if (isHead) return keepAlive ? KEEP_HEAD : CLOSE_HEAD;
    return keepAlive ? KEEP : CLOSE;
  }
  /** Goes on over a connection that is free. */
  runOn(connection, reused) {
    this.#reused = reused;
    this.connection = connection;
    if (this.dialing !== null) {
      this.connecting = this.dialing.connecting;
      this.tlsHandshaking = this.dialing.tlsHandshaking;
      this.dialing = null;
    }
    connection.run(this);
  }
  onConnect(abort) {
    this.#abort = abort;
    this.#writeMs = nowMs();
  }
  // Called by undici when the head was handed to the socket.
  onRequestSent() {
    if (this.request.body === null) this.#writtenMs = nowMs();
  }
  bodyWritten() {
    if (!this.#over) this.#writtenMs = nowMs();
  }
  onResponseStarted() {
    if (this.#firstByteMs === 0) this.#firstByteMs = nowMs();
  }
  onHeaders(status, rawHeaders, _resume, reason) {
    if (status < 200) return true;
    this.status = status;
    this.reason = reason;
    this.proto = 'HTTP/1.1';
    const headers = new Array(rawHeaders.length);
    for (let index = 0; index < rawHeaders.length; index++)
      headers[index] = rawHeaders[index].toString('latin1');
    this.headers = headers;
    return true;
  }
  onData(chunk) {
    if (this.request.discardBody) return true;
    if (this.body === null) this.body = chunk;
    else if (this.#chunks === null) this.#chunks = [this.body, chunk];
    else this.#chunks.push(chunk);
    return true;
  }
  onComplete() {
    this.#finish(null);
  }
  onError(error) {
    if (this.#over) return;
    const answered = this.#firstByteMs !== 0;
    if (this.#reused && !answered && this.request.replayable && this.failure === null && isStale(error)) {
      this.#abort = null;
      this.connection = null;
      this.#reused = false;
      this.#owner.again(this);
      return;
    }
    this.#finish(this.failure ?? exchangeFailure(error, { link: this.connection?.link ?? '', answered }));
  }
  /** Ends it with a failure of ours: time over, or no connection. */
  fail(failure) {
    if (this.#over) return;
    this.failure = failure;
    this.dialing?.cancel();
    if (this.#abort !== null) this.#abort();
    else this.#finish(failure);
  }
  /** Ends it without a result. */
  drop() {
    this.#over = true;
    clearTimeout(this.#timer);
    this.dialing?.cancel();
    this.connection?.destroy();
  }
  #finish(failure) {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#measure();
    if (this.#chunks !== null) this.body = Buffer.concat(this.#chunks);
    if (failure !== null) {
      this.failure = failure;
      this.failedInBody = this.status !== 0;
    }
    const connection = this.connection;
    if (connection !== null) {
      const { sent, received } = connection.takeBytes();
      this.bytesSent = sent;
      this.bytesReceived = received;
      this.remoteIp = connection.remoteIp;
      this.remotePort = connection.remotePort;
      this.tlsVersion = connection.tlsVersion;
      this.tlsCipherSuite = connection.tlsCipherSuite;
    }
    this.#owner.finished(this);
  }
  #measure() {
    const endMs = nowMs();
    this.endMs = endMs;
    if (this.#writeMs === 0) return;
    this.blocked = this.#writeMs - this.#startMs;
    const writtenMs = this.#writtenMs === 0 ? endMs : this.#writtenMs;
    this.sending = writtenMs - this.#writeMs;
    if (this.#firstByteMs === 0) this.waiting = endMs - writtenMs;
    else {
      this.waiting = Math.max(this.#firstByteMs - writtenMs, 0);
      this.receiving = endMs - this.#firstByteMs;
    }
  }
};
var isStale = (error) =>
  error.code === 'UND_ERR_SOCKET' || error.code === 'ECONNRESET' || error.code === 'EPIPE';
function onTimeout(exchange) {
  exchange.fail(REQUEST_TIMEOUT);
}

// src/engine/embedded/http/socket-transport.ts
var SocketTransport = class {
  #dialer;
  #limits;
  #idle = /* @__PURE__ */ new Map();
  #running = /* @__PURE__ */ new Set();
  #idleCount = 0;
  #finished = [];
  constructor(dialer, limits) {
    this.#dialer = dialer;
    this.#limits = limits;
  }
  send(request, done) {
    const exchange = new Exchange(request, done, this);
    this.#running.add(exchange);
    const connection = request.keepAlive ? this.#takeIdle(originOf(request)) : null;
    if (connection === null) this.again(exchange);
    else exchange.runOn(connection, true);
  }
  again(exchange) {
    const { request } = exchange;
    exchange.dialing = this.#dialer.dial(request, (failure, dialed) => {
      if (dialed === null) {
        if (failure !== null) exchange.fail(failure);
        return;
      }
      exchange.runOn(new Connection(originOf(request), dialed), false);
    });
  }
  // undici is still in its parser here: go on when it has unwound, and knows whether the socket stays open.
  finished(exchange) {
    this.#running.delete(exchange);
    if (this.#finished.push(exchange) === 1) queueMicrotask(() => this.#deliver());
  }
  #deliver() {
    const finished = this.#finished;
    this.#finished = [];
    for (const exchange of finished) {
      this.#giveBack(exchange);
      exchange.done(exchange);
    }
  }
  #giveBack({ connection, request, failure }) {
    if (connection === null) return;
    const origin = originOf(request);
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
  #takeIdle(origin) {
    const idle = this.#idle.get(origin);
    for (let connection = idle?.pop(); connection !== void 0; connection = idle?.pop()) {
      this.#idleCount--;
      if (connection.usable) return connection;
      connection.destroy();
    }
    return null;
  }
  reset() {
    for (const exchange of this.#running) exchange.drop();
    this.#running.clear();
    this.#finished = [];
    for (const idle of this.#idle.values()) for (const connection of idle) connection.destroy();
    this.#idle.clear();
    this.#idleCount = 0;
  }
};
var originOf = ({ secure, hostname, port }) =>
  `${secure ? 'https' : 'http'}://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;

// src/engine/embedded/http/blocking-send.ts
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

var io = null;
var SLACK_MS = 500;
function blockingSend(request, options) {
  io ??= startIo(options);
  const { port, signal } = io;
  Atomics.store(signal, 0, 0);
  port.postMessage(request);
  Atomics.wait(signal, 0, 0, Math.max(0, request.deadlineMs - nowMs()) + SLACK_MS);
  const answer = receiveMessageOnPort(port);
  return answer?.message ?? timedOut2();
}
function startIo(options) {
  const shared = new SharedArrayBuffer(4);
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./io-worker.js', import.meta.url), {
    workerData: { options, port: port2, shared },
    transferList: [port2],
  });
  worker.unref();
  port1.unref();
  return { port: port1, signal: new Int32Array(shared) };
}
var timedOut2 = () => ({
  status: 0,
  reason: '',
  proto: '',
  headers: [],
  body: null,
  failure: REQUEST_TIMEOUT,
  failedInBody: false,
  blocked: 0,
  connecting: 0,
  tlsHandshaking: 0,
  sending: 0,
  waiting: 0,
  receiving: 0,
  endMs: nowMs(),
  remoteIp: '',
  remotePort: 0,
  tlsVersion: '',
  tlsCipherSuite: '',
  bytesSent: 0,
  bytesReceived: 0,
});

// src/engine/embedded/http/local-addresses.ts
import { isIP as isIP4 } from 'node:net';

var LocalAddresses = class {
  #ranges;
  #total;
  #turn = 0n;
  /** Comma-separated addresses, CIDR networks and ranges `a-b`. */
  constructor(option) {
    this.#ranges = option
      .split(',')
      .map((text) => text.trim())
      .filter((text) => text !== '')
      .map(rangeOf2);
    this.#total = this.#ranges.reduce((sum, { count }) => sum + count, 0n);
  }
  next() {
    if (this.#total === 0n) return void 0;
    let index = this.#turn++ % this.#total;
    for (const { first, count, family } of this.#ranges) {
      if (index < count) return format(first + index, family);
      index -= count;
    }
    return void 0;
  }
};
function rangeOf2(text) {
  const [start = '', end] = text.split('-');
  const [address = '', bits] = start.split('/');
  const family = isIP4(address) === 6 ? 6 : 4;
  const size = family === 6 ? 128n : 32n;
  if (end !== void 0) return { first: parse(start), count: parse(end) - parse(start) + 1n, family };
  if (bits === void 0) return { first: parse(address), count: 1n, family };
  const count = 1n << (size - BigInt(bits));
  const network = parse(address) - (parse(address) % count);
  return family === 4 && count > 2n
    ? { first: network + 1n, count: count - 2n, family }
    : { first: network, count, family };
}
function parse(address) {
  if (isIP4(address) === 4) return address.split('.').reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === void 0 || tail === '' ? [] : tail.split(':');
  const zeros = tail === void 0 ? 0 : 8 - left.length - right.length;
  return [...left, ...Array(zeros).fill('0'), ...right].reduce(
    (sum, group) => sum * 65536n + BigInt(`0x${group}`),
    0n,
  );
}
function format(value, family) {
  const [step, groups, radix] = family === 4 ? [256n, 4, 10] : [65536n, 8, 16];
  const parts = [];
  let rest = value;
  for (let index = 0; index < groups; index++) {
    parts.unshift((rest % step).toString(radix));
    rest /= step;
  }
  return parts.join(family === 4 ? '.' : ':');
}

// src/engine/embedded/http/name-lookup.ts
import { getServers, lookup } from 'node:dns';
import { isIP as isIP5 } from 'node:net';

var NameLookup = class {
  #known = /* @__PURE__ */ new Map();
  #waiting = /* @__PURE__ */ new Map();
  #ttlMs;
  #select;
  #policy;
  /** `ttlMs` 0: ask each time. */
  constructor(dns, ttlMs) {
    this.#ttlMs = ttlMs;
    this.#select = dns.select;
    this.#policy = dns.policy;
  }
  /** The address to use first, then one of the other family to fall back to; calls back at once when known. */
  find(name, answer) {
    if (isIP5(name) !== 0) {
      answer(null, [name]);
      return;
    }
    const known = this.#known.get(name);
    if (known !== void 0 && known.untilMs > nowMs()) {
      this.#answer(known, name, answer);
      return;
    }
    const waiting = this.#waiting.get(name);
    if (waiting !== void 0) {
      waiting.push(answer);
      return;
    }
    this.#waiting.set(name, [answer]);
    lookup(name, { all: true }, (error, found) => this.#learn(name, error, found ?? []));
  }
  #learn(name, error, found) {
    const answers = this.#waiting.get(name) ?? [];
    this.#waiting.delete(name);
    if (error !== null) {
      const server = getServers()[0] ?? 'the system';
      const failure = lookupFailure(error, name, isIP5(server) === 4 ? `${server}:53` : server);
      for (const answer of answers) answer(failure, []);
      return;
    }
    const of = (family) => found.filter((entry) => entry.family === family).map((entry) => entry.address);
    const known = { ipv4: of(4), ipv6: of(6), untilMs: nowMs() + this.#ttlMs, next: 0 };
    this.#known.set(name, known);
    for (const answer of answers) this.#answer(known, name, answer);
  }
  #answer(known, name, answer) {
    const addresses = this.#families(known)
      .filter((family) => family.length > 0)
      .map((family) => this.#pick(family, known));
    if (addresses.length > 0) answer(null, addresses);
    else answer(lookupFailure(Object.assign(new Error(), { code: 'ENODATA' }), name, 'the system'), []);
  }
  #families({ ipv4, ipv6 }) {
    switch (this.#policy) {
      case 'onlyIPv4':
        return [ipv4];
      case 'onlyIPv6':
        return [ipv6];
      case 'preferIPv6':
        return [ipv6, ipv4];
      case 'any':
        return [[...ipv4, ...ipv6]];
      default:
        return [ipv4, ipv6];
    }
  }
  #pick(addresses, known) {
    const index =
      this.#select === 'first'
        ? 0
        : this.#select === 'roundRobin'
          ? known.next++ % addresses.length
          : Math.floor(Math.random() * addresses.length);
    return addresses[index] ?? '';
  }
};

// src/engine/embedded/http/parsed-url.ts
import { domainToASCII } from 'node:url';

var UrlError = class extends Error {};
var CACHE_LIMIT = 2e3;
var cache = /* @__PURE__ */ new Map();
function parseUrl(text) {
  let parsed = cache.get(text);
  if (parsed === void 0) {
    if (cache.size >= CACHE_LIMIT) cache.clear();
    parsed = tryParse(text);
    cache.set(text, parsed);
  }
  return parsed;
}
function tryParse(text) {
  try {
    return build(split(text));
  } catch (error) {
    if (error instanceof UrlError) return error;
    throw error;
  }
}
function split(text) {
  if (/[\x00-\x1f\x7f]/.test(text)) throw new UrlError('net/url: invalid control character in URL');
  const [beforeFragment, fragment] = cut(text, '#');
  const { scheme, rest: afterScheme } = takeScheme(beforeFragment);
  const [rest, query] = cut(afterScheme, '?');
  const parts = { scheme, opaque: null, userInfo: null, host: null, path: rest, query, fragment };
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...parts, opaque: rest, path: '' };
    if ((cut(rest, '/')[0] ?? '').includes(':'))
      throw new UrlError('first path segment in URL cannot contain colon');
  }
  if (!rest.startsWith('//') || (scheme === '' && rest.startsWith('///'))) return parts;
  const slash = rest.indexOf('/', 2);
  const authority = rest.slice(2, slash < 0 ? void 0 : slash);
  const at = authority.lastIndexOf('@');
  return {
    ...parts,
    userInfo: at < 0 ? null : authority.slice(0, at),
    host: checkedHost(authority.slice(at + 1)),
    path: slash < 0 ? '' : rest.slice(slash),
  };
}
function takeScheme(text) {
  if (text.startsWith(':')) throw new UrlError('missing protocol scheme');
  const match = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text);
  const scheme = match?.[1] ?? '';
  return { scheme: scheme.toLowerCase(), rest: text.slice(match?.[0].length ?? 0) };
}
function checkedHost(host) {
  const bracket = host.startsWith('[') ? host.lastIndexOf(']') : 0;
  if (bracket < 0) throw new UrlError("missing ']' in host");
  const colon = bracket > 0 ? bracket + 1 : host.lastIndexOf(':');
  const port = colon < 0 ? '' : host.slice(colon);
  if (port !== '' && !/^:\d*$/.test(port)) throw new UrlError(`invalid port ${quote(port)} after host`);
  const escapeText = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(host)?.[0];
  if (escapeText !== void 0) throw new UrlError(`invalid URL escape ${quote(escapeText)}`);
  const wrong = /[^\w.~!$&'()*+,;=:[\]<>"%\u0080-\uffff-]/.exec(host)?.[0];
  if (wrong !== void 0) throw new UrlError(`invalid character ${quote(wrong)} in host name`);
  return host;
}
function build(parts) {
  const { scheme, opaque, userInfo, host } = parts;
  const path = escapedPath(parts.path);
  const query = parts.query === null ? '' : `?${parts.query}`;
  const tail = query + (parts.fragment === null ? '' : `#${parts.fragment}`);
  const user = readUser(userInfo);
  const write = (credentials) => {
    if (opaque !== null) return `${scheme}:${opaque}${tail}`;
    const prefix = scheme === '' ? '' : `${scheme}:`;
    const authority = host || user || (scheme !== '' && path !== '') ? `//${credentials}${host ?? ''}` : '';
    return prefix + authority + path + tail;
  };
  const hostname = (host ?? '').replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  return {
    text: write(userInfo === null ? '' : `${userInfo}@`),
    masked: write(user === null ? '' : user.password === null ? '****@' : '****:****@'),
    forMessages: write(
      userInfo === null ? '' : user?.password == null ? `${userInfo}@` : `${cut(userInfo, ':')[0]}:***@`,
    ),
    scheme,
    user,
    host: toAscii(host ?? ''),
    hostname: toAscii(hostname),
    port: Number(/:(\d+)$/.exec(host ?? '')?.[1] ?? (scheme === 'https' ? 443 : scheme === 'http' ? 80 : 0)),
    path: parts.path,
    target: Buffer.from((path === '' ? '/' : path) + query).toString('latin1'),
  };
}
function readUser(userInfo) {
  if (userInfo === null) return null;
  if (!/^[\w.:~!$&'()*+,;=%@-]*$/.test(userInfo)) throw new UrlError('net/url: invalid userinfo');
  const [name, password] = cut(userInfo, ':');
  return { name: unescapeText(name), password: password === null ? null : unescapeText(password) };
}
var toAscii = (host) => {
  if (/^[\x00-\x7f]*$/.test(host)) return host;
  const [name, port] = cut(host, ':');
  return domainToASCII(name) + (port === null ? '' : `:${port}`);
};
function unescapeText(text) {
  const wrong = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(text)?.[0];
  if (wrong !== void 0) throw new UrlError(`invalid URL escape ${quote(wrong)}`);
  const bytes = Buffer.from(text).toString('latin1');
  return Buffer.from(
    bytes.replace(/%([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();
}
function escapedPath(path) {
  const decoded = unescapeText(path);
  if (/^[\w.~!$&'()*+,;=:@[\]/%-]*$/.test(path)) return path;
  return Buffer.from(decoded)
    .toString('latin1')
    .replace(
      /[^\w.~$&+,/:;=@-]/g,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
}
var quote = (text) => JSON.stringify(text);
function cut(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + separator.length)];
}
function resolveUrl(base, location) {
  const reference = parseUrl(location);
  if (reference instanceof UrlError || reference.scheme !== '') return reference;
  if (location.startsWith('//')) return parseUrl(`${base.scheme}:${location}`);
  const userEnd = base.text.indexOf(base.host);
  const origin = base.text.slice(0, Math.max(userEnd, 0) + base.host.length);
  const [path = '', tail = ''] = splitTail(location);
  if (path === '') {
    const basePath = splitTail(base.text.slice(origin.length))[0] ?? '';
    const keepsQuery = tail === '' || tail.startsWith('#');
    return parseUrl(origin + basePath + (keepsQuery ? baseQuery(base) : '') + tail);
  }
  const merged = path.startsWith('/') ? path : base.path.slice(0, base.path.lastIndexOf('/') + 1) + path;
  return parseUrl(origin + withoutDots(merged) + tail);
}
function splitTail(text) {
  const at = text.search(/[?#]/);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
}
var baseQuery = (base) => /\?[^#]*/.exec(base.text)?.[0] ?? '';
function withoutDots(path) {
  const kept = [];
  const segments = path.split('/');
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === '..') {
      if (kept.length > 1) kept.pop();
      if (last) kept.push('');
    } else if (segment === '.') {
      if (last) kept.push('');
    } else kept.push(segment);
  }
  const joined = kept.join('/');
  return joined.startsWith('/') ? joined : `/${joined}`;
}

// src/engine/embedded/http/request-head.ts
import { randomUUID } from 'node:crypto';
// src/engine/embedded/http/request-chain.ts
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

var boundaries = /* @__PURE__ */ new WeakMap();
function bodyBytes(request) {
  const { body } = request;
  if (body === null) return null;
  if (typeof body === 'string') return Buffer.from(body);
  if (!('parts' in body)) return Uint8Array.from(body);
  const boundary = randomUUID().replaceAll('-', '');
  boundaries.set(request, boundary);
  const chunks = body.parts.flatMap((part) => [
    Buffer.from(partHead(part, boundary)),
    Buffer.from(part.data),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([
    ...chunks,
    Buffer.from(`--${boundary}--\r
`),
  ]);
}
function partHead({ name, file }, boundary) {
  const quoted = (text) => text.replaceAll('"', '%22').replace(/[\r\n]/g, ' ');
  const fileName = file === null ? '' : `; filename="${quoted(file.name)}"`;
  const type =
    file === null
      ? ''
      : `Content-Type: ${file.contentType.replace(/[\r\n]/g, ' ')}\r
`;
  return `--${boundary}\r
Content-Disposition: form-data; name="${quoted(name)}"${fileName}\r
${type}\r
`;
}
function buildHead(parts, request, hop) {
  const { url, method, body } = hop;
  const { options } = parts.state;
  const headers = /* @__PURE__ */ new Map();
  const set = (name, value) => void headers.set(name.toLowerCase(), [name, value]);
  set('Host', url.host);
  if (options.userAgent !== '') set('User-Agent', options.userAgent);
  for (const [name, value] of Object.entries(options.extraHeaders)) set(name, value);
  const boundary = boundaries.get(request);
  if (body !== null && boundary !== void 0) set('Content-Type', `multipart/form-data; boundary=${boundary}`);
  else if (body !== null && request.contentType !== null) set('Content-Type', request.contentType);
  if (url.user !== null) {
    set(
      'Authorization',
      `Basic ${Buffer.from(`${url.user.name}:${url.user.password ?? ''}`).toString('base64')}`,
    );
  }
  const given = request.headers ?? [];
  for (let i = 0; i < given.length; i += 2) set(canonical(given[i]), given[i + 1]);
  headers.delete('content-length');
  if (body !== null || method === 'POST' || method === 'PUT' || method === 'PATCH') {
    set('Content-Length', String(body?.length ?? 0));
  }
  const cookies = parts.cookies.header(request, url.text);
  if (cookies !== '') set('Cookie', cookies);
  const lines = [...headers.values()].map(
    ([name, value]) => `${name}: ${clean(value)}\r
`,
  );
  const connection = options.noConnectionReuse ? 'Connection: close\r\n' : '';
  const sent = {
    headers: [...headers.values()].filter(([name]) => name !== 'Host').flat(),
    cookies: [...(request.cookies ?? [])],
    body: typeof request.body === 'string' ? request.body : Buffer.from(body ?? []).toString('utf8'),
  };
  return {
    head: `${method} ${url.target} HTTP/1.1\r
${lines.join('')}${connection}\r
`,
    sent,
  };
}
var clean = (value) => Buffer.from(value.replace(/[\r\n]+/g, ' ')).toString('latin1');
var canonical = (name) =>
  name
    .replace(/[\r\n:]+/g, '')
    .toLowerCase()
    .replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());

// src/engine/embedded/http/request-chain.ts
function* requestChain(parts, request) {
  const parsed = parseUrl(request.url);
  if (parsed instanceof UrlError) throw parsed;
  let url = parsed;
  let { method } = request;
  let body = bodyBytes(request);
  const deadlineMs = nowMs() + request.timeoutMs;
  let first = null;
  for (let hop = 0; ; hop++) {
    const { head, sent } = buildHead(parts, request, { url, method, body });
    first ??= sent;
    const { options } = parts.state;
    const response = yield {
      secure: url.scheme === 'https',
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      head,
      body,
      isHead: method === 'HEAD',
      replayable: method !== 'POST' && method !== 'PATCH',
      keepAlive: !options.noConnectionReuse,
      discardBody: request.responseType === 'none',
      deadlineMs,
    };
    parts.state.dataSent += response.bytesSent;
    parts.state.dataReceived += response.bytesReceived;
    parts.cookies.store(request.jar, url.text, response.headers);
    parts.samples.write({ request, url, method, response });
    const next = response.failure === null ? redirectTarget(url, response) : null;
    if (next === null || hop >= request.redirects) {
      const warnings = next !== null && request.warnOfRedirects ? [stopped(request, hop)] : [];
      return outcomeOf(parts, request, { url, response, sent: first, warnings });
    }
    if (response.status < 307 && method !== 'HEAD') {
      method = 'GET';
      body = null;
    }
    url = next;
  }
}
var stopped = (request, hop) =>
  `Stopped after ${hop + 1} redirects and returned the redirection; pass { redirects: n } in request params or set global maxRedirects to silence this (${request.method} ${request.url})`;
function redirectTarget(url, response) {
  if (![301, 302, 303, 307, 308].includes(response.status)) return null;
  const location = headerOf(response.headers, 'location');
  if (location === void 0 || location === '') return null;
  const next = resolveUrl(url, location);
  return next instanceof UrlError ? null : next;
}
function headerOf(headers, name) {
  for (let i = 0; i < headers.length; i += 2) if (headers[i]?.toLowerCase() === name) return headers[i + 1];
  return void 0;
}
function outcomeOf(parts, request, { url, response, sent, warnings }) {
  const decoded = decode(response);
  const failure = response.failure ?? decoded.failure;
  const { blocked, connecting, tlsHandshaking, sending, waiting, receiving } = response;
  const status = failure === null ? response.status : 0;
  return {
    status,
    statusText: failure === null ? `${response.status} ${response.reason}`.trim() : '',
    proto: response.proto,
    url: failure === null ? url.text : request.url,
    headers: canonicalHeaders(response.headers),
    cookies: parts.cookies.received(response.headers),
    body: bodyOf(request, response, decoded.body),
    timings: { blocked, connecting, tlsHandshaking, sending, waiting, receiving },
    remoteIp: response.remoteIp,
    remotePort: response.remotePort,
    tlsVersion: response.tlsVersion,
    tlsCipherSuite: response.tlsCipherSuite,
    error: failure?.text ?? '',
    errorCode: failure?.code ?? (response.status >= 400 ? 1e3 + response.status : 0),
    failure: failure === null ? null : `${titleCase(request.method)} "${url.forMessages}": ${failure.detail}`,
    warnings,
    sent,
  };
}
var titleCase = (method) => method.charAt(0).toUpperCase() + method.slice(1).toLowerCase();
var NO_BODY = /* @__PURE__ */ new Set([204, 304]);
function bodyOf(request, response, body) {
  if (request.responseType === 'none') return null;
  if (response.failure !== null && body === null) return null;
  if (NO_BODY.has(response.status) || (response.status >= 100 && response.status < 200)) return null;
  const bytes = body ?? new Uint8Array(0);
  return request.responseType === 'text' ? Buffer.from(bytes).toString('utf8') : bytes;
}
var DECODERS = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};
function decode(response) {
  const encoding = headerOf(response.headers, 'content-encoding')?.trim().toLowerCase();
  if (encoding === void 0 || response.body === null) return { body: response.body, failure: null };
  try {
    const names = encoding.split(',').map((name) => name.trim());
    const body = names.reverse().reduce((bytes, name) => DECODERS[name]?.(bytes) ?? bytes, response.body);
    return { body, failure: null };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { body: null, failure: { code: 1701, text, detail: text } };
  }
}
function canonicalHeaders(raw) {
  const byName = /* @__PURE__ */ new Map();
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i].toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
    const before = byName.get(name);
    byName.set(name, before === void 0 ? raw[i + 1] : `${before}, ${raw[i + 1]}`);
  }
  return [...byName].flat();
}

// src/engine/embedded/http/sample-writer.ts
var SampleWriter = class {
  #emitter;
  #state;
  #known = /* @__PURE__ */ new WeakMap();
  constructor(emitter, state) {
    this.#emitter = emitter;
    this.#state = state;
  }
  write(hop) {
    const { response, request } = hop;
    const expected = isExpected(request, response);
    const tagSet = this.#tagSet(hop, expected);
    const emit = (metric, value) => this.#emitter.emit(metric, tagSet, value, response.endMs);
    emit('http_reqs', 1);
    emit('http_req_duration', response.sending + response.waiting + response.receiving);
    emit('http_req_blocked', response.blocked);
    emit('http_req_connecting', response.connecting);
    emit('http_req_tls_handshaking', response.tlsHandshaking);
    emit('http_req_sending', response.sending);
    emit('http_req_waiting', response.waiting);
    emit('http_req_receiving', response.receiving);
    if (expected !== null) emit('http_req_failed', expected ? 0 : 1);
  }
  #tagSet(hop, expected) {
    const base = this.#state.tags;
    if (hop.request.tags !== null || hop.response.failure !== null)
      return this.#emitter.tagSet(this.#tags(hop, expected));
    let known = this.#known.get(base);
    if (known === void 0) {
      known = /* @__PURE__ */ new Map();
      this.#known.set(base, known);
    }
    const { request, method, response, url } = hop;
    const key = `${method} ${response.status} ${expected} ${response.tlsVersion} ${response.remoteIp} ${request.name ?? url.text}`;
    let set = known.get(key);
    if (set === void 0) {
      set = this.#emitter.tagSet(this.#tags(hop, expected));
      if (known.size < CACHE_LIMIT2) known.set(key, set);
    }
    return set;
  }
  #tags({ request, url, method, response }, expected) {
    const enabled = this.#state.options.systemTags;
    const name = request.name ?? url.masked;
    const { failure } = response;
    const code = failure?.code ?? (response.status >= 400 ? 1e3 + response.status : 0);
    const system = {
      method,
      name,
      url: name,
      status: failure === null ? String(response.status) : '0',
      proto: response.proto,
      tls_version: response.tlsVersion,
      ip: response.remoteIp,
      expected_response: expected === null ? '' : String(expected),
      error: failure?.text ?? '',
      error_code: code === 0 ? '' : String(code),
    };
    const tags = { ...this.#state.tags };
    for (const [tag, value] of Object.entries(system))
      if (value !== '' && enabled.has(tag)) tags[tag] = value;
    return Object.assign(tags, request.tags);
  }
};
var CACHE_LIMIT2 = 1e3;
function isExpected({ expected }, response) {
  if (expected === null) return null;
  const status = response.failure === null ? response.status : 0;
  for (let i = 0; i < expected.length; i += 2) {
    if (status >= expected[i] && status <= expected[i + 1]) return true;
  }
  return false;
}

// src/engine/embedded/http/http-client.ts
var DNS_TTL_MS = 3e5;
var dialers = /* @__PURE__ */ new WeakMap();
function dialerOf(options) {
  let dialer = dialers.get(options);
  if (dialer === void 0) {
    const names = new NameLookup(options.dns, DNS_TTL_MS);
    dialer = new Dialer({ options, names, local: new LocalAddresses(options.localIPs) });
    dialers.set(options, dialer);
  }
  return dialer;
}
function openHttpClient({ state, cookies, emitter }) {
  const parts = { state, cookies, samples: new SampleWriter(emitter, state) };
  let transport = null;
  const open = () => {
    const { batch, batchPerHost } = state.options;
    transport ??= new SocketTransport(dialerOf(state.options), { total: batch, perHost: batchPerHost });
    return transport;
  };
  const start = (request, done) => {
    drive(requestChain(parts, request), open(), done);
  };
  const block = (request) => {
    const chain = requestChain(parts, request);
    let step = chain.next();
    while (step.done !== true) step = chain.next(blockingSend(step.value, state.options));
    return step.value;
  };
  return {
    checkUrl(url) {
      const parsed = parseUrl(url);
      return parsed instanceof UrlError ? parsed.message : null;
    },
    start,
    block,
    startBatch: (requests, limits, done) => startBatch(requests, limits, { start, done }),
    blockBatch: (requests) => requests.map(block),
    ownJar: () => cookies.own(),
    newJar: () => cookies.create(),
    cookiesFor: (jar, url) => cookies.cookiesFor(jar, url),
    setCookie: (jar, url, cookie) => cookies.set(jar, url, cookie),
    deleteCookie: (jar, url, name) => cookies.delete(jar, url, name),
    resetCookies: () => cookies.reset(),
    closeIdle: () => transport?.reset(),
    close: () => transport?.reset(),
  };
}
function drive(chain, transport, done) {
  const step = chain.next();
  const go = (next) => {
    if (next.done === true) done(next.value);
    else transport.send(next.value, (response) => go(chain.next(response)));
  };
  go(step);
}
function startBatch(requests, limits, { start, done }) {
  const outcomes = new Array(requests.length);
  const waiting = [...requests.keys()];
  const perHost = /* @__PURE__ */ new Map();
  let running = 0;
  let ended = 0;
  const hostOf = (i) => {
    const url = parseUrl(requests[i].url);
    return url instanceof UrlError ? '' : url.host;
  };
  const next = () => {
    for (let at = 0; at < waiting.length && running < limits.total; ) {
      const i = waiting[at];
      const host = hostOf(i);
      if ((perHost.get(host) ?? 0) >= limits.perHost) {
        at++;
        continue;
      }
      waiting.splice(at, 1);
      running++;
      perHost.set(host, (perHost.get(host) ?? 0) + 1);
      start(requests[i], (outcome) => {
        outcomes[i] = outcome;
        running--;
        perHost.set(host, (perHost.get(host) ?? 1) - 1);
        if (++ended === requests.length) done(outcomes);
        else next();
      });
    }
  };
  next();
}

export {
  canonical,
  canonicalHeaders,
  dialerOf,
  exchangeFailure,
  linkOf,
  nowMs,
  openHttpClient,
  parseUrl,
  SocketTransport,
  UrlError,
};
//# sourceMappingURL=chunk-URKCKDYF.js.map
