import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, harness } from '../helpers/harness.ts';

const CROSSED = `
import { check } from 'k6';
export const options = { iterations: 1, thresholds: { checks: ['rate>0.5'] } };
export default () => { check(null, { holds: () => false }); };`;

function scripted(): string {
  const cwd = folder();
  writeFileSync(join(cwd, 's.js'), CROSSED);
  return cwd;
}

test.each([
  ['json=nowhere/x.json', 'nowhere/x.json cannot be written'],
  ['json=s.js/x.json', 's.js/x.json cannot be written'],
  ['json=.', 'it is a folder'],
])('run refuses --report %s before it sends load', async (report, message) => {
  const cwd = scripted();
  const { code, err } = await harness(['run', 's.js', '-q', '--report', report], { cwd });
  expect(err).toContain(message);
  expect(code).toBe(255);
  expect(readdirSync(cwd)).toEqual(['s.js']);
});

test.each([
  ['--log-output', 'file=nowhere/x.log'],
  ['--console-output', 'nowhere/x.log'],
])('run refuses %s in a folder that is not there, in one line', async (flag, place) => {
  const cwd = scripted();
  for (const gate of [[], ['--no-gate']]) {
    const { code, err } = await harness(['run', 's.js', '-q', flag, place, ...gate], { cwd });
    expect([code, err.split('\n')[0]]).toEqual([
      255,
      `harness: the log file ${join(cwd, 'nowhere/x.log')} cannot be written`,
    ]);
    expect(err).not.toContain(' at ');
  }
});

// A full disk is found only when the report is written; /dev/full is one.
test.skipIf(!existsSync('/dev/full'))(
  'run keeps its verdict and writes the other reports where one fails late (skipped without /dev/full)',
  async () => {
    const cwd = scripted();
    const reports = ['--report', 'json=/dev/full', '--report', 'markdown=run.md'];
    const { code, err } = await harness(['run', 's.js', '-q', ...reports], { cwd });
    expect(err).toMatch(/\/dev\/full cannot be written: ENOSPC.*; the verdict stands/);
    expect(code).toBe(99);
    expect(readFileSync(join(cwd, 'run.md'), 'utf8')).toContain('FAIL');
  },
);
