#!/usr/bin/env node
// Stands in for k6 at the process boundary only: arguments, stdout, stderr, files, exit codes and timing as
// k6-behaviour says. K6_DOUBLE is JSON: {version, fate, log}; the samples are real ones, of the embedded engine under
// --no-gate. Every argument list is appended to the file `log`, as JSON.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { version = '2.2.0', fate = 'ends', log } = JSON.parse(process.env.K6_DOUBLE ?? '{}');
const [command, ...args] = process.argv.slice(2);
const major = Number(version.split('.')[0]);
const cli = join(dirname(fileURLToPath(import.meta.url)), '../../build/out/cli.js');
if (log !== undefined) {
  const { K6_USER_AGENT, R3MES_RUN_ID, SECRET } = process.env;
  appendFileSync(log, `${JSON.stringify({ command, args, env: { K6_USER_AGENT, R3MES_RUN_ID, SECRET } })}\n`);
}

if (command === 'version') {
  process.stdout.write(`k6 v${version} (commit/0000000000, go1.24.1, linux/amd64)\n`);
} else if (command === 'inspect') {
  const [, options = '{}'] = /\/\/ options: (.*)/.exec(readFileSync(args.at(-1), 'utf8')) ?? [];
  process.stdout.write(`${options}\n`);
} else if (command === 'run') run();
else refuse(`unknown command "${command}" for "k6"`);

function refuse(message) {
  process.stderr.write(`{"error":"${message}","level":"error","msg":"${message}"}\n`);
  process.exit(255);
}

function run() {
  const gone = major >= 2 ? ['--no-summary'] : ['--features'];
  const wrong = args.find((arg) => gone.includes(arg.split('=')[0]));
  if (wrong !== undefined) refuse(`unknown flag: ${wrong.split('=')[0]}`);
  const out = args.find((arg) => arg.startsWith('--out=json='))?.slice('--out=json='.length);
  const own = /^--(address|log-(output|format)|no-usage-report|out=json)\b/;
  const passed = args
    .filter((arg) => !own.test(arg))
    .map((arg) => (arg === '--no-summary' ? '--summary-mode=disabled' : arg));
  if (fate === 'killed') return void process.kill(process.pid, 'SIGKILL');
  if (fate === 'panics') {
    process.stderr.write('panic: runtime error: invalid memory address or nil pointer dereference\n');
    process.exit(2);
  }
  setTimeout(() => runHere(passed, out), fate === 'starts-late' ? 1500 : 0);
}

function runHere(passed, out) {
  const folder = mkdtempSync(join(tmpdir(), 'k6-double-'));
  const cut = fate === 'cuts-last-line';
  const samples = cut ? join(folder, 'samples.json') : out;
  const flags = [
    '--no-gate',
    '--log-format=json',
    '--log-output=stderr',
    ...(out ? [`--out=json=${samples}`] : []),
  ];
  const env = { ...process.env, K6_DOUBLE: undefined };
  const child = spawn(process.execPath, [cli, 'run', ...flags, ...passed], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
    detached: true,
  });
  let signals = 0;
  process.on('SIGINT', () => {
    if (fate === 'ignores-signals') return;
    if (++signals > 1) process.exit(105);
    child.kill('SIGINT');
  });
  child.on('exit', (code) => {
    if (cut) appendFileSync(out, readFileSync(samples, 'utf8').slice(0, -40));
    finish(folder, code);
  });
}

function finish(folder, code) {
  rmSync(folder, { recursive: true, force: true });
  if (fate === 'hangs') {
    setInterval(() => {}, 1000);
    return;
  }
  process.exit(code ?? 1);
}
