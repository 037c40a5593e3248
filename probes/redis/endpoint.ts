import { dsnPart, hostLabel, misconfigured, parseDsn } from '../dsn.ts';
import type { ProbeTarget } from '../probe.ts';

/** Where and as whom to connect. */
export interface RedisEndpoint {
  host: string;
  port: number;
  /** Of a socket; taken instead of host and port. */
  path: string | undefined;
  tls: boolean;
  username: string | undefined;
  password: string | undefined;
  db: number;
  /** Which of a sentinel's primaries is meant; the only one where none is named. */
  primary: string | undefined;
  /** Addresses as cluster and sentinel say them -> as they are reached from here. */
  natMap: ReadonlyMap<string, string>;
  /** `host:port` or the path, for people. */
  label: string;
}

const SOURCE = { variable: 'REDIS_URL', encoded: '/ is %2F, # %23, ? %3F, @ %40, + %2B, % %25' };
const TLS: Record<string, boolean> = { redis: false, valkey: false, rediss: true, valkeys: true };

/** The endpoint of `redisUrl`: redis, rediss, valkey, valkeys, `unix:///path`, or `host:port`. */
export function redisEndpoint(target: ProbeTarget): RedisEndpoint {
  const text = (target.redisUrl ?? '').trim();
  if (text.startsWith('/') || text.startsWith('unix:') || text.startsWith('redis+socket:'))
    return socketEndpoint(text);
  const scheme = /^([a-z][a-z0-9+]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  const tls = TLS[scheme ?? 'redis'];
  if (tls === undefined) {
    throw misconfigured(
      SOURCE,
      `the scheme is not known`,
      'use redis://, rediss://, valkey://, valkeys:// or unix:///path',
    );
  }
  const url = parseDsn(text.replace(/^[a-z][a-z0-9+]*:\/\//i, ''), SOURCE);
  const host = url.hostname.replace(/^\[|\]$/g, '') || 'localhost';
  const port = Number(url.port || 6379);
  return {
    host,
    port,
    path: undefined,
    tls,
    ...credentials(url),
    db: database(url.pathname.slice(1) || url.searchParams.get('db')),
    primary: url.searchParams.get('master') ?? url.searchParams.get('primary') ?? undefined,
    natMap: natMap(url.searchParams.get('natMap')),
    label: hostLabel(host, port),
  };
}

function socketEndpoint(text: string): RedisEndpoint {
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
    primary: undefined,
    natMap: new Map(),
    label: path,
  };
}

/** `10.0.0.7:6379=127.0.0.1:7000,10.0.0.8:6379=127.0.0.1:7001` */
function natMap(text: string | null): ReadonlyMap<string, string> {
  const pairs = (text ?? '')
    .split(',')
    .filter((pair) => pair !== '')
    .map((pair) => pair.split('='));
  if (pairs.some((pair) => pair.length !== 2 || !pair.every((address) => /.:\d+$/.test(address)))) {
    throw misconfigured(
      SOURCE,
      'natMap is not a list of addresses',
      'write natMap=10.0.0.7:6379=127.0.0.1:7000,...',
    );
  }
  return new Map(pairs as [string, string][]);
}

/** The endpoint of another node of the same system, as cluster or sentinel names it, with the same credentials. */
export function nodeEndpoint(endpoint: RedisEndpoint, named: string): RedisEndpoint {
  const address = endpoint.natMap.get(named) ?? named;
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  const port = Number(address.slice(colon + 1));
  const label = address === named ? hostLabel(host, port) : `${hostLabel(host, port)} (for ${named})`;
  return { ...endpoint, host, port, path: undefined, db: 0, label };
}

function credentials(url: URL): { username: string | undefined; password: string | undefined } {
  // URLSearchParams reads `+` as a blank; base64 keys are full of them and no password needs that reading.
  const inQuery = /[?&]password=([^&#]*)/.exec(url.search)?.[1];
  const password = dsnPart(url.password) ?? dsnPart(inQuery);
  return { username: dsnPart(url.username) ?? url.searchParams.get('username') ?? undefined, password };
}

function database(text: string | null): number {
  const db = Number(text || 0);
  if (Number.isInteger(db) && db >= 0) return db;
  throw misconfigured(
    SOURCE,
    'the path is not the number of a database',
    'end it with /0, or leave the path out',
  );
}
