import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, harness } from '../helpers/harness.ts';
import { listen } from '../helpers/listen.ts';

const dir = folder();

interface Served {
  base: string;
  ended: Promise<{ code: number | null; err: string }>;
  kill(): void;
}

// A run with the REST API on any free port.
async function serve(script: string, ...flags: string[]): Promise<Served> {
  const file = join(
    dir,
    `${Math.abs([...script].reduce((sum, c) => (Math.imul(sum, 31) + c.charCodeAt(0)) | 0, 7))}.js`,
  );
  writeFileSync(file, script);
  const args = [
    resolve('build/out/cli.js'),
    'run',
    '--no-gate',
    '-q',
    '--address',
    '127.0.0.1:0',
    ...flags,
    file,
  ];
  const child = spawn(process.execPath, args, { cwd: dir });
  let err = '';
  const ended = new Promise<{ code: number | null; err: string }>((done) =>
    child.on('close', (code) => done({ code, err })),
  );
  const base = await new Promise<string>((found, failed) => {
    child.stderr.on('data', (chunk) => {
      err += chunk;
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(err) ?? [];
      if (url !== undefined) found(url);
    });
    void ended.then(() => failed(new Error(err)));
  });
  return { base, ended, kill: () => void child.kill('SIGINT') };
}

// What `curl -d` says of its body; k6 does not look.
// biome-ignore lint/suspicious/noExplicitAny: documents of JSON:API
async function ask(url: string, method = 'GET', attributes?: object): Promise<{ status: number; body: any }> {
  const body =
    attributes === undefined
      ? undefined
      : JSON.stringify({ data: { type: 'status', id: 'default', attributes } });
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

const LONG = `import { sleep, check, group } from 'k6';
  export const options = { vus: 2, duration: '60s', thresholds: { checks: ['rate>0.9'], 'checks{group:::outer::inner}': ['rate>=0'] } };
  export function setup() { return { token: 't' }; }
  export default function () { group('outer', () => group('inner', () => check(1, { ok: () => false }))); sleep(0.05); }
  export function teardown() { console.log('cleaned up'); }`;

describe('the REST API of a run', () => {
  it('tells of a run and stops it with 103, teardown included', async () => {
    const { base, ended } = await serve(LONG);
    await expect
      .poll(async () => (await ask(`${base}/v1/status`)).body.data.attributes, { timeout: 20_000 })
      .toMatchObject({
        ...{ status: 7, paused: false, running: true, stopped: false, tainted: true, 'vus-max': 2 },
      });
    expect((await ask(base)).body).toBe('ok');
    expect((await ask(`${base}/ping`)).body).toBe('ok');
    const metrics = (await ask(`${base}/v1/metrics`)).body.data as { id: string }[];
    expect(metrics.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['iterations', 'checks{group:::outer::inner}']),
    );
    const checks = (await ask(`${base}/v1/metrics/checks`)).body.data;
    expect(checks).toMatchObject({
      type: 'metrics',
      id: 'checks',
      attributes: { type: 'rate', contains: 'default', tainted: true, sample: { rate: 0 } },
    });
    const iterations = (await ask(`${base}/v1/metrics/iterations`)).body.data.attributes.sample;
    expect(iterations.rate).toBeGreaterThan(0);
    const garbage = await fetch(`${base}/v1/status`, { method: 'PATCH', body: 'garbage' });
    expect([garbage.status, await garbage.text()]).toEqual([
      400,
      expect.stringContaining('the body is not JSON'),
    ]);
    const groups = (await ask(`${base}/v1/groups`)).body.data;
    expect(groups.map((group: { attributes: { path: string } }) => group.attributes.path)).toEqual([
      '',
      '::outer',
      '::outer::inner',
    ]);
    const inner = groups[2];
    expect(inner.relationships.parent.data).toEqual({ type: 'groups', id: groups[1].id });
    expect((await ask(`${base}/v1/groups/${inner.id}`)).body.data.attributes.checks[0]).toMatchObject({
      name: 'ok',
      passes: 0,
    });
    expect((await ask(`${base}/v1/setup`)).body.data.attributes.data).toEqual({ token: 't' });
    expect((await ask(`${base}/metrics`)).body).toContain('process_resident_memory_bytes');
    for (const [path, method, status] of [
      ['/v1/metrics/nope', 'GET', 404],
      ['/v1/nope', 'GET', 404],
      ['/v1/setup', 'POST', 405],
    ] as const) {
      const answer = await ask(base + path, method);
      expect([answer.status, answer.body.errors[0].status]).toEqual([status, String(status)]);
    }
    for (const wrong of [{ paused: true }, { paused: false }, { vus: 5 }]) {
      expect((await ask(`${base}/v1/status`, 'PATCH', wrong)).status).toBe(400);
    }
    expect((await ask(`${base}/v1/status`, 'PATCH', { stopped: true })).body.data.attributes).toMatchObject({
      stopped: true,
      status: 10,
    });
    const { code, err } = await ended;
    expect(err).toContain('cleaned up');
    expect(err).toContain('test run stopped from REST API');
    expect(code).toBe(103);
  });

  it('lets a paused run begin, and a lingering one end', async () => {
    const { base, ended, kill } = await serve(
      'export default function () { console.log("ran"); }',
      '--paused',
      '--linger',
    );
    expect((await ask(`${base}/v1/status`)).body.data.attributes).toMatchObject({
      status: 4,
      paused: true,
      running: false,
    });
    expect((await ask(`${base}/v1/status`, 'PATCH', { paused: false })).body.data.attributes.paused).toBe(
      false,
    );
    await expect
      .poll(async () => (await ask(`${base}/v1/status`)).body.data.attributes.status, { timeout: 20_000 })
      .toBe(9);
    kill();
    const { code, err } = await ended;
    expect(code).toBe(0);
    expect(err).toMatch(/msg=ran[\s\S]*Linger set/);
  });

  it('ends a paused run by a signal, before anything ran', async () => {
    const { ended, kill } = await serve('export default function () { console.log("ran"); }', '--paused');
    kill();
    const { code, err } = await ended;
    expect([code, err.includes('msg=ran')]).toEqual([105, false]);
  });

  it('ends with 106 when --address is taken, and only warns when K6_ADDRESS is', async () => {
    const taken = createServer();
    const address = `127.0.0.1:${await listen(taken)}`;
    writeFileSync(join(dir, 'short.js'), 'export default function () {}');
    const args = ['run', '--no-gate', '-q', 'short.js'];
    const byFlag = await harness([...args, '--address', address], { cwd: dir });
    const byVariable = await harness(args, { cwd: dir, env: { K6_ADDRESS: address } });
    const paused = await harness([...args, '--paused'], { cwd: dir });
    taken.close();
    expect([byFlag.code, byVariable.code, paused.code]).toEqual([106, 0, 104]);
    expect(byFlag.err).toContain(`cannot listen on ${address}`);
    expect(byVariable.err).toContain('level=warning');
    expect(paused.err).toContain('nothing can let it begin');
  });
});
