// How exactly arrival rates keep their plan: iterations started against planned, and the lag of their starts.
//   node bench/arrival-accuracy.mjs [seconds]
import { line, runScript, sayLoad, startTarget } from './bench-run.mjs';

const seconds = Number(process.argv[2] ?? 20);
const RATE = 500;
const target = await startTarget();
const script = (scenario) => `
import http from 'k6/http';
import exec from 'k6/execution';
import { Trend } from 'k6/metrics';
const lag = new Trend('lag', true);
export const options = { summaryTrendStats: ['med', 'p(95)', 'p(99)', 'max'], scenarios: { s: ${scenario} } };
export default function () {
  const { startTime, iterationInTest } = exec.scenario;
  lag.add(Date.now() - startTime - (iterationInTest * 1000) / ${RATE});
  http.get('${target.url}');
}`;
const percent = (share) => `${(share * 100).toFixed(2)} %`;
try {
  const pool = 'preAllocatedVUs: 100, maxVUs: 200';
  const flat = await runScript(
    script(`{ executor: 'constant-arrival-rate', rate: ${RATE}, duration: '${seconds}s', ${pool} }`),
  );
  const planned = RATE * seconds;
  line(
    `${RATE}/s: started against planned`,
    percent(flat.metrics.iterations.count / planned),
    '99.5 to 100.5 %',
  );
  const { 'p(95)': p95, 'p(99)': p99 } = flat.metrics.lag;
  line(`${RATE}/s: start lag, p95 and p99`, `${p95.toFixed(1)}, ${p99.toFixed(1)} ms`, 'p99 under 5 ms');
  const ramp = await runScript(
    script(
      `{ executor: 'ramping-arrival-rate', startRate: 0, ${pool}, stages: [{ duration: '${seconds}s', target: ${RATE} }] }`,
    ),
  );
  const area = (RATE * seconds) / 2;
  line(
    `0 to ${RATE}/s: started against the area`,
    percent(ramp.metrics.iterations.count / area),
    '99.5 to 100.5 %',
  );
  sayLoad();
} finally {
  target.stop();
}
