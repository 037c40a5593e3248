// How long `harness probe` takes against the stand-in, cold and in further rounds, and what its start costs.
// node bench/probe-time.mjs
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

const CLI = new URL('../build/out/cli.js', import.meta.url).pathname;
const COLD = 7;
const ROUNDS = 20;

const standin = spawn(process.execPath, [CLI, 'standin', '--unlisted', '--no-rate-limits'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const urls = await new Promise((ready) => {
  createInterface({ input: standin.stdout }).on('line', (line) => {
    const [, json] = /^standin ready (.*)$/.exec(line) ?? [];
    if (json !== undefined) ready(JSON.parse(json));
  });
});
const env = {
  ...process.env,
  R3MES_API_URL: urls.api,
  R3MES_WS_URL: urls.websocket,
  R3MES_WEB_URL: urls.frontend,
  R3MES_RPC_URL: urls.rpc,
  R3MES_LCD_URL: urls.lcd,
  DATABASE_URL: urls.postgres,
  ...(urls.redis === null ? {} : { REDIS_URL: urls.redis }),
};
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const probe = (...flags) => {
  const startedMs = performance.now();
  const { stdout } = spawnSync(process.execPath, [CLI, 'probe', '--json', ...flags], {
    env,
    encoding: 'utf8',
  });
  return { wallMs: performance.now() - startedMs, out: stdout };
};
/** User and system time of a command, ms, by the shell. */
const cpuMs = (...args) => {
  const command = [process.execPath, ...args].map((word) => `'${word}'`).join(' ');
  const { stderr } = spawnSync('bash', ['-c', `TIMEFORMAT='%U %S'; time ${command} >/dev/null 2>/dev/null`], {
    env,
    encoding: 'utf8',
  });
  const [user = 0, system = 0] = stderr.trim().split(/\s+/).map(Number);
  return (user + system) * 1000;
};

try {
  const cold = Array.from({ length: COLD }, () => probe());
  const names = JSON.parse(cold[0].out).results.map(({ probe: name }) => name);
  const failed = cold.flatMap(({ out }) => JSON.parse(out).results.filter(({ ok }) => !ok));
  console.log(`probes: ${names.join(', ')}; ${failed.length} looks failed`);
  console.log(
    `cold, start to exit: median ${median(cold.map(({ wallMs }) => wallMs)).toFixed(0)} ms (goal 2000)`,
  );
  const rounds = probe('--watch', '50ms', '--rounds', String(ROUNDS))
    .out.trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const slowest = rounds.map(({ results }) => Math.max(...results.map(({ durationMs }) => durationMs)));
  const kept = rounds
    .slice(1)
    .every(({ results }) =>
      results.every(({ facts }) =>
        facts.values.every(({ id, value }) => !/^(connect|handshake)\.ms$/.test(id) || value === null),
      ),
    );
  console.log(
    `round 1: ${slowest[0].toFixed(1)} ms; rounds 2 to ${ROUNDS}: median ${median(slowest.slice(1)).toFixed(1)} ms, connections kept: ${kept}`,
  );
  const start = (...args) => median(Array.from({ length: 5 }, () => cpuMs(...args)));
  const empty = start('-e', '0');
  console.log(
    `CPU of node alone ${empty.toFixed(0)} ms, of \`probe http\` ${start(CLI, 'probe', 'http').toFixed(0)} ms, of all ${start(CLI, 'probe').toFixed(0)} ms (goal of the start: 150)`,
  );
} finally {
  standin.stdin.end();
  standin.kill('SIGTERM');
}
