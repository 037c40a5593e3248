import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SeriesWatch } from '../../src/commands/run/series-watch.ts';
import { folder, harness } from '../helpers/harness.ts';

it('a run with more than 100,000 time series is warned, and again at each doubling only', () => {
  const watch = new SeriesWatch();
  expect(watch.warningAt(100_000)).toBeNull();
  expect(watch.warningAt(100_001)).toMatch(/100,001 unique time series/);
  expect(watch.warningAt(200_000)).toBeNull();
  expect(watch.warningAt(900_000)).toMatch(/900,000 unique/);
  expect(watch.warningAt(1_600_000)).toBeNull();
});

it('says so on the way', async () => {
  const cwd = folder();
  writeFileSync(
    join(cwd, 's.js'),
    `import { Counter } from 'k6/metrics'; const c = new Counter('my_c');
     export default function () { for (let i = 0; i < 100001; i++) c.add(1, { i: String(i) }); }`,
  );
  const { code, err } = await harness(['run', 's.js', '-q', '--no-gate', '--log-format', 'raw'], { cwd });
  expect(err).toMatch(/^the run has made 1\d\d,\d{3} unique time series, .*keep ids out of tags/m);
  expect(err.match(/time series/g)).toHaveLength(1);
  expect(code).toBe(0);
});
