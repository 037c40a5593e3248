import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folder, harness } from '../helpers/harness.ts';

it('shows what a scenario of ours would do, without a target', async () => {
  const { code, out } = await harness(['inspect', 'api', '--profile', 'load'], {
    env: { R3MES_API_URL: '' },
  });
  expect([code, out]).toEqual([0, expect.stringContaining('32400 iterations, 32400 requests, up to 65/s')]);
  expect(out).toContain('Nothing was found. No load was sent.');
  expect(out).toMatch(/canary {2}█+\n/);
});

it('checks types against @types/k6 and ends with 104, as JSON too', async () => {
  const cwd = folder();
  writeFileSync(
    join(cwd, 's.ts'),
    `import http from 'k6/http';
export const options = { vus: 2, duration: '3s', stagez: 1 };
export default function () {
  const status: string = http.get('http://10.1.1.1/').status;
  setTimeout(() => console.log(__VU, crypto.randomUUID(), new TextEncoder().encode(status)), 1);
}`,
  );
  const { code, out } = await harness(['inspect', './s.ts'], { cwd });
  expect([code, out]).toEqual([
    104,
    expect.stringContaining("✗ s.ts:4: Type 'number' is not assignable to type 'string'. (TS2322)"),
  ]);
  expect(out).toContain('1 error, 1 warning');
  const json = JSON.parse((await harness(['inspect', './s.ts', '--json', '--no-types'], { cwd })).out);
  expect(json.options).toMatchObject({ scenarios: { default: { executor: 'constant-vus', vus: 2 } } });
  expect(json.findings).toEqual([
    expect.objectContaining({ rule: 'options', hint: 'did you mean "stages"?' }),
  ]);
});

it('holds the plan against the guard rails of a target', async () => {
  const cwd = folder();
  writeFileSync(
    join(cwd, 'harness.config.ts'),
    "export default { targets: { a: { environment: 'production', api: 'http://10.0.0.1', maxRatePerSecond: 3, maxVus: 900 } } };",
  );
  const { code, out } = await harness(['inspect', 'api', '--target', 'a', '--no-types'], { cwd });
  expect([code, out]).toEqual([104, expect.stringContaining('(rate-cap)')]);
});

it('refuses a version that is none, and a script that is not there', async () => {
  expect((await harness(['inspect', 'api', '--k6-version', 'new'])).code).toBe(255);
  expect((await harness(['inspect', './none.js'])).code).toBe(255);
  const { code, err } = await harness(['inspect', 'api', '--targets', 'harness.config.example.ts']);
  expect([code, err]).toEqual([255, expect.stringContaining('Targets: local, staging, production.')]);
});

it('bundles to a file that runs as it is', async () => {
  const cwd = folder();
  const { code, err } = await harness(['bundle', 'smoke', '--out', 'smoke.k6.js'], { cwd });
  expect([code, err]).toEqual([0, expect.stringContaining('smoke.k6.js')]);
  const text = readFileSync(join(cwd, 'smoke.k6.js'), 'utf8');
  const imports = [...text.matchAll(/^import .* from "(.*)";$/gm)].map(([, from]) => from);
  expect(imports.length).toBeGreaterThan(2);
  expect(imports.every((from) => from?.startsWith('k6'))).toBe(true);
  const inspected = await harness(
    ['inspect', './smoke.k6.js', '--no-types', '-e', 'R3MES_API_URL=http://127.0.0.1:1'],
    { cwd },
  );
  expect([inspected.code, inspected.out]).toEqual([0, expect.stringContaining('threshold  checks: rate==1')]);
});
