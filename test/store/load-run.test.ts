import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REPORTS } from '../../reports/index.ts';
import { fileBlocks } from '../../src/store/file-blocks.ts';
import { readIntervals, readSeconds } from '../../src/store/interval-lines.ts';
import { loadRun } from '../../src/store/load-run.ts';
import type { IntervalRecord } from '../../src/store/record/v1.ts';
import { listRuns } from '../../src/store/run-list.ts';
import { folder } from '../helpers/harness.ts';
import { failingRun, hourRun } from '../helpers/runs.ts';
import { PLAIN } from '../reports/hostile.ts';

/** Keeps a run in a new folder; `record` as text or to be written as JSON. */
function stored(record: unknown, intervals: readonly string[], file = 'record.json'): string {
  const outDir = folder();
  mkdirSync(join(outDir, 'r'));
  writeFileSync(join(outDir, 'r', file), JSON.stringify(record));
  writeFileSync(join(outDir, 'r/intervals.ndjson'), `${intervals.join('\n')}\n`);
  return outDir;
}

const run = failingRun();

describe('a record that is damaged is refused in one line that says where', () => {
  test.each([
    [{ verdict: {} }, '"verdict.sentence" must be text'],
    [{ verdict: { ...run.record.verdict, lines: [null] } }, '"verdict.lines[0]" must be an object'],
    [{ routes: [null] }, '"routes[0]" must be an object'],
    [{ iterations: undefined }, '"iterations" must be an object'],
    [{ machine: undefined }, '"machine" must be an object'],
    [{ engine: undefined }, '"engine" must be an object'],
    [{ target: {} }, '"target.name" must be text'],
    [{ metrics: {} }, '"metrics" must be a list'],
    [{ metrics: [{ name: 'x', kind: 'trend' }] }, '"metrics[0].values" must be an object'],
    [{ startedAt: 'soon' }, '"startedAt" must be a date'],
    [{ failures: [{ class: 'a', subject: 'b', count: 1 }] }, '"failures[0].samples" must be a list'],
    [{ version: 7 }, 'its version is 7, and 1 is known'],
  ])('%j', async (damage, message) => {
    const outDir = stored({ ...run.record, ...damage }, []);
    await expect(loadRun(outDir, 'r')).rejects.toMatchObject({
      code: 'ERR_STORE_RECORD_INVALID',
      message: expect.stringContaining(message) as string,
    });
  });

  test('and so is the beginning of a run that was killed', async () => {
    await expect(loadRun(stored({ id: 'r' }, [], 'started.json'), 'r')).rejects.toMatchObject({
      code: 'ERR_STORE_RECORD_INVALID',
      message: expect.stringContaining('started.json') as string,
    });
  });
});

test('lines of seconds that are none are left out, and every report shows the rest', async () => {
  const good = run.intervals.map((interval) => JSON.stringify(interval));
  const odd = ['null', '7', '[]', '{}', '{"atMs":"1"}', '{"atMs":1}', '{"version":1,"at'];
  const { record, intervals } = await loadRun(stored(run.record, [...odd, ...good, ...odd]), 'r');
  expect(intervals).toEqual(run.intervals);
  for (const report of Object.values(REPORTS))
    expect(report({ record, intervals }, PLAIN)).toContain(record.id);
});

test('the seconds of a long run are read as intervals of a few seconds, and nothing of them is lost', () => {
  const path = join(folder(), 'intervals.ndjson');
  const { intervals } = hourRun();
  writeFileSync(path, intervals.map((interval) => `${JSON.stringify(interval)}\n`).join(''));
  const merged = readIntervals(() => fileBlocks(path), 500);
  expect(merged).toHaveLength(450);
  const sum = (all: readonly IntervalRecord[], key: 'requests' | 'errors' | 'iterations' | 'durationMs') =>
    all.reduce((total, each) => total + each[key], 0);
  for (const key of ['requests', 'errors', 'iterations', 'durationMs'] as const)
    expect(sum(merged, key)).toBe(sum(intervals, key));
  expect(merged.at(-1)?.atMs).toBe(intervals.at(-1)?.atMs);
  expect(merged.some(({ probesDown }) => 'postgres' in probesDown)).toBe(true);
  expect(readIntervals(() => fileBlocks(path))).toEqual(intervals);
  expect(readSeconds(() => fileBlocks(path), 100, 7)).toEqual(intervals.slice(100, 107));
});

test.each([
  ['a record that was cut short', 'record.json', '{"version":1,"id":"r', 'it is no JSON, or was cut short'],
  [
    'a script in the place of a run',
    '../s.js',
    'export default () => {};\n// two lines',
    's.js is a file, and a run is a folder',
  ],
])('%s is told in one line without its text', async (_, file, text, message) => {
  const outDir = stored(run.record, []);
  writeFileSync(join(outDir, 'r', file), text);
  const given = file === 'record.json' ? 'r' : join(outDir, 's.js');
  const error = (await loadRun(outDir, given).catch((caught: unknown) => caught)) as Error;
  expect(error.message).toContain(message);
  expect(error.message).not.toContain('\n');
});

test('a folder of runs that is a file is told, one that is not there has none', async () => {
  const place = join(folder(), 'runs');
  expect(await listRuns(place)).toEqual([]);
  writeFileSync(place, '');
  await expect(listRuns(place)).rejects.toThrow(/runs is a file, and runs are kept in a folder/);
});
