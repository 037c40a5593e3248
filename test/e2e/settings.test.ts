import { expect, test } from 'vitest';
import { folder, harness, lastRun } from '../helpers/harness.ts';

const run = (...flags: string[]) =>
  harness(['run', 'api', '--target', 'http://127.0.0.1:1', '-q', ...flags], { cwd: folder() });

test.each([
  ['R3MES_RATE=abc', 'harness: R3MES_RATE is a whole number above 0, not "abc"'],
  ['R3MES_DURATION=0', 'harness: R3MES_DURATION is a duration of at least 1s, such as 30s or 1m30s, not "0"'],
  ['R3MES_SCALE=3', 'harness: R3MES_SCALE is above 0 and at most 1, not "3"'],
])('a wrong setting of a scenario is told in one line, before any request: %s', async (pair, line) => {
  const { code, err } = await run('-e', pair);
  expect(code).toBe(104);
  expect(err.trim().split('\n')).toEqual([line, expect.stringContaining('docs/scenarios.md')]);
});

test('as with k6, its stack is there with --no-gate', async () => {
  const { code, err } = await run('-e', 'R3MES_RATE=abc', '--no-gate');
  expect(code).toBe(107);
  expect(err).toContain('settings.ts');
});

test('k6’s flags replace the plan of a scenario, and one line says what to give instead', async () => {
  const { err } = await run('-i', '1', '-d', '7s', '--probes', 'none');
  expect(err).toContain('replace the plan of api, its canary and its profile included');
  expect(err).toContain('-e R3MES_DURATION=7s and its size by -e R3MES_RATE=N');
  expect((await run('-i', '1', '--no-gate')).err).not.toContain('R3MES_DURATION');
});

test('a run whose profile k6’s flags replaced is not called by it', async () => {
  const cwd = folder();
  await harness(
    [
      'run',
      'api',
      '--target',
      'http://127.0.0.1:1',
      '-q',
      '--profile',
      'load',
      '-i',
      '1',
      '--probes',
      'none',
    ],
    { cwd },
  );
  expect(lastRun(cwd).record.profile).toBe('');
});
