import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../helpers/listen.ts';

const dir = mkdtempSync(join(tmpdir(), 'harness-run-'));
let server: Server;
let base = '';
let requests = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    requests++;
    if (request.url === '/moved') response.writeHead(302, { location: '/here' }).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[{"id":7}]}');
  });
  base = `http://127.0.0.1:${await listen(server)}`;
});
afterAll(() => server.close());

async function run(script: string, ...flags: string[]) {
  const file = join(dir, `${Math.abs(hash(script))}.js`);
  writeFileSync(file, script);
  const child = spawn(process.execPath, [
    'build/out/cli.js',
    'run',
    file,
    '--no-gate',
    '-q',
    '-e',
    `BASE=${base}`,
    ...flags,
  ]);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  const code = await new Promise((resolve) => child.on('close', resolve));
  const lines = [...err.matchAll(/msg=(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map((m) => m[1] ?? m[2]);
  return { code, out, err, lines };
}

const hash = (text: string): number =>
  [...text].reduce((h, c) => (Math.imul(h, 31) + c.charCodeAt(0)) | 0, 7);

describe('harness run', () => {
  it('runs every iteration and counts what the server counted', async () => {
    requests = 0;
    const { code, out } = await run(
      `import http from 'k6/http'; import { check } from 'k6';
       export const options = { vus: 3, iterations: 30, thresholds: { checks: ['rate==1'], http_reqs: ['count==30'] } };
       export default function () { check(http.get(__ENV.BASE + '/x'), { id: (r) => r.json('items.0.id') === 7 }); }`,
    );
    expect(code).toBe(0);
    expect(requests).toBe(30);
    expect(out).toMatch(/http_reqs\.+: 30 /);
    expect(out).toMatch(/iterations\.+: 30 /);
  });

  it('suspends in callbacks, methods and groups in the order of plain execution', async () => {
    const { lines, code } = await run(
      `import http from 'k6/http'; import { group, sleep } from 'k6';
       class Client { get(path) { return http.get(__ENV.BASE + path); } }
       export default function () {
         const client = new Client();
         const seen = [3, 1, 2].sort((a, b) => { sleep(0.001); return a - b; }).map((n) => client.get('/' + n).status + n);
         console.log(JSON.stringify(seen));
         console.log(group('outer', () => { try { return client.get('/a').status; } finally { sleep(0.001); } }));
         console.log(JSON.stringify([...'ab'].reduce((all, c) => all + client.get('/' + c).status, 0)));
         console.log(http.get(__ENV.BASE + '/moved').url.endsWith('/here'));
       }`,
    );
    expect(code).toBe(0);
    expect(lines).toEqual(['[201,202,203]', '200', '400', 'true']);
  });

  it('answers rightly where a native caller cannot wait', async () => {
    const { lines } = await run(
      `import http from 'k6/http';
       const box = { get status() { return http.get(__ENV.BASE + '/g').status; }, toJSON() { return http.get(__ENV.BASE + '/j').status; } };
       export default function () { console.log(box.status, JSON.stringify(box)); }`,
    );
    expect(lines).toEqual(['200 200']);
  });

  it('goes on when a script leaves a rejected promise alone', async () => {
    const { code, lines } = await run(
      `import { sleep } from 'k6'; export const options = { iterations: 2 };
       export default function () { Promise.reject(new Error('nobody')); sleep(0.01); console.log('on'); }`,
    );
    expect(code).toBe(0);
    expect(lines?.filter((line) => line === 'on')).toHaveLength(2);
    expect(lines?.filter((line) => line?.includes('nobody'))).toHaveLength(2);
  });

  it('gives each VU its own module state', async () => {
    const { lines } = await run(
      `import { sleep } from 'k6'; let count = 0;
       export const options = { scenarios: { s: { executor: 'per-vu-iterations', vus: 3, iterations: 2 } } };
       export default function () { count++; sleep(0.01); console.log(count); }`,
    );
    expect(lines?.sort()).toEqual(['1', '1', '1', '2', '2', '2']);
  });

  it('tags samples with the system tags and the tags that the script asks for', async () => {
    const { lines } = await run(
      `import exec from 'k6/execution'; export const options = { systemTags: ['status', 'scenario'], tags: { team: 'ops' } };
       export default function () { console.log(Object.entries(exec.vu.metrics.tags).sort().join(' ')); }`,
    );
    expect(lines).toEqual(['scenario,default team,ops']);
  });

  it('writes every destination of handleSummary, and tells of those that it cannot', async () => {
    const file = join(dir, 'summary.json');
    const { out, err, code } = await run(
      `export default function () {}
       export function handleSummary(data) {
         return { '/nowhere/at/all': 'x', ${JSON.stringify(file)}: String(data.metrics.iterations.values.count), stdout: 'mine' };
       }`,
    );
    expect(code).toBe(0);
    expect(out).toBe('mine');
    expect(readFileSync(file, 'utf8')).toBe('1');
    expect(err).toContain('/nowhere/at/all');
  });

  it('writes nothing of a summary with a value that cannot be written, as k6', async () => {
    const { out, err, code } = await run(
      `export default function () {} export function handleSummary() { return { bad: 5, stdout: 'mine' }; }`,
    );
    expect([code, out]).toEqual([0, '']);
    expect(err).toContain('error handling summary object bad: invalid type int64');
  });

  it('ends with 99 when a threshold is crossed', async () => {
    const { code, lines } = await run(
      `import { check } from 'k6'; export const options = { thresholds: { checks: ['rate>0.9'] } };
       export default function () { check(1, { no: () => false }); }`,
    );
    expect(code).toBe(99);
    expect(lines).toContain("thresholds on metrics 'checks' have been crossed");
  });

  it('starts arrivals at the planned count', async () => {
    const { out, code } = await run(
      `export const options = { scenarios: { s: { executor: 'constant-arrival-rate', rate: 50, duration: '1s', preAllocatedVUs: 5 } } };
       export default function () {}`,
    );
    expect(code).toBe(0);
    expect(out).toMatch(/iterations\.+: 50 /);
  });

  it('passes setup data on and runs teardown', async () => {
    const { lines } = await run(
      `export function setup() { return { a: undefined, n: 1 }; }
       export default function (data) { console.log(JSON.stringify(data)); }
       export function teardown(data) { console.log('bye', data.n); }`,
    );
    expect(lines).toEqual([String.raw`{\"a\":null,\"n\":1}`, 'bye 1']);
  });

  it.each([
    ['a missing script', null, 255, /does not exist/],
    ['a syntax error', 'export default function () { let = ; }', 107, /Line 1:\d+/],
    ['an exception in init', 'throw new Error("in init"); export default function () {}', 107, /in init/],
    [
      'an unknown executor',
      'export const options = { scenarios: { s: { executor: "constant-vu", duration: "1s" } } }; export default function () {}',
      104,
      /did you mean .*constant-vus/,
    ],
    [
      'too few iterations',
      'export const options = { vus: 5, iterations: 3 }; export default function () {}',
      104,
      /can't be less/,
    ],
    [
      'a threshold on no metric',
      'export const options = { thresholds: { nope: ["rate<1"] } }; export default function () {}',
      104,
      /no metric name .*nope/,
    ],
    [
      'a Node module',
      'import fs from "fs"; export default function () { fs.readFileSync("x"); }',
      107,
      /module of Node/,
    ],
  ])('refuses %s in one message, before any load', async (_name, script, code, message) => {
    const result = script === null ? await run('').then(() => missing()) : await run(script);
    expect(result.err).toMatch(message);
    expect(result.err).not.toMatch(/node:internal/);
    expect(result.code).toBe(code);
  });
});

async function missing() {
  const child = spawn(process.execPath, ['build/out/cli.js', 'run', join(dir, 'nothing.js'), '--no-gate']);
  let err = '';
  child.stderr.on('data', (chunk) => (err += chunk));
  return { code: await new Promise((resolve) => child.on('close', resolve)), err };
}
