// Memory of many VUs: sleeping ones without sockets, and 10,000 that ramp up with a request each and own module state.
//   node bench/many-vus.mjs [vus]
import { line, runScript, sayLoad, startTarget } from './bench-run.mjs';

const vus = Number(process.argv[2] ?? 10_000);
const target = await startTarget();
const MB = 2 ** 20;
const script = (count, body, kind) => `
import http from 'k6/http';
import { check, sleep } from 'k6';
let mine = 0;
export const options = { scenarios: { s: ${kind(count)} } };
export default function () {
  mine++;
  check(mine, { 'its own counter': (n) => n === __ITER + 1 });
  ${body}
}`;
const ramp = (count) => `{ executor: 'ramping-vus', startVUs: 0, gracefulStop: '0s', gracefulRampDown: '0s',
  stages: [{ duration: '10s', target: ${count} }, { duration: '10s', target: ${count} }] }`;
const once = (count) => `{ executor: 'constant-vus', vus: ${count}, duration: '8s', gracefulStop: '0s' }`;
try {
  const empty = await runScript(script(1, 'sleep(60);', once));
  const asleep = await runScript(script(vus, 'sleep(60);', once));
  const perVu = (asleep.peakBytes - empty.peakBytes) / vus / 1024;
  line(`${vus} sleeping VUs, above an empty engine`, `${perVu.toFixed(1)} KB/VU`, 'at most 30 KB');
  const many = await runScript(script(vus, `http.get('${target.url}'); sleep(1);`, ramp));
  line(
    `ramp to ${vus} VUs, one request and sleep(1)`,
    `${(many.peakBytes / MB).toFixed(0)} MB`,
    'under 1,229 MB in all',
  );
  const { checks, iterations, http_req_failed: failed } = many.metrics;
  line('checks of own module state', `${checks.passes}:${checks.fails}`, 'no fail');
  line(
    'requests, failed',
    `${failed.passes + failed.fails}, ${failed.passes}`,
    `${iterations.count} iterations`,
  );
  sayLoad();
} finally {
  target.stop();
}
