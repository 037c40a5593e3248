import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { type Calibration, readCalibration, thisMachine } from '../../src/self-check/calibration.ts';
import { folder, harness, lastRun } from '../helpers/harness.ts';

const HERE = thisMachine({ nodeVersion: process.version });
const DAY_MS = 86_400_000;

function calibration(change: Record<string, unknown> = {}): Record<string, unknown> {
  const measuredAt = new Date(Date.now() - DAY_MS).toISOString();
  return { version: 1, ...HERE, measuredAt, workers: 1, iterationsPerSecond: 100, vus: 50, ...change };
}

/** A state folder with this text as its calibration. */
function state(text: string): Record<string, string> {
  const directory = folder();
  mkdirSync(join(directory, 'r3mes-harness'));
  writeFileSync(join(directory, 'r3mes-harness/calibration.json'), text);
  return { XDG_STATE_HOME: directory };
}

const script = (rate: number, vus: number): string => `export const options = { scenarios: { s: {
  executor: 'constant-arrival-rate', rate: ${rate}, duration: '1s', preAllocatedVUs: ${vus}, maxVUs: ${vus} } } };
export default function () {}`;

describe('a plan above 70 % of what the machine was calibrated to offer', () => {
  it('is said before the run, and stands in the record without being judged', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 's.js'), script(71, 10));
    const env = state(JSON.stringify(calibration()));
    const { err } = await harness(['run', 's.js', '-q'], { cwd, env });
    expect(err.match(/71 requests\/s planned, 71 % of the 100 of its calibration/g)).toHaveLength(1);
    const line = lastRun(cwd).record.verdict?.lines.find(({ id }) => id === 'generator_calibration');
    expect(line).toMatchObject({ level: 'WARN', gates: false, kind: 'generator' });
  });

  it('is found by inspect, for VUs too, and one below it is not', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'many.js'), script(10, 40));
    writeFileSync(join(cwd, 'few.js'), script(70, 35));
    const env = state(JSON.stringify(calibration()));
    const many = await harness(['inspect', 'many.js', '--no-types'], { cwd, env });
    expect(many.code).toBe(0);
    expect(many.out.replace(/\s+/g, ' ')).toContain('40 VUs planned, 80 % of the 50 of its calibration');
    const few = await harness(['inspect', 'few.js', '--no-types'], { cwd, env });
    expect(few.out).not.toContain('calibration');
  });
});

test.each([
  ['another machine', JSON.stringify(calibration({ cpuModel: 'a faster one' }))],
  ['another harness', JSON.stringify(calibration({ harness: '0.0.0' }))],
  [
    'a month ago',
    JSON.stringify(calibration({ measuredAt: new Date(Date.now() - 31 * DAY_MS).toISOString() })),
  ],
  ['the future', JSON.stringify(calibration({ measuredAt: new Date(Date.now() + DAY_MS).toISOString() }))],
  ['a file that was cut', JSON.stringify(calibration()).slice(0, 50)],
  ['a file without figures', JSON.stringify(calibration({ vus: null }))],
])('a calibration of %s is none', (_name, text) => {
  const read = (content: string) =>
    readCalibration({ env: state(content), nodeVersion: process.version, now: () => Date.now() });
  expect(read(text)).toBeNull();
  expect(read(JSON.stringify(calibration()))).toMatchObject({ iterationsPerSecond: 100 });
});

it('doctor --calibrate measures and keeps what the machine can offer, or says that it is too busy', async () => {
  const directory = folder();
  const env = { XDG_STATE_HOME: directory, K6_VUS: '7' };
  const { code, out } = await harness(['doctor', '--calibrate', '--json'], { env });
  expect(code).toBe(0);
  const [finding] = (JSON.parse(out) as { findings: { what: string; level: string }[] }).findings;
  const file = join(directory, 'r3mes-harness/calibration.json');
  if (!existsSync(file)) {
    expect(finding).toMatchObject({ level: 'warning', what: expect.stringContaining('does not keep even') });
    return;
  }
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Calibration;
  expect(kept).toMatchObject({ version: 1, ...HERE });
  expect(kept.iterationsPerSecond).toBeGreaterThan(0);
  expect(kept.vus).toBeGreaterThan(0);
  expect(finding?.what).toContain(`${kept.iterationsPerSecond.toLocaleString('en')} iterations/s`);
});
