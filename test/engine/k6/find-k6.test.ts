import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folder, harness, lastRun } from '../../helpers/harness.ts';
import { listen } from '../../helpers/listen.ts';
import { script } from './k6-script.ts';

const DOUBLE = resolve('test/helpers/k6-double.mjs');

const target = createServer((_request, response) => response.end('ok'));
let url = '';
beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(target)}/`;
});
afterAll(() => void target.close());

test('a script that only k6 can load goes to k6 with --engine auto, and is refused without one', async () => {
  const browser = `import { browser } from 'k6/browser'; export const r = browser; // options: {"iterations":1}`;
  const cwd = folder();
  const path = join(cwd, 'browser.js');
  writeFileSync(path, `${browser}\nexport default function () {}`);
  const none = await harness(['run', path, '--engine', 'auto'], { cwd, env: { PATH: '/nowhere' } });
  expect(none.code).toBe(107);
  expect(none.err).toContain('--engine k6');
  const log = join(cwd, 'calls.log');
  const env = { K6_BIN: DOUBLE, K6_DOUBLE: JSON.stringify({ log }) };
  const with6 = await harness(['run', path, '--engine', 'auto'], { cwd, env });
  expect(with6.err).toContain('engine: k6 2.2.0 (K6_BIN), since "k6/browser" cannot be imported');
  const calls: { command: string; args: string[] }[] = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(calls.map(({ command }) => command)).toEqual(['version', 'inspect', 'run']);
  // k6 hides the environment from a script that it only inspects.
  expect(calls[1]?.args).toContain('--include-system-env-vars=true');
});

test('says which engine --engine auto takes', async () => {
  const cwd = folder();
  const run = await harness(['run', script(cwd), '--engine', 'auto', '-i', '1', '-e', `URL=${url}`], {
    cwd,
    env: { K6_BIN: DOUBLE },
  });
  expect(run.code, run.err).toBe(0);
  expect(run.err).toContain(
    'engine: embedded, the default (k6 2.2.0 (K6_BIN) would run it with --engine k6)',
  );
});

test.each([
  ['a missing file', './none', /does not exist/],
  ['another program', '/bin/echo', /does not answer "version" as k6 does/],
])('refuses %s as k6', async (_name, path, message) => {
  const cwd = folder();
  const run = await harness(['run', script(cwd), '--engine', 'k6', '--k6-path', path], { cwd });
  expect(run.code).toBe(255);
  expect(run.err).toMatch(message);
  expect(run.err.trim().split('\n')).toHaveLength(2);
});

test('runs k6 in an image that docker has, with the same folders and no value among its arguments', async () => {
  const cwd = folder();
  const bin = join(cwd, 'bin');
  mkdirSync(bin);
  const docker = join(bin, 'docker');
  // The image's k6 is the double; what stands before the image is docker's own.
  writeFileSync(
    docker,
    `#!/bin/sh\necho "$@" >> ${cwd}/docker.log\n[ "$1" = image ] && exit 0\nwhile [ "$1" != grafana/k6 ]; do shift; done; shift\nexec ${process.execPath} ${DOUBLE} "$@"\n`,
  );
  chmodSync(docker, 0o755);
  const env = { PATH: `${bin}:/usr/bin:/bin`, K6_DOUBLE: '{}', SECRET: 'hush-hush' };
  const run = await harness(['run', script(cwd), '--engine', 'k6', '-e', `URL=${url}`, '-i', '2'], {
    cwd,
    env,
  });
  expect(run.code, run.err).toBe(0);
  const calls = readFileSync(join(cwd, 'docker.log'), 'utf8');
  expect(calls).toContain(`--volume ${cwd}:${cwd}`);
  expect(calls).toContain('--network=host');
  expect(calls).not.toContain('hush-hush');
  expect(lastRun(cwd).record.notes).toContain('how busy k6 was in its container is not known');
  expect(lastRun(cwd).record.verdict?.lines.some(({ id }) => id === 'generator_cpu')).toBe(false);
  expect(lastRun(cwd).record.iterations.completed).toBe(2);
});
