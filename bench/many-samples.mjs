// Memory and percentiles of ten million samples: flat once the histogram has taken over, and within 0.1 % of exact.
//   node bench/many-samples.mjs [millions]
import { line, runScript, sayLoad } from './bench-run.mjs';

const millions = Number(process.argv[2] ?? 10);
const BATCH = 1000;
const total = millions * 1e6;
// Every value from 0.001 to 1,000 once in a million: its percentiles are known.
const script = `
import { Trend } from 'k6/metrics';
import exec from 'k6/execution';
const t = new Trend('tt');
export const options = { summaryTrendStats: ['min', 'med', 'p(90)', 'p(95)', 'p(99)', 'p(99.9)', 'max', 'count'],
  scenarios: { s: { executor: 'shared-iterations', vus: 4, iterations: ${total / BATCH}, maxDuration: '30m' } } };
export default function () {
  const first = exec.scenario.iterationInTest * ${BATCH};
  for (let i = first; i < first + ${BATCH}; i++) t.add((((i * 7919) % 1000000) + 1) / 1000);
}`;
const { metrics, memory } = await runScript(script);
const { tt: t } = metrics;
const exact = (percent) => {
  const rank = (percent / 100) * (total - 1);
  return (Math.floor(rank / millions) + 1) / 1000;
};
let worst = 0;
for (const percent of [50, 90, 95, 99, 99.9]) {
  const name = percent === 50 ? 'med' : `p(${percent})`;
  worst = Math.max(worst, Math.abs(t[name] - exact(percent)) / exact(percent));
}
line(
  `${millions} million samples: worst error of a percentile`,
  `${(worst * 100).toFixed(3)} %`,
  'at most 0.1 %',
);
line('min, max', `${t.min}, ${t.max}`, '0.001, 1000 (exact)');
const endMs = memory.at(-1)[0];
const highest = (from, to) =>
  Math.max(
    ...memory.filter(([atMs]) => atMs >= endMs * from && atMs <= endMs * to).map(([, bytes]) => bytes),
  );
const growth = highest(0.75, 1) / highest(0.25, 0.5);
line('memory, last quarter against the second', growth.toFixed(3), 'at most 1.05');
line('samples a second', Math.round((total * 1000) / endMs).toLocaleString('en'), '');
sayLoad();
