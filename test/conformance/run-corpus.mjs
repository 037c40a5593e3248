// Runs a corpus of k6 scripts with what the real k6 did with them through the embedded engine and compares.
//   CORPUS=/path/to/conformance npm run test:conformance [parts of case names]
// The corpus is no part of this project: without it there is nothing to do. Every differing case is listed with what
// differs. It fails below 97 % of the cases, and when docs/k6-compatibility.md lists other cases than those that differ.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const REQUIRED_SHARE = 0.97;
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const corpus = resolve(process.env.CORPUS ?? join(root, '../shared/conformance'));
if (!existsSync(join(corpus, 'record.mjs'))) {
  console.log(`conformance: skipped, because there is no corpus at ${corpus} (CORPUS names another place)`);
  process.exit(0);
}
const work = mkdtempSync(join(tmpdir(), 'r3mes-conformance-'));
process.on('exit', () => process.env.KEEP || rmSync(work, { recursive: true, force: true }));
// The corpus may be read-only, and its target needs `ws` beside it.
const copy = join(work, 'corpus');
cpSync(corpus, copy, { recursive: true });
rmSync(join(copy, 'node_modules'), { recursive: true, force: true });
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
const record = join(work, 'record');
mkdirSync(record);

const only = process.argv.slice(2);
const env = {
  ...process.env,
  RUNNER: `node ${join(root, 'build/out/cli.js')}`,
  RUN_ARGS: `--quiet --no-gate ${process.env.RUN_FLAGS ?? ''}`.trim(),
  JOBS: process.env.JOBS ?? '2',
  OUT: record,
};
const run = (script, args, stdio) =>
  spawnSync('node', [join(copy, script), ...args], { env, cwd: copy, stdio, encoding: 'utf8' });

const { status } = run('record.mjs', only, ['inherit', 'ignore', 'inherit']);
if (status !== 0) {
  console.log(`conformance: record.mjs of the corpus ended with ${status}`);
  process.exit(1);
}

/** The cases that differ, with what differs; sections of a record can be left out. */
function compare(ignored) {
  const names = only.length > 0 ? [`--only=${only.join(',')}`] : [];
  const flags = ['--quiet', '--all', ...(ignored ? [`--ignore=${ignored}`] : []), ...names];
  const { stdout } = run('compare.mjs', [record, join(copy, 'golden'), ...flags], 'pipe');
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(stdout) ?? [];
  if (passed === undefined) throw new Error(`compare.mjs said no sum:\n${stdout}`);
  const cases = new Map();
  for (const block of stdout.split(/^FAIL /m).slice(1)) {
    const [, name] = /^([\w-]+)/.exec(block);
    cases.set(
      name,
      block
        .split('\n')
        .filter((line) => line.startsWith('     '))
        .join('\n'),
    );
  }
  return { passed: Number(passed), failed: Number(failed), cases };
}

// How a message is worded is ours to choose (and ours are meant to help more): told, and not counted.
const strict = compare('');
const { passed, failed, cases } = compare('stderrClasses');
for (const [name, differences] of strict.cases) {
  if (!cases.has(name)) console.log(`note ${name}: log lines are worded differently\n${differences}`);
}
for (const [name, differences] of cases) console.log(`FAIL ${name}\n${differences}`);

const share = passed / (passed + failed);
console.log(`${passed} of ${passed + failed} cases as k6 (${(share * 100).toFixed(1)} %)`);
let good = share >= REQUIRED_SHARE;
if (!good) console.log(`that is less than ${REQUIRED_SHARE * 100} %`);
// The page lists what the embedded engine does in its own way.
if (only.length === 0 && process.env.RUN_FLAGS === undefined) {
  const known = knownDifferences();
  for (const name of cases.keys()) {
    if (!known.has(name)) complain(`${name} differs and is not listed in docs/k6-compatibility.md`);
  }
  for (const name of known)
    if (!cases.has(name)) complain(`${name} is listed in docs/k6-compatibility.md and no longer differs`);
}
process.exitCode = good ? 0 : 1;

function complain(text) {
  good = false;
  console.log(text);
}

// First cells of the table under "Conformance corpus".
function knownDifferences() {
  const page = readFileSync(join(root, 'docs/k6-compatibility.md'), 'utf8');
  const section = page.split(/^## /m).find((part) => part.startsWith('Conformance corpus\n')) ?? '';
  return new Set([...section.matchAll(/^\| `(\d{3}-[\w-]+)` /gm)].map(([, name]) => name));
}
