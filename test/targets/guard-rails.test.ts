import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { folder, harness, lastRun, PASSING } from '../helpers/harness.ts';
import { listen } from '../helpers/listen.ts';

const seen: IncomingHttpHeaders[] = [];
const server = createServer((request, response) => {
  seen.push(request.headers);
  response.end('{"server_time":1}');
});
let url = '';

beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(server)}`;
});
afterAll(() => void server.close());

const MUTATES = "export const r3mes = { parts: ['api'], mutates: true };";
const OPEN = (rate: number, maxVUs = 2) =>
  `export const options = { scenarios: { a: { executor: 'constant-arrival-rate', rate: ${rate}, duration: '1s', preAllocatedVUs: 1, maxVUs: ${maxVUs} } } };`;
const GET = "import http from 'k6/http'; export default () => { http.get(__ENV.R3MES_API_URL); };";

function project(target: string, script: string): string {
  const cwd = folder();
  const text = `export default { targets: { a: { api: '${url}', ${target} } } };`;
  writeFileSync(join(cwd, 'harness.config.ts'), text);
  writeFileSync(join(cwd, 'script.js'), script);
  return cwd;
}

const run = (cwd: string, ...flags: string[]) =>
  harness(['run', './script.js', '-q', ...flags], {
    cwd,
    env: { R3MES_API_URL: '', STAGING: 'Bearer secret-t' },
  });

const PRODUCTION = "environment: 'production', maxRatePerSecond: 50, maxVus: 5";

it.each([
  ['undeclared-host', '', GET, ['--target', 'http://10.1.2.3']],
  [
    'undeclared-host',
    "environment: 'test'",
    `${GET} __ENV.R3MES_RPC_URL;`,
    ['-e', 'R3MES_RPC_URL=http://10.1.2.3:26657'],
  ],
  ['scenario-not-allowed', "environment: 'test', scenarios: ['api']", GET, []],
  ['production-mutates', PRODUCTION, `${GET} ${MUTATES}`, ['--yes']],
  [
    'production-broadcast-commit',
    PRODUCTION,
    `${GET} export const pay = () => http.get('/broadcast_tx_commit');`,
    ['--yes'],
  ],
  [
    'production-broadcast-commit',
    "environment: 'test', chainId: 'remes-mainnet-1'",
    `${GET} export const pay = () => http.get('/broadcast_tx_commit');`,
    [],
  ],
  ['rate-cap', PRODUCTION, `${GET} ${OPEN(51)}`, ['--yes']],
  ['rate-cap', PRODUCTION, `${GET} ${OPEN(10)} export const r3mes = { requestsPerIteration: 6 };`, ['--yes']],
  [
    'rate-cap',
    PRODUCTION,
    `${GET} ${OPEN(10)} export const r3mes = { requestsPerIteration: { a: 6 } };`,
    ['--yes'],
  ],
  ['rate-cap', "environment: 'test', maxRatePerSecond: 0.5", GET, []],
  ['vus-cap', PRODUCTION, `${GET} ${OPEN(5, 6)}`, ['--yes']],
  ['rate-limits', "environment: 'test', rateLimits: { perSecond: 10 }", `${GET} ${OPEN(11)}`, []],
  [
    'rate-limits',
    "environment: 'test', rateLimits: { perMinuteAndPath: 30 }",
    `${GET} ${OPEN(2)} export const r3mes = { busiestShare: 0.26 };`,
    [],
  ],
  ['production-confirmation', PRODUCTION, `${GET} ${OPEN(5)}`, []],
])('refuses by the rule %s before a single request (%#)', async (rule, target, script, flags) => {
  const before = seen.length;
  const cwd = project(target === '' ? "environment: 'test'" : target, script);
  const to = flags.includes('--target') ? [] : ['--target', 'a'];
  const { code, err } = await run(cwd, ...to, ...flags);
  expect([code, err.includes(`${rule}: `)], err).toEqual([104, true]);
  expect(seen.length).toBe(before);
});

it('loads production within its caps after --yes, shows the plan, and holds a closed model to the cap', async () => {
  const cwd = project(PRODUCTION, GET);
  const { code, err } = await run(cwd, '--target', 'a', '--yes', '-u', '2', '-d', '1s', '--probes', 'none');
  expect(PASSING, err).toContain(code);
  expect(err).toContain('production: at most 50/s, at most 5 VUs');
  expect(err).toContain('at most 50 requests/s');
  const { record } = lastRun(cwd);
  expect(record.target?.name).toBe('a');
  expect(record.iterations.started).toBeLessThanOrEqual(60);
});

it('holds the requests of an arrival rate to the cap, not its iterations alone', async () => {
  const ten = GET.replace('http.get', 'for (let each = 0; each < 10; each++) http.get');
  const ends = OPEN(10, 20).replace('rate:', "gracefulStop: '0s', rate:");
  const cwd = project("environment: 'test', maxRatePerSecond: 10", `${ten} ${ends}`);
  const before = seen.length;
  const { code, err } = await run(cwd, '--target', 'a', '--no-gate');
  const sent = seen.length - before;
  expect([code, sent > 0, sent <= 15], `${sent} requests\n${err}`).toEqual([0, true, true]);
});

it('guards --no-gate as well', async () => {
  const cwd = project("environment: 'test', scenarios: []", GET);
  const { code, err } = await run(cwd, '--target', 'a', '--no-gate');
  expect([code, err]).toEqual([104, expect.stringContaining('scenario-not-allowed: ')]);
});

it('means the declared target by its URL too', async () => {
  const cwd = project(`${PRODUCTION}, scenarios: []`, GET);
  const { code, err } = await run(cwd, '--target', `${url}/`);
  expect([code, err]).toEqual([104, expect.stringContaining('scenario-not-allowed')]);
});

it('sends the headers to the target alone, shows them to nobody, and stays with declared hosts', async () => {
  const script = `import http from 'k6/http';
    export const options = { hosts: { 'elsewhere.example.com': '10.9.9.9' } };
    export default () => {
      console.log('shown ' + JSON.stringify(http.get(__ENV.R3MES_API_URL).request.headers));
      console.log('code ' + http.get('http://elsewhere.example.com/').error_code);
    };`;
  const cwd = project("environment: 'test', headersFrom: { Authorization: 'STAGING' }", script);
  const { code, err } = await run(cwd, '--target', 'a', '--probes', 'none');
  expect(seen.at(-1)?.authorization, err).toBe('Bearer secret-t');
  expect(err).toContain('code 1111');
  expect(err).not.toContain('secret-t');
  expect(readFileSync(join(cwd, 'runs/last/record.json'), 'utf8')).not.toContain('secret-t');
  expect([0, 99]).toContain(code);
});

it('takes a waived line out of the judgement until its day, and fails the day after', async () => {
  const slos = 'slos: { error_rate: { warn: 0, critical: 50 } }';
  const script = `${GET} export const r3mes = { parts: ['api'] };`;
  const until = (day: string) =>
    project(
      `environment: 'test', ${slos}, waivers: [{ slo: 'error_rate', until: '${day}', reason: 'OPS-1: known' }]`,
      script,
    );
  const flags = ['--target', 'a', '--probes', 'none', '-d', '1s'];
  const valid = until('2999-01-01');
  expect((await run(valid, ...flags)).err).not.toContain('harness:');
  const { lines = [], state } = lastRun(valid).record.verdict ?? {};
  const line = lines.find(({ id }) => id === 'error_rate');
  expect([line?.level, line?.gates, line?.source]).toEqual(['WARN', false, 'target: harness.config']);
  expect(line?.reason).toContain('waived until 2999-01-01: OPS-1: known');
  expect(state).not.toBe('FAIL');
  const expired = until('2020-01-01');
  expect((await run(expired, ...flags)).code).toBe(99);
  expect(lastRun(expired).record.verdict?.lines.find(({ id }) => id === 'waiver_error_rate')?.level).toBe(
    'CRIT',
  );
});

it('trusts the target’s CA and shows its own certificate', async () => {
  const cwd = project("environment: 'test'", GET);
  const files = ['-keyout', join(cwd, 'key.pem'), '-out', join(cwd, 'cert.pem')];
  const names = ['-subj', '/CN=r3mes', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names, ...files],
    { stdio: 'ignore' },
  );
  const [key, cert] = [readFileSync(join(cwd, 'key.pem')), readFileSync(join(cwd, 'cert.pem'))];
  const clients: string[] = [];
  const secure = https.createServer(
    { key, cert, ca: cert, requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      clients.push(String((request.socket as TLSSocket).getPeerCertificate().subject.CN));
      response.end('{}');
    },
  );
  const api = `https://127.0.0.1:${await listen(secure)}`;
  const tls = "tls: { ca: './cert.pem', certificate: './cert.pem', key: './key.pem' }";
  writeFileSync(
    join(cwd, 'harness.config.ts'),
    `export default { targets: { a: { environment: 'test', api: '${api}', ${tls} } } };`,
  );
  const { err } = await run(cwd, '--target', 'a', '--probes', 'none');
  secure.close();
  expect(clients, err).toEqual(['r3mes']);
});
