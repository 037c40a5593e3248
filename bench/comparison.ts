// How often `harness compare` is wrong: false "worse" of pairs of the same plan, and planted 10 % shifts of p95 found.
// Real runs of 15 s against a server with seeded latencies; further pairs by drawing blocks of their seconds anew, and of
// runs that are made up, with noise of a known kind.
// node bench/run-ts.mjs bench/comparison.ts [real runs=4] [pairs=400]
import { compareRuns } from '../src/compare/compare-runs.ts';
import { seededRandom } from '../src/compare/statistics/seeded-random.ts';
import type { ComparisonRecord } from '../src/store/record/v1.ts';
import { type Compared, recordRuns, resampledRun } from './recorded-runs.ts';
import { type Noise, type Shift, simulatedRun } from './simulated-runs.ts';

const [realRuns = 4, pairs = 400] = process.argv.slice(2).map(Number);
const NONE: Shift = { factor: 1, of: 'all' };
const ALL: Shift = { factor: 1.1, of: 'all' };
const TAIL: Shift = { factor: 1.1, of: 'tail' };

const PLAIN: Noise = {
  ...{ name: '200/s, drift from second to second', rate: 200, seconds: 15, sigma: 0.2 },
  ...{ routes: 4, memory: 0.4, drift: 0.02, runEffect: 0 },
};

interface Condition {
  noise: Noise;
  /** So many runs are known. */
  earlier: number;
  /** With this noise, 15 s are enough to find 10 % nine times of ten. */
  found: boolean;
  /** From the middle of the known runs on the target was so many times slower, and that was accepted. */
  jump?: number;
}

const CONDITIONS: Condition[] = [
  { noise: PLAIN, earlier: 0, found: true },
  { noise: { ...PLAIN, name: '200/s, wide (p95 is 1.6 medians)', sigma: 0.3 }, earlier: 0, found: true },
  { noise: { ...PLAIN, name: '100/s', rate: 100 }, earlier: 0, found: true },
  { noise: { ...PLAIN, name: '30/s', rate: 30 }, earlier: 0, found: false },
  { noise: { ...PLAIN, name: '100/s, long drift', rate: 100, memory: 0.7 }, earlier: 0, found: false },
  {
    noise: { ...PLAIN, name: '200/s, runs differ by 2 %', runEffect: 0.02 },
    ...{ earlier: 6, found: false },
  },
  {
    noise: { ...PLAIN, name: '200/s, the target became 1.5 times slower on the way', runEffect: 0.01 },
    ...{ earlier: 10, found: false, jump: 1.5 },
  },
];

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const compared = (before: Compared, after: Compared, earlier: readonly Compared[] = []): ComparisonRecord =>
  compareRuns({ ...{ before, after, earlier }, differences: [], maxRegressionPercent: 10 });
const isWorse = ({ class: result }: ComparisonRecord): boolean => result === 'worse';
const isP95Worse = ({ measures }: ComparisonRecord): boolean =>
  measures.some(({ id, class: result }) => id === 'latency_p95' && result === 'worse');

/** Wilson's interval (95 %) of a share. */
function interval(hits: number, of: number): [low: number, high: number] {
  const z2 = 1.96 ** 2;
  const middle = (hits + z2 / 2) / (of + z2);
  const half = (1.96 / (of + z2)) * Math.sqrt((hits * (of - hits)) / of + z2 / 4);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

function shown(hits: number, of: number): string {
  const [low, high] = interval(hits, of).map((share) => (100 * share).toFixed(1));
  return `${((100 * hits) / of).toFixed(1)} % (${low} to ${high})`;
}

interface Tally {
  title: string;
  /** Counts of `pairs`. */
  falseWorse: number;
  foundAll: number;
  foundTail: number | null;
  found: boolean;
}

const times = (jump: number, { factor, of }: Shift): Shift => ({ factor: jump * factor, of });

/** Counts over pairs; `run` makes a run with a shift, its target otherwise as it is. */
function tally(
  { title, found, earlier, jump = 1 }: { title: string } & Omit<Condition, 'noise'>,
  run: (shift: Shift) => Compared,
  hasTail: boolean,
): Tally {
  const counted = { title, found, falseWorse: 0, foundAll: 0, foundTail: hasTail ? 0 : null };
  for (let pair = 0; pair < pairs; pair++) {
    const known = Array.from({ length: earlier }, (_, n) => run(n < earlier / 2 ? NONE : times(jump, NONE)));
    const now = (shift: Shift): Compared => run(times(jump, shift));
    const before = now(NONE);
    if (isWorse(compared(before, now(NONE), known))) counted.falseWorse++;
    if (isP95Worse(compared(before, now(ALL), known))) counted.foundAll++;
    if (counted.foundTail !== null && isP95Worse(compared(before, now(TAIL), known))) counted.foundTail++;
  }
  return counted;
}

function sayTally({ title, falseWorse, foundAll, foundTail, found }: Tally): boolean {
  const goal = found ? 'wanted: at least 90 %' : 'no goal: too noisy for 15 s';
  say(`\n${title}`);
  say(`  false "worse"                     ${shown(falseWorse, pairs)}  wanted: at most 2 %`);
  say(`  p95 found, all requests + 10 %    ${shown(foundAll, pairs)}  ${goal}`);
  if (foundTail !== null) say(`  p95 found, slowest tenth + 10 %   ${shown(foundTail, pairs)}  ${goal}`);
  const quiet = falseWorse <= 0.02 * pairs;
  return quiet && (!found || Math.min(foundAll, foundTail ?? pairs) >= 0.9 * pairs);
}

const startedMs = performance.now();
const random = seededRandom(11);
const passed: boolean[] = [];

if (realRuns > 0) {
  const { plain, shifted } = await recordRuns(realRuns, ALL.factor);
  const same = plain.slice(1).map((run, index) => isWorse(compared(plain[index] as Compared, run)));
  const moved = shifted.map((run, index) => isP95Worse(compared(plain[index] as Compared, run)));
  const count = (list: readonly boolean[]) => `${list.filter(Boolean).length} of ${list.length}`;
  say(`real pairs, 15 s at 200/s: ${count(same)} falsely worse, ${count(moved)} shifts of 10 % found`);
  passed.push(
    sayTally(
      tally(
        { title: 'real runs, their seconds drawn anew', found: true, earlier: 0 },
        ({ factor }) => resampledRun(factor === 1 ? plain : shifted, random),
        false,
      ),
    ),
  );
}
for (const { noise, earlier, found, jump } of CONDITIONS) {
  const title = `${noise.name}${earlier > 0 ? `, ${earlier} earlier runs known` : ''}`;
  passed.push(
    sayTally(
      tally(
        { title, earlier, found, jump },
        (shift) => simulatedRun(noise, shift, random),
        jump === undefined,
      ),
    ),
  );
}
say(`\n${Math.round((performance.now() - startedMs) / 1000)} s`);
process.exitCode = passed.every(Boolean) ? 0 : 1;
