import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './listen.ts';

const BIN = '/usr/lib/postgresql/15/bin';
export const PASSWORD = 'p@ss/w#rd?';

/** '' where Debian's PostgreSQL 15 and PgBouncer are installed, else the reason to print beside skipped tests. */
export function whyNoDebianPostgres(): string {
  const missing = [`${BIN}/initdb`, '/usr/sbin/pgbouncer'].filter((file) => !existsSync(file));
  return missing.length === 0
    ? ''
    : `(skipped: no ${missing.join(', ')}: apt-get install postgresql-15 pgbouncer)`;
}

/** A PostgreSQL 15 of its own with TLS, a socket, both address families, and what stands beside it. */
export class DebianPostgres {
  readonly folder: string;
  readonly port: number;
  readonly #children: ChildProcess[] = [];
  readonly #runAs: { uid?: number; gid?: number };

  private constructor(folder: string, port: number, runAs: { uid?: number; gid?: number }) {
    this.folder = folder;
    this.port = port;
    this.#runAs = runAs;
  }

  static async start(): Promise<DebianPostgres> {
    // Not under a folder that only root may enter: the server runs as another user.
    const folder = mkdtempSync('/tmp/pg15-');
    const runAs: { uid?: number; gid?: number } = userInfo().uid === 0 ? userOf('postgres') : {};
    if (runAs.uid !== undefined) chownSync(folder, runAs.uid, runAs.gid as number);
    const server = new DebianPostgres(folder, await freePort(), runAs);
    server.#certificate();
    writeFileSync(join(folder, 'password'), PASSWORD, { mode: 0o644 });
    const login = ['--username=boss', `--pwfile=${join(folder, 'password')}`, '--auth=scram-sha-256'];
    server.#run(`${BIN}/initdb`, [
      '-D',
      join(folder, 'data'),
      '--no-sync',
      '--locale=C',
      '--encoding=UTF8',
      ...login,
    ]);
    await server.#serve('data', server.port, [
      'shared_preload_libraries=pg_stat_statements',
      'ssl=on',
      'wal_level=replica',
    ]);
    return server;
  }

  /** Of the superuser, by TCP. */
  url(database = 'postgres', query = ''): string {
    return `postgresql://boss:${encodeURIComponent(PASSWORD)}@127.0.0.1:${this.port}/${database}${query}`;
  }

  async query(sql: string, database = 'postgres'): Promise<Record<string, unknown>[]> {
    const client = new pg.Client(this.url(database));
    await client.connect();
    try {
      return (await client.query(sql)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  }

  /** A streaming replica without pg_stat_statements in memory; resolves to its port. */
  async replica(): Promise<number> {
    const port = await freePort();
    const from = `host=127.0.0.1 port=${this.port} user=boss password='${PASSWORD}'`;
    this.#run(`${BIN}/pg_basebackup`, [
      '-D',
      join(this.folder, 'replica'),
      '-R',
      '-X',
      'stream',
      '--checkpoint=fast',
      '-d',
      from,
    ]);
    await this.#serve('replica', port, ['shared_preload_libraries=', 'ssl=on', 'hot_standby=on']);
    return port;
  }

  /** A PgBouncer in transaction mode with one server a pool; resolves to its port. */
  async pgbouncer(): Promise<number> {
    const port = await freePort();
    const config = join(this.folder, 'pgbouncer.ini');
    const users = join(this.folder, 'users.txt');
    writeFileSync(users, `"boss" "${PASSWORD}"\n`);
    writeFileSync(
      config,
      `[databases]
* = host=127.0.0.1 port=${this.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${users}
admin_users = boss
pool_mode = transaction
default_pool_size = 1
`,
    );
    for (const file of [config, users]) this.#own(file);
    this.#children.push(
      spawn('/usr/sbin/pgbouncer', [config], { ...this.#runAs, cwd: '/', stdio: 'ignore' }),
    );
    await answering(`postgresql://boss:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`);
    return port;
  }

  async stop(): Promise<void> {
    for (const child of this.#children.splice(0).reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGQUIT');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #serve(data: string, port: number, settings: readonly string[]): Promise<void> {
    const sockets = join(this.folder, 'sockets');
    if (!existsSync(sockets)) mkdirSync(sockets);
    this.#own(sockets);
    const all = [
      ...settings,
      'fsync=off',
      'listen_addresses=127.0.0.1,::1',
      `unix_socket_directories=${sockets}`,
      `ssl_cert_file=${join(this.folder, 'server.crt')}`,
      `ssl_key_file=${join(this.folder, 'server.key')}`,
    ].flatMap((setting) => ['-c', setting]);
    const flags = ['-D', join(this.folder, data), '-p', String(port), ...all];
    this.#children.push(spawn(`${BIN}/postgres`, flags, { ...this.#runAs, cwd: '/', stdio: 'ignore' }));
    await answering(this.url().replace(`:${this.port}/`, `:${port}/`));
  }

  /** For `localhost` and nothing else. */
  #certificate(): void {
    const [key, certificate] = [join(this.folder, 'server.key'), join(this.folder, 'server.crt')];
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const flags = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names];
    execFileSync('openssl', [...flags, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    chmodSync(key, 0o600);
    for (const file of [key, certificate]) this.#own(file);
  }

  #own(path: string): void {
    if (this.#runAs.uid !== undefined) chownSync(path, this.#runAs.uid, this.#runAs.gid as number);
  }

  #run(program: string, args: readonly string[]): void {
    execFileSync(program, args, { ...this.#runAs, cwd: '/', stdio: 'pipe' });
  }
}

function userOf(name: string): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8').match(new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm'));
  return { uid: Number(line?.[1]), gid: Number(line?.[2]) };
}

async function answering(url: string): Promise<void> {
  for (let turn = 0; turn < 600; turn++) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((later) => setTimeout(later, 50));
    }
  }
  throw new Error('the server did not answer within 30 s');
}
