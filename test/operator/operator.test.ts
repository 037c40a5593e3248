import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { segmentFlags } from '../../src/commands/split.ts';
import type { RunRecord } from '../../src/store/record/v1.ts';
import { folder, harness } from '../helpers/harness.ts';
import { listen } from '../helpers/listen.ts';

const CRD = resolve(process.env['SHARED'] ?? '../shared', 'data/k6-operator-testrun-crd.yaml');
const DOUBLE = resolve('test/helpers/k6-double.mjs');
const SCRIPT = `
  import exec from 'k6/execution'; import http from 'k6/http'; import { check } from 'k6'; import { Counter, Trend } from 'k6/metrics';
  const seen = new Counter('seen_total'), shape = new Trend('shape');
  export const options = {
    tags: { team: 'core' }, thresholds: { seen_total: ['count==40'], shape: ['max==39'] },
    scenarios: { all: { executor: 'shared-iterations', vus: 4, iterations: 40 } },
  };
  export default function () {
    seen.add(1); shape.add(exec.scenario.iterationInTest);
    check(http.get(__ENV.URL), { answered: (r) => r.status === 200 });
  }`;

let cwd: string;
let target: Server;
let url: string;

beforeAll(async () => {
  target = createServer((_request, response) => response.end('ok'));
  url = `http://127.0.0.1:${await listen(target)}/`;
  cwd = folder();
  writeFileSync(join(cwd, 'all.js'), SCRIPT);
});

afterAll(() => target.close());

const FLAGS = ['--parallelism', '2', '--harness-image', 'registry.test/harness:1'];

// biome-ignore lint/suspicious/noExplicitAny: manifests are plain YAML
async function manifests(...flags: string[]): Promise<Record<string, any>> {
  const { out, err, code } = await harness(['operator', 'all.js', ...FLAGS, ...flags], { cwd });
  expect(code, err).toBe(0);
  return Object.fromEntries(parseAllDocuments(out).map((each) => [each.get('kind'), each.toJS()]));
}

test('makes a TestRun with its script, runners that write apart, and a judge that is tried once', async () => {
  const { ConfigMap, TestRun, Job } = await manifests(
    '--tag',
    'who=a b',
    '-e',
    'SIZE=3',
    '-e',
    'TEXT=$(HOME)',
    '--secret',
    'r3mes-load',
    '--cleanup',
  );
  expect(ConfigMap.data['test.js']).toContain('seen_total');
  expect(TestRun.spec).toMatchObject({ parallelism: 2, separate: true, cleanup: 'post' });
  expect(TestRun.spec.script).toEqual({ configMap: { name: ConfigMap.metadata.name, file: 'test.js' } });
  expect(TestRun.spec.args).toContain('--tag=who=a b');
  expect(TestRun.spec.args).toContain('--features=merge-run-tags');
  // In two words: `k6 archive` of the initializer has no outputs, and the operator takes out only these.
  expect(TestRun.spec.args.at(-2)).toBe('--out');
  expect(TestRun.spec.args.at(-1)).toMatch(/^json=\/results\/r3mes-all\/\d+T\d+\/\$\(POD_NAME\)\.json\.gz$/);
  expect(TestRun.spec.runner.env).toContainEqual({ name: 'SIZE', value: '3' });
  // Kubernetes would put a variable of its own for $(HOME).
  expect(TestRun.spec.runner.env).toContainEqual({ name: 'TEXT', value: '$$(HOME)' });
  expect(TestRun.spec.runner.envFrom).toEqual([{ secretRef: { name: 'r3mes-load' } }]);
  expect(TestRun.spec.runner.resources.limits.memory).toBe('2Gi');
  // The initializer runs the script's init code too: without its variables a TestRun never starts.
  expect(TestRun.spec.initializer.env).toEqual([
    { name: 'K6_INCLUDE_SYSTEM_ENV_VARS', value: 'true' },
    { name: 'SIZE', value: '3' },
    { name: 'TEXT', value: '$$(HOME)' },
  ]);
  expect(TestRun.spec.initializer.envFrom).toEqual(TestRun.spec.runner.envFrom);
  expect(TestRun.spec.args.join(' ')).toMatch(/--log-output=file=\/results\/\S+\$\(POD_NAME\)\.log/);
  expect(Job.spec.backoffLimit).toBe(0);
  expect(Job.spec.template.spec.restartPolicy).toBe('Never');
  // The judge ends its wait by itself, and has time to ship its report: the cluster never has to kill it.
  const wait = Job.spec.template.spec.containers[0].args.find((arg: string) => arg.startsWith('--wait='));
  expect(Job.spec.activeDeadlineSeconds).toBeGreaterThanOrEqual(Number.parseInt(wait.slice(7), 10) + 1800);
  expect(Job.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(60);
});

test('a TestRun is valid by the schema that the operator publishes', async (context) => {
  if (!existsSync(CRD)) context.skip(`there is no ${CRD} here`);
  const crd = parse(readFileSync(CRD, 'utf8'));
  const version = crd.spec.versions.find(({ name }: { name: string }) => name === 'v1alpha1');
  const validate = new Ajv({ strict: false, logger: false }).compile(closed(version.schema.openAPIV3Schema));
  for (const flags of [
    [],
    ['--cleanup', '--no-separate', '--secret', 'a'],
    ['--script-claim', 'scripts:api.js'],
  ]) {
    const { TestRun } = await manifests(...flags);
    expect(validate(TestRun), JSON.stringify(validate.errors)).toBe(true);
  }
  const { TestRun } = await manifests();
  expect(validate({ ...TestRun, spec: { ...TestRun.spec, paralelism: 3 } })).toBe(false);
});

type Schema = { [key: string]: unknown };

// The cluster prunes unknown fields in silence: here they are errors.
function closed(schema: Schema): Schema {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema;
  const inner: Schema = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === 'properties' ? closedEach(value) : closed(value as Record<string, unknown>),
    ]),
  );
  const open =
    inner['x-kubernetes-preserve-unknown-fields'] === true || inner['additionalProperties'] !== undefined;
  const isMetadata = Object.keys((inner['properties'] as object | undefined) ?? {}).length === 0;
  return inner['type'] === 'object' && !open && !isMetadata
    ? { ...inner, additionalProperties: false }
    : inner;
}

function closedEach(properties: unknown): Record<string, unknown> {
  const entries = Object.entries(properties as Record<string, Record<string, unknown>>);
  return Object.fromEntries(entries.map(([name, schema]) => [name, closed(schema)]));
}

test.each([
  ['more runners than VUs', ['--parallelism', '9'], /9 runners cannot share 4 VUs/],
  ['a secret among the variables', ['-e', 'API_TOKEN=x'], /API_TOKEN looks like a secret/],
  ['a password in a URL', ['-e', 'A=postgres://u:pw@h/d'], /A looks like a secret/],
  ['a password by the name of libpq', ['-e', 'PGPASSWORD=x'], /PGPASSWORD looks like a secret/],
  ['what is no namespace', ['--namespace', 'Bad NS!'], /takes no --namespace "Bad NS!"/],
  ['what is no amount', ['--memory', 'lots'], /takes no --memory "lots"/],
  ['a target of this machine', ['--target', 'http://127.0.0.1:9'], /would be the runner itself/],
  ['a name that no object may have', ['--name', '___'], /cannot name a TestRun/],
])('refuses %s', async (_name, flags, message) => {
  const refused = await harness(['operator', 'all.js', ...FLAGS, ...flags], { cwd });
  expect(refused.code).toBe(104);
  expect(refused.err).toMatch(message);
  expect(refused.out).toBe('');
});

test('refuses a bundle that no ConfigMap holds, with the remedy', async () => {
  writeFileSync(
    join(cwd, 'big.js'),
    `export const text = '${'x'.repeat(1_100_000)}'; export default function () {}`,
  );
  const refused = await harness(['operator', 'big.js', '--parallelism', '1', '--harness-image', 'x'], {
    cwd,
  });
  expect(refused.code).toBe(104);
  expect(refused.err).toContain('--script-claim');
});

test('what the runners of the manifests leave, the judge of the manifests merges', async () => {
  const { ConfigMap, TestRun, Job } = await manifests('-e', `URL=${url}`);
  const here = (text: string): string =>
    text.replaceAll('/results/', `${cwd}/results/`).replaceAll('/test/', `${cwd}/test/`);
  mkdirSync(join(cwd, 'test'));
  writeFileSync(join(cwd, 'test/test.js'), ConfigMap.data['test.js']);
  mkdirSync(here(TestRun.spec.runner.initContainers[0].command.at(-1)), { recursive: true });
  const [container] = Job.spec.template.spec.containers;
  const judge = harness(
    [...container.command.slice(1), ...container.args.map(here)].map((arg: string) =>
      arg.replace(/^--wait=.*/, '--wait=40s'),
    ),
    { cwd },
  );
  // As the operator starts them (k6-behaviour 10.2).
  await Promise.all(
    [1, 2].map((runner) => {
      const own = TestRun.spec.args.map((arg: string) =>
        here(arg).replace('$(POD_NAME)', `r3mes-all-${runner}-x`),
      );
      const args = [
        'run',
        '--quiet',
        ...segmentFlags(runner, 2),
        ...own,
        here('/test/test.js'),
        '--tag',
        `instance_id=${runner}`,
      ];
      const env = { ...process.env, URL: url, K6_DOUBLE: '{}' };
      return new Promise((ended) => spawn(DOUBLE, args, { env, stdio: 'ignore' }).on('exit', ended));
    }),
  );
  const ended = await judge;
  expect(ended.err).not.toContain('harness:');
  expect(ended.code, ended.out).toBe(0);
  const out = here(
    container.args.find((arg: string) => arg.startsWith('--out-dir=')).slice('--out-dir='.length),
  );
  const record = JSON.parse(readFileSync(join(out, 'last/record.json'), 'utf8')) as RunRecord;
  expect(record.iterations.completed).toBe(40);
  expect(record.metrics.find(({ name }) => name === 'shape')?.values).toMatchObject({
    count: 40,
    min: 0,
    max: 39,
  });
});
