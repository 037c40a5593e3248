import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folder, harness, lastRun, lineOf } from '../helpers/harness.ts';
import { listen } from '../helpers/listen.ts';

let server: Server;
let base = '';
beforeAll(async () => {
  server = createServer((_, response) => void setTimeout(() => response.end('ok'), 300));
  base = `http://127.0.0.1:${await listen(server)}`;
});
afterAll(() => server.close());

const script = (body: string): string => `
import http from 'k6/http';
import { sleep } from 'k6';
export const options = { vus: 80, duration: '2s' };
export default function () { ${body} }`;

describe('the generator about itself', () => {
  it('tells its memory, descriptors and garbage collection, each second and as lines', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 's.js'), script(`http.get(__ENV.BASE);`));
    await harness(['run', 's.js', '-q', '-e', `BASE=${base}`], { cwd });
    const { record, intervals } = lastRun(cwd);
    expect(lineOf(record, 'generator_memory').level).toBe('OK');
    expect(lineOf(record, 'generator_gc').value).toBeGreaterThanOrEqual(0);
    expect(intervals.every(({ generator }) => (generator.gcMs ?? -1) >= 0)).toBe(true);
    if (process.platform !== 'linux') return;
    expect(lineOf(record, 'generator_descriptors').value).toBeGreaterThan(0);
    expect(lineOf(record, 'generator_steal').value).toBeGreaterThanOrEqual(0);
  });

  it('is INVALID when it may open no more files, and says what to raise', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 's.js'), script(`http.get(__ENV.BASE); sleep(0.3);`));
    const command = `ulimit -n 70; exec "${process.execPath}" "${resolve('build/out/cli.js')}" run s.js -q -e BASE=${base}`;
    const child = spawn('bash', ['-c', command], { cwd, stdio: 'ignore' });
    const code = await new Promise((ended) => child.once('exit', ended));
    expect(code).toBe(120);
    const { record } = lastRun(cwd);
    expect(lineOf(record, 'generator_open_files').level).toBe('CRIT');
    expect(JSON.stringify(record.verdict?.lines)).toContain('raise ulimit -n');
  });

  it('is INVALID without an arrival rate too, when it comes late to the answers, and says whose work it is', async () => {
    const cwd = folder();
    const work = `if (__VU > 1) { const end = Date.now() + 150; while (Date.now() < end); sleep(0.01); } else http.get(__ENV.BASE);`;
    writeFileSync(join(cwd, 's.js'), script(work).replace('vus: 80', 'vus: 3'));
    const { code } = await harness(['run', 's.js', '-q', '-e', `BASE=${base}`], { cwd });
    expect(code).toBe(120);
    const { record, intervals } = lastRun(cwd);
    expect(lineOf(record, 'generator_read_lag').level).toBe('CRIT');
    expect(record.verdict?.sentence).toMatch(/own work: plan less|had no CPU/);
    expect(intervals.some(({ generator }) => (generator.readLagP95Ms ?? 0) > 40)).toBe(true);
    if (process.platform !== 'linux') return;
    // The kernel counts in ticks of 10 ms: two closes within one tell nothing of the later.
    const told = (values: (number | null | undefined)[]) =>
      values.filter((value) => typeof value === 'number');
    for (const values of [
      told(intervals.map(({ generator }) => generator.waited)),
      told(intervals.map(({ generator }) => generator.othersCpu)),
    ]) {
      expect(values.length).toBeGreaterThan(0);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    }
  });

  it('warns of calls that held the whole thread, with their place', async () => {
    const cwd = folder();
    const body = `const o = { get now() { return http.get(__ENV.BASE).status; } }; JSON.stringify(o);`;
    writeFileSync(join(cwd, 's.js'), script(body).replace('vus: 80', 'vus: 1'));
    await harness(['run', 's.js', '-q', '-e', `BASE=${base}`], { cwd });
    const { record } = lastRun(cwd);
    expect(lineOf(record, 'generator_blocked')).toMatchObject({ level: 'WARN', value: 1 });
  });
});
