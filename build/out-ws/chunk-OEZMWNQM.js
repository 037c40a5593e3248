// probes/http/client.ts
import http from 'node:http';
import https from 'node:https';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { HarnessError } from './chunk-T7JPV3JC.js';

// probes/probe.ts
var ProbeError = class extends Error {
  failure;
  constructor(failure, cause) {
    super(failure.message, { cause });
    this.name = 'ProbeError';
    this.failure = failure;
  }
};

// probes/until-aborted.ts
async function untilAborted(work, options) {
  const { signal, stop, doing, hint } = options;
  let onAbort = () => {};
  const aborted = new Promise((_, reject) => {
    onAbort = () => {
      stop();
      reject(
        new ProbeError({ stage: 'deadline', code: 'TIMEOUT', message: `no answer while ${doing}`, hint }),
      );
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    work.catch(() => {});
  }
}

// probes/http/client.ts
var LARGEST_BODY = 64 * 1024;
var DECODERS = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};
var HttpClient = class {
  #endpoint;
  #agent;
  constructor(endpoint) {
    this.#endpoint = endpoint;
    const options = { keepAlive: true, maxSockets: 1 };
    this.#agent = endpoint.base.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
  }
  /** A kept connection that the server closed in the same moment is no failure: such a GET is sent once more. */
  async get(path, signal) {
    try {
      return await this.#once(path, signal);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      return await this.#once(path, signal);
    }
  }
  close() {
    this.#agent.destroy();
  }
  async #once(path, signal) {
    const { base, headers, label } = this.#endpoint;
    const url = new URL(`${base.href.replace(/\/$/, '')}${path}`);
    const { request } = base.protocol === 'https:' ? https : http;
    const sent = request(url, {
      agent: this.#agent,
      headers: { accept: 'application/json', 'accept-encoding': 'identity', ...headers },
    });
    return await untilAborted(answerOf(sent), {
      signal,
      stop: () => sent.destroy(),
      doing: `waiting for ${label}`,
      hint: 'packets are dropped, or the event loop of the API stands still: look at the network, then at the pods',
    });
  }
};
var StaleConnection = class extends Error {};
async function answerOf(sent) {
  const startedMs = performance.now();
  const connected = watchConnect(sent, startedMs);
  sent.end();
  const response = await new Promise((resolve, reject) => {
    sent.once('response', resolve);
    sent.on('error', (error) => {
      const stale = sent.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(stale ? new StaleConnection(error.message, { cause: error }) : error);
    });
  });
  const firstByteMs = performance.now();
  const raw = await read(response);
  const endedMs = performance.now();
  const readyMs = connected.readyMs();
  return {
    status: response.statusCode ?? 0,
    location: response.headers.location ?? '',
    body: await decode(raw, response.headers['content-encoding']),
    totalMs: endedMs - startedMs,
    connectMs: sent.reusedSocket ? null : readyMs - startedMs,
    requestMs: endedMs - readyMs,
    firstByteMs: firstByteMs - readyMs,
  };
}
function watchConnect(sent, startedMs) {
  let readyMs = startedMs;
  sent.once('socket', (socket) => {
    const ready = () => {
      readyMs = performance.now();
    };
    if (sent.reusedSocket) ready();
    else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', ready);
  });
  return { readyMs: () => readyMs };
}
async function read(response) {
  const chunks = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > LARGEST_BODY) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
async function decode(raw, encoding) {
  const decoder = DECODERS[encoding ?? ''];
  const body = decoder ? await decoder(raw).catch(() => raw) : raw;
  return body.toString('utf8');
}

// probes/http/endpoint.ts
function httpEndpoint(target) {
  return httpEndpointOf(target.apiUrl, {
    variable: 'R3MES_API_URL or --target',
    what: 'API',
    headers: target.headers,
  });
}
function httpEndpointOf(text, told) {
  if (text === void 0 || !URL.canParse(text) || !/^https?:\/\//i.test(text)) {
    throw new ProbeError({
      stage: 'configure',
      code: 'INVALID_URL',
      message: `the URL of the ${told.what} is not a valid http:// or https:// URL`,
      hint: `correct ${told.variable}, e.g. http://127.0.0.1:8000`,
    });
  }
  const url = new URL(text);
  const headers = { ...told.headers };
  if (url.username || url.password) {
    const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers['authorization'] ??= `Basic ${Buffer.from(user).toString('base64')}`;
  }
  const base = new URL(`${url.origin}${url.pathname.replace(/\/+$/, '')}`);
  return { base, headers, label: `${base.host}${base.pathname === '/' ? '' : base.pathname}` };
}

// probes/system-failure.ts
var CONNECT = {
  ECONNREFUSED: 'nothing listens there: is it running, and are host and port right?',
  ECONNRESET: 'the other side closed the connection: a restart, a proxy, or TLS spoken to a port without it',
  EPIPE: 'the other side closed the connection: a restart or a proxy',
  ETIMEDOUT: 'packets are dropped: look at firewalls, security groups and network policies',
  EHOSTUNREACH: 'no route to that host: look at the network and at VPN or port-forward',
  ENETUNREACH: 'no route to that network: look at the network, and at IPv6 where the address is one',
  EADDRNOTAVAIL: 'this machine has no free local port or no such address',
  ENOENT: 'there is no such socket file: is the server running, and is the directory right?',
  EACCES: 'this user may not open that socket',
  EMFILE: 'this process has too many open files: raise `ulimit -n`',
};
var RESOLVE = {
  ENOTFOUND: 'the name does not resolve: check its spelling, and the DNS of this machine or cluster',
  EAI_AGAIN: 'the DNS server does not answer: check /etc/resolv.conf and the network',
};
var TLS = {
  CERT_HAS_EXPIRED: 'the certificate has expired: renew it',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name: use the name that it was made for',
  EPROTO: 'that port does not speak TLS as expected: check the scheme and the port',
};
var UNTRUSTED = 'the certificate is not trusted here: give its authority (NODE_EXTRA_CA_CERTS=/path/ca.pem)';
function systemFailure(code) {
  if (RESOLVE[code]) return { stage: 'resolve', hint: RESOLVE[code] };
  if (CONNECT[code]) return { stage: 'connect', hint: CONNECT[code] };
  if (TLS[code]) return { stage: 'tls', hint: TLS[code] };
  if (/^ERR_(TLS|SSL)_/.test(code)) return { stage: 'tls', hint: TLS['EPROTO'] };
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) return { stage: 'tls', hint: UNTRUSTED };
  return void 0;
}
function codeOf(error) {
  if (typeof error !== 'object' || error === null) return '';
  const { code, cause, errors } = error;
  if (typeof code === 'string') return code;
  return codeOf(errors?.[0]) || codeOf(cause);
}

// probes/http/failure.ts
function httpFailure(error) {
  if (error instanceof ProbeError) return error;
  const code = codeOf(error);
  const known = systemFailure(code);
  const message = messageOf(error);
  if (known) return new ProbeError({ ...known, code, message });
  if (code.startsWith('HPE_')) {
    const hint = 'what listens there does not speak HTTP, or speaks TLS: check scheme and port';
    return new ProbeError({ stage: 'query', code, message, hint });
  }
  return new ProbeError({
    stage: 'query',
    code: code || 'UNKNOWN',
    message,
    hint: 'look at the log of the API',
  });
}
function messageOf(error) {
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message || codeOf(error) : String(error);
}

// probes/chain.ts
var chainProbe = (target) =>
  new ChainSession(httpEndpointOf(target.rpcUrl, { variable: 'R3MES_RPC_URL', what: 'node RPC' }));
var ChainSession = class {
  #endpoint;
  #client;
  constructor(endpoint) {
    this.#endpoint = endpoint;
    this.#client = new HttpClient(endpoint);
  }
  async sample(signal) {
    let answer;
    try {
      answer = await this.#client.get('/status', signal);
    } catch (error) {
      throw httpFailure(error);
    }
    return factsOf(answer, this.#endpoint.label);
  }
  async close() {
    this.#client.close();
  }
};
function factsOf(answer, server) {
  if (answer.status !== 200) {
    throw asserted(
      `HTTP_${answer.status}`,
      `/status answered ${answer.status}`,
      'look at the log of the node',
    );
  }
  const { result, error } = parsed(answer.body);
  if (error !== void 0) {
    throw asserted(
      'RPC',
      `/status answered an RPC error: ${JSON.stringify(error)}`,
      'look at the log of the node',
    );
  }
  const { latest_block_height, latest_block_time, catching_up } = result?.sync_info ?? {};
  const height = Number(latest_block_height);
  const timeMs = Date.parse(String(latest_block_time).replace(/(\.\d{3})\d+/, '$1'));
  if (!(height > 0) || Number.isNaN(timeMs)) {
    throw asserted(
      'BODY',
      '/status answered 200 without a block height and time',
      'something else answers there, or the node has no block yet: check R3MES_RPC_URL',
    );
  }
  return {
    values: [
      {
        id: 'block.ageSeconds',
        title: 'Age of the newest block',
        value: (Date.now() - timeMs) / 1e3,
        unit: 's',
      },
      { id: 'block.height', title: 'Height of the newest block', value: height, unit: 'count' },
      { id: 'catchingUp', title: 'Catching up', value: catching_up === true ? 1 : 0, unit: 'count' },
      { id: 'request.ms', title: 'Request to last byte', value: answer.requestMs, unit: 'ms' },
    ],
    info: { product: 'CometBFT', network: String(result?.node_info?.network ?? 'unknown'), server },
  };
}
function asserted(code, message, hint) {
  return new ProbeError({ stage: 'assert', code, message, hint });
}
function parsed(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

// probes/http.ts
var ROUTES = [
  {
    path: '/system/time',
    holds: (body) => typeof body['server_time'] === 'number' && body['server_time'] > 0,
    expected: 'a positive number server_time',
  },
  { path: '/health', holds: (body) => body['status'] === 'healthy', expected: 'status "healthy"' },
];
var httpProbe = (target) => new HttpSession(httpEndpoint(target));
var HttpSession = class {
  #endpoint;
  #client;
  constructor(endpoint) {
    this.#endpoint = endpoint;
    this.#client = new HttpClient(endpoint);
  }
  async sample(signal) {
    let last;
    for (const route of ROUTES) {
      const answer = await this.#get(route.path, signal);
      if (answer.status === 404 && route !== ROUTES.at(-1)) continue;
      last = checked(answer, route, this.#endpoint);
      break;
    }
    return last;
  }
  async close() {
    this.#client.close();
  }
  async #get(path, signal) {
    try {
      return await this.#client.get(path, signal);
    } catch (error) {
      throw httpFailure(error);
    }
  }
};
function checked(answer, route, endpoint) {
  const { status } = answer;
  if (status !== 200) throw wrongStatus(answer, route);
  const body = parsed2(answer.body);
  if (!body || !route.holds(body)) {
    throw new ProbeError({
      stage: 'assert',
      code: 'BODY',
      message: `${route.path} answered 200 without ${route.expected}`,
      hint: 'something else answers there (another service, a login page): check the URL of the API',
    });
  }
  const kept = answer.connectMs === null ? { note: 'the connection was kept' } : {};
  return {
    values: [
      { id: 'total.ms', title: 'Request with its connection', value: answer.totalMs, unit: 'ms' },
      { id: 'connect.ms', title: 'Time to connect', value: answer.connectMs, unit: 'ms', ...kept },
      { id: 'request.ms', title: 'Request to last byte', value: answer.requestMs, unit: 'ms' },
      { id: 'firstByte.ms', title: 'Request to first byte', value: answer.firstByteMs, unit: 'ms' },
      { id: 'status', title: 'HTTP status', value: status, unit: 'count' },
    ],
    info: { product: 'API', server: endpoint.label, route: route.path },
  };
}
var HINTS = {
  401: 'the route wants credentials: is this the API itself?',
  403: 'a proxy or firewall refuses this client',
  404: 'neither /system/time nor /health is there: check the path of the API URL',
  429: 'this address is past the rate limit: wait a minute, or raise the limit for it',
  502: 'the proxy has no working backend: look at its pods',
  503: 'the backend is not ready, or the edge limits this client',
  504: 'the backend does not answer its proxy: look at its pods and its event loop',
};
function wrongStatus({ status, location }, route) {
  const redirect = status >= 300 && status < 400 ? `, a redirect to ${location || 'nowhere'}` : '';
  return new ProbeError({
    stage: 'assert',
    code: `HTTP_${status}`,
    message: `${route.path} answered ${status}${redirect}`,
    hint: redirect
      ? 'aim at the address that it redirects to'
      : (HINTS[status] ?? 'look at the log of the API'),
  });
}
function parsed2(body) {
  try {
    const value = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : void 0;
  } catch {
    return void 0;
  }
}

// probes/postgres/connect.ts
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import pg from 'pg';

// probes/postgres/failure.ts
var KNOWN = {
  '28P01': {
    stage: 'authenticate',
    hint: 'user or password is wrong: correct DATABASE_URL (or PGUSER, PGPASSWORD)',
  },
  28000: {
    stage: 'authenticate',
    hint: 'pg_hba.conf admits no such connection: check user, database, address and TLS',
  },
  '3D000': { stage: 'authenticate', hint: 'the database does not exist: correct its name in DATABASE_URL' },
  53300: {
    stage: 'connect',
    hint: 'every connection is taken: end idle sessions, lower the pools, or raise max_connections',
  },
  '57P03': {
    stage: 'connect',
    hint: 'the server is starting up, shutting down or recovering: wait, then look at its log',
  },
  '57P01': { stage: 'query', hint: 'an administrator or a restart ended the session' },
  57014: {
    stage: 'query',
    hint: 'the statement ran into its timeout: the server is overloaded or waits for a lock',
  },
  '08P01': {
    stage: 'connect',
    hint: 'a pooler refuses what the probe sends: aim at its port for applications',
  },
  42501: { stage: 'query', hint: 'the role lacks a grant: GRANT pg_monitor TO <role>' },
};
var TEXTS = [
  [
    /must be a string|No password/i,
    {
      stage: 'authenticate',
      code: 'NO_PASSWORD',
      hint: 'the server wants a password: put it into DATABASE_URL, PGPASSWORD or ~/.pgpass',
    },
  ],
  [
    /does not support SSL/,
    {
      stage: 'tls',
      code: 'NO_TLS',
      hint: 'the server has no TLS: use sslmode=disable or prefer, or switch it on there',
    },
  ],
  [
    /establishing an SSL/,
    {
      stage: 'tls',
      code: 'NO_TLS',
      hint: 'what listens there is no PostgreSQL with TLS: check port, or use sslmode=disable',
    },
  ],
  [
    /terminated unexpectedly/,
    {
      stage: 'connect',
      code: 'CLOSED',
      hint: 'the other side closed the connection: a restart, a proxy, or not PostgreSQL',
    },
  ],
];
function sqlState(error) {
  const code = codeOf(error);
  return /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code) ? code : void 0;
}
function postgresFailure(error, stage) {
  if (error instanceof ProbeError) return error;
  const message = messageOf2(error);
  const code = sqlState(error) ?? codeOf(error);
  const known = KNOWN[code] ?? systemFailure(code);
  if (known) return new ProbeError({ stage: known.stage, code, message, hint: known.hint });
  const text = TEXTS.find(([pattern]) => pattern.test(message))?.[1];
  if (text) return new ProbeError({ ...text, message });
  const hint = 'look at the log of PostgreSQL (and of a pooler before it) at this moment';
  return new ProbeError({ stage, code: code || 'UNKNOWN', message, hint });
}
function messageOf2(error) {
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.map(messageOf2).join('; ');
  return error instanceof Error ? error.message || codeOf(error) : String(error);
}

// probes/postgres/connect.ts
var APPLICATION_NAME = 'r3mes-harness-probe';
async function connectPostgres(endpoint, signal) {
  const attempt = { tls: endpoint.tls !== 'disable', applicationName: APPLICATION_NAME };
  for (;;) {
    try {
      return await tryConnect(endpoint, attempt, signal);
    } catch (error) {
      if (endpoint.tls === 'prefer' && attempt.tls && refusesTls(error)) attempt.tls = false;
      else if (sqlState(error) === '08P01' && attempt.applicationName) attempt.applicationName = void 0;
      else throw error instanceof ProbeError ? error : postgresFailure(error, 'connect');
    }
  }
}
async function tryConnect(endpoint, attempt, signal) {
  const { host, port, user, password, database: database2 } = endpoint;
  const socket = new Socket();
  const client = new pg.Client({
    host,
    port,
    user,
    password,
    database: database2 ?? user,
    ssl: attempt.tls ? tlsOptions(endpoint) : false,
    application_name: attempt.applicationName,
    stream: () => socket,
  });
  withoutOptions(client);
  let alive = true;
  client.on('error', () => {
    alive = false;
  });
  client.on('end', () => {
    alive = false;
  });
  const destroy = () => {
    alive = false;
    client.connection.stream.destroy();
    socket.destroy();
  };
  const startedMs = performance.now();
  try {
    await untilAborted(client.connect(), {
      signal,
      stop: destroy,
      doing: `connecting to ${endpoint.label}`,
      hint: 'packets are dropped or the server is stuck: look at firewalls, network policies and the server itself',
    });
  } catch (error) {
    destroy();
    throw error;
  }
  const connectMs = performance.now() - startedMs;
  const pooler = attempt.applicationName === void 0;
  return { client, connectMs, encrypted: attempt.tls, pooler, alive: () => alive, destroy };
}
function withoutOptions(client) {
  const { connectionParameters } = client;
  connectionParameters.options = '';
}
function refusesTls(error) {
  return error instanceof Error && /SSL connection/.test(error.message) && sqlState(error) === void 0;
}
function tlsOptions(endpoint) {
  const { tls, ca, cert, key } = endpoint;
  return {
    rejectUnauthorized: tls === 'verify-ca' || tls === 'verify-full',
    ...(tls === 'verify-full' ? {} : { checkServerIdentity: () => void 0 }),
    ...(ca ? { ca: pem(ca) } : {}),
    ...(cert ? { cert: pem(cert) } : {}),
    ...(key ? { key: pem(key) } : {}),
  };
}
function pem(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ProbeError({
      stage: 'configure',
      code: error.code ?? 'EREAD',
      message: `the certificate file ${path} cannot be read`,
      hint: 'correct sslrootcert, sslcert and sslkey in DATABASE_URL',
    });
  }
}

// src/redact.ts
var MASK = '****';
var DSN_USERINFO =
  /\b((?:postgres(?:ql)?|rediss?|valkeys?|mysql|mongodb|amqps?)(?:\+[a-z0-9]+)?:\/\/)[^\s"'`<>]*@/gi;
var USERINFO = /([a-z][a-z0-9+.-]*:\/\/)[^\s/?#]*@/gi;
var KEYS = 'password|passwd|pwd|passphrase|token|secret|api[_-]?key|access[_-]?key';
var SECRET_QUERY = new RegExp(`([?&](?:[a-z0-9]+[_-])*(?:${KEYS}|auth)=)[^&\\s"'#]*`, 'gi');
var SECRET_PAIR = new RegExp(
  `((?:^|[^a-z0-9])(?:[a-z0-9]+[_-])*(?:${KEYS})["']?)(\\s*[=:]\\s*)("[^"]*"|'[^']*'|[^\\s,;&"'}]+)`,
  'gi',
);
var BEARER = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}/g;
var SHORTEST_SECRET = 3;
function redactText(text) {
  return text
    .replace(DSN_USERINFO, `$1${MASK}@`)
    .replace(USERINFO, `$1${MASK}@`)
    .replace(SECRET_QUERY, `$1${MASK}`)
    .replace(SECRET_PAIR, `$1$2${MASK}`)
    .replace(BEARER, `$1 ${MASK}`);
}
function maskValues(text, values) {
  return values
    .filter((value) => value.length >= SHORTEST_SECRET)
    .toSorted((a, b) => b.length - a.length)
    .reduce((masked, value) => masked.replaceAll(value, MASK), text);
}
function redactError(error, extraSecrets = []) {
  const text = messageOf3(error, 0).replace(/\s+/g, ' ').trim();
  return redactText(maskValues(text, extraSecrets));
}
function messageOf3(error, depth) {
  if (!(error instanceof Error)) return String(error);
  if (depth > 4) return error.message;
  const inner =
    error instanceof AggregateError ? error.errors.map((each) => messageOf3(each, depth + 1)) : [];
  const cause = error.cause === void 0 ? '' : messageOf3(error.cause, depth + 1);
  const parts = [error.message, ...inner];
  if (!parts.some((part) => part.includes(cause))) parts.push(cause);
  const text = parts.filter(Boolean).join('; ');
  return text || error.code || error.name;
}

// probes/postgres/missing.ts
var REASONS = {
  42501: 'this role may not read it: GRANT pg_monitor TO <role>',
  57014: 'cancelled by its statement timeout: the server is slow or waits for a lock',
  '42P01': 'this server has no such view',
  42703: 'this server has no such column',
  42883: 'this server has no such function',
};
function missing(answer, hints = {}) {
  const { state, error } = answer;
  const reason = state === void 0 ? void 0 : (hints[state] ?? REASONS[state]);
  return { value: null, note: reason ?? `not visible: ${redactError(error)}` };
}

// probes/postgres/activity.ts
var GRANT = 'GRANT pg_read_all_stats TO <role>';
var ACTIVITY_SQL = `SELECT
  count(*)::float8 AS total,
  count(*) FILTER (WHERE state = 'active')::float8 AS active,
  count(*) FILTER (WHERE state LIKE 'idle in transaction%')::float8 AS idle_in_transaction,
  count(*) FILTER (WHERE state = 'active' AND now() - query_start > interval '5 minutes')::float8 AS long_running,
  count(*) FILTER (WHERE state IS NULL OR backend_type IS NULL)::float8 AS hidden,
  pg_has_role('pg_read_all_stats', 'USAGE') AS sees_all,
  current_setting('max_connections')::float8 AS max_connections,
  current_setting('superuser_reserved_connections')::float8
    + coalesce(current_setting('reserved_connections', true), '0')::float8 AS reserved,
  pg_is_in_recovery() AS standby,
  CASE WHEN pg_is_in_recovery()
    THEN extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float8 END AS replay_age
FROM pg_stat_activity
WHERE coalesce(backend_type, 'client backend') = 'client backend'
  AND datid IS NOT NULL AND usesysid IS NOT NULL
  AND pid <> pg_backend_pid() AND application_name <> '${APPLICATION_NAME}'`;
function activityValues(answer) {
  if (!answer.ok) return HEADS.map((head) => ({ ...head, ...missing(answer) }));
  const { row } = answer;
  const max = row.max_connections - row.reserved;
  const partial = row.sees_all
    ? {}
    : { partial: true, note: `partial: this role sees its own sessions only; ${GRANT}` };
  const found = {
    'connections.total': row.total,
    'connections.max': max,
    'connections.usedPercent': max > 0 ? (row.total / max) * 100 : null,
    'connections.active': row.active,
    'connections.idleInTransaction': row.idle_in_transaction,
    'queries.longRunning': row.long_running,
  };
  const values = HEADS.map((head) => {
    const value = found[head.id] ?? null;
    if (head.id !== 'connections.max') return { ...head, value, ...partial };
    return row.reserved > 0
      ? { ...head, value, note: `${row.reserved} more are kept for superusers` }
      : { ...head, value };
  });
  return row.standby ? [...values, replayAge(row)] : values;
}
function replayAge(row) {
  const head = { id: 'replication.lagSeconds', title: 'Age of the last replayed commit', unit: 's' };
  if (row.replay_age === null) return { ...head, value: null, note: 'nothing was replayed yet' };
  return { ...head, value: Math.max(0, row.replay_age), note: 'grows on an idle primary too' };
}
var HEADS = [
  { id: 'connections.total', title: 'Client connections', unit: 'count' },
  { id: 'connections.max', title: 'Connections that applications may open', unit: 'count' },
  { id: 'connections.usedPercent', title: 'Connections in use', unit: '%' },
  { id: 'connections.active', title: 'Active connections', unit: 'count' },
  { id: 'connections.idleInTransaction', title: 'Idle in transaction', unit: 'count' },
  { id: 'queries.longRunning', title: 'Queries running for over 5 minutes', unit: 'count' },
];

// probes/postgres/ask.ts
var COMMENT = '/* r3mes-harness-probe */';
var STATEMENT_TIMEOUT_MS = 2e3;
var Asker = class {
  #connection;
  #setsTimeout = true;
  constructor(connection) {
    this.#connection = connection;
  }
  /** True when a pooler was seen to refuse the statement timeout. */
  get refusesTimeout() {
    return !this.#setsTimeout;
  }
  /**
   * Runs one query without parameters in a read-only transaction of its own, by the simple protocol: nothing is
   * prepared, and a transaction pooler keeps the timeout with the query. An SQL error is an answer, a broken
   * connection is thrown.
   */
  async ask(sql) {
    const { client, alive } = this.#connection;
    try {
      const results = await client.query(this.#wrapped(sql));
      const row = results.find((result) => result.command === 'SELECT')?.rows[0];
      return row ? { ok: true, row } : { ok: false, state: void 0, error: new Error('no row') };
    } catch (error) {
      const state = sqlState(error);
      if (!alive() || state === void 0 || state.startsWith('57P')) throw error;
      await client.query('ROLLBACK');
      if (state === '08P01' && this.#setsTimeout) {
        this.#setsTimeout = false;
        return this.ask(sql);
      }
      return { ok: false, state, error };
    }
  }
  #wrapped(sql) {
    const timeout = this.#setsTimeout ? ` SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS};` : '';
    return `BEGIN READ ONLY;${timeout} ${COMMENT} ${sql}; COMMIT`;
  }
};

// probes/postgres/database.ts
var DATABASE_SQL = `SELECT
  (SELECT CASE WHEN blks_hit + blks_read > 0 THEN blks_hit::float8 / (blks_hit + blks_read) * 100 END
    FROM pg_stat_database WHERE datname = current_database()) AS hit_percent,
  (SELECT count(DISTINCT pid)::float8 FROM pg_locks WHERE NOT granted) AS blocked`;
var SIZE_SQL = 'SELECT pg_database_size(current_database())::float8 AS bytes';
function databaseValues(answer) {
  const hit = { id: 'cache.hitPercent', title: 'Buffer cache hits', unit: '%' };
  const blocked = { id: 'locks.blocked', title: 'Sessions waiting for a lock', unit: 'count' };
  if (!answer.ok) return [hit, blocked].map((head) => ({ ...head, ...missing(answer) }));
  const { hit_percent, blocked: waiting } = answer.row;
  const note = hit_percent === null ? 'nothing was read yet' : 'since the statistics were reset';
  return [
    { ...hit, value: hit_percent, note },
    { ...blocked, value: waiting },
  ];
}
function sizeValue(answer) {
  const head = { id: 'database.sizeBytes', title: 'Database size', unit: 'bytes' };
  return answer.ok ? { ...head, value: answer.row.bytes } : { ...head, ...missing(answer) };
}

// probes/postgres/endpoint.ts
var MODES = {
  disable: 'disable',
  false: 'disable',
  0: 'disable',
  allow: 'prefer',
  prefer: 'prefer',
  require: 'require',
  'no-verify': 'require',
  true: 'require',
  1: 'require',
  'verify-ca': 'verify-ca',
  'verify-full': 'verify-full',
};
var ENCODE =
  'percent-encode the special characters of user and password: / is %2F, # %23, ? %3F, @ %40, : %3A, % %25';
function postgresEndpoint(target) {
  const env = target.pgEnv ?? {};
  const url = target.databaseUrl ? parseUrl(target.databaseUrl) : void 0;
  const query = (name) => url?.searchParams.get(name) || void 0;
  const host = hostOf(url) ?? query('host') ?? env['PGHOST'] ?? 'localhost';
  const port = Number(url?.port || query('port') || env['PGPORT'] || 5432);
  if (host.includes(','))
    throw misconfigured('the address names several hosts', 'give the one host to probe');
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw misconfigured(
      'the port is not a number from 1 to 65535',
      'correct the port in DATABASE_URL or PGPORT',
    );
  }
  const rootCert = query('sslrootcert') ?? env['PGSSLROOTCERT'];
  return {
    host,
    port,
    user: unescaped(url?.username) ?? query('user') ?? env['PGUSER'],
    password: unescaped(url?.password) ?? query('password') ?? env['PGPASSWORD'],
    database: unescaped(url?.pathname.slice(1)) ?? query('dbname') ?? env['PGDATABASE'],
    tls: tlsMode(query('sslmode') ?? query('ssl') ?? env['PGSSLMODE'], host, rootCert),
    ca: rootCert === 'system' ? void 0 : rootCert,
    cert: query('sslcert') ?? env['PGSSLCERT'],
    key: query('sslkey') ?? env['PGSSLKEY'],
    label: host.startsWith('/')
      ? `${host}/.s.PGSQL.${port}`
      : `${host.includes(':') ? `[${host}]` : host}:${port}`,
  };
}
function misconfigured(message, hint) {
  return new ProbeError({
    stage: 'configure',
    code: 'INVALID_URL',
    message: `DATABASE_URL: ${message}`,
    hint,
  });
}
function parseUrl(text) {
  const scheme = /^postgres(?:ql)?(?:\+[a-z0-9]+)?:\/\//i;
  if (!scheme.test(text)) {
    throw misconfigured(
      'it does not start with postgres://',
      'use postgresql://user:password@host:5432/database',
    );
  }
  const rest = text.trim().replace(scheme, '');
  if (/^[^/?#]*,/.test(rest.slice(rest.lastIndexOf('@') + 1))) {
    throw misconfigured('the address names several hosts', 'give the one host to probe');
  }
  let url;
  try {
    url = new URL(`postgresql://${rest}`);
  } catch {
    throw misconfigured('it is not a valid URL', ENCODE);
  }
  if (url.hash !== '' || url.pathname.includes('@') || (url.search.includes('@') && !url.username)) {
    throw misconfigured('user or password holds a character that ends them', ENCODE);
  }
  return url;
}
function hostOf(url) {
  if (!url?.hostname) return void 0;
  return unescaped(url.hostname)?.replace(/^\[|\]$/g, '');
}
function unescaped(text) {
  if (!text) return void 0;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
function tlsMode(text, host, rootCert) {
  if (host.startsWith('/')) return 'disable';
  const mode = MODES[(text ?? 'prefer').toLowerCase()];
  if (!mode)
    throw misconfigured('sslmode is unknown', `use one of disable, prefer, require, verify-ca, verify-full`);
  return mode === 'require' && rootCert ? 'verify-ca' : mode;
}

// probes/postgres/statements.ts
var FIND_SQL = `SELECT quote_ident(n.nspname) AS schema, e.extversion AS version,
    coalesce((SELECT array_agg(a.attname::text) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = n.oid AND c.relname = 'pg_stat_statements' AND a.attnum > 0), '{}') AS columns
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'`;
var HINTS2 = {
  55000: 'pg_stat_statements is not loaded: add it to shared_preload_libraries and restart PostgreSQL',
  '42P01':
    'the extension has no view here: DROP EXTENSION pg_stat_statements; CREATE EXTENSION pg_stat_statements',
  42883: 'library and extension differ: ALTER EXTENSION pg_stat_statements UPDATE',
  42501: 'this role may not read pg_stat_statements: GRANT pg_read_all_stats TO <role>',
};
async function findStatements(asker) {
  const answer = await asker.ask(FIND_SQL);
  if (!answer.ok) {
    if (answer.state !== void 0) return answer;
    const error = new Error(
      'pg_stat_statements is not installed in this database: CREATE EXTENSION pg_stat_statements',
    );
    return { ...answer, error };
  }
  const { schema, version, columns } = answer.row;
  const suffix = ['_exec_time', '_time'].find((each) => columns.includes(`mean${each}`));
  if (!suffix)
    return { ok: false, state: void 0, error: new Error('pg_stat_statements has no column of times') };
  const source = {
    label: `pg_stat_statements ${version}, mean${suffix}`,
    sql: meanSql(schema, suffix, columns),
  };
  return { ok: true, row: { source } };
}
function meanSql(schema, suffix, columns) {
  const nested = columns.includes('toplevel') ? 'AND toplevel' : '';
  return `SELECT sum(total${suffix})::float8 AS total_ms, sum(calls)::float8 AS calls,
    pg_has_role('pg_read_all_stats', 'USAGE') AS sees_all
  FROM ${schema}.pg_stat_statements
  WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) ${nested}
    AND query NOT LIKE '${COMMENT}%'
    AND query !~* '^\\s*(begin|start|commit|end|rollback|abort|set|reset|show|savepoint|release|discard|deallocate)\\M'`;
}
function statementsValues(answer) {
  if (!answer.ok) return HEADS2.map((head) => ({ ...head, ...missing(answer, HINTS2) }));
  const { total_ms, calls, sees_all } = answer.row;
  const count = calls ?? 0;
  const total = total_ms ?? 0;
  const mean = count > 0 ? total / count : null;
  const found = { meanMs: mean, totalMs: total, calls: count };
  const note = mean === null ? 'no statement was recorded yet' : 'since the statistics were reset';
  const seen = sees_all
    ? { note }
    : { partial: true, note: `partial: ${note}; GRANT pg_read_all_stats TO <role>` };
  return HEADS2.map((head) => ({
    ...head,
    value: found[head.id.slice('statements.'.length)] ?? null,
    ...seen,
  }));
}
var HEADS2 = [
  { id: 'statements.meanMs', title: 'Query time, average', unit: 'ms' },
  { id: 'statements.totalMs', title: 'Query time, total', unit: 'ms' },
  { id: 'statements.calls', title: 'Queries recorded', unit: 'count' },
];

// probes/postgres.ts
var PING_SQL = `${COMMENT} SELECT 1 AS one, true AS probe`;
var SIZE_EVERY_MS = 3e4;
var GOODBYE_MS = 200;
var postgresProbe = (target) => new PostgresSession(postgresEndpoint(target));
var PostgresSession = class {
  #endpoint;
  #open;
  #connection;
  constructor(endpoint) {
    this.#endpoint = endpoint;
  }
  async sample(signal) {
    if (this.#open && !this.#open.connection.alive()) this.#drop();
    this.#connection ??= await connectPostgres(this.#endpoint, signal);
    const connection = this.#connection;
    try {
      return await untilAborted(this.#look(connection), {
        signal,
        stop: () => connection.destroy(),
        doing: `asking ${this.#endpoint.label}`,
        hint: 'connected, but queries hang: look at the load of the server, at locks, and at a pooler without free servers',
      });
    } catch (error) {
      this.#drop();
      throw postgresFailure(error, 'query');
    }
  }
  async close() {
    const connection = this.#connection;
    if (!connection) return;
    let timer;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, GOODBYE_MS);
    });
    if (connection.alive()) await Promise.race([connection.client.end().catch(() => {}), late]);
    clearTimeout(timer);
    this.#drop();
  }
  #drop() {
    this.#connection?.destroy();
    this.#connection = void 0;
    this.#open = void 0;
  }
  async #look(connection) {
    const startedMs = performance.now();
    await connection.client.query(PING_SQL);
    const queryMs = performance.now() - startedMs;
    this.#open ??= await openSession(connection);
    const open = this.#open;
    const activity = await open.asker.ask(ACTIVITY_SQL);
    const database2 = await open.asker.ask(DATABASE_SQL);
    const { statements } = open;
    const times = statements.ok ? await open.asker.ask(statements.row.source.sql) : statements;
    await refreshSize(open);
    open.samples += 1;
    return {
      values: [
        connectValue(open),
        { id: 'query.ms', title: 'Round trip of a trivial query', value: queryMs, unit: 'ms' },
        ...activityValues(activity),
        ...statementsValues(times),
        open.size,
        ...databaseValues(database2),
      ],
      info: {
        product: 'PostgreSQL',
        version: open.version,
        role: !activity.ok ? 'unknown' : activity.row.standby ? 'standby' : 'primary',
        server: this.#endpoint.label,
        tls: connection.encrypted ? this.#endpoint.tls : 'off',
        statements: statements.ok ? statements.row.source.label : 'none',
        ...(connection.pooler || open.asker.refusesTimeout
          ? { pooler: 'yes: it refuses parameters of the probe' }
          : {}),
      },
    };
  }
};
async function openSession(connection) {
  const asker = new Asker(connection);
  const version = await asker.ask("SELECT current_setting('server_version') AS version");
  return {
    connection,
    asker,
    version: version.ok ? version.row.version : 'unknown',
    statements: await findStatements(asker),
    size: sizeValue({ ok: false, state: void 0, error: new Error('not asked yet') }),
    sizedAtMs: Number.NEGATIVE_INFINITY,
    samples: 0,
  };
}
async function refreshSize(open) {
  if (performance.now() - open.sizedAtMs < SIZE_EVERY_MS) return;
  open.size = sizeValue(await open.asker.ask(SIZE_SQL));
  open.sizedAtMs = performance.now();
}
function connectValue(open) {
  const head = { id: 'connect.ms', title: 'Time to connect', unit: 'ms' };
  if (open.samples > 1) return { ...head, value: null, note: 'the connection was kept' };
  return { ...head, value: open.connection.connectMs };
}

// probes/redis/connect.ts
import { Redis } from 'ioredis';

async function connectRedis(endpoint, signal) {
  const client = new Redis({
    ...(endpoint.path ? { path: endpoint.path } : { host: endpoint.host, port: endpoint.port }),
    ...(endpoint.tls ? { tls: { servername: endpoint.host } } : {}),
    protocol: 2,
    lazyConnect: true,
    connectTimeout: 0,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    disableClientInfo: true,
  });
  let lastError;
  client.on('error', (error) => {
    lastError = error;
  });
  const connection = {
    client,
    alive: () => client.status === 'ready',
    destroy() {
      client.disconnect();
      client.stream?.destroy();
    },
    causeOf: (error) => (/is closed|isn't writeable/.test(String(error)) ? (lastError ?? error) : error),
  };
  try {
    await untilAborted(signIn(client, endpoint), {
      signal,
      stop: connection.destroy,
      doing: `connecting to ${endpoint.label}`,
      hint: 'packets are dropped or the server is stuck: look at firewalls, network policies and the server itself',
    });
  } catch (error) {
    connection.destroy();
    throw connection.causeOf(error);
  }
  return connection;
}
async function signIn(client, endpoint) {
  const { username, password, db } = endpoint;
  await client.connect();
  if (password !== void 0) await client.call('AUTH', ...(username ? [username] : []), password);
  if (db !== 0) await client.call('SELECT', db);
}

// probes/redis/endpoint.ts
var ENCODE2 =
  'percent-encode the special characters of the password: / is %2F, # %23, ? %3F, @ %40, + %2B, % %25';
var TLS2 = { redis: false, valkey: false, rediss: true, valkeys: true };
function redisEndpoint(target) {
  const text = (target.redisUrl ?? '').trim();
  if (text.startsWith('/') || text.startsWith('unix:') || text.startsWith('redis+socket:'))
    return socketEndpoint(text);
  const scheme = /^([a-z][a-z0-9+]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  const tls = TLS2[scheme ?? 'redis'];
  if (tls === void 0) {
    throw misconfigured2(
      `the scheme is not known`,
      'use redis://, rediss://, valkey://, valkeys:// or unix:///path',
    );
  }
  const url = parseUrl2(text.replace(/^[a-z][a-z0-9+]*:\/\//i, ''));
  const host = url.hostname.replace(/^\[|\]$/g, '') || 'localhost';
  const port = Number(url.port || 6379);
  return {
    host,
    port,
    path: void 0,
    tls,
    ...credentials(url),
    db: database(url.pathname.slice(1) || url.searchParams.get('db')),
    label: `${host.includes(':') ? `[${host}]` : host}:${port}`,
  };
}
function misconfigured2(message, hint) {
  return new ProbeError({ stage: 'configure', code: 'INVALID_URL', message: `REDIS_URL: ${message}`, hint });
}
function parseUrl2(rest) {
  let url;
  try {
    url = new URL(`redis://${rest}`);
  } catch {
    throw misconfigured2('it is not a valid URL', ENCODE2);
  }
  if (url.hash !== '' || url.pathname.includes('@') || (url.search.includes('@') && !url.password)) {
    throw misconfigured2('the password holds a character that ends it', ENCODE2);
  }
  return url;
}
function socketEndpoint(text) {
  const [file = '', query = ''] = text.replace(/^(unix|redis\+socket):(\/\/)?/, '').split('?');
  const url = new URL(`redis://localhost/?${query}`);
  const path = file.replace(/^[^/]*(?=\/)/, '');
  return {
    host: '',
    port: 0,
    path,
    tls: false,
    ...credentials(url),
    db: database(url.searchParams.get('db')),
    label: path,
  };
}
function credentials(url) {
  const inQuery = /[?&]password=([^&#]*)/.exec(url.search)?.[1];
  const password = unescaped2(url.password) ?? unescaped2(inQuery);
  return { username: unescaped2(url.username) ?? url.searchParams.get('username') ?? void 0, password };
}
function database(text) {
  const db = Number(text || 0);
  if (Number.isInteger(db) && db >= 0) return db;
  throw misconfigured2('the path is not the number of a database', 'end it with /0, or leave the path out');
}
function unescaped2(text) {
  if (!text) return void 0;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// probes/redis/failure.ts
var PASSWORD = 'user or password is wrong: correct REDIS_URL (redis://user:password@host:6379)';
var REPLIES = {
  WRONGPASS: { stage: 'authenticate', hint: PASSWORD },
  NOAUTH: {
    stage: 'authenticate',
    hint: 'the server wants a password: put it into REDIS_URL (redis://:password@host:6379)',
  },
  NOPERM: { stage: 'authenticate', hint: 'the user lacks rights: ACL SETUSER <user> +ping +info' },
  DENIED: {
    stage: 'authenticate',
    hint: 'protected mode: the server has no password and admits loopback only',
  },
  LOADING: { stage: 'query', hint: 'the server reads its data set from disk: wait' },
  MASTERDOWN: { stage: 'query', hint: 'the replica lost its primary: look at the replication link' },
  BUSY: { stage: 'query', hint: 'a script holds the server: SCRIPT KILL, then look at who sent it' },
  MISCONF: { stage: 'query', hint: 'the server cannot write its snapshot: look at its disk' },
};
var TEXTS2 = [
  [
    /max number of clients/i,
    {
      stage: 'connect',
      code: 'MAXCLIENTS',
      hint: 'every connection is taken: close idle clients or raise maxclients',
    },
  ],
  [/invalid password/i, { stage: 'authenticate', code: 'WRONGPASS', hint: PASSWORD }],
  [
    /without any password configured|no password is set/i,
    {
      stage: 'authenticate',
      code: 'NO_PASSWORD_SET',
      hint: 'the server has no password: take it out of REDIS_URL',
    },
  ],
  [
    /DB index|invalid database/i,
    {
      stage: 'configure',
      code: 'DB_INDEX',
      hint: 'the database number of REDIS_URL does not exist on this server',
    },
  ],
  [
    /connection is closed|Socket closed/i,
    {
      stage: 'connect',
      code: 'CLOSED',
      hint: 'the other side closed the connection: a restart, a proxy, or TLS spoken to a port without it',
    },
  ],
  [
    /protocol error|Unexpected reply|Invalid response/i,
    {
      stage: 'query',
      code: 'PROTOCOL',
      hint: 'what listens there does not speak the protocol of Redis: check host and port',
    },
  ],
];
function redisFailure(error) {
  if (error instanceof ProbeError) return error;
  const message = messageOf4(error);
  const reply = /^-?([A-Z]+)\b/.exec(message)?.[1] ?? '';
  if (REPLIES[reply]) return new ProbeError({ ...REPLIES[reply], code: reply, message });
  const system = codeOf(error);
  const known = systemFailure(system);
  if (known) return new ProbeError({ ...known, code: system, message });
  const text = TEXTS2.find(([pattern]) => pattern.test(message))?.[1];
  if (text) return new ProbeError({ ...text, message });
  const code = system || reply || 'UNKNOWN';
  return new ProbeError({ stage: 'query', code, message, hint: 'look at the log of Redis at this moment' });
}
function isRefused(error) {
  return /^-?(NOPERM|ERR unknown command|ERR unsupported command|ERR invalid command)/i.test(
    messageOf4(error),
  );
}
function messageOf4(error) {
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.map(messageOf4).join('; ');
  return error instanceof Error ? error.message || codeOf(error) : String(error);
}

// probes/redis/info.ts
function parseInfo(text) {
  if (typeof text !== 'string') return describe({}, null, ['INFO answered something that is not text']);
  const fields = {};
  const notes = [];
  let keys = null;
  let keyspace = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) keyspace = /^#\s*keyspace/i.test(line);
    const colon = line.indexOf(':');
    if (line.startsWith('#') && keyspace) keys ??= 0;
    if (line.startsWith('#') || colon <= 0) continue;
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (!/^db\d+$/.test(name)) {
      fields[name] = value;
      continue;
    }
    const count = keyCount(value);
    if (count === null) notes.push(`keyspace line of ${name} is broken`);
    else keys = (keys ?? 0) + count;
  }
  return describe(fields, keys, notes);
}
function infoNumber(info, name) {
  const text = info.fields[name];
  if (text === void 0 || text === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
function keyCount(value) {
  const pairs = value.split(',').map((pair) => pair.split('='));
  const keys = pairs.find(([name]) => name === 'keys');
  if (keys?.length !== 2 || !/^\d+$/.test(keys[1] ?? '')) return null;
  return Number(keys[1]);
}
function describe(fields, keys, notes) {
  return {
    fields,
    ...productOf(fields),
    // Valkey 8 has server_mode, all others redis_mode.
    mode: fields['redis_mode'] ?? fields['server_mode'] ?? 'unknown',
    role: fields['role'] ?? 'unknown',
    keys,
    notes,
  };
}
function productOf(fields) {
  const compatible = fields['redis_version'] ?? 'unknown';
  const dragonfly = fields['dragonfly_version'];
  if (dragonfly) return { product: 'Dragonfly', version: dragonfly.replace(/^df-v?/, '') };
  const valkey = fields['valkey_version'];
  if (valkey || fields['server_name'] === 'valkey')
    return { product: 'Valkey', version: valkey ?? compatible };
  const keydb = 'thread_0_clients' in fields || /keydb/i.test(fields['executable'] ?? '');
  return { product: keydb ? 'KeyDB' : 'Redis', version: compatible };
}

// probes/redis/values.ts
function infoValues(info, now, before) {
  const number = (name) => infoNumber(info, name);
  const used = number('used_memory');
  const connected = number('connected_clients');
  return [
    hitRate(now, before),
    counted('memory.usedBytes', used),
    ...memoryValues(used, number('maxmemory')),
    counted('evictedKeys', number('evicted_keys')),
    counted('clients.connected', connected === null ? null : Math.max(0, connected - 1)),
    counted('rejectedConnections', number('rejected_connections')),
    counted('keys.total', info.keys, info.notes[0]),
    counted('fragmentation.ratio', number('mem_fragmentation_ratio')),
  ];
}
function hiddenValues(note) {
  return Object.keys(HEADS3).map((id) => ({ ...headOf(id), value: null, note }));
}
function lookupsOf(info, atMs) {
  const hits = infoNumber(info, 'keyspace_hits');
  const misses = infoNumber(info, 'keyspace_misses');
  return hits === null || misses === null ? void 0 : { hits, misses, atMs };
}
function hitRate(now, before) {
  const head = headOf('hitRate.percent');
  if (!now) return { ...head, value: null, note: NOT_IN_INFO };
  const window = before && now.hits >= before.hits && now.misses >= before.misses ? before : void 0;
  const hits = now.hits - (window?.hits ?? 0);
  const lookups = hits + now.misses - (window?.misses ?? 0);
  const span = window
    ? `in the last ${((now.atMs - window.atMs) / 1e3).toFixed(1)} s`
    : 'since the server started';
  if (lookups === 0) return { ...head, value: null, note: `no lookups ${span}` };
  return { ...head, value: (hits / lookups) * 100, note: span };
}
function memoryValues(used, max) {
  const maxHead = headOf('memory.maxBytes');
  const shareHead = headOf('memory.usedPercent');
  if (max === null || max <= 0) {
    const note = max === null ? NOT_IN_INFO : 'no maxmemory set: CONFIG SET maxmemory, and in redis.conf';
    return [maxHead, shareHead].map((head) => ({ ...head, value: null, note }));
  }
  const share = used === null ? { value: null, note: NOT_IN_INFO } : { value: (used / max) * 100 };
  return [
    { ...maxHead, value: max },
    { ...shareHead, ...share },
  ];
}
function counted(id, value, note) {
  if (value === null) return { ...headOf(id), value, note: note ?? NOT_IN_INFO };
  return note ? { ...headOf(id), value, note } : { ...headOf(id), value };
}
var NOT_IN_INFO = 'this server does not say it in INFO';
function headOf(id) {
  const [title, unit] = HEADS3[id];
  return { id, title, unit };
}
var HEADS3 = {
  'hitRate.percent': ['Hit rate', '%'],
  'memory.usedBytes': ['Memory in use', 'bytes'],
  'memory.maxBytes': ['maxmemory', 'bytes'],
  'memory.usedPercent': ['Memory against maxmemory', '%'],
  evictedKeys: ['Keys evicted since start', 'count'],
  'clients.connected': ['Clients', 'count'],
  rejectedConnections: ['Connections rejected since start', 'count'],
  'keys.total': ['Keys', 'count'],
  'fragmentation.ratio': ['Memory fragmentation', 'ratio'],
};

// probes/redis.ts
var redisProbe = (target) => new RedisSession(redisEndpoint(target));
var RedisSession = class {
  #endpoint;
  #connection;
  #before;
  constructor(endpoint) {
    this.#endpoint = endpoint;
  }
  async sample(signal) {
    if (this.#connection && !this.#connection.alive()) this.#drop();
    try {
      this.#connection ??= await connectRedis(this.#endpoint, signal);
      const connection = this.#connection;
      return await untilAborted(this.#look(connection), {
        signal,
        stop: connection.destroy,
        doing: `asking ${this.#endpoint.label}`,
        hint: 'connected, but the server is stuck: look for slow commands (SLOWLOG GET), swapping and a busy script',
      });
    } catch (error) {
      const cause = this.#connection?.causeOf(error) ?? error;
      this.#drop();
      throw redisFailure(cause);
    }
  }
  async close() {
    this.#drop();
  }
  #drop() {
    this.#connection?.destroy();
    this.#connection = void 0;
    this.#before = void 0;
  }
  async #look({ client }) {
    const startedMs = performance.now();
    await client.ping();
    const pingMs = performance.now() - startedMs;
    const ping = { id: 'ping.ms', title: 'Round trip of PING', value: pingMs, unit: 'ms' };
    const server = { server: this.#endpoint.label };
    try {
      const info = parseInfo(await client.call('INFO'));
      const now = lookupsOf(info, performance.now());
      const values = infoValues(info, now, this.#before);
      this.#before = now;
      return { values: [ping, ...values], info: { ...infoFacts(info), ...server } };
    } catch (error) {
      if (!isRefused(error)) throw error;
      const values = hiddenValues('INFO is not permitted: ACL SETUSER <user> +info');
      return { values: [ping, ...values], info: { product: 'unknown', version: 'unknown', ...server } };
    }
  }
};
function infoFacts(info) {
  const { product, version, mode, role, fields } = info;
  const policy = fields['maxmemory_policy'];
  const link = fields['master_link_status'];
  return {
    product,
    version,
    mode,
    role,
    ...(policy ? { policy } : {}),
    ...(link ? { replication: `link to the primary is ${link}` } : {}),
    ...(info.notes.length > 0 ? { notes: info.notes.join('; ') } : {}),
  };
}

// probes/index.ts
var PROBES = {
  http: httpProbe,
  chain: chainProbe,
  postgres: postgresProbe,
  redis: redisProbe,
};

// src/package.ts
import { existsSync, readFileSync as readFileSync2 } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

var PACKAGE_ROOT = findRoot(dirname(fileURLToPath(import.meta.url)));
var VERSION = JSON.parse(readFileSync2(join(PACKAGE_ROOT, 'package.json'), 'utf8')).version;
function findRoot(from) {
  if (existsSync(join(from, 'package.json')) && existsSync(join(from, 'thresholds.ts'))) return from;
  const above = dirname(from);
  if (above === from) throw new Error('the package of the harness is incomplete: package.json is missing');
  return findRoot(above);
}

// src/plan/suggest.ts
function suggest(wrong, known) {
  const ranked = known.map((name) => ({ name, distance: distance(wrong.toLowerCase(), name.toLowerCase()) }));
  const [best] = ranked.sort((a, b) => a.distance - b.distance);
  return best !== void 0 && best.distance <= 2 ? best.name : void 0;
}
function distance(a, b) {
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}

// src/plan/find-scenario.ts
import { existsSync as existsSync2, readdirSync } from 'node:fs';
import { join as join2 } from 'node:path';

var NOT_SCENARIOS = ['profiles.ts'];
function scenarioNames() {
  return readdirSync(join2(PACKAGE_ROOT, 'scenarios'))
    .filter((file) => file.endsWith('.ts') && !NOT_SCENARIOS.includes(file))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}
function findScenario(given, cwd) {
  const isPath = /[/\\]|\.[cm]?[jt]s$/.test(given);
  if (isPath || existsSync2(join2(cwd, given))) return given;
  const names = scenarioNames();
  if (names.includes(given)) return join2(PACKAGE_ROOT, 'scenarios', `${given}.ts`);
  const near = suggest(given, names);
  throw new HarnessError(`no scenario "${given}"${near === void 0 ? '' : `; did you mean "${near}"?`}`, {
    code: 'ERR_PLAN_NO_SCENARIO',
    exit: 'usage',
    hint: `Scenarios: ${names.join(', ')}. A script of your own is given by its path, e.g. ./${given}.js`,
  });
}

export {
  codeOf,
  findScenario,
  maskValues,
  PACKAGE_ROOT,
  PROBES,
  ProbeError,
  redactError,
  redactText,
  scenarioNames,
  suggest,
  systemFailure,
  VERSION,
};
//# sourceMappingURL=chunk-OEZMWNQM.js.map
