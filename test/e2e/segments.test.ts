import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, harness } from '../helpers/harness.ts';

const SCRIPT = `
import exec from 'k6/execution';
const common = { exec: 'note', gracefulStop: '1s' };
export const options = { scenarios: {
  each: { ...common, executor: 'per-vu-iterations', vus: 5, iterations: 2 },
  all: { ...common, executor: 'shared-iterations', vus: 4, iterations: 11 },
  rate: { ...common, executor: 'constant-arrival-rate', rate: 10, duration: '1s', preAllocatedVUs: 3 },
} };
export function note() {
  const { scenario, vu } = exec;
  console.log(\`AT \${scenario.name} \${scenario.iterationInTest} \${vu.idInTest} \${vu.idInInstance} \${__VU}\`);
}`;

async function noted(...flags: string[]) {
  const cwd = folder();
  writeFileSync(join(cwd, 's.js'), SCRIPT);
  const { code, err } = await harness(['run', 's.js', '--no-gate', '-q', ...flags], { cwd });
  expect(code).toBe(0);
  const lines = [...err.matchAll(/AT (\S+) (\d+) (\d+) (\d+) (\d+)/g)];
  return lines.map(([, name = '', iteration, idInTest, id, vu]) => {
    expect(id).toBe(vu);
    return { name, iteration: Number(iteration), idInTest: Number(idInTest), id: Number(id) };
  });
}

const SEQUENCE = ['--execution-segment-sequence', '0,1/3,1'];

describe('execution segments', () => {
  it('add up to the whole test: iterations, their numbers and the VUs', async () => {
    const runs = await Promise.all([
      noted('--execution-segment', '0:1/3', ...SEQUENCE),
      noted('--execution-segment', '1/3:1', ...SEQUENCE),
    ]);
    const numbers = (name: string) =>
      runs
        .flat()
        .filter((each) => each.name === name)
        .map(({ iteration }) => iteration)
        .sort((a, b) => a - b);
    for (const [name, count] of [
      ['all', 11],
      ['rate', 10],
    ] as const) {
      expect(numbers(name)).toEqual(Array.from({ length: count }, (_, n) => n));
    }
    expect(numbers('each')).toHaveLength(10);
    const ids = runs.map((run) => [...new Set(run.map(({ idInTest }) => idInTest))].sort((a, b) => a - b));
    expect(ids[0]?.some((id) => ids[1]?.includes(id))).toBe(false);
    // The second of each three VUs is the smaller segment's; here they count from 1.
    expect(ids[0]).toEqual([2, 5, 8, 11]);
    expect(new Set(runs[0]?.map(({ id }) => id))).toEqual(new Set([1, 2, 3, 4]));
  });

  it('are refused with what is wrong', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 's.js'), SCRIPT);
    const { code, err } = await harness(
      ['run', 's.js', '--no-gate', '--execution-segment', '0:1/2', ...SEQUENCE],
      { cwd },
    );
    expect(code).toBe(104);
    expect(err).toContain('0:1/2 is none of those of the execution segment sequence 0,1/3,1');
  });
});
