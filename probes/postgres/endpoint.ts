import { dsnPart, hostLabel, misconfigured, parseDsn } from '../dsn.ts';
import type { ProbeTarget } from '../probe.ts';

/** libpq's names, with its meaning: only the `verify` modes look at the certificate. */
export type TlsMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

/** Where and as whom to connect. */
export interface PostgresEndpoint {
  /** Name, address, or the directory of a socket (starts with `/`). */
  host: string;
  port: number;
  /** Undefined: the operating system's user, as libpq does. */
  user: string | undefined;
  password: string | undefined;
  database: string | undefined;
  tls: TlsMode;
  /** Paths of PEM files. */
  ca: string | undefined;
  cert: string | undefined;
  key: string | undefined;
  /** `host:port`, for people. */
  label: string;
}

const MODES: Record<string, TlsMode> = {
  disable: 'disable',
  false: 'disable',
  '0': 'disable',
  allow: 'prefer',
  prefer: 'prefer',
  require: 'require',
  'no-verify': 'require',
  true: 'require',
  '1': 'require',
  'verify-ca': 'verify-ca',
  'verify-full': 'verify-full',
};
const SOURCE = { variable: 'DATABASE_URL', encoded: '/ is %2F, # %23, ? %3F, @ %40, : %3A, % %25' };

/** The endpoint of `databaseUrl` (any `postgres...://` form), with the PG* variables for what it leaves out. */
export function postgresEndpoint(target: ProbeTarget): PostgresEndpoint {
  const env = target.pgEnv ?? {};
  const url = target.databaseUrl ? parseUrl(target.databaseUrl) : undefined;
  const query = (name: string) => url?.searchParams.get(name) || undefined;
  const host = hostOf(url) ?? query('host') ?? env['PGHOST'] ?? 'localhost';
  const port = Number(url?.port || query('port') || env['PGPORT'] || 5432);
  if (host.includes(','))
    throw misconfigured(SOURCE, 'the address names several hosts', 'give the one host to probe');
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw misconfigured(
      SOURCE,
      'the port is not a number from 1 to 65535',
      'correct the port in DATABASE_URL or PGPORT',
    );
  }
  const rootCert = query('sslrootcert') ?? env['PGSSLROOTCERT'];
  return {
    host,
    port,
    user: dsnPart(url?.username) ?? query('user') ?? env['PGUSER'],
    password: dsnPart(url?.password) ?? query('password') ?? env['PGPASSWORD'],
    database: dsnPart(url?.pathname.slice(1)) ?? query('dbname') ?? env['PGDATABASE'],
    tls: tlsMode(query('sslmode') ?? query('ssl') ?? env['PGSSLMODE'], host, rootCert),
    ca: rootCert === 'system' ? undefined : rootCert,
    cert: query('sslcert') ?? env['PGSSLCERT'],
    key: query('sslkey') ?? env['PGSSLKEY'],
    label: host.startsWith('/') ? `${host}/.s.PGSQL.${port}` : hostLabel(host, port),
  };
}

function parseUrl(text: string): URL {
  const scheme = /^postgres(?:ql)?(?:\+[a-z0-9]+)?:\/\//i;
  if (!scheme.test(text)) {
    throw misconfigured(
      SOURCE,
      'it does not start with postgres://',
      'use postgresql://user:password@host:5432/database',
    );
  }
  const rest = text.trim().replace(scheme, '');
  if (/^[^/?#]*,/.test(rest.slice(rest.lastIndexOf('@') + 1))) {
    throw misconfigured(SOURCE, 'the address names several hosts', 'give the one host to probe');
  }
  return parseDsn(rest, SOURCE);
}

function hostOf(url: URL | undefined): string | undefined {
  if (!url?.hostname) return undefined;
  return dsnPart(url.hostname)?.replace(/^\[|\]$/g, '');
}

function tlsMode(text: string | undefined, host: string, rootCert: string | undefined): TlsMode {
  if (host.startsWith('/')) return 'disable';
  const mode = MODES[(text ?? 'prefer').toLowerCase()];
  if (!mode)
    throw misconfigured(
      SOURCE,
      'sslmode is unknown',
      `use one of disable, prefer, require, verify-ca, verify-full`,
    );
  return mode === 'require' && rootCert ? 'verify-ca' : mode; // as libpq
}
