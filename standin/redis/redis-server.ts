import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../free-port.ts';
import { ended, type Leash } from '../leash.ts';

const PROGRAMS = ['redis-server', 'valkey-server'] as const;
/** What R3MES's compose files give its Redis. */
const MEMORY = ['--maxmemory', '512mb', '--maxmemory-policy', 'allkeys-lru'];
const run = promisify(execFile);

/** A Redis or Valkey of our own, without persistence. */
export interface RedisServer {
  readonly url: string;
  readonly pid: number;
  close(): Promise<void>;
}

export interface RedisPlace {
  directory: string;
  /** Holds what is started. */
  guard: Leash;
  /** One line for the user: an installation takes seconds, and doing without is worth a word. */
  notice(text: string): void;
}

/** Starts what is on PATH, else what apt-get can install when root on Debian; null when there is none to be had. */
export async function createRedis(place: RedisPlace): Promise<RedisServer | null> {
  const program = (await findProgram()) ?? (await install(place.notice));
  if (program === null) return null;
  const port = await freePort();
  const directory = join(place.directory, 'redis');
  mkdirSync(directory, { recursive: true });
  const network = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory];
  const server = spawn(program, [...network, '--save', '', '--appendonly', 'no', ...MEMORY], {
    stdio: 'ignore',
    detached: true,
    cwd: '/',
  });
  place.guard.hold(server, 'KILL');
  if (!(await answering(server, port))) {
    server.kill('SIGKILL');
    place.notice(`${program} did not start: the stand-in runs without Redis`);
    return null;
  }
  const pid = server.pid ?? 0;
  return {
    url: `redis://127.0.0.1:${port}/0`,
    pid,
    async close() {
      server.kill('SIGKILL'); // nothing to save
      await ended(server);
    },
  };
}

async function findProgram(): Promise<string | null> {
  for (const program of PROGRAMS) {
    try {
      await run(program, ['--version']);
      return program;
    } catch {}
  }
  return null;
}

async function install(notice: (text: string) => void): Promise<string | null> {
  if (userInfo().uid !== 0 || !existsSync('/usr/bin/apt-get')) {
    notice('no redis-server or valkey-server on PATH: the stand-in runs without Redis');
    return null;
  }
  notice('installing redis-server with apt-get (once) ...');
  const apt = (...words: string[]) =>
    run('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...words], { timeout: 120_000 });
  // RUNLEVEL=1 keeps the package from starting a server of its own on port 6379.
  const packages = ['install', '-y', '--no-install-recommends', 'redis-server'];
  try {
    await apt('update');
    await run('env', ['RUNLEVEL=1', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...packages], {
      timeout: 180_000,
    });
  } catch {
    notice('apt-get could not install redis-server: the stand-in runs without Redis');
    return null;
  }
  return findProgram();
}

async function answering(server: ChildProcess, port: number): Promise<boolean> {
  let failed = false;
  server.once('error', () => {
    failed = true;
  });
  for (const deadline = Date.now() + 5000; Date.now() < deadline; ) {
    if (failed || server.exitCode !== null) return false;
    if (await pings(port)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

function pings(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(500, () => socket.destroy());
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
