// From the start of `harness run api` to its first request.
//   node bench/start-up.mjs [starts]
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { line, sayLoad } from './bench-run.mjs';
import { median, spread } from './pinned.mjs';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../build/out/cli.js');
const starts = Number(process.argv[2] ?? 11);
const directory = mkdtempSync(join(tmpdir(), 'r3mes-start-up-'));
let onRequest = () => {};
const server = createServer((_, response) => {
  onRequest(performance.now());
  response.setHeader('content-type', 'application/json').end('{}');
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const url = `http://127.0.0.1:${server.address().port}`;
try {
  await firstRequestMs(); // prepares the script
  const tookMs = [];
  for (let start = 0; start < starts; start++) tookMs.push(await firstRequestMs());
  line(
    'run api: start to first request, median',
    `${median(tookMs).toFixed(0)} ms`,
    `under 400 ms; ${spread(tookMs, 0)}`,
  );
  sayLoad();
} finally {
  server.close();
  rmSync(directory, { recursive: true, force: true });
}

async function firstRequestMs() {
  const startedMs = performance.now();
  const flags = [
    '--target',
    url,
    '--probes',
    'none',
    '-q',
    '--out-dir',
    directory,
    '-e',
    'R3MES_DURATION=1s',
  ];
  const first = new Promise((seen) => (onRequest = seen));
  const child = spawn(process.execPath, [cli, 'run', 'api', ...flags], { stdio: 'ignore' });
  const ended = new Promise((end) => child.once('exit', (code) => end(code)));
  const atMs = await Promise.race([
    first,
    ended.then((code) => Promise.reject(new Error(`ended with ${code}, no request`))),
  ]);
  child.kill('SIGKILL');
  await ended;
  return atMs - startedMs;
}
