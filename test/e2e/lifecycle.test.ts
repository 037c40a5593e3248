import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, harness } from '../helpers/harness.ts';

const dir = folder();
let count = 0;

async function run(script: string, ...flags: string[]) {
  const file = `script-${count++}.js`;
  writeFileSync(join(dir, file), script);
  return harness(['run', '--no-gate', '-q', '--summary-mode', 'disabled', ...flags, file], { cwd: dir });
}

const D = 'export default function () { console.log("ran"); }';

describe('the life of a run', () => {
  it.each<[string, string, number, RegExp]>([
    ['options are no object', `export const options = 5; ${D}`, 104, /must be an object, not 5/],
    ['options hold a function', `export const options = { f() {} }; ${D}`, 255, /unsupported type: func/],
    ['setup is no function', `export const setup = 5; ${D}`, 255, /exported 'setup' must be a function/],
    ['init throws in a VU', `if (__VU === 1) throw new Error('vu init'); ${D}`, 107, /Error: vu init/],
    [
      'init aborts in a VU',
      `import exec from 'k6/execution'; if (__VU === 1) exec.test.abort('early'); ${D}`,
      108,
      /test aborted: early/,
    ],
    ['setup throws', `export function setup() { throw 'plain'; } ${D}`, 107, /msg=plain/],
    [
      'setup rejects',
      `export async function setup() { throw new Error('late'); } ${D}`,
      255,
      /Uncaught \(in promise\) Error: late/,
    ],
    [
      'setup data has NaN',
      `export function setup() { return { a: NaN }; } ${D}`,
      255,
      /unsupported value: NaN/,
    ],
    [
      'setup aborts',
      `import exec from 'k6/execution'; export function setup() { exec.test.abort('no'); } ${D} export function teardown() { console.log('ran'); }`,
      108,
      /test aborted: no/,
    ],
  ])('ends before any iteration when %s', async (_why, script, code, message) => {
    const ended = await run(script);
    expect(ended.err).toMatch(message);
    expect(ended.err).not.toContain('msg=ran');
    expect(ended.code).toBe(code);
  });

  it('tells of a handleSummary that is no function, and ends well', async () => {
    const { code, err } = await run(`export const handleSummary = 5; ${D}`, '--summary-mode', 'compact');
    expect([code, err.includes('exported identifier handleSummary must be a function')]).toEqual([0, true]);
  });

  it('makes the VUs of a scenario that another has taken', async () => {
    const { code, err } = await run(`import { sleep } from 'k6';
      export const options = { scenarios: {
        hungry: { executor: 'constant-arrival-rate', rate: 20, duration: '1s', preAllocatedVUs: 1, maxVUs: 6, exec: 'slow', gracefulStop: '0s' },
        later: { executor: 'per-vu-iterations', vus: 2, iterations: 1, startTime: '600ms', exec: 'quick' },
      } };
      export function slow() { sleep(3); }
      export function quick() { console.log('later ran'); }`);
    expect(code).toBe(0);
    expect(err.match(/later ran/g)).toHaveLength(2);
  });

  it('does not judge a threshold with abortOnFail before its first sample', async () => {
    const { code, err } = await run(`import { check, sleep } from 'k6';
      export const options = {
        scenarios: { s: { executor: 'constant-vus', vus: 1, duration: '1s', startTime: '2500ms' } },
        thresholds: { 'checks{type:read}': [{ threshold: 'rate>0.9', abortOnFail: true }], http_reqs: [{ threshold: 'count>=0', abortOnFail: true }] },
      };
      export default function () { check(1, { ok: () => true }, { type: 'read' }); sleep(0.1); }`);
    expect([code, err]).toEqual([0, '']);
  });

  it('takes settings from variables and the configuration file, flags first', async () => {
    writeFileSync(join(dir, 'k6.json'), '{"out":["json=of-file.json"],"userAgent":"file","vus":"2"}');
    const script = `import exec from 'k6/execution';
      export default function () { const o = exec.test.options; console.log(o.userAgent + ' ' + o.scenarios.default.vus + ' ' + o.systemTags.length); }`;
    const ended = await run(
      script,
      '-c',
      'k6.json',
      '--system-tags',
      'url',
      '--quiet=true',
      '--linger=false',
    );
    expect(ended.err.match(/msg="file 2 1"/g)).toHaveLength(2);
    expect(ended.code).toBe(0);
  });
});
