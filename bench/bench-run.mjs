// What the benches of the engine share: a quick target, a run of the built command line with its peak memory, its summary.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../build/out/cli.js');
const TARGET = `const server = require('node:http').createServer((_, response) => response.end('ok'));
server.keepAliveTimeout = 120000;
server.listen({ port: 0, host: '127.0.0.1', backlog: 8192 }, () => console.log(server.address().port));`;

/** A server in a process of its own that answers at once. */
export async function startTarget() {
  const child = spawn(process.execPath, ['-e', TARGET], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((ready) => child.stdout.once('data', (text) => ready(String(text).trim())));
  return { url: `http://127.0.0.1:${port}`, stop: () => child.kill() };
}

/**
 * Runs a script as `k6 run` would. `peakBytes` is the highest resident memory, `memory` the resident memory by time:
 * [ms since the start, bytes].
 */
export async function runScript(script, flags = []) {
  const directory = mkdtempSync(join(tmpdir(), 'r3mes-bench-'));
  writeFileSync(join(directory, 's.js'), script);
  const summaryFile = join(directory, 'summary.json');
  const args = ['run', 's.js', '--no-gate', '-q', '--summary-export', summaryFile];
  const startedMs = Date.now();
  const child = spawn(process.execPath, [cli, ...args, ...flags], { cwd: directory });
  let err = '';
  child.stderr.on('data', (text) => (err += text));
  child.stdout.resume();
  const memory = [];
  const look = () => {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readStatus(child.pid)) ?? [];
    if (kilobytes !== undefined) memory.push([Date.now() - startedMs, Number(kilobytes) * 1024]);
  };
  const timer = setInterval(look, 100);
  const code = await new Promise((ended) => child.on('close', ended));
  clearInterval(timer);
  try {
    const { metrics } = JSON.parse(readFileSync(summaryFile, 'utf8'));
    return { code, err, metrics, memory, peakBytes: Math.max(...memory.map(([, bytes]) => bytes)) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function readStatus(pid) {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

/** A line of a bench: what, how much, against which goal. */
export function line(name, value, goal) {
  console.log(`${name.padEnd(52)} ${value.padStart(14)}   ${goal}`);
}

/** How busy the machine was: figures of a busy one say little. */
export function sayLoad() {
  console.log(
    `load average ${loadavg()
      .map((each) => each.toFixed(1))
      .join(' ')}, Node ${process.version}`,
  );
}
