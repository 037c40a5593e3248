import {
  copyFileSync,
  cpSync,
  existsSync,
  readFileSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import type { RunRecord } from '../../src/store/record/v1.ts';
import { folder, harness, lastRun, lineOf } from '../helpers/harness.ts';
import { interruptedHarness } from '../helpers/interrupted.ts';

// Values that say which iteration of the whole made them: a part that is missing or counted twice shows.
const SCRIPT = `
  import exec from 'k6/execution'; import { check, sleep } from 'k6'; import { Counter, Rate, Trend } from 'k6/metrics';
  const shape = new Trend('shape', true), seen = new Counter('seen_total'), odd = new Rate('odd');
  export const options = {
    scenarios: { all: { executor: 'shared-iterations', vus: 6, iterations: 240, maxDuration: '30s' } },
    thresholds: { seen_total: ['count>=240'], shape: ['p(95)<300', 'max<=239'], 'shape{half:upper}': ['min>=120'] },
  };
  export default function () {
    const i = exec.scenario.iterationInTest;
    shape.add(i, { half: i < 120 ? 'lower' : 'upper' });
    seen.add(1);
    odd.add(i % 2 === 1);
    check(i, { 'is even': (n) => n % 2 === 0, 'is whole': (n) => Number.isInteger(n) });
    sleep(0.05);
  }`;

const PARTS = ['0:1/3', '1/3:2/3', '2/3:1'];
const SEQUENCE = '0,1/3,2/3,1';
let cwd: string;
let whole: RunRecord;

beforeAll(async () => {
  cwd = folder();
  writeFileSync(join(cwd, 'all.js'), SCRIPT);
  const segment = (at: number) => [
    '--execution-segment',
    PARTS[at] as string,
    '--execution-segment-sequence',
    SEQUENCE,
  ];
  const runs = [0, 1, 2].flatMap((at) => [
    harness(['run', 'all.js', '-q', ...segment(at), '--out-dir', `part-${at}`], { cwd }),
    harness(
      [
        'run',
        'all.js',
        '-q',
        ...segment(at),
        '--no-gate',
        '--out',
        `json=part-${at}.json.gz`,
        '--tag',
        `instance_id=${at + 1}`,
      ],
      { cwd },
    ),
  ]);
  const overlapping = [
    ['half', '0:1/2'],
    ['middle', '1/4:3/4'],
  ].map(([out = '', share = '']) =>
    harness(['run', 'all.js', '-q', '--execution-segment', share, '--out-dir', out], { cwd }),
  );
  await Promise.all([...runs, ...overlapping, harness(['run', 'all.js', '-q'], { cwd })]);
  whole = lastRun(cwd).record;
  breakParts();
});

// What a full disk, a kill or a wrong copy leaves.
function breakParts(): void {
  const at = (name: string): string => join(cwd, name);
  copyFileSync(at('part-1.json.gz'), at('copy.json.gz'));
  writeFileSync(at('empty.json'), '');
  for (const name of ['damaged', 'cut-series', 'killed', 'spoiled'])
    cpSync(realpathSync(at('part-2/last')), at(name), { recursive: true });
  writeFileSync(at('damaged/record.json'), '{"x');
  truncateSync(at('cut-series/series.ndjson'), 900);
  rmSync(at('killed/record.json'));
  const record = JSON.parse(readFileSync(at('spoiled/record.json'), 'utf8')) as RunRecord;
  const line = { id: 'generator_loop', kind: 'generator', level: 'CRIT', reason: 'it was busy elsewhere' };
  record.verdict = { state: 'INVALID', lines: [line] } as unknown as RunRecord['verdict'];
  writeFileSync(at('spoiled/record.json'), JSON.stringify(record));
}

const folders = ['part-0/last', 'part-1/last', 'part-2/last'];
const files = ['part-0.json.gz', 'part-1.json.gz', 'part-2.json.gz'];

function valuesOf(record: RunRecord, name: string): Record<string, number> {
  const { rate, ...values } = record.metrics.find((each) => each.name === name)?.values ?? {};
  return name === 'odd' ? { ...values, rate: rate as number } : values; // a counter's rate is by the clock
}

test.each([
  ['folders of runs', folders, []],
  ["files of k6's samples", files, ['--parts', '3']],
])('equals the unsplit run: %s', async (_name, parts, flags) => {
  const merged = await harness(['collect', 'all.js', ...parts, ...flags], { cwd });
  expect(merged.err).not.toContain('harness:');
  const { record } = lastRun(cwd);
  for (const name of ['shape', 'shape{half:upper}', 'seen_total', 'odd', 'checks', 'iterations']) {
    expect(valuesOf(record, name), name).toEqual(valuesOf(whole, name));
  }
  expect(record.iterations).toMatchObject({ started: 240, completed: 240, interrupted: 0 });
  expect([...record.checks].sort((a, b) => a.name.localeCompare(b.name))).toEqual([
    { group: '', name: 'is even', passes: 120, fails: 120 },
    { group: '', name: 'is whole', passes: 240, fails: 0 },
  ]);
  expect(lineOf(record, 'shape{half:upper}: min>=120').level).toBe('OK');
  expect(record.metrics.find(({ name }) => name === 'vus_max')?.values['max']).toBe(6);
});

test.each([
  ['a part that is missing', folders.slice(1), [], /which is not the whole once/],
  ['a part that is given twice', [folders[0], folders[1], folders[1]], [], /are the same part/],
  ['a file under two names', [files[0], files[1], 'copy.json.gz'], ['--parts', '3'], /are the same part/],
  ['parts that overlap', ['half/last', 'middle/last'], [], /which is not the whole once/],
  ['a damaged record', [folders[0], folders[1], 'damaged'], [], /record.json is damaged/],
  ['files without their number', files, [], /how many parts the run had/],
  [
    'fewer files than parts',
    files.slice(1),
    ['--parts', '3'],
    /2 parts were given, and --parts says that there are 3/,
  ],
  ['a folder without series', ['runs/last'], [], /has no series.ndjson/],
  ['nothing', ['none'], [], /does not exist/],
])('refuses %s', async (_name, parts, flags, message) => {
  const refused = await harness(['collect', 'all.js', ...(parts as string[]), ...flags], { cwd });
  expect(refused.code).toBe(255);
  expect(refused.err).toMatch(message);
});

test.each([
  ['an empty file of k6', ['empty.json'], /empty.json has no samples/],
  ['a series that was cut', ['cut-series'], /kept \d+ of its 80 iterations|has no samples/],
  ['a part that was killed', ['killed'], /has no record: it was cut off/],
])('is no PASS with %s among the parts', async (_name, odd, reason) => {
  const isFile = odd[0] === 'empty.json';
  const others = isFile ? files.slice(0, 2) : folders.slice(0, 2);
  const merged = await harness(['collect', 'all.js', ...others, ...odd, '--parts', '3'], { cwd });
  expect(merged.code).toBe(121);
  expect(merged.err).toMatch(reason);
});

test('is INVALID where the generator of one part spoiled its share', async () => {
  const merged = await harness(['collect', 'all.js', ...folders.slice(0, 2), 'spoiled'], { cwd });
  expect(merged.code).toBe(120);
  expect(merged.out).toContain('spoiled: it was busy elsewhere');
});

test('shows the parts that came in time, and ends as a timeout', async () => {
  const flags = ['--parts', '3', '--wait', '1s'];
  const late = await harness(['collect', 'all.js', ...files.slice(0, 2), 'never.json', ...flags], { cwd });
  expect(late.code).toBe(102);
  expect(late.err).toContain('2 of 3 parts came within 1 s');
  const { record } = lastRun(cwd);
  expect(record.iterations.completed).toBe(160);
  expect(record.verdict?.state).not.toBe('PASS');
});

test('leaves a report of runners that never started, with what the probes saw meanwhile', async () => {
  const target = createServer((_request, response) => response.end('{}'));
  await new Promise<void>((ready) => target.listen(0, '127.0.0.1', ready));
  const { port } = target.address() as AddressInfo;
  const flags = ['--parts', '3', '--wait', '1s', '--target', `http://127.0.0.1:${port}`, '--out-dir', 'none'];
  const none = await harness(['collect', 'all.js', 'never.json', ...flags], { cwd });
  target.close();
  expect(none.code, none.err).toBe(102);
  expect(none.err).toContain('0 of 3 parts came within 1 s');
  expect(none.err).toContain('kubectl get testrun');
  const record = JSON.parse(readFileSync(join(cwd, 'none/last/record.json'), 'utf8')) as RunRecord;
  expect(record).toMatchObject({ end: 'failed', exitCode: 102, iterations: { completed: 0 } });
  expect(record.probes.map(({ name }) => name)).toContain('http');
  expect(existsSync(join(cwd, 'none/last/report.html'))).toBe(true);
});

test('a signal ends the wait, and what came is shown', async () => {
  const args = ['collect', 'all.js', ...files.slice(0, 2), 'never.json', '--parts', '3', '--wait', '10m'];
  const out = ['--out-dir', 'stopped'];
  const when = (err: string) => err.includes('2 of 3 parts are there');
  const run = await interruptedHarness([...args, ...out], { cwd, env: {}, when });
  expect(run.code, run.err).toBe(105);
  expect(run.err).toContain('2 of 3 parts came before a signal ended the wait');
  const record = JSON.parse(readFileSync(join(cwd, 'stopped/last/record.json'), 'utf8')) as RunRecord;
  expect(record.iterations.completed).toBe(160);
});

test('refuses parts of another script', async () => {
  writeFileSync(join(cwd, 'other.js'), SCRIPT.replace("'odd'", "'odd_ones'"));
  const refused = await harness(['collect', 'other.js', ...folders], { cwd });
  expect(refused.code).toBe(255);
  expect(refused.err).toContain('was made by another script');
});

test('counts what a cut file lost, and keeps the rest', async () => {
  const cut = join(cwd, 'cut.json');
  const text = gunzipSync(readFileSync(join(cwd, 'part-2.json.gz')));
  writeFileSync(cut, text);
  truncateSync(cut, text.length - 30);
  await harness(['collect', 'all.js', ...files.slice(0, 2), 'cut.json', '--parts', '3'], { cwd });
  expect(lastRun(cwd).record.notes.join()).toContain('cut.json: 1 lines could not be read');
});

test('prints commands that a shell takes as they are, and that merge', async () => {
  const { out } = await harness(['split', '2', 'all.js', '--tag', "who=it's me"], { cwd });
  expect(out.trim().split('\n')).toEqual([
    `harness run all.js --tag 'who=it'\\''s me' --execution-segment=0:1/2 --execution-segment-sequence=0,1/2,1 --out-dir=part-1`,
    `harness run all.js --tag 'who=it'\\''s me' --execution-segment=1/2:1 --execution-segment-sequence=0,1/2,1 --out-dir=part-2`,
    `harness collect all.js --tag 'who=it'\\''s me' part-1/last part-2/last`,
  ]);
  const k6 = await harness(['split', '--k6', '2', 'all.js', '-u', '4'], { cwd });
  expect(k6.out.split('\n')[1]).toBe(
    'k6 run -u 4 --execution-segment=0:1/2 --execution-segment-sequence=0,1/2,1 --out=json=part-1.json.gz all.bundle.js',
  );
  expect((await harness(['split', '1', 'all.js'], { cwd })).code).toBe(255);
});
