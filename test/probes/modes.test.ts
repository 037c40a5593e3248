import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import type { ProbePass } from '../../src/store/record/probe-pass.ts';
import { type Ended, harness } from '../helpers/harness.ts';
import { Prometheus, whyNoPrometheus } from '../helpers/prometheus.ts';
import { closedPort, http } from './looking.ts';

const TIME = JSON.stringify({ server_time: 1_790_000_000 });
const UNSET = { R3MES_RPC_URL: '', DATABASE_URL: '', REDIS_URL: '', NO_COLOR: '1' };

const probe = (apiUrl: string, ...flags: string[]): Promise<Ended> =>
  harness(['probe', 'http', '--timeout', '5s', ...flags], { env: { ...UNSET, R3MES_API_URL: apiUrl } });

/** An API that fails its first looks and counts connections and looks. */
async function recovering(failures: number) {
  const seen = { looks: 0, connections: new Set<unknown>() };
  const url = await http((request, response) => {
    seen.looks += 1;
    seen.connections.add(request.socket);
    if (seen.looks <= failures) response.writeHead(503).end();
    else response.end(TIME);
  });
  return { url, seen };
}

/** Checks against the published schema; types in unions are written as JSON Schema allows. */
const schema = new Ajv2020({
  strictRequired: false,
  allowUnionTypes: true,
  strictTypes: false,
  formats: { 'date-time': true },
}).compile(JSON.parse(readFileSync('docs/probe-pass.schema.json', 'utf8')));
function passesOf(text: string): ProbePass[] {
  const passes = text.includes('\n  ') ? [text] : text.trim().split('\n');
  return passes.map((line) => {
    const pass: unknown = JSON.parse(line);
    expect([schema(pass), schema.errors]).toEqual([true, null]);
    return pass as ProbePass;
  });
}

describe('--json', () => {
  it('is as docs/probe-pass.schema.json says, with facts and with a failure', async () => {
    const good = await recovering(0);
    expect(passesOf((await probe(good.url, '--json')).out)).toMatchObject([{ version: 1, advice: [] }]);
    const [failed] = passesOf(
      (await probe(`http://${await closedPort()}`, '--json', '--namespace', 'blue')).out,
    );
    expect(failed?.advice).toMatchObject([{ section: 'Service Outage', lines: ['probe_http'] }]);
    expect(failed?.advice[0]?.commands).toContain('kubectl get pods -n blue');
    expect(schema({ ...failed, state: 'GREAT' })).toBe(false);
  });
});

describe('--retries', () => {
  it('makes what passed on the second try a WARN that says so', async () => {
    const { url, seen } = await recovering(1);
    const { code, out } = await probe(url, '--retries', '2');
    expect([code, seen.looks]).toEqual([0, 2]);
    expect(out.replace(/\s+/g, ' ')).toContain('passed on the second try; the first: assert HTTP_503');
    expect(out).toMatch(/^WARN\n/);
  });

  it('gives up after as many as were asked for, and tries nothing again without the flag', async () => {
    const { url, seen } = await recovering(9);
    const [pass] = passesOf((await probe(url, '--retries', '2', '--json')).out);
    expect(seen.looks).toBe(3);
    expect(pass?.results[0]?.tries).toMatchObject({ count: 3, first: { code: 'HTTP_503' } });
    expect((await probe(url)).code).toBe(99);
    expect(seen.looks).toBe(4);
  });
});

describe('--wait', () => {
  it('looks until nothing is critical', async () => {
    const { url, seen } = await recovering(2);
    const { code, err } = await probe(url, '--wait', '60s');
    expect([code, seen.looks]).toEqual([0, 3]);
    expect(err).toMatch(/^waiting up to \d+ s more for: probe_http\n$/);
  });

  it('fails with the last look when the time is up', async () => {
    const { code, out } = await probe(`http://${await closedPort()}`, '--wait', '300ms');
    expect(code).toBe(99);
    expect(out).toContain('ECONNREFUSED');
  });
});

describe('--watch', () => {
  it('keeps one connection over its rounds and marks what changed', async () => {
    const { url, seen } = await recovering(1);
    const { code, out } = await probe(url, '--watch', '20ms', '--rounds', '4');
    expect([code, seen.looks]).toEqual([0, 4]);
    expect(seen.connections.size).toBe(1);
    const rounds = out.split(/(?=^\w+ {2}round \d)/m);
    expect(
      rounds.map((round) => /^(\w+) {2}round (\d)/.exec(round)?.slice(1).join(' ').replace('WARN', 'PASS')),
    ).toEqual(['FAIL 1', 'PASS 2', 'PASS 3', 'PASS 4']);
    expect(rounds[1]).toMatch(/API answers .*was CRIT/);
    expect(rounds[3]).toMatch(/Request to last byte .* ms {2}[▁▂▃▄▅▆▇█]{3} /);
  });

  it('gives a JSON document a round', async () => {
    const { url } = await recovering(0);
    const passes = passesOf((await probe(url, '--watch', '10ms', '--rounds', '3', '--json')).out);
    expect(passes.map(({ version }) => version)).toEqual([1, 1, 1]);
  });

  it('takes the name of a probe after it for one', async () => {
    const { url } = await recovering(0);
    const env = { ...UNSET, R3MES_API_URL: url, REDIS_URL: `redis://${await closedPort()}` };
    const { out } = await harness(['probe', '--watch', 'http', '--rounds', '1'], { env });
    expect(out).not.toContain('redis');
  });
});

describe('--nagios', () => {
  it('answers 0, 2 and 3, with perfdata', async () => {
    const good = await probe((await recovering(0)).url, '--nagios');
    // A busy machine may be slow to answer, and is then told so.
    expect([0, 1]).toContain(good.code);
    expect(good.out).toMatch(/^R3MES (OK|WARNING) - .* \| 'http_duration'=[\d.]+ms;;;0\n/);
    const bad = await probe(`http://${await closedPort()}`, '--nagios');
    expect([bad.code, bad.out]).toEqual([
      2,
      expect.stringMatching(/^R3MES CRITICAL - API answers: connect ECONNREFUSED/),
    ]);
    const unknown = await harness(['probe', 'htttp', '--nagios'], { env: UNSET });
    expect([unknown.code, unknown.out]).toEqual([
      3,
      expect.stringMatching(/^R3MES UNKNOWN - no probe "htttp"/),
    ]);
  });
});

describe('flags that exclude each other or make no sense', () => {
  it.each([
    ['--watch', '--wait', '3s'],
    ['--serve', '--json'],
    ['--json', '--nagios'],
    ['--rounds', '3'],
    ['--serve', 'everywhere:99999'],
    ['--watch', '0s'],
    ['--wait', 'soon'],
    ['--timeout', '30d'],
    ['--wait', '2'],
    ['--targets', 'harness.config.example.ts'],
  ])('%s %s', async (...flags) => {
    const { code, out, err } = await probe('http://127.0.0.1:1', ...flags);
    // Nagios wants 3 of everything that is not a result.
    expect(code).toBe(flags.includes('--nagios') ? 3 : 255);
    expect((out + err).split('\n').length).toBeLessThanOrEqual(3);
  });
});

const reason = whyNoPrometheus();
describe.skipIf(reason !== '')(`--serve ${reason}`, () => {
  const started: { stop(): Promise<void> }[] = [];
  afterAll(() => Promise.all(started.map((each) => each.stop())));

  it('is scraped by a real Prometheus: values in base units, states, durations', async () => {
    const { url, seen } = await recovering(0);
    const env = { ...process.env, ...UNSET, R3MES_API_URL: url, REDIS_URL: `redis://${await closedPort()}` };
    const child = spawn(process.execPath, ['build/out/cli.js', 'probe', '--serve', '0'], { env });
    const address = await new Promise<string>((ready) => {
      child.stderr.on('data', (data) => ready(/http:\/\/([^/]+)/.exec(String(data))?.[1] ?? ''));
    });
    const prometheus = await Prometheus.start(address);
    started.push(prometheus);
    await expect.poll(() => prometheus.value('up{job="r3mes"}'), { timeout: 20_000, interval: 200 }).toBe(1);
    expect(await prometheus.value('r3mes_probe_up{probe="http"}')).toBe(1);
    expect(await prometheus.value('r3mes_probe_up{probe="redis"}')).toBe(0);
    expect(
      await prometheus.value('r3mes_probe_failure_info{probe="redis",stage="connect",code="ECONNREFUSED"}'),
    ).toBe(1);
    expect(await prometheus.value('r3mes_http_status')).toBe(200);
    expect(await prometheus.value('r3mes_http_request_seconds')).toBeLessThan(5);
    expect(await prometheus.value('r3mes_line_level{line="probe_redis",level="CRIT"}')).toBe(1);
    expect(await prometheus.value('r3mes_line_level{line="redis_memory",level="NO-DATA"}')).toBe(1);
    expect(await prometheus.value('r3mes_probe_duration_seconds{probe="http"} > 0')).toBeGreaterThan(0);
    expect(await prometheus.value('scrape_samples_scraped{job="r3mes"}')).toBeGreaterThan(10);
    const looks = seen.looks;
    await expect.poll(() => seen.looks, { timeout: 10_000 }).toBeGreaterThan(looks);
    expect(seen.connections.size).toBe(1);
    child.kill('SIGTERM');
    expect(await new Promise((ended) => child.once('close', ended))).toBe(0);
  });
});
