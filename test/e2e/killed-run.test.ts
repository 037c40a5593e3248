import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { REPORTS } from '../../reports/index.ts';
import { loadRun } from '../../src/store/load-run.ts';
import { folder, harness } from '../helpers/harness.ts';

const SCRIPT = `
import { sleep } from 'k6';
export const options = { vus: 3, duration: '60s' };
export default () => sleep(0.05);`;

const wait = (ms: number): Promise<void> => new Promise((resolved) => setTimeout(resolved, ms));

/** Kills a run `afterMs` after its so-manieth second was kept; tells what had been kept before. */
async function killedRun(seconds: number, afterMs: number) {
  const cwd = folder();
  writeFileSync(join(cwd, 's.js'), SCRIPT);
  const child = spawn(process.execPath, [resolve('build/out/cli.js'), 'run', 's.js', '-q'], {
    cwd,
    stdio: 'ignore',
  });
  const ended = new Promise((end) => child.once('exit', end));
  const runs = join(cwd, 'runs');
  const lines = (): string[] => {
    const [id] = existsSync(runs) ? readdirSync(runs).filter((name) => name !== 'last') : [];
    const file = join(runs, id ?? '', 'intervals.ndjson');
    return id === undefined || !existsSync(file) ? [] : readFileSync(file, 'utf8').split('\n').slice(0, -1);
  };
  while (seconds > 0 && lines().length < seconds) await wait(20);
  await wait(afterMs);
  const before = lines();
  child.kill('SIGKILL');
  await ended;
  return { cwd, before, runs };
}

it('a run that is killed at any moment is shown as interrupted, with every second that was closed', async () => {
  // Moments before, in and after the first seconds; fixed, so that what fails fails again.
  const moments = Array.from({ length: 20 }, (_, n) => ({ seconds: n % 4, afterMs: (n * 337) % 1000 }));
  for (let at = 0; at < moments.length; at += 7) {
    const killed = moments.slice(at, at + 7).map(({ seconds, afterMs }) => killedRun(seconds, afterMs));
    for (const { before, runs } of await Promise.all(killed)) {
      if (!existsSync(join(runs, 'last'))) {
        expect(before).toEqual([]);
        continue;
      }
      const { record, intervals } = await loadRun(runs, 'last');
      expect(record).toMatchObject({ end: 'interrupted', exitCode: 105, verdict: { state: null } });
      expect(intervals.slice(0, before.length)).toEqual(before.map((line) => JSON.parse(line) as unknown));
      expect(record.durationMs).toBe(intervals.at(-1)?.atMs ?? 0);
      expect(record.iterations.completed).toBe(
        intervals.reduce((sum, { iterations }) => sum + iterations, 0),
      );
      for (const report of Object.values(REPORTS))
        expect(report({ record, intervals }, { colour: false, columns: 100, htmlPath: null })).toContain(
          record.id,
        );
    }
  }
});

it('`report last` shows it, and says what it is', async () => {
  const { cwd } = await killedRun(1, 100);
  const { code, out } = await harness(['report', 'last'], { cwd });
  expect(code).toBe(0);
  expect(out).toContain('The process ended before its run did');
});
