import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { folder } from '../helpers/harness.ts';

interface Step {
  name: string;
  shell?: string;
  env?: Record<string, string>;
  run?: string;
}

const action = parse(readFileSync('docs/ci/github-action/action.yml', 'utf8')) as {
  inputs: Record<string, { default?: string; required?: boolean }>;
  runs: { using: string; steps: Step[] };
};
const gitlab = parse(readFileSync('docs/ci/gitlab.yml', 'utf8')) as {
  '.r3mes-gate': {
    variables: Record<string, string>;
    script: string[];
    after_script: string[];
    artifacts: { reports: { junit: string } };
  };
};

/** A folder whose `npx --no-install harness` notes its arguments and ends with this code. */
function place(code: number): string {
  const cwd = folder();
  mkdirSync(join(cwd, 'bin'));
  const npx = join(cwd, 'bin/npx');
  writeFileSync(npx, `#!/bin/sh\nprintf '%s\\n' "$@" > args\nexit ${code}\n`);
  chmodSync(npx, 0o755);
  return cwd;
}

async function run(
  shell: string[],
  script: string,
  { cwd, env }: { cwd: string; env: Record<string, string> },
) {
  const [command = 'sh', ...args] = shell;
  const path = `${join(cwd, 'bin')}:${process.env['PATH']}`;
  const child = spawn(command, [...args, script], {
    cwd,
    env: { ...process.env, ...env, PATH: path },
    stdio: 'ignore',
  });
  const code = await new Promise<number | null>((ended) => child.on('close', ended));
  return { code, args: readFileSync(join(cwd, 'args'), 'utf8').trimEnd().split('\n') };
}

/** What GitHub gives a step: `${{ inputs.x }}` filled in, in the environment only. */
function stepOf(name: string, inputs: Record<string, string>) {
  const step = action.runs.steps.find((each) => each.name === name);
  const value = (input: string) => inputs[input] ?? action.inputs[input]?.default ?? '';
  const env = Object.entries(step?.env ?? {}).map(([key, text]) => [
    key,
    text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, input: string) => value(input)),
  ]);
  return { script: step?.run ?? '', env: Object.fromEntries(env) as Record<string, string> };
}

const BASH = ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c'];

describe('the composite action', () => {
  test('gates with the inputs as arguments, whatever they hold', async () => {
    const { script, env } = stepOf('Gate', {
      target: "a 'b' $(touch hacked) ; c",
      baseline: 'last',
      args: '--fail-on critical',
    });
    const { code, args } = await run(BASH, script, { cwd: place(99), env });
    expect(code).toBe(99);
    expect(args).toEqual([
      ...[
        '--no-install',
        'harness',
        'gate',
        '--target',
        "a 'b' $(touch hacked) ; c",
        '--out-dir',
        'r3mes-runs',
      ],
      ...['--report', 'junit=r3mes-junit.xml', '--report', 'json=r3mes-gate.json'],
      ...['--baseline', 'last', '--max-regression', '10%', '--fail-on', 'critical'],
    ]);
  });

  test('leaves out a baseline that is not given, and passes', async () => {
    const { script, env } = stepOf('Gate', { target: 'standin' });
    const { code, args } = await run(BASH, script, { cwd: place(0), env });
    expect(code).toBe(0);
    expect(args).not.toContain('--baseline');
  });

  test('prunes the runs that it caches', async () => {
    const { script, env } = stepOf('Keep few runs', {});
    const { args } = await run(BASH, script, { cwd: place(0), env });
    expect(args).toEqual(['--no-install', 'harness', 'history', '--out-dir', 'r3mes-runs', '--keep', '20']);
  });

  test('puts no input into a script', () => {
    for (const { run: script } of action.runs.steps) expect(script ?? '').not.toContain('${{'.concat(' '));
  });
});

describe('the GitLab template', () => {
  test('gates, keeps few runs, and gives GitLab the JUnit file', async () => {
    const { variables, script, after_script, artifacts } = gitlab['.r3mes-gate'];
    const env = {
      ...variables,
      GATE_TARGET: 'http://127.0.0.1:8000',
      GATE_BASELINE: 'last',
      GATE_ARGS: '--fail-on critical',
    };
    const { code, args } = await run(['sh', '-e', '-c'], script.join('\n'), { cwd: place(120), env });
    expect(code).toBe(120);
    expect(args).toEqual([
      ...['--no-install', 'harness', 'gate', '--target', 'http://127.0.0.1:8000', '--out-dir', 'r3mes-runs'],
      ...['--report', `junit=${artifacts.reports.junit}`, '--summary', 'r3mes-summary.md'],
      ...['--baseline', 'last', '--max-regression', '10%', '--fail-on', 'critical'],
    ]);
    const after = await run(['sh', '-e', '-c'], after_script.join('\n'), { cwd: place(0), env });
    expect(after.args.slice(2, 3)).toEqual(['history']);
  });
});

test('the flags of both are flags that the command line knows', async () => {
  const cli = resolve('build/out/cli.js');
  for (const [command, flags] of [
    [
      'gate',
      ['--target', '--out-dir', '--report', '--summary', '--baseline', '--max-regression', '--fail-on'],
    ],
    ['history', ['--out-dir', '--keep']],
  ] as const) {
    const child = spawn(process.execPath, [cli, command, '--help']);
    let help = '';
    child.stdout.on('data', (chunk) => (help += chunk));
    await new Promise((ended) => child.on('close', ended));
    for (const flag of flags) expect(help).toContain(flag);
  }
});
