import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folder, harness, lastRun } from '../helpers/harness.ts';

const ITERATIONS = 20_000;
const script = (body: string): string => `
export const options = { scenarios: { s: { executor: 'shared-iterations', vus: 50, iterations: ${ITERATIONS} } } };
export default function () { ${body} }`;

/** Lines of the log, and how many lines they stand for. */
function linesOf(err: string, text: string): { written: number; standFor: number } {
  const lines = err.split('\n').filter((line) => line.includes(text));
  const counts = lines.map((line) => Number(/(\d+) more like this: /.exec(line)?.[1] ?? 1));
  return { written: lines.length, standFor: counts.reduce((sum, each) => sum + each, 0) };
}

it('a flood of exceptions is folded in the log, and every one of them is counted', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 's.js'), script(`throw new Error('no more ' + (__ITER % 2 ? 'odd' : 'even'));`));
  const { err } = await harness(['run', 's.js', '-q', '--workers', '1'], { cwd });
  const { record, intervals } = lastRun(cwd);
  const { written, standFor } = linesOf(err, 'no more');
  expect(standFor).toBe(ITERATIONS);
  // 1,000 a second as they are, then a line for each of the two texts.
  const seconds = Math.ceil((intervals.at(-1)?.atMs ?? 0) / 1000) + 1;
  expect(written).toBeLessThanOrEqual(seconds * 1002);
  expect(record.iterations.threw).toBe(ITERATIONS);
  const exceptions = record.failures.filter((each) => each.class === 'exception');
  expect(exceptions.reduce((sum, { count }) => sum + count, 0)).toBe(ITERATIONS);
  expect(exceptions.map(({ subject }) => subject).sort()).toEqual([
    'Error: no more even',
    'Error: no more odd',
  ]);
});

it('what the script itself prints is never folded', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 's.js'), script(`console.error('said');`));
  const { err } = await harness(['run', 's.js', '-q', '--no-gate'], { cwd });
  expect(linesOf(err, 'said')).toEqual({ written: ITERATIONS, standFor: ITERATIONS });
});
