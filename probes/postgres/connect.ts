import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type pg from 'pg';
import { ProbeError } from '../probe.ts';
import { untilAborted } from '../until-aborted.ts';
import type { PostgresEndpoint } from './endpoint.ts';
import { postgresFailure, sqlState } from './failure.ts';

/** How the probe's sessions are found, and left out of counts, in pg_stat_activity. */
export const APPLICATION_NAME = 'r3mes-harness-probe';

/** A connection that is ready for queries. */
export interface PostgresConnection {
  client: pg.Client;
  /** From the start of the dial to ready for query, of the attempt that succeeded. */
  connectMs: number;
  encrypted: boolean;
  /** True when a startup parameter was refused: only poolers do that. */
  pooler: boolean;
  /** False once the server or the network ended it. */
  alive(): boolean;
  /** Ends it at once, without a word to the server. */
  destroy(): void;
}

interface Attempt {
  tls: boolean;
  applicationName: string | undefined;
}

/** The driver, loaded by who looks only: every run and every command would pay for it. */
export const loadPostgres = () => import('pg');

/** Connects as libpq would: TLS by the mode, plain where `prefer` meets a server without it. */
export async function connectPostgres(
  endpoint: PostgresEndpoint,
  signal: AbortSignal,
): Promise<PostgresConnection> {
  const attempt: Attempt = { tls: endpoint.tls !== 'disable', applicationName: APPLICATION_NAME };
  for (;;) {
    try {
      return await tryConnect(endpoint, attempt, signal);
    } catch (error) {
      if (endpoint.tls === 'prefer' && attempt.tls && refusesTls(error)) attempt.tls = false;
      else if (sqlState(error) === '08P01' && attempt.applicationName) attempt.applicationName = undefined;
      else throw error instanceof ProbeError ? error : postgresFailure(error, 'connect');
    }
  }
}

async function tryConnect(
  endpoint: PostgresEndpoint,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<PostgresConnection> {
  const { host, port, user, password, database } = endpoint;
  const { default: driver } = await loadPostgres();
  const socket = new Socket();
  const client = new driver.Client({
    host,
    port,
    user,
    password,
    database: database ?? user,
    ssl: attempt.tls ? tlsOptions(endpoint) : false,
    application_name: attempt.applicationName,
    stream: () => socket,
  });
  withoutOptions(client);
  let alive = true;
  // Without a listener an idle client's error would end the process.
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
  const pooler = attempt.applicationName === undefined;
  return { client, connectMs, encrypted: attempt.tls, pooler, alive: () => alive, destroy };
}

/** Keeps PGOPTIONS, which pg reads from the process by itself, out of the startup packet: poolers refuse it. */
function withoutOptions(client: pg.Client): void {
  const { connectionParameters } = client as unknown as { connectionParameters: { options?: string } };
  connectionParameters.options = '';
}

function refusesTls(error: unknown): boolean {
  return error instanceof Error && /SSL connection/.test(error.message) && sqlState(error) === undefined;
}

function tlsOptions(endpoint: PostgresEndpoint): ConnectionOptions {
  const { tls, ca, cert, key } = endpoint;
  return {
    rejectUnauthorized: tls === 'verify-ca' || tls === 'verify-full',
    ...(tls === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
    ...(ca ? { ca: pem(ca) } : {}),
    ...(cert ? { cert: pem(cert) } : {}),
    ...(key ? { key: pem(key) } : {}),
  };
}

function pem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ProbeError({
      stage: 'configure',
      code: (error as NodeJS.ErrnoException).code ?? 'EREAD',
      message: `the certificate file ${path} cannot be read`,
      hint: 'correct sslrootcert, sslcert and sslkey in DATABASE_URL',
    });
  }
}
