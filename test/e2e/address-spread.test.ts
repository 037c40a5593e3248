import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folder, harness, lastRun } from '../helpers/harness.ts';

/** `pods.test` has two addresses, `pod.test` one; nothing else is known. */
const NAMES = `
const dns = require('node:dns');
const all = { 'pods.test': ['127.0.0.1', '127.0.0.2'], 'pod.test': ['127.0.0.1'] };
dns.lookup = (name, options, done) =>
  process.nextTick(done, null, all[name].map((address) => ({ address, family: 4 })));
require('node:module').syncBuiltinESMExports();`;

describe('requests to a name with several addresses (B13)', () => {
  const asked = new Map<string, number>();
  const pods: Server[] = [];
  let port = 0;

  beforeAll(async () => {
    for (const address of ['127.0.0.1', '127.0.0.2']) {
      const pod = createServer((_, response) => {
        asked.set(address, (asked.get(address) ?? 0) + 1);
        response.end('ok');
      });
      await new Promise<void>((listening) => pod.listen(port, address, listening));
      ({ port } = pod.address() as AddressInfo);
      pods.push(pod);
    }
  });
  afterAll(() => {
    for (const pod of pods) pod.close();
  });

  async function run(name: string, select: string, workers: number) {
    asked.clear();
    const cwd = folder();
    const scenario = "{ executor: 'per-vu-iterations', vus: 8, iterations: 5 }";
    const script = `import http from 'k6/http'; import { check } from 'k6';
      export const options = {
        scenarios: { a: ${scenario} }, dns: { select: '${select}' }, thresholds: { checks: ['rate==1'] },
      };
      export default () => check(http.get('http://${name}:${port}/'), { ok: (r) => r.status === 200 });`;
    writeFileSync(join(cwd, 's.js'), script);
    writeFileSync(join(cwd, 'names.cjs'), NAMES);
    const env = { NODE_OPTIONS: `--require ${join(cwd, 'names.cjs')}` };
    const args = ['run', 's.js', '-q', '--log-format', 'raw', '--workers', String(workers)];
    const { err } = await harness(args, { cwd, env });
    const { record, html } = lastRun(cwd);
    return { notes: record.notes, err, html, asked: [...asked.entries()].sort() };
  }

  test.each([1, 2])('are told by address in the report, with %i workers', async (workers) => {
    const ran = await run('pods.test', 'roundRobin', workers);
    const even = [
      ['127.0.0.1', 20],
      ['127.0.0.2', 20],
    ];
    const note = '40 requests to pods.test, which has 2 addresses: 127.0.0.1 50.0 %, 127.0.0.2 50.0 %';
    expect(ran.asked, ran.err).toEqual(even);
    expect(ran.notes).toEqual([note]);
    expect(ran.html).toContain(note);
    expect(ran.err).not.toContain('pods.test');
  });

  test('are warned of where one address took all', async () => {
    const ran = await run('pods.test', 'first', 1);
    expect(ran.asked, ran.err).toEqual([['127.0.0.1', 40]]);
    const warning = 'all 40 requests to pods.test went to 127.0.0.1, one of its 2 addresses';
    expect(ran.notes).toEqual([expect.stringContaining(warning)]);
    expect(ran.err).toContain(warning);
  });

  test('say nothing of a name with one address', async () => {
    const ran = await run('pod.test', 'random', 1);
    expect([ran.asked, ran.notes], ran.err).toEqual([[['127.0.0.1', 40]], []]);
  });
});
