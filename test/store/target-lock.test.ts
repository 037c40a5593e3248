import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pruneRuns } from '../../src/store/prune-runs.ts';
import { lockPath, lockTarget } from '../../src/store/target-lock.ts';
import { folder, harness, PASSING } from '../helpers/harness.ts';
import { listen } from '../helpers/listen.ts';
import { passingRun } from '../helpers/runs.ts';

const server = createServer((_request, response) => void response.end('{}'));
let url = '';

beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(server)}`;
});
afterAll(() => void server.close());

const request = (pid: number) => ({ apiUrl: url, pid, what: 'api', nowMs: 0 });
const lives = process.pid;

describe('the lock of a target', () => {
  it('is one for all names of a host and port', () => {
    const { port } = new URL(url);
    expect(lockPath(`http://localhost:${port}/x`)).toBe(lockPath(url));
    expect(lockPath(`http://[::1]:${port}`)).toBe(lockPath(url));
    expect(lockPath('http://h')).toBe(lockPath('http://h:80/'));
    expect(lockPath('http://h')).not.toBe(lockPath('https://h'));
  });

  it('is had again by its own process, and released once', () => {
    const release = lockTarget(request(lives));
    lockTarget(request(lives))();
    expect(existsSync(lockPath(url))).toBe(true);
    release();
    expect(existsSync(lockPath(url))).toBe(false);
  });

  it.each([
    ['a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, born: '1', what: 'x', since: '' })],
    [
      'a process whose number another one has',
      JSON.stringify({ pid: process.ppid, born: '1', what: 'x', since: '' }),
    ],
    ['nobody that can be read', '{"pid":'],
  ])('is taken over from %s', (_who, text) => {
    writeFileSync(lockPath(url), text);
    const release = lockTarget(request(lives));
    expect(JSON.parse(readFileSync(lockPath(url), 'utf8')).pid).toBe(lives);
    release();
    expect(readdirSync(tmpdir()).filter((name) => join(tmpdir(), name).startsWith(lockPath(url)))).toEqual(
      [],
    );
  });
});

it('refuses a second run while one is under way, and takes over from one that was killed', async () => {
  const cwd = folder();
  writeFileSync(
    join(cwd, 'script.js'),
    "import http from 'k6/http'; import { sleep } from 'k6'; export default () => { http.get(__ENV.R3MES_API_URL); sleep(0.1); };",
  );
  const args = ['run', './script.js', '-q', '--target', url, '--probes', 'none'];
  const arrived = new Promise<void>((seen) => server.once('request', () => seen()));
  const first = spawn(process.execPath, [resolve('build/out/cli.js'), ...args, '-d', '60s'], {
    cwd,
    stdio: 'ignore',
  });
  const gone = new Promise((end) => first.once('exit', end));
  await arrived;
  for (const more of [[], ['--no-gate']]) {
    const second = await harness([...args, ...more], { cwd });
    expect([second.code, second.err]).toEqual([104, expect.stringContaining(`target-busy: ${url}`)]);
    expect(second.err).toContain(`process ${first.pid}`);
  }
  first.kill('SIGKILL');
  await gone;
  const third = await harness(args, { cwd });
  expect(PASSING, third.err).toContain(third.code);
  expect(existsSync(lockPath(url))).toBe(false);
});

describe('pruning', () => {
  function runs(count: number): string {
    const cwd = folder();
    for (let day = 1; day <= count; day++) {
      const id = `2026110${day}-100000-api`;
      mkdirSync(join(cwd, 'runs', id), { recursive: true });
      writeFileSync(join(cwd, 'runs', id, 'intervals.ndjson'), '');
      const { record } = passingRun();
      const own = { ...record, id, startedAt: `2026-11-0${day}T10:00:00Z` };
      writeFileSync(join(cwd, 'runs', id, 'record.json'), JSON.stringify(own));
    }
    symlinkSync('20261101-100000-api', join(cwd, 'runs/last'));
    mkdirSync(join(cwd, 'runs/notes'));
    return cwd;
  }

  it('keeps the newest, the one that "last" means, and what is no run', async () => {
    const cwd = runs(5);
    const { code, out, err } = await harness(['history', '--keep', '2'], { cwd });
    expect([code, err]).toEqual([0, 'history: 2 runs removed; kept as well: 20261101-100000-api\n']);
    expect(readdirSync(join(cwd, 'runs')).sort()).toEqual([
      ...['20261101-100000-api', '20261104-100000-api', '20261105-100000-api'],
      ...['last', 'notes'],
    ]);
    expect(out.split('\n')[1]).toMatch(/^20261105-100000-api +PASS/);
    const page = await harness(['history', '--format', 'html', '--out', 'x.html'], { cwd });
    expect([page.code, page.err]).toEqual([255, expect.stringContaining('go with --trend only')]);
    const json = JSON.parse((await harness(['history', '--json'], { cwd })).out);
    expect(json.map(({ id }: { id: string }) => id)[0]).toBe('20261105-100000-api');
  });

  it('leaves a run that may still be going on, and removes one that was cut off long ago', async () => {
    const cwd = runs(3);
    for (const id of ['20261020-100000-api', '20261021-100000-api']) {
      mkdirSync(join(cwd, 'runs', id));
      writeFileSync(join(cwd, 'runs', id, 'intervals.ndjson'), '');
    }
    utimesSync(join(cwd, 'runs/20261020-100000-api/intervals.ndjson'), 1000, 1000);
    const { removed, spared } = await pruneRuns(join(cwd, 'runs'), 3, Date.now());
    expect(removed.map(({ id }) => id)).toEqual(['20261020-100000-api']);
    expect(spared.map(({ id }) => id)).toEqual(['20261021-100000-api']);
  });
});
