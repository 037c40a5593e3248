import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { join, resolve } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { folder, harness, lastRun } from '../helpers/harness.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: RequestListener, port = 0, address = '127.0.0.1'): Promise<Server> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((ready) => server.listen(port, address, ready));
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** Runs `body` as the one VU's function, so often; gives the lines that it logged, and all of standard error. */
async function run(iterations: number, body: string, how: { options?: string; preload?: string } = {}) {
  const cwd = folder();
  writeFileSync(
    join(cwd, 's.js'),
    `import http from 'k6/http';
     export const options = { iterations: ${iterations}, ${how.options ?? ''} };
     export default function () { ${body} }`,
  );
  const env: Record<string, string> = {};
  if (how.preload !== undefined) {
    writeFileSync(join(cwd, 'preload.cjs'), how.preload);
    env['NODE_OPTIONS'] = `--require ${join(cwd, 'preload.cjs')}`;
  }
  const { code, err } = await harness(['run', 's.js', '-q', '--no-gate', '--log-format', 'raw'], {
    cwd,
    env,
  });
  const said = err.split('\n').filter((line) => line.startsWith('>'));
  return { code, said, err };
}

const TELL = `console.log('>' + r.status + ' ' + r.error_code);`;

it('a target that restarts costs the requests until it is up again, and no more', async () => {
  let answered = 0;
  const answer: RequestListener = (_, response) => {
    response.end('ok', () => {
      if (++answered !== 10) return;
      // Nobody listens, then connections end: http's own close() does it the other way round, and who dials again in
      // between is reset, not refused.
      NetServer.prototype.close.call(target);
      target.closeAllConnections();
    });
  };
  const target = await serve(answer);
  const port = portOf(target);
  const control = await serve((_, response) => void serve(answer, port).then(() => response.end()));
  const body = `const r = http.get('http://127.0.0.1:${port}/');
    if (r.status === 0) { ${TELL} http.get('http://127.0.0.1:${portOf(control)}/up'); }`;
  const { code, said, err } = await run(30, body);
  expect([code, said], err).toEqual([0, ['>0 1212']]);
  expect(answered).toBe(29);
});

it('a target that falls silent costs the time limit of each request, and its connection is not used again', async () => {
  let asked = 0;
  const places = new Set<number | undefined>();
  const target = await serve((request, response) => {
    places.add(request.socket.remotePort);
    if (++asked !== 5) response.end('ok');
  });
  const body = `const r = http.get('http://127.0.0.1:${portOf(target)}/', { timeout: '1500ms' }); ${TELL}`;
  const { code, said, err } = await run(8, body);
  const fine = Array(4).fill('>200 0');
  expect([code, said], err).toEqual([0, [...fine, '>0 1050', ...fine.slice(1)]]);
  expect(places.size).toBe(2);
});

const HURRY = `import http from 'k6/http'; import ws from 'k6/ws';
  export const options = { blockHostnames: ['*.test'], blacklistIPs: ['10.0.0.0/8'],
    scenarios: { s: { executor: 'constant-vus', vus: 20, duration: '1s', gracefulStop: '0s' } } };
  export default function () { CALL }`;

it.each([
  ["http.get('http://blocked.test/')"],
  ["http.get('http://10.1.1.1/')"],
  ["for (;;) http.get('http://blocked.test/')"],
  ["for (;;) ws.connect('ws://blocked.test/', () => {})"],
])('what fails without a wait leaves timers their time: %s', async (call) => {
  const cwd = folder();
  writeFileSync(join(cwd, 's.js'), HURRY.replace('CALL', call));
  const { code, err } = await harness(['run', 's.js', '-q', '--no-gate', '--log-format', 'raw'], { cwd });
  // A thread that only goes on is ended after its deadline, and says so.
  expect([code, err.match(/held a thread|ended|lost/g)], err.slice(-500)).toEqual([0, null]);
});

const mayUnshare = spawnSync('unshare', ['-rn', 'ip', 'link', 'set', 'lo', 'up']).status === 0;
it.skipIf(!mayUnshare)(
  'a machine without free ports spoils the run, and not the target (skipped where no network namespace can be made)',
  async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 's.mjs'), SERVER);
    writeFileSync(
      join(cwd, 's.js'),
      `import http from 'k6/http'; import { sleep } from 'k6';
       export const options = { vus: 40, iterations: 40 };
       export default () => { http.get('http://127.0.0.1:18000/'); sleep(2); };`,
    );
    const run = `"${process.execPath}" "${resolve('build/out/cli.js')}" run s.js -q --log-output none`;
    const inside = `ip link set lo up && echo 40000 40019 > /proc/sys/net/ipv4/ip_local_port_range
      "${process.execPath}" s.mjs & server=$!
      until (: > /dev/tcp/127.0.0.1/18000) 2>/dev/null; do sleep 0.05; done
      ${run}; code=$?; kill $server; exit $code`;
    const { status } = spawnSync('unshare', ['-rn', 'bash', '-c', inside], { cwd, encoding: 'utf8' });
    const { record } = lastRun(cwd);
    expect([status, record.verdict?.state]).toEqual([120, 'INVALID']);
    expect(record.verdict?.lines.find(({ id }) => id === 'generator_ports')).toMatchObject({
      level: 'CRIT',
    });
    expect(record.verdict?.sentence).toContain('no free local port');
  },
);

const SERVER = `import { createServer } from 'node:http';
createServer((_, response) => response.end('ok')).listen(18000, '127.0.0.1');`;

/** Names are looked up in a file, which a test may change. */
const namesFrom = (file: string): string => `
const dns = require('node:dns');
dns.lookup = (name, options, done) => {
  const address = require('node:fs').readFileSync(${JSON.stringify(file)}, 'utf8');
  process.nextTick(done, null, [{ address, family: 4 }]);
};
require('node:module').syncBuiltinESMExports();`;

it.each([
  ['0', [6, 6]],
  ['inf', [12, 0]],
])(
  'a name that moves is followed with dns.ttl %s: requests at the old and the new address',
  async (ttl, wanted) => {
    const file = join(folder(), 'address');
    writeFileSync(file, '127.0.0.1');
    const asked = [0, 0];
    const at =
      (place: number): RequestListener =>
      (_, response) => {
        asked[place] = (asked[place] ?? 0) + 1;
        if (asked[0] === 6) writeFileSync(file, '127.0.0.2');
        response.end('ok');
      };
    const first = await serve(at(0));
    await serve(at(1), portOf(first), '127.0.0.2');
    const options = `noConnectionReuse: true, dns: { ttl: '${ttl}' }`;
    const body = `const r = http.get('http://moving.test:${portOf(first)}/'); if (r.status !== 200) ${TELL}`;
    const { code, said, err } = await run(12, body, { options, preload: namesFrom(file) });
    expect([code, said, asked], err).toEqual([0, [], wanted]);
  },
);

it.each([3_600_000, -3_600_000])('a clock that steps by %i ms in mid-run moves no second', async (stepMs) => {
  const cwd = folder();
  const script = `import { sleep } from 'k6';
    export const options = { vus: 1, duration: '2s' };
    export default () => sleep(0.02);`;
  writeFileSync(join(cwd, 's.js'), script);
  const preload = `const real = Date.now;
    Date.now = () => real() + (performance.now() > 1500 ? ${stepMs} : 0);`;
  writeFileSync(join(cwd, 'preload.cjs'), preload);
  const env = { NODE_OPTIONS: `--require ${join(cwd, 'preload.cjs')}` };
  await harness(['run', 's.js', '-q'], { cwd, env });
  const { record, intervals } = lastRun(cwd);
  const ends = intervals.map(({ atMs }) => atMs);
  expect(ends.toSorted((a, b) => a - b)).toEqual(ends);
  expect(ends.at(0)).toBeGreaterThan(0);
  expect(ends.at(-1)).toBeLessThan(stepMs > 0 ? stepMs : 3_600_000);
  expect(Date.parse(record.endedAt) - Date.parse(record.startedAt)).toBeLessThan(3_600_000);
  expect(Date.parse(record.endedAt)).toBeGreaterThan(Date.parse(record.startedAt));
});
