import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeMarks } from '../../src/commands/run/change-marks.ts';
import { folder, harness, lastRun } from '../helpers/harness.ts';
import { type StandinProcess, startStandinProcess } from '../helpers/standin-process.ts';

describe('marks of what probes see change', () => {
  let standin: StandinProcess;

  beforeAll(async () => {
    standin = await startStandinProcess('--no-rate-limits', '--fault', 'cache-miss');
  }, 60_000);
  afterAll(() => standin.stop());

  it('name the faults of the stand-in in the order of time, in the record and on the page', async () => {
    const cwd = folder();
    const { api, control } = standin.urls;
    writeFileSync(
      join(cwd, 's.js'),
      `import http from 'k6/http'; import { sleep } from 'k6';
       export const options = { iterations: 1 };
       export default function () {
         http.get('${api}/health'); sleep(1.2);
         http.put('${control}/faults/latency=1ms', null); sleep(1.2);
         http.put('${control}/faults/latency=2ms', null); sleep(1.2);
         http.del('${control}/faults/cache-miss', null); sleep(1.2);
       }`,
    );
    const { err } = await harness(['run', 's.js', '-q', '--target', api, '--probes', 'http'], { cwd });
    const { record, html } = lastRun(cwd);
    expect(
      record.annotations.map(({ kind, text }) => `${kind}: ${text}`),
      err,
    ).toEqual([
      'fault: fault cache-miss is on',
      'fault: fault latency=1ms is on',
      'fault: fault latency=1ms is now latency=2ms',
      'fault: fault cache-miss is off',
    ]);
    expect(html).toContain('fault latency=1ms is now latency=2ms');
  });

  it('tell workloads that are new, gone and deployed apart; none for what runs at the first look', () => {
    const marks = (...given: [string, string][]) =>
      given.map(([of, now]) => ({ kind: 'deploy' as const, of, now }));
    expect(changeMarks(null, marks(['a', '1']), 0)).toEqual([]);
    const changes = changeMarks(marks(['a', '1'], ['b', '1']), marks(['a', '2'], ['c', '1']), 5);
    expect(changes.map(({ text }) => text)).toEqual(['a was deployed: 1 to 2', 'c is new: 1', 'b is gone']);
  });
});
