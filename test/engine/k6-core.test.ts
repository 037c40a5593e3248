import { describe, expect, test } from 'vitest';
import { runScript } from './script-run.ts';

const HEAD = `
import { check, fail, group, sleep, randomSeed } from 'k6';
import exec, { vu } from 'k6/execution';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
import { SharedArray } from 'k6/data';
const tell = (row) => { try { out(row()); } catch (error) { out(String(error)); } };`;

type Row = readonly [expression: string, told: unknown];

/** Runs the rows in init code and those of the iteration in one run; each tells its value or what it threw. */
async function tellRows(rows: { init?: readonly Row[]; vu?: readonly Row[] }) {
  const calls = (list: readonly Row[]): string =>
    list.map(([expression]) => `tell(() => ${expression});`).join('\n');
  const init = rows.init ?? [];
  const vu = rows.vu ?? [];
  const script = `${HEAD}
    const c = new Counter('my_counter'), sa = new SharedArray('rows', () => [{ a: 1 }, 2]);
    if (__VU === 0) {\n${calls(init)}\n}
    export const options = { tags: { run: '1' }, scenarios: { s: { executor: 'shared-iterations', vus: 1, iterations: 1, tags: { st: 'a' } } } };
    export default function () {\n${calls(vu)}\n}`;
  const run = await runScript(script);
  const told = [...init, ...vu].map(([expression], i) => [expression, run.outputs[i]]);
  expect(told).toEqual([...init, ...vu].map((row) => [...row]));
  return run;
}

const NAME_RULE =
  'Metric names must only include up to 128 ASCII letters, numbers, or underscores and start with a letter or an underscore.';
const badName = (name: string): string => `GoError: Invalid metric name: '${name}'. ${NAME_RULE}`;

describe('in init code', () => {
  test('metrics, SharedArray and k6/execution refuse what k6 refuses, in its words', async () => {
    await tellRows({
      init: [
        ["new Trend('x')", badName('x')],
        ["new Trend('a.b')", badName('a.b')],
        ['new Trend()', badName('')],
        ['new Counter(null).name', 'null'],
        [`new Counter('a'.repeat(129)).name.length`, 129],
        [`new Counter('a'.repeat(130))`, badName('a'.repeat(130))],
        [
          "[new Counter('dup'), new Gauge('dup')]",
          "GoError: metric 'dup' already exists but with type counter, instead of gauge",
        ],
        [
          "[new Trend('dup2'), new Trend('dup2', true)]",
          "GoError: metric 'dup2' already exists but with a value type default, instead of time",
        ],
        ["new Counter('http_reqs').name", 'http_reqs'],
        ['c.add(1)', 'GoError: Adding to metrics in the init context is not supported'],
        ["new SharedArray('', () => [])", "GoError: empty name provided to SharedArray's constructor"],
        ["new SharedArray('broken', () => ({}))", 'GoError: only arrays can be made into SharedArray'],
        ["new SharedArray('broken', () => { throw new Error('mine'); })", 'Error: mine'],
        ["new SharedArray('broken', () => [1]).length", 1],
        ['exec.vu.idInTest', 'GoError: getting VU information in the init context is not supported'],
        ['vu.metrics.tags', 'GoError: getting VU information in the init context is not supported'],
        ['exec.scenario.name', 'GoError: getting scenario information in the init context is not supported'],
        [
          'exec.instance.vusActive',
          'GoError: getting instance information in the init context is not supported',
        ],
        ['exec.test.options', 'GoError: getting test options in the init context is not supported'],
        ["group('a', () => 1)", 'GoError: using group() in the init context is not supported'],
        // After a refusal nobody may take a blocking call for one that can suspend.
        ['[1, sleep(0.001), 2].length', 3],
      ],
    });
  });
});

describe('in an iteration', () => {
  test('check, group, fail and sleep take and refuse what k6 does', async () => {
    const run = await tellRows({
      vu: [
        // There are no locales: k6 says the same everywhere.
        [
          "[(1234567.891).toLocaleString(), (5n).toLocaleString('de'), 'I'.toLocaleLowerCase('tr')]",
          ['1234567.891', '5', 'i'],
        ],
        [
          "[new Date(2024, 0, 2, 3, 4, 5), new Date(NaN)].map((d) => [d.toLocaleString('de'), d.toLocaleDateString(), d.toLocaleTimeString()])",
          [['01/02/2024, 03:04:05', '01/02/2024', '03:04:05'], Array(3).fill('Invalid Date')],
        ],
        ['check()', 'GoError: no checks provided to `check`'],
        ["check(1, { 'a::b': true })", "GoError: group and check names may not contain '::'"],
        ['check(1, { p: () => Promise.resolve(false), v: 1 })', true],
        [
          "check(1, { first: true, second: () => { throw new TypeError('inside'); }, third: true })",
          'TypeError: inside',
        ],
        ["group('a::b', () => 1)", "GoError: group and check names may not contain '::'"],
        ["group('o', () => group('i', () => exec.vu.metrics.tags.group))", '::o::i'],
        ["group('', () => exec.vu.metrics.tags.group)", ''],
        ["fail('why')", 'GoError: why'],
        ["[sleep(), sleep(-1), sleep('x'), sleep('0.001')].length", 4],
        ['[randomSeed(7), Math.random()][1] === [randomSeed(7), Math.random()][1]', true],
      ],
    });
    const checks = run.samples.filter(({ metric }) => metric === 'checks');
    const tags = { run: '1', st: 'a', scenario: 's', group: '' };
    expect(checks.map(({ value, tags: { check } }) => [check, value])).toEqual([
      ['p', 1],
      ['v', 1],
      ['first', 1],
      ['second', 0],
    ]);
    expect(checks[0]?.tags).toEqual({ ...tags, check: 'p' });
    expect(
      run.samples.filter(({ metric }) => metric === 'group_duration').map((s) => s.tags['group']),
    ).toEqual(['::o::i', '::o', '']);
  });

  test('vu.tags stay, take what can be a tag, and members put in their place are lost', async () => {
    const run = await tellRows({
      vu: [
        ['(exec.vu.tags.mine = 1, exec.vu.metrics.tags.mine)', '1'],
        [
          '(exec.vu.metrics.tags.flag = true, exec.vu.tags.bad = {}, sorted(exec.vu.tags))',
          { flag: 'true', group: '', mine: '1', run: '1', scenario: 's', st: 'a' },
        ],
        ['(exec.vu.metrics.tags = { other: 1 }, exec.vu.metrics.tags.other)', 'undefined'],
        ['(exec.vu.tags.vu = 9, sorted(exec.vu.metrics.metadata))', { vu: '9' }],
        ['delete exec.vu.tags.mine && exec.vu.tags.mine', 'undefined'],
        ['exec.vu === exec.vu', false],
        ['c.add(1, { own: 5 })', true],
      ],
    });
    expect(run.logs.join()).toContain("warning: invalid value for metric tag 'bad'");
    expect(run.samples.find(({ metric }) => metric === 'my_counter')?.tags).toEqual({
      ...{ flag: 'true', group: '', own: '5', run: '1', scenario: 's', st: 'a' },
    });
  });

  test('SharedArray elements are fresh, frozen and never written', async () => {
    const refused = 'TypeError: SharedArray is immutable';
    await tellRows({
      vu: [
        [
          '[sa.length, sa[0], sa[9], sa[0] === sa[0], Object.isFrozen(sa[0])]',
          [2, { a: 1 }, null, false, true],
        ],
        ['sa.push(1)', refused],
        ['(sa[0] = 1)', refused],
        ['[...sa].concat(sa.map((x) => typeof x)).length', 4],
        ["new SharedArray('later', () => [])", 'GoError: new SharedArray must be called in the init context'],
        ["new Counter('later')", 'GoError: metrics must be declared in the init context'],
      ],
    });
  });
});
