import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gradeProbe, probeState } from '../../src/verdict/grade-probes.ts';
import { SLOS } from '../../thresholds.ts';
import { Prometheus, whyNoPrometheus } from '../helpers/prometheus.ts';
import { closedPort, factsOf, failureOf, figureOf, http, look } from './looking.ts';

/** What the backend, node_exporter and redis_exporter say; nothing has the runbook's names but the CPU's. */
const EXPOSITION = `
api_requests_total{status_code="200"} 100
database_connections_active 0
cpu_usage_percent 71.5
node_memory_MemAvailable_bytes 25
node_memory_MemTotal_bytes 100
node_filesystem_avail_bytes{mountpoint="/",fstype="ext4"} 4
node_filesystem_size_bytes{mountpoint="/",fstype="ext4"} 100
node_filesystem_avail_bytes{mountpoint="/run",fstype="tmpfs"} 0
node_filesystem_size_bytes{mountpoint="/run",fstype="tmpfs"} 10
pg_stat_activity_count{state="active"} 30
pg_stat_activity_count{state="idle"} 60
pg_settings_max_connections 100
redis_memory_used_bytes 5
redis_memory_max_bytes 0
cometbft_p2p_peers 4
`;

const reason = whyNoPrometheus();
describe.skipIf(reason !== '')(`the prometheus probe and a real Prometheus ${reason}`, () => {
  let prometheus: Prometheus;
  beforeAll(async () => {
    const exporter = await http((_, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end(EXPOSITION),
    );
    prometheus = await Prometheus.start(exporter.replace('http://', ''));
    for (let turn = 0; turn < 200 && (await prometheus.value('cpu_usage_percent')) === undefined; turn++)
      await new Promise((later) => setTimeout(later, 100));
  });
  afterAll(() => prometheus?.stop());

  it('answers the runbook’s questions by its names and by those that exist, and names every series that is missing', async () => {
    const facts = factsOf(await look('prometheus', { prometheusUrl: prometheus.url }, 10_000));
    expect(facts.info['version']).toMatch(/^\d+\./);
    const of = (id: string) => facts.values.find((each) => each.id === id);
    expect(of('cpu')).toMatchObject({ value: 71.5, note: 'from cpu_usage_percent' });
    expect(of('memory')).toMatchObject({ value: 75, note: 'from node_memory_MemAvailable_bytes' });
    expect(of('disk')).toMatchObject({ value: 96 });
    expect(of('db_connections')).toMatchObject({
      value: 90,
      note: expect.stringContaining('pg_settings_max_connections'),
    });
    expect(of('connections.active')).toMatchObject({ value: 30 });
    expect(of('chain.peers')).toMatchObject({ value: 4 });
    expect(of('targets.down')).toMatchObject({ value: 0 });
    expect(of('api_latency_p95')).toMatchObject({
      value: null,
      note: 'no series http_request_duration_seconds, nor api_request_duration_seconds_bucket',
    });
    expect(of('db_query_avg')?.value).toBeNull();
    // A maxmemory of 0 is none, and no requests are no error rate of 0.
    expect(of('redis_memory')?.value).toBeNull();
    expect(of('error_rate')?.value).toBeNull();
  });

  it('shows lines that corroborate and do not decide', async () => {
    const lines = gradeProbe([await look('prometheus', { prometheusUrl: prometheus.url }, 10_000)], SLOS);
    const levels = Object.fromEntries(
      lines.map(({ id, level, gates }) => [id, `${level}${gates ? '' : ' shown'}`]),
    );
    expect(levels).toMatchObject({
      probe_prometheus: 'OK',
      prometheus_cpu: 'WARN shown',
      prometheus_disk: 'CRIT shown',
      prometheus_api_latency_p95: 'NO-DATA shown',
    });
    expect(probeState(lines, 'warn')).toBe('PASS');
  });

  it('gives the system probe its hosts, the worst of them', async () => {
    const target = { prometheusUrl: prometheus.url, system: '127.*' };
    const facts = factsOf(await look('system', target, 10_000));
    expect(figureOf(facts, 'memory.usedPercent')).toBe(75);
    expect(figureOf(facts, 'disk.usedPercent')).toBe(96);
    expect(facts.values.find(({ id }) => id === 'cpu.usedPercent')).toMatchObject({
      value: null,
      note: 'no series node_cpu_seconds_total{instance=~"127.*"}',
    });
    const none = factsOf(await look('system', { ...target, system: 'elsewhere' }, 10_000));
    expect(none.values.every(({ value }) => value === null)).toBe(true);
  });
});

describe('failures of the prometheus probe', () => {
  it('what is no Prometheus, is refused, or is not there', async () => {
    const page = await http((_, response) => response.end('<html>'));
    expect(failureOf(await look('prometheus', { prometheusUrl: page }))).toMatchObject({
      stage: 'assert',
      code: 'BODY',
    });
    const wrong = await http((_, response) => response.writeHead(401).end());
    expect(failureOf(await look('prometheus', { prometheusUrl: wrong }))).toMatchObject({ code: 'HTTP_401' });
    expect(failureOf(await look('prometheus', { prometheusUrl: `http://${await closedPort()}` })).code).toBe(
      'ECONNREFUSED',
    );
  });
});

describe('the system probe', () => {
  it('sees CPU, memory and disk of this machine', async () => {
    const facts = factsOf(await look('system', { system: 'local' }));
    for (const id of ['cpu.usedPercent', 'memory.usedPercent', 'disk.usedPercent']) {
      expect(figureOf(facts, id)).toBeGreaterThanOrEqual(0);
      expect(figureOf(facts, id)).toBeLessThanOrEqual(100);
    }
  });

  it('asks whose machine is meant, and looks within any deadline', async () => {
    expect(failureOf(await look('system', {}))).toMatchObject({ stage: 'configure', code: 'NO_SYSTEM' });
    const short = await look('system', { system: 'local' }, 1000);
    expect(factsOf(short).values.find(({ id }) => id === 'cpu.usedPercent')?.note).toBe('in the last 0.5 s');
  });
});
