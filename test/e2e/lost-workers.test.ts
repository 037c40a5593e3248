import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { folder, harness, lastRun, lineOf } from '../helpers/harness.ts';

async function run(script: string, flags: string[] = [], env: Record<string, string> = {}) {
  const cwd = folder();
  writeFileSync(join(cwd, 's.js'), script);
  const ended = await harness(['run', 's.js', '-q', ...flags], { cwd, env });
  return { ...ended, cwd };
}

/** Nothing of a run is lost but what its dead thread had not told. */
function kept(cwd: string) {
  const { record, intervals } = lastRun(cwd);
  expect(record.exitCode).toBe(120);
  expect(record.verdict?.state).toBe('INVALID');
  expect(record.end).toBe('failed');
  expect(lineOf(record, 'generator_threads').level).toBe('CRIT');
  const { started, completed, interrupted } = record.iterations;
  expect(completed + interrupted).toBe(started);
  expect(intervals.length).toBeGreaterThan(0);
  return { record, intervals };
}

const LOOP = `
import { sleep } from 'k6';
import exec from 'k6/execution';
export const options = { scenarios: { s: { executor: 'constant-vus', vus: 4, duration: '2s', gracefulStop: '0s' } } };
const spin = (n) => {
  for (;;) n++;
};
export default function () {
  sleep(0.05);
  if (exec.scenario.iterationInTest === 80) spin(1);
}
export function teardown() { console.log('torn down'); }`;

describe.concurrent('a thread that is lost', () => {
  it.each([
    ['1', 4],
    ['2', 2],
  ])(
    'to a loop without end, of %s: is ended after the deadline, and its place named',
    async (workers, open) => {
      const { code, err, out, cwd } = await run(LOOP, ['--workers', workers]);
      expect(code).toBe(120);
      expect(err).toContain(`never came back from spin (${join(cwd, 's.js')}:6:`);
      expect(err).toContain(`${open} open iterations count as interrupted`);
      // Where a line breaks depends on the length of the path.
      expect(out.replace(/\s+/g, ' ')).toContain('Let the loop end, or sleep() in it');
      expect(err.match(/torn down/g)).toHaveLength(1);
      const { record, intervals } = kept(cwd);
      expect(record.iterations.interrupted).toBe(4);
      const told = intervals.reduce((sum, { iterations }) => sum + iterations, 0);
      expect(told).toBeGreaterThan(0);
      expect(told).toBeLessThanOrEqual(record.iterations.completed);
    },
  );

  it('to a loop in setup: setup has timed out', async () => {
    const script = `
      export const options = { setupTimeout: '1s' };
      export function setup() { for (;;); }
      export default function () {}`;
    const { code, err } = await run(script, ['--no-gate']);
    expect(code).toBe(100);
    expect(err).toContain('setup() execution timed out after 1 seconds');
    expect(err).toMatch(/never came back from setup \(.*s\.js:3:/);
  });

  it('to a loop in init code: the place is named before the load', async () => {
    const spin = (condition: string) => `
      const spin = () => { for (;;); };
      if (${condition}) spin();
      export const options = { vus: 2, iterations: 2 };
      export default function () {}
      export function teardown() { console.log('torn down'); }`;
    const [first, vus] = await Promise.all([
      run(spin('__VU === 0'), ['--no-gate'], { R3MES_INIT_TIMEOUT: '10s' }),
      run(spin('__VU === 2'), [], { R3MES_INIT_TIMEOUT: '10s' }),
    ]);
    expect([first.code, vus.code]).toEqual([107, 120]);
    expect(first.err).toMatch(/init code did not end in 10 s: it is in spin \(.*s\.js:2:/);
    expect(vus.err).toMatch(/never came back from spin \(.*s\.js:2:/);
    expect([first.err, vus.err].map((err) => err.includes('torn down'))).toEqual([false, true]);
  });

  it('to nothing, where the init code of a VU made in the run throws: the run goes on without it, as in k6', async () => {
    const script = `
      import { sleep } from 'k6';
      if (__VU > 1) throw new Error('no VU ' + __VU);
      const scenario = { executor: 'constant-arrival-rate', rate: 10, duration: '2s', preAllocatedVUs: 1, maxVUs: 3, gracefulStop: '0s' };
      export const options = { scenarios: { s: scenario } };
      export default () => sleep(30);`;
    const { code, err } = await run(script, ['--no-gate']);
    expect(code).toBe(0);
    expect(err.match(/Error while allocating unplanned VU/g)).toHaveLength(2);
    expect(err).toMatch(/no VU 2/);
    expect(err).toContain('Insufficient VUs, reached 3 active VUs');
  });

  it('to its memory limit: the run ends at once, with the limit and what to do', async () => {
    const script = `
      import { sleep } from 'k6';
      const kept = [];
      export const options = { vus: 2, duration: '60s' };
      export default function () {
        if (__ITER > 15) for (let i = 0; i < 100000; i++) kept.push({ i, text: 'x' + i + Math.random() });
        sleep(0.1);
      }
      export function teardown() { console.log('torn down'); }`;
    const { code, err, out, cwd } = await run(script, ['--workers', '2'], {
      NODE_OPTIONS: '--max-old-space-size=64',
    });
    expect(code).toBe(120);
    expect(err).toMatch(/ran out of its \d+ MB of memory/);
    expect(out).toContain('--max-old-space-size');
    expect(err.match(/torn down/g)).toHaveLength(1);
    kept(cwd);
  });

  it('by an error of the harness: the run ends at once with the reason', async () => {
    const file = join(folder(), 'break.mjs');
    writeFileSync(
      file,
      `import { isMainThread, workerData } from 'node:worker_threads';
       if (!isMainThread && !workerData) setTimeout(() => { throw new Error('it broke'); }, 2500);`,
    );
    const script = `
      import { sleep } from 'k6';
      export const options = { vus: 2, duration: '60s' };
      export default () => sleep(0.1);`;
    const { code, err, cwd } = await run(script, [], { NODE_OPTIONS: `--import ${pathToFileURL(file)}` });
    expect(code).toBe(120);
    expect(err).toContain('ended unexpectedly: it broke');
    kept(cwd);
  });

  it('is an error without a gate too', async () => {
    const script = `
      const kept = [];
      export default function () { for (;;) kept.push({ text: 'x' + Math.random() }); }`;
    const { code } = await run(script, ['--no-gate'], { NODE_OPTIONS: '--max-old-space-size=64' });
    expect(code).toBe(255);
  });
});
