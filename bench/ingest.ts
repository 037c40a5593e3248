// Lines of k6's JSON output that `report --from` reads a second, and the memory that it takes.
// node bench/run-ts.mjs bench/ingest.ts [samples=10000000]
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingestFile } from '../src/commands/ingest/ingest-file.ts';

const samples = Number(process.argv[2] ?? 10_000_000);
const folder = mkdtempSync(join(tmpdir(), 'bench-ingest-'));
const path = join(folder, 'k6-out.json');

/** As k6 2.2 writes it: declarations once, then points; half of them with a URL of their own. */
async function generate(): Promise<void> {
  const out = createWriteStream(path, { highWaterMark: 1 << 22 });
  const metrics = [
    'http_reqs',
    'http_req_duration',
    'http_req_waiting',
    'http_req_receiving',
    'http_req_failed',
  ];
  const kinds = ['counter', 'trend', 'trend', 'trend', 'rate'];
  for (const [index, name] of metrics.entries()) {
    out.write(
      `{"type":"Metric","data":{"name":"${name}","type":"${kinds[index]}","contains":"default","thresholds":[],"submetrics":null},"metric":"${name}"}\n`,
    );
  }
  const startMs = Date.UTC(2026, 10, 25);
  const perSecond = 20_000;
  let block = '';
  for (let n = 0; n < samples; n++) {
    const metric = metrics[n % 5] as string;
    const request = Math.floor(n / 5);
    const time = new Date(startMs + (n * 1000) / perSecond).toISOString().replace('Z', '123456Z');
    const value = metric === 'http_reqs' ? 1 : metric === 'http_req_failed' ? 0 : (request % 997) / 7;
    const url = request % 2 === 0 ? `http://127.0.0.1:8000/item/${request}` : 'http://127.0.0.1:8000/list';
    block += `{"metric":"${metric}","type":"Point","data":{"time":"${time}","value":${value},"tags":{"expected_response":"true","group":"::dashboard","method":"GET","name":"/route/${request % 40}","proto":"HTTP/1.1","scenario":"api","status":"200","url":"${url}"}}}\n`;
    if (block.length > 1 << 20) {
      if (!out.write(block)) await new Promise<void>((drained) => void out.once('drain', () => drained()));
      block = '';
    }
  }
  await new Promise<void>((ended) => void out.end(block, () => ended()));
}

await generate();
let peakBytes = 0;
const watch = setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}, 50);
const before = process.cpuUsage();
const started = performance.now();
const { record, intervals } = await ingestFile(path, 'warn');
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(before);
clearInterval(watch);
rmSync(folder, { recursive: true });
const cpuSeconds = (user + system) / 1e6;
process.stdout.write(
  `${JSON.stringify({
    samples,
    'lines a second': Math.round(samples / seconds),
    'lines a CPU second': Math.round(samples / cpuSeconds),
    'peak MiB': Math.round(peakBytes / 2 ** 20),
    seconds: intervals.length,
    requests: record.metrics.find(({ name }) => name === 'http_reqs')?.values['count'],
  })}\n`,
);
process.exitCode = samples / cpuSeconds > 200_000 ? 0 : 1;
