// The rate of two workers against one's: closed VUs on a quick target. Two threads, the target and the main thread need a
// core each.
//   node bench/two-workers.mjs [pairs]
import { availableParallelism } from 'node:os';
import { line, runScript, sayLoad, startTarget } from './bench-run.mjs';
import { median, spread } from './pinned.mjs';

const pairs = Number(process.argv[2] ?? 5);
const CORES = 4;
if (availableParallelism() < CORES) {
  console.log(`bench: not measured, since it needs ${CORES} cores and there are ${availableParallelism()}`);
  process.exit(0);
}
const target = await startTarget();
const script = `import http from 'k6/http'; export const options = { vus: 100, duration: '5s' }; export default () => { http.get('${target.url}'); };`;
try {
  const ratios = [];
  for (let pair = 0; pair < pairs; pair++) ratios.push((await rate('2')) / (await rate('1')));
  line(
    'two workers, of one’s rate, median',
    `${median(ratios).toFixed(2)}`,
    `at least 1.8; ${spread(ratios)}`,
  );
  sayLoad();
} finally {
  target.stop();
}

async function rate(workers) {
  const { metrics } = await runScript(script, ['--workers', workers]);
  return metrics.iterations.rate;
}
