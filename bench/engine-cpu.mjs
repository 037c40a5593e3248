// CPU per iteration of the embedded engine (GET and two checks) against autocannon's CPU per request, in one session,
// both against nginx with one worker. Two runs of different length are subtracted, so that neither start-up nor the work of
// V8's compiler, which is done after some 40,000 iterations, counts; what the first 40,000 take is told apart.
//   node bench/engine-cpu.mjs [iterations]
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cli = join(root, 'build/out/cli.js');
const autocannon = join(root, 'node_modules/autocannon/autocannon.js');
const iterations = Number(process.argv[2] ?? 160_000);
const [cold, short] = [2000, 40_000];
const directory = mkdtempSync(join(tmpdir(), 'r3mes-bench-'));

if (!existsSync('/usr/sbin/nginx')) {
  console.log('bench: skipped, because there is no nginx (apt-get install nginx-light)');
  process.exit(0);
}
const port = await freePort();
const nginx = startNginx();
try {
  await answers();
  writeFileSync(
    join(directory, 'get.js'),
    `import http from 'k6/http'; import { check } from 'k6';
     export default function () {
       const r = http.get('http://127.0.0.1:${port}/');
       check(r, { 'status is 200': (r) => r.status === 200, 'has a body': (r) => r.body.length > 0 });
     }`,
  );
  const peer = cpuPer(iterations, (count) => peerOf(50, count));
  const peerMany = cpuPer(iterations, (count) => peerOf(1000, count));
  const few = cpuPer(iterations, (count) => engine(50, count));
  const many = cpuPer(iterations, (count) => engine(1000, count));
  const first = cpuBetween(cold, short, (count) => engine(50, count));
  const line = (name, micros, ratio) =>
    console.log(`${name.padEnd(34)} ${micros.toFixed(1).padStart(7)} us  ${ratio}`);
  line('autocannon, 50 connections', peer, 'a request');
  line('autocannon, 1,000 connections', peerMany, `a request, ${(peerMany / peer).toFixed(2)} times 50`);
  line('engine, 50 VUs', few, `an iteration, ${(few / peer).toFixed(2)} times autocannon`);
  line(
    'engine, 50 VUs, the first 40,000',
    first,
    `an iteration, ${(first / few).toFixed(2)} times the later ones`,
  );
  line('engine, 1,000 VUs', many, `an iteration, ${(many / few).toFixed(2)} times 50 VUs`);
} finally {
  nginx.kill();
  rmSync(directory, { recursive: true, force: true });
}

function peerOf(connections, count) {
  return ['node', autocannon, '-c', String(connections), '-a', String(count), `http://127.0.0.1:${port}/`];
}

function engine(vus, count) {
  return [
    'node',
    cli,
    'run',
    join(directory, 'get.js'),
    '--no-gate',
    '-q',
    '-u',
    String(vus),
    '-i',
    String(count),
  ];
}

// User and system time of the process and its threads, by the shell's own `times`.
function cpuMicros([program, ...args]) {
  const quoted = [program, ...args].map((word) => `'${word}'`).join(' ');
  const shell = `TIMEFORMAT='%U %S'; time ${quoted} >/dev/null 2>${join(directory, 'err')}`;
  const out = execFileSync('bash', ['-c', `{ ${shell}; } 2>&1`], { encoding: 'utf8' });
  const [user, system] = out.trim().split(/\s+/).map(Number);
  return (user + system) * 1e6;
}

function cpuPer(count, command) {
  return cpuBetween(short, short + count, command);
}

function cpuBetween(from, to, command) {
  const best = (n) => Math.min(cpuMicros(command(n)), cpuMicros(command(n)));
  return (best(to) - best(from)) / (to - from);
}

function startNginx() {
  const config = join(directory, 'nginx.conf');
  writeFileSync(
    config,
    `daemon off; worker_processes 1; pid ${directory}/pid; error_log ${directory}/error.log;
     events { worker_connections 4096; }
     http { access_log off; keepalive_requests 1000000; client_body_temp_path ${directory}; proxy_temp_path ${directory};
       fastcgi_temp_path ${directory}; uwsgi_temp_path ${directory}; scgi_temp_path ${directory};
       server { listen 127.0.0.1:${port} backlog=4096; location / { default_type application/json; return 200 '{"status":"ok"}'; } } }`,
  );
  return spawn('/usr/sbin/nginx', ['-c', config, '-p', directory], { stdio: 'ignore' });
}

async function answers() {
  for (let attempt = 0; attempt < 100; attempt++) {
    const ok = await fetch(`http://127.0.0.1:${port}/`).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nginx did not start: ${readFileSync(join(directory, 'error.log'), 'utf8')}`);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });
}
