// Does a breakpoint search find a capacity that is known? A server with a pool of workers and a fixed service time is saturated
// first, by a closed loop: that rate is its capacity. Then the search must find it within 5 %.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const POOL = Number(process.env.POOL ?? 4);
const SERVICE_MS = Number(process.env.SERVICE_MS ?? 20);
const SCALE = process.env.SCALE ?? '0.17';

if (process.argv[2] === 'serve') serve();
else await main();

function serve() {
  let free = POOL;
  const waiting = [];
  const next = () => {
    while (free > 0 && waiting.length > 0) {
      free--;
      const response = waiting.shift();
      setTimeout(() => {
        free++;
        response.end('{}');
        next();
      }, SERVICE_MS);
    }
  };
  const server = createServer((_request, response) => {
    waiting.push(response);
    next();
  });
  server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
}

async function main() {
  const server = spawn(process.execPath, [process.argv[1], 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = Number(await new Promise((ready) => server.stdout.once('data', ready)));
  const before = await saturate(port, 5000);
  const found = await search(port, Math.round(before / 4));
  const after = await saturate(port, 5000);
  server.kill();
  const capacity = (before + after) / 2;
  const { heldPerSecond, brokenPerSecond, gaveWay, steps } = found;
  const off = (heldPerSecond / capacity - 1) * 100;
  for (const { ratePerSecond, kind, held, p95 } of steps)
    console.log(
      `${kind.padEnd(8)} ${String(ratePerSecond).padStart(5)}/s ${held ? 'held ' : 'broke'} p95 ${p95?.toFixed(0)} ms`,
    );
  console.log(
    `saturated at ${before.toFixed(1)}/s before and ${after.toFixed(1)}/s after (${POOL} workers of ${SERVICE_MS} ms)`,
  );
  console.log(
    `found ${heldPerSecond}/s held, ${brokenPerSecond}/s broke; first to give way: ${gaveWay?.part}`,
  );
  console.log(`off by ${off.toFixed(1)} % (goal: within 5 %) ${Math.abs(off) <= 5 ? 'ok' : 'NOT MET'}`);
  process.exitCode = Math.abs(off) <= 5 ? 0 : 1;
}

/** Answers a second with more clients than workers. */
async function saturate(port, durationMs) {
  const agent = new Agent({ keepAlive: true, maxSockets: POOL * 4 });
  const endMs = Date.now() + durationMs;
  let answers = 0;
  const ask = () =>
    new Promise((done, fail) => {
      request({ port, host: '127.0.0.1', agent }, (response) => response.resume().on('end', done))
        .on('error', fail)
        .end();
    });
  const client = async () => {
    while (Date.now() < endMs) {
      await ask();
      answers++;
    }
  };
  const startedMs = Date.now();
  await Promise.all(Array.from({ length: POOL * 4 }, client));
  agent.destroy();
  return (answers * 1000) / (Date.now() - startedMs);
}

async function search(port, base) {
  const cwd = mkdtempSync(join(tmpdir(), 'bench-breakpoint-'));
  writeFileSync(
    join(cwd, 'script.js'),
    `import http from 'k6/http';
export const r3mes = { parts: ['api'], requestsPerIteration: 1 };
const rate = Number(__ENV.R3MES_RATE);
export const options = { scenarios: { load: { executor: 'constant-arrival-rate', rate, timeUnit: '1s', duration: __ENV.R3MES_DURATION, preAllocatedVUs: rate, maxVUs: rate * 10 } } };
export default () => { http.get(__ENV.R3MES_API_URL, { tags: { name: '/' } }); };`,
  );
  const cli = resolve(import.meta.dirname, '../build/out/cli.js');
  const flags = ['--target', `http://127.0.0.1:${port}`, '--probes', 'none', '--profile', 'breakpoint'];
  const env = ['-e', `R3MES_RATE=${base}`, '-e', `R3MES_SCALE=${SCALE}`];
  const run = spawn(process.execPath, [cli, 'run', './script.js', ...flags, ...env], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await new Promise((ended) => run.once('exit', ended));
  return JSON.parse(readFileSync(join(cwd, 'runs/last/record.json'), 'utf8')).breakpoint;
}
