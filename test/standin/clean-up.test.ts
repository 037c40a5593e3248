import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import type { StandinUrls } from '../../standin/standin.ts';
import { eventually } from './eventually.ts';

const children: ChildProcess[] = [];
const homes: string[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
});

/** A stand-in with a temporary directory of its own, by which its processes are found. */
function spawnStandin(): { child: ChildProcess; home: string; urls: Promise<StandinUrls> } {
  const home = mkdtempSync(join(tmpdir(), 'standin-home-'));
  // PostgreSQL runs as another user, who must reach its data.
  const child = spawn(
    'sh',
    [
      '-c',
      `chmod 755 ${home}; exec "$0" "$@"`,
      process.execPath,
      resolve('build/out/cli.js'),
      'standin',
      '--unlisted',
    ],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: home },
    },
  );
  children.push(child);
  homes.push(home);
  const urls = new Promise<StandinUrls>((ready) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const [, json] = /^standin ready (.*)$/.exec(line) ?? [];
      if (json !== undefined) ready(JSON.parse(json) as StandinUrls);
    });
  });
  return { child, home, urls };
}

/** Command lines of processes that name the directory, but for the stand-in's own. */
function processesOf(home: string, ownPid: number | undefined): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== ownPid)
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return []; // it ended meanwhile
      }
    })
    .filter((line) => line.includes(home));
}

function refused(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', () => resolve(true));
  });
}

async function expectNothingLeft(home: string): Promise<void> {
  await eventually(() => processesOf(home, undefined).length === 0 && readdirSync(home).length === 0);
}

describe.runIf(existsSync('/proc/self/cmdline'))('a stand-in leaves no process and no directory', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)('after %s', async (signal) => {
    const { child, home, urls } = spawnStandin();
    const { redis } = await urls;
    const running = processesOf(home, child.pid).join('\n');
    expect(running).toMatch(/postgres -D/);
    expect(running).toMatch(/standin-leash/);
    if (redis !== null) expect(await refused(redis)).toBe(false);
    child.kill(signal);
    await expectNothingLeft(home);
    // Redis takes the directory out of its command line.
    if (redis !== null) await eventually(() => refused(redis));
  });

  it('after the process that started it is gone', async () => {
    const { child, home, urls } = spawnStandin();
    await urls;
    child.stdin?.end();
    await expectNothingLeft(home);
    await eventually(() => child.exitCode === 0);
  });

  it('after SIGKILL while its PostgreSQL is stopped', async () => {
    const { child, home, urls } = spawnStandin();
    await fetch(`${(await urls).control}/postgres/stopped`, { method: 'PUT' });
    child.kill('SIGKILL');
    await expectNothingLeft(home);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('after %s while it starts', async (signal) => {
    const { child, home } = spawnStandin();
    await eventually(() => processesOf(home, child.pid).some((line) => line.includes('initdb')));
    child.kill(signal);
    await expectNothingLeft(home);
  });
});
