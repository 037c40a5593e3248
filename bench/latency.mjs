// Latency as the engine records it against wrk's, on a target with a fixed delay of 20 ms, far below its limit: 20 closed
// connections, in alternating pairs.
//   node bench/latency.mjs [pairs] [seconds]
import { spawnSync } from 'node:child_process';
import { line, runScript, sayLoad } from './bench-run.mjs';
import { median, pinGenerator, spread, startPinned } from './pinned.mjs';

const [pairs = 5, seconds = 6] = process.argv.slice(2).map(Number);
const CONNECTIONS = 20;
const SERVER = `
import { createServer } from 'node:http';
const server = createServer((_, response) => void setTimeout(() => response.end('ok'), 20));
server.keepAliveTimeout = 120000;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;

if (spawnSync('wrk', ['-v']).error !== undefined) {
  console.log('bench: not measured, because there is no wrk (apt-get install wrk)');
  process.exit(0);
}
pinGenerator();
const server = await startPinned(SERVER);
const url = `http://127.0.0.1:${server.line}/`;
try {
  const seen = { p50: [], p99: [] };
  for (let pair = 0; pair < pairs; pair++) {
    const theirs = byWrk();
    const ours = await byEngine();
    for (const at of ['p50', 'p99']) seen[at].push((100 * (ours[at] - theirs[at])) / theirs[at]);
    line(
      `pair ${pair + 1}, ms: wrk p50 and p99, ours`,
      `${theirs.p50} ${theirs.p99}`,
      `${ours.p50.toFixed(2)} ${ours.p99.toFixed(2)}`,
    );
  }
  line(
    'p50, ours above wrk’s, median',
    `${median(seen.p50).toFixed(1)} %`,
    `within 3 %; ${spread(seen.p50, 1)}`,
  );
  line(
    'p99, ours above wrk’s, median',
    `${median(seen.p99).toFixed(1)} %`,
    `within 10 %; ${spread(seen.p99, 1)}`,
  );
  sayLoad();
} finally {
  server.stop();
}

function byWrk() {
  const { stdout } = spawnSync('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--latency', url], {
    encoding: 'utf8',
  });
  const at = (percent) => {
    const [, value, unit] = new RegExp(`^\\s+${percent}%\\s+([\\d.]+)(us|ms|s)`, 'm').exec(stdout) ?? [];
    return Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit];
  };
  return { p50: at(50), p99: at(99) };
}

async function byEngine() {
  const { metrics } = await runScript(
    `import http from 'k6/http';
     export const options = { vus: ${CONNECTIONS}, duration: '${seconds}s', summaryTrendStats: ['med', 'p(99)'] };
     export default () => { http.get('${url}'); };`,
  );
  return { p50: metrics.http_req_duration.med, p99: metrics.http_req_duration['p(99)'] };
}
