import type { TimePrecision } from 'influx';
import { parseDurationMs } from '../duration.ts';
import { HarnessError } from '../errors.ts';
import type { InfluxAddress } from '../influx/influx-address.ts';
import { suggest } from '../plan/suggest.ts';

/** Where an InfluxDB is and how points are written to it. */
export interface InfluxSettings {
  protocol: 'http' | 'https';
  host: string;
  port: number;
  /** In front of `/write`, behind a proxy; '' without one. */
  path: string;
  database: string;
  username: string;
  password: string;
  /** False: any certificate will do. */
  verifyCertificate: boolean;
  precision: TimePrecision;
  /** '' is the database's default. */
  retention: string;
  /** Tags that become fields: `url`, or `vu:int` with a type. */
  tagsAsFields: readonly string[];
  pushIntervalMs: number;
  concurrentWrites: number;
}

/** k6's setting names, with its variables and its defaults. */
const SETTINGS: Readonly<Record<string, { variable: string; otherwise: string }>> = {
  addr: { variable: 'K6_INFLUXDB_ADDR', otherwise: 'http://localhost:8086' },
  db: { variable: 'K6_INFLUXDB_DB', otherwise: 'k6' },
  username: { variable: 'K6_INFLUXDB_USERNAME', otherwise: '' },
  password: { variable: 'K6_INFLUXDB_PASSWORD', otherwise: '' },
  insecure: { variable: 'K6_INFLUXDB_INSECURE', otherwise: 'false' },
  payload_size: { variable: 'K6_INFLUXDB_PAYLOAD_SIZE', otherwise: '' },
  precision: { variable: 'K6_INFLUXDB_PRECISION', otherwise: 'ns' },
  retention: { variable: 'K6_INFLUXDB_RETENTION', otherwise: '' },
  consistency: { variable: 'K6_INFLUXDB_CONSISTENCY', otherwise: '' },
  tagsAsFields: { variable: 'K6_INFLUXDB_TAGS_AS_FIELDS', otherwise: 'vu:int,iter:int,url' },
  pushInterval: { variable: 'K6_INFLUXDB_PUSH_INTERVAL', otherwise: '1s' },
  concurrentWrites: { variable: 'K6_INFLUXDB_CONCURRENT_WRITES', otherwise: '4' },
};

/** Settings that a URL's query may have. */
const IN_QUERY = Object.keys(SETTINGS).filter(
  (name) => !['addr', 'db', 'username', 'password'].includes(name),
);

const PRECISIONS: Readonly<Record<string, TimePrecision>> = {
  ...{ ns: 'n', n: 'n', u: 'u', us: 'u', µs: 'u', ms: 'ms', s: 's', m: 'm', h: 'h' },
};

/**
 * Reads where to write: k6's defaults, then its configuration file (`collectors.influxdb`), then `K6_INFLUXDB_*`, then
 * the URL `http://[user:password@]host[:port][/prefix]/database[?setting=value]`. Throws HarnessError (usage).
 */
export function influxSettings(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  file: Readonly<Record<string, unknown>> = {},
): InfluxSettings {
  const read: Record<string, string> = {};
  for (const [name, { variable, otherwise }] of Object.entries(SETTINGS)) {
    const inFile = file[name];
    const known = typeof inFile === 'string' || typeof inFile === 'number' || typeof inFile === 'boolean';
    read[name] = env[variable] || (known ? String(inFile) : otherwise);
  }
  const address = parsedUrl(url || (read['addr'] as string));
  for (const [name, value] of address.searchParams) {
    if (!IN_QUERY.includes(name)) throw unknownSetting(name);
    read[name] = value;
  }
  const parts = address.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  const database = url === '' ? read['db'] : (parts.pop() ?? read['db']);
  const { username = '', password = '' } = read;
  return {
    protocol: address.protocol === 'https:' ? 'https' : 'http',
    host: address.hostname.replace(/^\[|\]$/g, ''),
    port: Number(address.port) || (address.protocol === 'https:' ? 443 : address.port === '' ? 8086 : 80),
    path: parts.length === 0 ? '' : `/${parts.join('/')}`,
    database: database as string,
    username: decodeURIComponent(address.username) || username,
    password: decodeURIComponent(address.password) || password,
    verifyCertificate: read['insecure'] !== 'true',
    precision: chosen(PRECISIONS, 'precision', read['precision'] as string),
    retention: read['retention'] as string,
    tagsAsFields: (read['tagsAsFields'] as string).split(',').filter(Boolean),
    pushIntervalMs: positive('pushInterval', read['pushInterval'], parseDurationMs),
    concurrentWrites: positive('concurrentWrites', read['concurrentWrites'], Number),
  };
}

/** Where they say that the points go. */
export function addressOf(settings: InfluxSettings): InfluxAddress {
  const { protocol, host, port, path, database, username, password, verifyCertificate } = settings;
  const user = username === '' ? undefined : username;
  return {
    ...{ protocol, host, port, database, verifyCertificate, username: user },
    password: user === undefined || password === '' ? undefined : password,
    ...(path === '' ? {} : { path }),
  };
}

function parsedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  const udp = url?.protocol === 'udp:';
  throw new HarnessError(udp ? 'InfluxDB is not written to over UDP' : 'the address of InfluxDB is no URL', {
    code: 'ERR_OUTPUT_INFLUX',
    exit: 'usage',
    hint: 'Write influxdb=http://user:password@host:8086/database; K6_INFLUXDB_USERNAME and _PASSWORD keep secrets out of it.',
  });
}

function unknownSetting(name: string): HarnessError {
  const near = suggest(name, IN_QUERY);
  return new HarnessError(
    `InfluxDB has no setting "${name}"${near === undefined ? '' : `; did you mean "${near}"?`}`,
    {
      code: 'ERR_OUTPUT_SETTING',
      exit: 'usage',
      hint: `Settings in the URL: ${IN_QUERY.join(', ')}.`,
    },
  );
}

function chosen<T>(values: Readonly<Record<string, T>>, name: string, given: string): T {
  const value = Object.hasOwn(values, given) ? values[given] : undefined;
  if (value !== undefined) return value;
  throw wrongValue(name, given, Object.keys(values).join(', '));
}

function positive(name: string, given = '', parse: (text: string) => number | undefined): number {
  const value = parse(given);
  if (value !== undefined && value > 0) return value;
  throw wrongValue(name, given, 'more than 0');
}

const wrongValue = (name: string, given: string, hint: string): HarnessError =>
  new HarnessError(`InfluxDB's ${name} cannot be "${given}"`, {
    code: 'ERR_OUTPUT_SETTING',
    exit: 'usage',
    hint: `It can be ${hint}.`,
  });
