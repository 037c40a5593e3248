import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addK6Flags, optionsOfFlags, plainArguments } from '../../src/commands/run/k6-flags.ts';
import { OPTION_NAMES, optionEntry } from '../../src/plan/option-table.ts';
import { optionsOfEnvironment } from '../../src/plan/option-text.ts';
import { resolveOptions } from '../../src/plan/resolve-options.ts';

function flagsOf(args: readonly string[]) {
  const command = addK6Flags(new Command().exitOverride());
  command.parse(plainArguments(args), { from: 'user' });
  return optionsOfFlags(command.opts());
}

interface Tiers {
  config?: object;
  script?: object;
  env?: Record<string, string>;
  args?: readonly string[];
}

function resolved({ config = {}, script = {}, env = {}, args = [] }: Tiers) {
  return resolveOptions({
    config: config as Record<string, unknown>,
    script: script as Record<string, unknown>,
    environment: optionsOfEnvironment(env).options,
    flags: flagsOf(args).options,
  });
}

// Option; values of the configuration file and the script; text in the environment and what it is read as; flags and
// what they are read as. A missing pair: k6 has no such way.
type Row = [
  name: string,
  config: unknown,
  script: unknown,
  env?: [string, unknown],
  flags?: [string[], unknown],
];

const ROWS: Row[] = [
  ['paused', false, true, ['false', false], [['--paused'], true]],
  ['vus', 1, 2, ['3', 3], [['--vus', '4'], 4]],
  ['duration', '1s', '2s', ['3s', '3s'], [['-d', '1m4s'], '1m4s']],
  ['iterations', 1, 2, ['3', 3], [['-i', '4'], 4]],
  [
    'stages',
    [{ duration: '1s', target: 1 }],
    [{ duration: '2s', target: 2 }],
    ['3s:3', [{ duration: '3s', target: 3 }]],
    [
      ['-s', '4s:4', '--stage', '5s:0'],
      [
        { duration: '4s', target: 4 },
        { duration: '5s', target: 0 },
      ],
    ],
  ],
  ['scenarios', { a: { executor: 'per-vu-iterations' } }, { b: { executor: 'per-vu-iterations' } }],
  ['executionSegment', '0:1/2', '1/2:1', undefined, [['--execution-segment', '0:1/4'], '0:1/4']],
  [
    'executionSegmentSequence',
    '0,1',
    '0,1/2,1',
    undefined,
    [['--execution-segment-sequence', '0,1/4,1'], '0,1/4,1'],
  ],
  ['noSetup', false, true, ['false', false], [['--no-setup'], true]],
  ['noTeardown', false, true, ['false', false], [['--no-teardown=true'], true]],
  ['setupTimeout', '1s', '2s', ['3s', '3s']],
  ['teardownTimeout', '1s', '2s', ['3000', '3000']],
  ['handleSummaryTimeout', '1s', '2s', ['3s', '3s']],
  ['rps', 1, 2, ['3', 3], [['--rps', '4'], 4]],
  [
    'dns',
    { ttl: '1s' },
    { ttl: '2s' },
    ['ttl=3s,select=first', { ttl: '3s', select: 'first' }],
    [['--dns', 'policy=any'], { policy: 'any' }],
  ],
  ['maxRedirects', 1, 2, ['3', 3], [['--max-redirects', '0'], 0]],
  ['userAgent', 'a', 'b', ['c', 'c'], [['--user-agent', ''], '']],
  ['batch', 1, 2, ['3', 3], [['--batch', '4'], 4]],
  ['batchPerHost', 1, 2, ['3', 3], [['--batch-per-host', '4'], 4]],
  ['httpDebug', 'full', '', ['full', 'full'], [['--http-debug=full'], 'full']],
  ['insecureSkipTLSVerify', true, false, ['true', true], [['--insecure-skip-tls-verify=false'], false]],
  ['tlsCipherSuites', ['TLS_AES_128_GCM_SHA256'], ['TLS_AES_256_GCM_SHA384']],
  ['tlsVersion', 'tls1.2', { min: 'tls1.2', max: 'tls1.3' }],
  ['tlsAuth', [{ cert: 'a', key: 'b' }], [{ domains: ['x'], cert: 'a', key: 'b', password: 'c' }]],
  ['throw', false, true, ['0', false], [['-w'], true]],
  ['thresholds', { checks: ['rate>0'] }, { checks: [{ threshold: 'rate>0', abortOnFail: true }] }],
  [
    'blacklistIPs',
    ['10.0.0.0/8'],
    ['10.0.0.0/9'],
    ['10.0.0.0/10,::/128', ['10.0.0.0/10', '::/128']],
    [
      ['--blacklist-ip', '10.0.0.0/11', '--blacklist-ip', '10.0.0.0/12'],
      ['10.0.0.0/11', '10.0.0.0/12'],
    ],
  ],
  [
    'blockHostnames',
    ['a.test'],
    ['b.test'],
    ['c.test,*.d.test', ['c.test', '*.d.test']],
    [
      ['--block-hostnames', 'e.test,f.test'],
      ['e.test', 'f.test'],
    ],
  ],
  ['hosts', { a: '1.1.1.1' }, { b: '1.1.1.2:80' }],
  ['noConnectionReuse', false, true, ['false', false], [['--no-connection-reuse'], true]],
  ['noVUConnectionReuse', false, true, ['false', false], [['--no-vu-connection-reuse'], true]],
  ['minIterationDuration', '1s', 2000, ['3s', '3s'], [['--min-iteration-duration', '4s'], '4s']],
  ['cloud', { name: 'a' }, { name: 'b' }],
  ['ext', { a: 1 }, { b: 1 }],
  [
    'summaryTrendStats',
    ['avg'],
    ['min'],
    ['max,p(99)', ['max', 'p(99)']],
    [
      ['--summary-trend-stats', 'med,count'],
      ['med', 'count'],
    ],
  ],
  ['summaryTimeUnit', 's', 'ms', ['us', 'us'], [['--summary-time-unit', 's'], 's']],
  ['systemTags', ['url'], ['name'], ['status,ip', ['status', 'ip']], [['--system-tags', 'group'], ['group']]],
  [
    'tags',
    { a: '1' },
    { b: '2' },
    ['c=3', { c: '3' }],
    [['--tag', 'd=4', '--tag', 'e=T&T "5", $x'], { d: '4', e: 'T&T "5", $x' }],
  ],
  ['metricSamplesBufferSize', 1, 2, ['3', 3]],
  ['noCookiesReset', false, true, ['false', false]],
  ['discardResponseBodies', true, false, ['true', true], [['--discard-response-bodies=false'], false]],
  ['consoleOutput', 'a', undefined, ['b', 'b'], [['--console-output', 'c'], 'c']],
  [
    'localIPs',
    '10.0.0.1',
    undefined,
    ['10.0.0.2', '10.0.0.2'],
    [['--local-ips', '10.0.0.0/24'], '10.0.0.0/24'],
  ],
  [
    'features',
    ['a'],
    undefined,
    ['b', ['b']],
    [
      ['--features', 'c,d'],
      ['c', 'd'],
    ],
  ],
];

describe('options of k6', () => {
  it('has a row for each, with its variable and its flag', () => {
    expect(ROWS.map(([name]) => name)).toEqual(OPTION_NAMES);
    const ways = ROWS.map(([name, , script, env, flags]) => [
      name,
      script !== undefined,
      env !== undefined,
      flags !== undefined,
    ]);
    const declared = OPTION_NAMES.map((name) => {
      const own = ['vus', 'duration', 'iterations'].includes(name);
      const { env, flag, script } = optionEntry(name);
      return [name, script !== false, env !== undefined, flag !== undefined || own];
    });
    expect(ways).toEqual(declared);
  });

  it.each(ROWS)('%s: each tier replaces what is below it', (...row) => {
    const [name, config, script, env, flags] = row;
    const variable = optionEntry(name as (typeof OPTION_NAMES)[number]).env ?? '';
    const tiers: Tiers = { config: { [name]: config } };
    expect(resolved(tiers).options[name]).toEqual(config);
    if (script !== undefined) {
      tiers.script = { [name]: script };
      expect(resolved(tiers).options[name]).toEqual(script);
    }
    if (env !== undefined) {
      tiers.env = { [variable]: env[0] };
      expect(resolved(tiers).options[name]).toEqual(env[1]);
      expect(resolved({ ...tiers, env: { [variable]: '' } }).options[name]).toEqual(script ?? config);
    }
    if (flags !== undefined) {
      tiers.args = flags[0];
      expect(resolved(tiers).options[name]).toEqual(flags[1]);
    }
    expect(resolved(tiers).unreadable).toEqual([]);
    expect(resolved({ script: { [name.toUpperCase()]: null } })).toMatchObject({
      options: {},
      unreadable: [],
    });
  });

  it.each([
    ['K6_VUS', 'x', 'whole number'],
    ['K6_THROW', 'maybe', 'neither true nor false'],
    ['K6_DURATION', 'ten', 'no duration'],
    ['K6_STAGES', '10s', 'no stage'],
    ['K6_TAGS', 'a', 'not name=value'],
  ])('%s=%s is refused by its name', (variable, text, problem) => {
    expect(optionsOfEnvironment({ [variable]: text }).problems).toEqual([
      expect.stringMatching(new RegExp(`${variable}.*"${text}".*${problem}`)),
    ]);
  });

  it.each([[['-d', '10']], [['-d', '1d']], [['-s', '10:5']], [['--min-iteration-duration', '5']]])(
    '%j wants a unit',
    (args) => {
      expect(flagsOf(args).problems).toHaveLength(1);
    },
  );
});

describe('the tiers together', () => {
  const scenarios = { a: { executor: 'shared-iterations', iterations: 5 } };

  it.each<[string, Tiers, object, boolean]>([
    [
      'duration over stages keeps vus',
      { script: { vus: 2, stages: [] }, args: ['-d', '1s'] },
      { vus: 2, duration: '1s' },
      false,
    ],
    [
      'iterations over scenarios',
      { script: { scenarios }, env: { K6_ITERATIONS: '2' } },
      { iterations: 2 },
      true,
    ],
    ['vus alone over scenarios', { script: { scenarios }, args: ['--vus', '2'] }, { vus: 2 }, true],
    ['vus of the script beside scenarios', { script: { vus: 3, scenarios } }, { vus: 3, scenarios }, false],
    [
      'a flag over variable and file',
      { config: { duration: '9s' }, env: { K6_DURATION: '8s' }, args: ['-i', '4'] },
      { iterations: 4 },
      false,
    ],
  ])('%s', (_name, tiers, options, warned) => {
    const merged = resolved(tiers);
    expect(merged.options).toEqual(options);
    expect(merged.warnings).toHaveLength(warned ? 1 : 0);
  });

  it('drops the tags of the script for those of a flag, unless the feature merge-run-tags is on', () => {
    const tiers = { script: { tags: { a: '1', b: '1' } }, args: ['--tag', 'b=2'] };
    expect(resolved(tiers).options['tags']).toEqual({ b: '2' });
    const merging = { ...tiers, env: { K6_FEATURES: 'merge-run-tags' } };
    expect(resolved(merging).options['tags']).toEqual({ a: '1', b: '2' });
  });

  it('tells of unknown options, and takes known ones in any letter case', () => {
    const read = resolved({ script: { VUS: 3, maxRedirect: 1, localIPs: '10.0.0.1' } });
    expect(read.options).toEqual({ vus: 3 });
    expect(read.unknown).toEqual([
      { key: 'maxRedirect', near: 'maxRedirects' },
      { key: 'localIPs', near: undefined },
    ]);
  });
});
