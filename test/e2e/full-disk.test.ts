import { spawn } from 'node:child_process';
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { GrowingFile } from '../../src/store/growing-file.ts';
import { loadRun } from '../../src/store/load-run.ts';
import { folder } from '../helpers/harness.ts';

const SCRIPT = `
import { check, sleep } from 'k6';
export const options = { vus: 2, duration: '2s', thresholds: { checks: ['rate>0.5'] } };
export default () => { check(null, { holds: () => false }); sleep(0.05); };`;

/** A run whose files, each of them, may have so many KiB. */
async function limitedRun(cwd: string, kib: number, args: string) {
  const command = `ulimit -f ${kib}; exec "${process.execPath}" "${resolve('build/out/cli.js')}" run s.js -q ${args}`;
  const child = spawn('bash', ['-c', command], { cwd, env: { ...process.env, TMPDIR: cwd } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  const code = await new Promise<number | null>((ended) => child.once('close', ended));
  return { code, out, err };
}

it('a disk that takes no more ends no run: the verdict stands, and each file that lacks something is named', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 's.js'), SCRIPT);
  const { code, out, err } = await limitedRun(cwd, 1, '--out json=samples.json --keep-series');
  expect(out).toMatch(/^ (FAIL|INVALID) /);
  expect([99, 120]).toContain(code);
  expect(err).toMatch(/intervals\.ndjson cannot grow \(EFBIG.*held in memory/);
  expect(err).toMatch(/samples\.json is cut short: its disk did not take \d+ bytes/);
  expect(err).toMatch(/record\.json cannot be written: EFBIG.*; the verdict stands/);
  expect(err).not.toContain(' at ');
  // What was whole before stays: the run can be shown.
  expect(statSync(join(cwd, 'samples.json')).size).toBe(1024);
  const { record } = await loadRun(join(cwd, 'runs'), 'last');
  expect(record.end).toBe('interrupted');
});

it('a run whose folder was taken away is kept among the temporary files', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 's.js'), SCRIPT);
  const child = spawn(process.execPath, [resolve('build/out/cli.js'), 'run', 's.js', '-q'], {
    cwd,
    env: { ...process.env, TMPDIR: cwd },
  });
  let err = '';
  child.stderr.on('data', (chunk) => (err += chunk));
  const ended = new Promise((end) => child.once('close', end));
  const runs = join(cwd, 'runs');
  while (!existsSync(join(runs, 'last', 'intervals.ndjson')))
    await new Promise((next) => setTimeout(next, 10));
  rmSync(runs, { recursive: true });
  await ended;
  expect(err).toContain('record.json cannot be written: ENOENT');
  const { record, intervals } = await loadRun(join(cwd, 'harness-runs'), 'last');
  expect(err).toContain(`harness report ${join(cwd, 'harness-runs', record.id)}`);
  expect(record.verdict?.state).toMatch(/FAIL|INVALID/);
  // The folder is gone, the file that is held open is not.
  expect(intervals.reduce((sum, second) => sum + second.iterations, 0)).toBe(record.iterations.completed);
});

// Whoever writes there gets "no space left".
it.skipIf(!existsSync('/dev/full'))(
  'what a full disk did not take is held (skipped without /dev/full)',
  () => {
    const told: string[] = [];
    const file = new GrowingFile('/dev/full', 'w', (message) => told.push(message));
    file.append('one\n');
    file.append('two\n');
    file.close();
    expect(told).toEqual([
      '/dev/full cannot grow (ENOSPC: no space left on device, write): what it lacks is held in memory',
      'full is cut short: its disk did not take 8 bytes',
    ]);
  },
);
