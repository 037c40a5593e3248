// Does a burdened generator ever judge? Short runs of `api` on an unchanged, quick stand-in while busy loops share the
// generator's core. The stand-in has a core of its own and the highest priority there (root), so that no burden reaches it:
// what a run measures above the stand-in's own p95 is the generator's. Wrong: PASS, WARN or FAIL with a p95 more than 20 %
// of the SLO above it.
//   node bench/burdens.mjs [runs at each burden] [seconds of load] [burdens, e.g. 0,1,2,4,8]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sayLoad } from './bench-run.mjs';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../build/out/cli.js');
const [runs = 50, seconds = 4] = process.argv.slice(2, 4).map(Number);
const burdens = (process.argv[4] ?? '0,1,2,4,8').split(',').map(Number);
const RATE = Number(process.env.BURDEN_RATE ?? 100);
const SLO_MS = 200;
const MOST_ABOVE_MS = 0.2 * SLO_MS;
/** States that say something of the target. */
const JUDGED = ['PASS', 'WARN', 'FAIL'];
const [OWN, OURS] = [0, 1];

if (cpus().length < 2 || process.getuid?.() !== 0) {
  console.log('bench: not measured, since it needs two cores and root');
  process.exit(0);
}

const directory = mkdtempSync(join(tmpdir(), 'r3mes-burdens-'));
const standin = spawn(
  'taskset',
  ['-c', OWN, 'nice', '-n', '-20', process.execPath, cli, 'standin', '--no-rate-limits'].map(String),
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const loops = [];
try {
  const { api, control } = await ready();
  console.log(
    `${'busy loops'.padEnd(11)}${['runs', ...JUDGED, 'INVALID', 'other'].map((name) => name.padStart(9)).join('')}   p95 above the stand-in's: judged, void   wrong`,
  );
  const wrong = [];
  for (const burden of burdens) {
    setLoops(burden);
    const seen = [];
    for (let run = 0; run < runs; run++) seen.push(await oneRun(api, control));
    const bad = seen.filter(({ state, aboveMs }) => JUDGED.includes(state) && aboveMs > MOST_ABOVE_MS);
    wrong.push(...bad.map((each) => ({ burden, ...each })));
    const counts = [...JUDGED, 'INVALID'].map((state) => seen.filter((each) => each.state === state).length);
    const other = seen.length - counts.reduce((sum, each) => sum + each, 0);
    console.log(
      `${String(burden).padEnd(11)}${[seen.length, ...counts, other].map((each) => String(each).padStart(9)).join('')}   ${most(seen, (state) => JUDGED.includes(state)).padStart(24)}, ${most(seen, (state) => state === 'INVALID').padEnd(12)}   ${bad.length}`,
    );
    if (burden === 0)
      for (const { lines } of seen.filter(({ state }) => state !== 'PASS'))
        console.log(`  unburdened, not PASS: ${lines}`);
  }
  for (const { burden, state, p95, ownMs, lines } of wrong)
    console.log(
      `  wrong: ${state} beside ${burden} loops: p95 ${p95.toFixed(1)} ms, the stand-in's own ${ownMs.toFixed(1)} ms; ${lines}`,
    );
  sayLoad();
  process.exitCode = wrong.length > 0 ? 1 : 0;
} finally {
  setLoops(0);
  standin.kill('SIGTERM');
  await new Promise((ended) => (standin.exitCode === null ? standin.once('exit', ended) : ended()));
  rmSync(directory, { recursive: true, force: true });
}

async function oneRun(api, control) {
  const args = ['run', 'api', '--target', api, '--probes', 'none', '-q', '--out-dir', directory];
  const settings = ['-e', `R3MES_RATE=${RATE}`, '-e', `R3MES_DURATION=${seconds}s`];
  const child = spawn('taskset', ['-c', String(OURS), process.execPath, cli, ...args, ...settings], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (text) => (err += text));
  await new Promise((ended) => child.once('close', ended));
  const record = readRecord(err);
  const own = await (await fetch(`${control}/latency?run=${record.id}`)).json();
  rmSync(join(directory, record.id), { recursive: true });
  const line = (id) => record.verdict.lines.find((each) => each.id === id);
  const p95 = line('api_latency_p95').value ?? 0;
  const told = record.verdict.lines
    .filter(({ gates, level }) => gates && level !== 'OK')
    .map(({ id, level, value }) => `${id} ${level} ${value?.toFixed?.(1)}`);
  return { state: record.verdict.state, p95, ownMs: own.p95, aboveMs: p95 - own.p95, lines: told.join(', ') };
}

function readRecord(err) {
  try {
    return JSON.parse(readFileSync(join(directory, 'last', 'record.json'), 'utf8'));
  } catch (error) {
    throw new Error(`no record: ${err || error.message}`);
  }
}

function most(seen, which) {
  const above = seen.filter(({ state }) => which(state)).map(({ aboveMs }) => aboveMs);
  return above.length === 0 ? '-' : `${Math.max(...above).toFixed(1)} ms`;
}

function setLoops(count) {
  for (const loop of loops.splice(0)) loop.kill('SIGKILL');
  while (loops.length < count)
    loops.push(
      spawn('taskset', ['-c', String(OURS), process.execPath, '-e', 'for (;;);'], { stdio: 'ignore' }),
    );
}

function ready() {
  return new Promise((resolve, reject) => {
    let text = '';
    standin.stdout.on('data', (more) => {
      text += more;
      const [, json] = /standin ready (\{.*\})/.exec(text) ?? [];
      if (json !== undefined) resolve(JSON.parse(json));
    });
    standin.once('exit', (code) => reject(new Error(`the stand-in ended with ${code}`)));
  });
}
