// Lines of k6's JSON and CSV output that `report --from` reads a second, and the memory that it takes.
// node bench/run-ts.mjs bench/ingest.ts [samples=10000000] [json,csv]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingestFile } from '../src/commands/ingest/ingest-file.ts';

type Format = 'json' | 'csv';

const WANTED_PER_SECOND = 200_000;
const PER_SECOND = 20_000;
const START_MS = Date.UTC(2026, 10, 25);
const KINDS = {
  ...{ http_reqs: 'counter', http_req_duration: 'trend', http_req_waiting: 'trend' },
  ...{ http_req_receiving: 'trend', http_req_failed: 'rate' },
};
const METRICS = Object.keys(KINDS);

const HEAD: Record<Format, string> = {
  json: METRICS.map(
    (name) =>
      `{"type":"Metric","data":{"name":"${name}","type":"${KINDS[name as keyof typeof KINDS]}","contains":"default","thresholds":[],"submetrics":null},"metric":"${name}"}\n`,
  ).join(''),
  csv: 'metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,service,status,subproto,tls_version,url,extra_tags,metadata\n',
};

/** A sample as k6 2.2 writes it; half of them have a URL of their own. */
function lineOf(n: number, format: Format): string {
  const metric = METRICS[n % METRICS.length] as string;
  const request = Math.floor(n / METRICS.length);
  const timeMs = START_MS + (n * 1000) / PER_SECOND;
  const value = metric === 'http_reqs' ? 1 : metric === 'http_req_failed' ? 0 : (request % 997) / 7;
  const url = request % 2 === 0 ? `http://127.0.0.1:8000/item/${request}` : 'http://127.0.0.1:8000/list';
  const name = `/route/${request % 40}`;
  if (format === 'csv')
    return `${metric},${Math.floor(timeMs / 1000)},${value.toFixed(6)},,,,true,::dashboard,GET,${name},HTTP/1.1,api,,200,,,${url},,\n`;
  const time = new Date(timeMs).toISOString().replace('Z', '123456Z');
  return `{"metric":"${metric}","type":"Point","data":{"time":"${time}","value":${value},"tags":{"expected_response":"true","group":"::dashboard","method":"GET","name":"${name}","proto":"HTTP/1.1","scenario":"api","status":"200","url":"${url}"}}}\n`;
}

async function generate(path: string, format: Format, samples: number): Promise<void> {
  const out = createWriteStream(path, { highWaterMark: 1 << 22 });
  let block = HEAD[format];
  for (let n = 0; n < samples; n++) {
    block += lineOf(n, format);
    if (block.length < 1 << 20) continue;
    if (!out.write(block)) await once(out, 'drain');
    block = '';
  }
  out.end(block);
  await once(out, 'close');
}

// In a process of its own, so that the memory measured is that of reading.
async function generateBeside(path: string, format: Format, samples: number): Promise<void> {
  const child = spawn(process.execPath, [process.argv[1] as string, String(samples), format, path], {
    stdio: 'inherit',
  });
  await once(child, 'close');
}

async function measure(path: string, format: Format, samples: number): Promise<boolean> {
  const peaks = [0, 0];
  const started = performance.now();
  const before = process.cpuUsage();
  const watch = setInterval(() => {
    const half = performance.now() - started < 2000 ? 0 : 1;
    peaks[half] = Math.max(peaks[half] ?? 0, process.memoryUsage.rss());
  }, 50);
  const { record, intervals } = await ingestFile(path, 'warn');
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  clearInterval(watch);
  const perCpuSecond = Math.round(samples / ((user + system) / 1e6));
  const mebibytes = (bytes = 0) => Math.round(bytes / 2 ** 20);
  const result = {
    ...{ format, samples, 'file MiB': mebibytes(statSync(path).size) },
    'lines a second': Math.round(samples / seconds),
    'lines a CPU second': perCpuSecond,
    wanted: WANTED_PER_SECOND,
    'peak MiB, first 2 s and after': peaks.map(mebibytes),
    seconds: intervals.length,
    requests: record.metrics.find(({ name }) => name === 'http_reqs')?.values['count'],
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  return perCpuSecond > WANTED_PER_SECOND;
}

const [samples = '10000000', formats = 'json,csv', generatePath] = process.argv.slice(2);
if (generatePath !== undefined) await generate(generatePath, formats as Format, Number(samples));
else {
  const folder = mkdtempSync(join(tmpdir(), 'bench-ingest-'));
  try {
    for (const format of formats.split(',') as Format[]) {
      const path = join(folder, `k6-out.${format}`);
      await generateBeside(path, format, Number(samples));
      if (!(await measure(path, format, Number(samples)))) process.exitCode = 1;
      rmSync(path);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
