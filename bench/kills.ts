// Kills short runs at moments that their numbers decide: each must be shown afterwards, with every second that had been closed.
//   npm run bench -- kills [count] [first number] [at once]
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPORTS } from '../reports/index.ts';
import { loadRun } from '../src/store/load-run.ts';

const cli = join(process.cwd(), 'build/out/cli.js');
const [count = 1000, first = 0, atOnce = 8] = process.argv.slice(2).map(Number);
const SCRIPT = `import { sleep } from 'k6'; export const options = { vus: 2, duration: '60s' }; export default () => sleep(0.05);`;
/** The fractions of the golden ratio's multiples lie evenly in 0..1, however many there are. */
const GOLDEN = 0.618_033_988_749_895;
const LONGEST_MS = 3000;
/** One in so many is killed while it starts, the others so long after their folder is there: a busy machine starts slowly. */
const STARTING = 5;
const SAY_EVERY = 100;

type Fate = 'before' | 'shown' | 'lost' | 'unreadable';
const fates: Record<Fate, number> = { before: 0, shown: 0, lost: 0, unreadable: 0 };
const wrong: string[] = [];
let next = first;

/** The lines of intervals.ndjson that were ended. */
function closedSeconds(runs: string): string[] {
  const [id] = existsSync(runs) ? readdirSync(runs).filter((name) => name !== 'last') : [];
  const file = join(runs, id ?? '', 'intervals.ndjson');
  return id === undefined || !existsSync(file) ? [] : readFileSync(file, 'utf8').split('\n').slice(0, -1);
}

async function fateOf(runs: string, closed: readonly string[]): Promise<Fate> {
  if (!existsSync(join(runs, 'last'))) return closed.length === 0 ? 'before' : 'unreadable';
  const { record, intervals } = await loadRun(runs, 'last');
  const text = REPORTS.text({ record, intervals }, { colour: false, columns: 100, htmlPath: null });
  if (record.end !== 'interrupted' || !text.includes(record.id)) return 'unreadable';
  const kept = intervals.map((each) => JSON.stringify(each));
  return closed.every((line, second) => JSON.stringify(JSON.parse(line)) === kept[second]) ? 'shown' : 'lost';
}

const wait = (ms: number): Promise<void> => new Promise((moment) => setTimeout(moment, ms));

async function kill(number: number): Promise<void> {
  const cwd = mkdtempSync(join(tmpdir(), 'r3mes-kills-'));
  writeFileSync(join(cwd, 's.js'), SCRIPT);
  const child = spawn(process.execPath, [cli, 'run', 's.js', '-q'], { cwd, stdio: 'ignore' });
  const ended = new Promise((end) => child.once('exit', end));
  const runs = join(cwd, 'runs');
  if (number % STARTING > 0) while (!existsSync(runs) && child.exitCode === null) await wait(10);
  const afterMs = ((number * GOLDEN) % 1) * LONGEST_MS;
  await wait(afterMs);
  const closed = closedSeconds(runs);
  child.kill('SIGKILL');
  await ended;
  let why = '';
  const fate = await fateOf(runs, closed).catch((error: Error): Fate => {
    why = error.message;
    return 'unreadable';
  });
  fates[fate]++;
  if (fate === 'lost' || fate === 'unreadable')
    wrong.push(`kill ${number}, after ${afterMs.toFixed(0)} ms: ${fate} ${why} (${cwd})`);
  else rmSync(cwd, { recursive: true, force: true });
}

async function killOneAfterTheOther(): Promise<void> {
  while (next < first + count) {
    const number = next++;
    await kill(number);
    if ((number + 1) % SAY_EVERY === 0)
      console.log(`${number + 1 - first} of ${count}: ${JSON.stringify(fates)}`);
  }
}

await Promise.all(Array.from({ length: atOnce }, killOneAfterTheOther));
console.log(
  `kills ${count} (numbers ${first} to ${first + count - 1}), of which before there was a run ${fates.before}`,
);
console.log(`shown as interrupted with all closed seconds  ${fates.shown}   goal ${count - fates.before}`);
console.log(`unreadable ${fates.unreadable}, with lost seconds ${fates.lost}   goal 0, 0`);
for (const each of wrong) console.log(each);
console.log(
  `load average ${loadavg()
    .map((each) => each.toFixed(1))
    .join(' ')}, Node ${process.version}`,
);
process.exitCode = wrong.length > 0 ? 1 : 0;
