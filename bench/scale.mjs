// What merging the parts of a run costs, and what InfluxDB takes: the figures of docs/scale.md. CPU seconds, since a machine
// that is busy says nothing by the clock.
// node bench/scale.mjs [parts=4] [seconds=30] [series=200] [lines=200000]        a minute on a quiet machine
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [parts = 4, seconds = 30, series = 200, lines = 200_000] = process.argv.slice(2).map(Number);
const cli = join(dirname(fileURLToPath(import.meta.url)), '../build/out/cli.js');
const work = mkdtempSync(join(tmpdir(), 'bench-scale-'));
const SCRIPT = `
import { sleep } from 'k6'; import { Trend } from 'k6/metrics';
const took = new Trend('took', true);
export const options = { scenarios: { all: { executor: 'shared-iterations', vus: 1, iterations: 2 } } };
export default function () {
  for (let n = 0; n < ${series}; n++) for (let k = 0; k < 200; k++) took.add(5 + ((k * 7919 + n) % 1000) / 5, { name: 'route ' + n });
}`;
writeFileSync(join(work, 's.js'), SCRIPT);

/** Runs the command line; CPU seconds and peak memory are those of its process. */
function timed(args) {
  const measured = ['-f', '%U %S %M', '-o', join(work, 'time'), process.execPath, cli, ...args];
  const { stderr } = spawnSync('/usr/bin/time', measured, { cwd: work, encoding: 'utf8' });
  const last = readFileSync(join(work, 'time'), 'utf8').trim().split('\n').at(-1);
  const [user, system, kilobytes] = last.split(' ').map(Number);
  return { cpuSeconds: user + system, peakMb: Math.round(kilobytes / 1024), stderr };
}

/** Folders of parts: one real second, again and again. */
function foldedParts(length) {
  timed(['run', 's.js', '-q', '--keep-series', '--out-dir', 'one']);
  const kept = readFileSync(join(work, 'one/last/series.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const full = kept.reduce((most, each) =>
    each.interval.deltas.length > most.interval.deltas.length ? each : most,
  );
  const record = JSON.parse(readFileSync(join(work, 'one/last/record.json'), 'utf8'));
  return Array.from({ length: parts }, (_, part) => {
    const folder = join(work, `folded-${length}-${part}`);
    mkdirSync(folder);
    const options = { ...record.options, executionSegment: `${part}/${parts}:${part + 1}/${parts}` };
    const iterations = { ...record.iterations, completed: length };
    writeFileSync(
      join(folder, 'record.json'),
      JSON.stringify({ ...record, options, iterations, end: 'finished' }),
    );
    for (let second = 1; second <= length; second++) {
      const interval = { ...full.interval, counters: { ...full.interval.counters, completed: second } };
      const line = JSON.stringify({ ...full, timeMs: full.timeMs + 1000 * second, interval });
      appendFileSync(join(folder, 'series.ndjson'), `${line}\n`);
    }
    return folder;
  });
}

function sampleParts(all) {
  const each = Math.round(all / parts);
  return Array.from({ length: parts }, (_, part) => {
    const file = join(work, `samples-${all}-${part}.json`);
    let text =
      '{"type":"Metric","data":{"name":"took","type":"trend","contains":"time","thresholds":[],"submetrics":null},"metric":"took"}\n';
    for (let n = 0; n < each; n++) {
      const time = new Date(1.8e12 + part + Math.floor((n * 1000 * seconds) / each)).toISOString();
      text += `{"metric":"took","type":"Point","data":{"time":"${time}","value":${(n % 997) / 7},"tags":{"expected_response":"true","group":"","method":"GET","name":"/route/${n % series}","proto":"HTTP/1.1","scenario":"api","status":"200","url":"http://x/${n % 5000}"}}}\n`;
    }
    writeFileSync(file, text);
    return file;
  });
}

const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
// Two lengths are subtracted: start and report do not count.
const [short, long] = [foldedParts(seconds), foldedParts(3 * seconds)];
const bytes = statSync(join(short[0], 'series.ndjson')).size / seconds;
const folded = [short, long].map((folders) => timed(['collect', 's.js', ...folders]));
print({
  ...{ what: 'folded parts', parts, seconds, series, bytesASecondAndPart: Math.round(bytes) },
  ...{ cpuSeconds: folded.map(({ cpuSeconds }) => cpuSeconds), peakMb: folded.map(({ peakMb }) => peakMb) },
  partSecondsACpuSecond: perCpuSecond(2 * parts * seconds, folded),
});
const samples = [sampleParts(lines), sampleParts(3 * lines)].map((files) =>
  timed(['collect', 's.js', ...files, '--parts', String(parts)]),
);
print({
  ...{ what: "k6's samples", parts, lines },
  ...{ cpuSeconds: samples.map(({ cpuSeconds }) => cpuSeconds), peakMb: samples.map(({ peakMb }) => peakMb) },
  linesACpuSecond: perCpuSecond(2 * lines, samples),
});
if (existsSync('/usr/bin/influxd')) print(await influx());
rmSync(work, { recursive: true, force: true });

function perCpuSecond(more, [first, second]) {
  return Math.round(more / (second.cpuSeconds - first.cpuSeconds));
}

/** Lines a CPU second of influxd, for samples as k6's own output writes them. */
async function influx() {
  const port = 28_086;
  const config = join(work, 'influx.conf');
  writeFileSync(
    config,
    `reporting-disabled = true\nbind-address = "127.0.0.1:${port + 2}"\n[meta]\ndir = "${work}/meta"\n[data]\ndir = "${work}/data"\nwal-dir = "${work}/wal"\nquery-log-enabled = false\n[http]\nbind-address = "127.0.0.1:${port}"\nlog-enabled = false\n`,
  );
  const child = spawn('/usr/bin/influxd', ['-config', config], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  try {
    for (let tries = 0; tries < 600; tries++) {
      if (
        await fetch(`${url}/ping`).then(
          () => true,
          () => false,
        )
      )
        break;
      await new Promise((later) => setTimeout(later, 100));
    }
    await fetch(`${url}/query?q=${encodeURIComponent('CREATE DATABASE k6')}`, { method: 'POST' });
    const before = cpuOf(child.pid);
    for (let sent = 0; sent < lines; sent += 5000) {
      let body = '';
      for (let n = sent; n < sent + 5000; n++)
        body += `took,method=GET,name=/route/${n % series},scenario=api,status=200 value=${(n % 997) / 7},url="http://x/${n % 5000}" ${1.8e18 + n * 1000}\n`;
      const { status } = await fetch(`${url}/write?db=k6`, { method: 'POST', body });
      if (status !== 204) throw new Error(`InfluxDB answered ${status}`);
    }
    const cpuSeconds = cpuOf(child.pid) - before;
    return { what: 'InfluxDB', lines, cpuSeconds, linesACpuSecond: Math.round(lines / cpuSeconds) };
  } finally {
    child.kill('SIGKILL');
  }
}

function cpuOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
