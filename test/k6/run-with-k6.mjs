// Runs every scenario in k6 itself and in the embedded engine against one stand-in, and compares what both say: routes,
// checks, thresholds, verdict. Then the conformance cases, where the corpus is there. Needs nothing but a k6.
//   npm run test:k6 [scenarios]          k6 is found as harness run --engine k6 finds it (K6_BIN, PATH, an image)
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const cli = join(root, 'build/out/cli.js');
/** Scenarios that change data are named by hand. */
const BY_HAND = ['api-write'];
/** Both engines follow one plan; what is cut off at its end may differ by so much. */
const COUNT_TOLERANCE = 0.02;
const LENGTH = process.env.DURATION ?? '10s';

if (!hasK6()) {
  console.log(
    'test:k6: not run here, because there is no k6 (K6_BIN, PATH, or an image of docker or podman)',
  );
  process.exit(0);
}
const work = mkdtempSync(join(tmpdir(), 'r3mes-k6-'));
const standin = await startStandin();
const TRIES = 2;
let failures = 0;
let voids = 0;
try {
  for (const scenario of chosen()) compare(scenario);
} finally {
  standin.child.kill('SIGTERM');
  rmSync(work, { recursive: true, force: true });
}
failures += conformance();
if (voids > 0)
  console.log(`test:k6: ${voids} scenarios not compared: this machine was too busy to generate their load`);
if (failures > 0) console.log(`test:k6: ${failures} differ`);
else if (voids === 0) console.log('test:k6: both engines agree');
process.exit(failures + voids === 0 ? 0 : 1);

function hasK6() {
  const script = join(mkdtempSync(join(tmpdir(), 'r3mes-k6-')), 'none.js');
  const { stderr } = harness(['run', script, '--engine', 'k6', '-q']);
  return !stderr.includes('no k6 was found');
}

function chosen() {
  const given = process.argv.slice(2);
  if (given.length > 0) return given;
  const { scenarios } = JSON.parse(harness(['list', '--json']).stdout);
  return scenarios.map((each) => each.name ?? each).filter((name) => !BY_HAND.includes(name));
}

function harness(args) {
  return spawnSync('node', [cli, ...args], { encoding: 'utf8', cwd: root, maxBuffer: 64 * 1024 * 1024 });
}

async function startStandin() {
  const child = spawn('node', [cli, 'standin', '--no-rate-limits'], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('standin ready '))
      return { child, urls: JSON.parse(line.slice('standin ready '.length)) };
  }
  throw new Error('the stand-in ended before it was ready');
}

/** Prints what differs; a busy machine moves latencies, so that is said of the better of two tries. */
function compare(scenario) {
  let best = null;
  for (let tries = 0; tries < TRIES && best?.length !== 0; tries++) {
    const differences = differencesOf(scenario);
    if (differences !== null && (best === null || differences.length < best.length)) best = differences;
  }
  console.log(`${best === null ? 'void' : best.length === 0 ? 'same' : 'DIFFERENT'}  ${scenario}`);
  for (const difference of best ?? []) console.log(`     ${difference}`);
  if (best === null) voids++;
  failures += best?.length ?? 0;
}

/** Null where a generator spoiled its run, which says nothing then. */
function differencesOf(scenario) {
  const [embedded, k6] = ['embedded', 'k6'].map((engine) => recordOf(scenario, engine));
  if ([embedded, k6].some(({ verdict }) => verdict.state === 'INVALID')) return null;
  return [
    ...shares('route', counts(embedded.routes), counts(k6.routes)),
    ...shares('check', checks(embedded), checks(k6)),
    ...lines(embedded, k6),
  ];
}

function recordOf(scenario, engine) {
  const out = join(work, `${scenario}-${engine}`);
  const flags = ['--engine', engine, '--target', 'standin', '--probes', 'none', '-q', '--out-dir', out];
  const { status, stderr } = harness(['run', scenario, ...flags, '-e', `R3MES_DURATION=${LENGTH}`]);
  const file = join(out, 'last/record.json');
  if (!existsSync(file))
    throw new Error(`${scenario} with ${engine} left no record (exit ${status}): ${stderr}`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

function counts(routes) {
  return Object.fromEntries(routes.map(({ name, requests }) => [name, requests]));
}

function checks({ checks: all }) {
  return Object.fromEntries(
    all.map(({ group, name, passes, fails }) => [`${group} ${name}`, passes / (passes + fails)]),
  );
}

function shares(what, ours, theirs) {
  const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
  return names.flatMap((name) => {
    const [a = 0, b = 0] = [ours[name], theirs[name]];
    const near = Math.abs(a - b) <= Math.max(1, COUNT_TOLERANCE * Math.max(a, b)) && a > 0 === b > 0;
    return near ? [] : [`${what} ${name}: embedded ${a}, k6 ${b}`];
  });
}

// The generator's own lines and those of the clock are not about the script.
function lines(embedded, k6) {
  const levels = ({ verdict }) =>
    Object.fromEntries(
      verdict.lines.filter(({ kind }) => kind !== 'generator').map(({ id, level }) => [id, level]),
    );
  const [ours, theirs] = [levels(embedded), levels(k6)];
  // A generator that was busy for a moment is no opinion of the script.
  const state = ({ verdict }) =>
    verdict.state === 'WARN' && !Object.values(levels({ verdict })).includes('WARN') ? 'PASS' : verdict.state;
  const states =
    state(embedded) === state(k6) ? [] : [`verdict: ${embedded.verdict.state}, k6 ${k6.verdict.state}`];
  return Object.keys({ ...ours, ...theirs })
    .filter((id) => ours[id] !== theirs[id])
    .map((id) => `line ${id}: embedded ${ours[id]}, k6 ${theirs[id]}`)
    .concat(states);
}

function conformance() {
  // The corpus's recorder takes every K6_ variable away.
  const { K6_BIN } = process.env;
  const binary = K6_BIN === undefined ? '' : ` --k6-path ${resolve(K6_BIN)}`;
  const env = { ...process.env, RUN_FLAGS: `--engine k6${binary}` };
  const runner = join(root, 'test/conformance/run-corpus.mjs');
  return spawnSync('node', [runner], { env, stdio: 'inherit' }).status === 0 ? 0 : 1;
}
