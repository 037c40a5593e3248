import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeMetric } from '../../reports/probe-metric.ts';
import { prometheusRules } from '../../src/commands/slo/prometheus-rules.ts';
import { SLOS, type Slo } from '../../thresholds.ts';
import { whyNoPrometheus } from '../helpers/prometheus.ts';

const folder = mkdtempSync(join(tmpdir(), 'rules-test-'));
const rules = join(folder, 'rules.yml');
afterAll(() => rmSync(folder, { recursive: true }));

/** Minutes of each level in the series below: good, warning, critical, good again. */
const STRETCH = 20;
const RULED = SLOS.filter(({ id }) => id !== 'delivered_rate');

/** A value on the good side of both levels, one between them, one past both. */
function valuesOf(slo: Slo): [number, number, number] {
  if (slo.direction === 'below') return [0, slo.warn, slo.critical * 1.5 + 1];
  return [slo.warn + 1, (slo.warn + slo.critical) / 2, slo.critical];
}

/** Series of the raw metrics that make the objective take each of these values for a stretch of minutes. */
function seriesOf(slo: Slo): { series: string; values: string }[] {
  const flat = valuesOf(slo);
  const steps = (values: readonly number[]) =>
    [...values, values[0] as number].flatMap((value) => Array(STRETCH).fill(value));
  const counter = (perMinute: readonly number[]) => {
    let sum = 0;
    return steps(perMinute)
      .map((step) => (sum += step))
      .join(' ');
  };
  if (slo.id === 'api_latency_p95')
    return [
      {
        series: 'http_request_duration_seconds{quantile="0.95"}',
        values: steps(flat.map((ms) => ms / 1000)).join(' '),
      },
    ];
  if (slo.id === 'error_rate') {
    return [
      {
        series: 'api_requests_total{status_code="500"}',
        values: counter(flat.map((percent) => percent * 10)),
      },
      {
        series: 'api_requests_total{status_code="200"}',
        values: counter(flat.map((percent) => 1000 - percent * 10)),
      },
    ];
  }
  if (slo.id === 'rate_limited_share') {
    return [
      {
        series: 'api_requests_total{status_code="429"}',
        values: counter(flat.map((percent) => percent * 10)),
      },
      {
        series: 'api_requests_total{status_code="200"}',
        values: counter(flat.map((percent) => 1000 - percent * 10)),
      },
    ];
  }
  if (slo.id === 'loop_canary_p95')
    return [{ series: 'r3mes_http_request_seconds', values: steps(flat.map((ms) => ms / 1000)).join(' ') }];
  const { measure } = slo;
  if (measure.from !== 'probe') throw new Error(`no series for ${slo.id}`);
  if (measure.growth !== undefined) {
    const [total, count] = [
      probeMetric(measure.probe, measure.growth.total, slo.unit),
      probeMetric(measure.probe, measure.growth.count, 'count'),
    ];
    return [
      { series: total.name, values: counter(flat.map((ms) => (ms / 1000) * 60)) },
      { series: count.name, values: counter([60, 60, 60]) },
    ];
  }
  const { name, factor } = probeMetric(measure.probe, measure.value, slo.unit);
  return [{ series: name, values: steps(flat.map((value) => value * factor)).join(' ') }];
}

const camel = (id: string) => id.replace(/(^|_)(\w)/g, (_, __, letter: string) => letter.toUpperCase());

/** Which alerts of an objective fire in the last minutes of each stretch. */
function expected(slo: Slo): Record<string, string[]> {
  const [warning, critical] = ['Warning', 'Critical'].map((kind) => `R3mes${camel(slo.id)}${kind}`) as [
    string,
    string,
  ];
  const both = slo.warn === slo.critical ? [critical] : [critical, warning];
  return { 18: [], 38: slo.warn === slo.critical ? [critical] : [warning], 58: both, 78: [] };
}

function testOf(slo: Slo): unknown {
  const name = (alertname: string) => {
    const severity = alertname.endsWith('Critical') ? 'critical' : 'warning';
    return { labels: `{alertname="${alertname}", severity="${severity}", slo="${slo.id}"}`, value: 1 };
  };
  return {
    name: slo.id,
    interval: '1m',
    input_series: seriesOf(slo),
    promql_expr_test: Object.entries(expected(slo)).map(([minute, firing]) => ({
      expr: `count by (alertname, severity, slo) (ALERTS{alertstate="firing", slo="${slo.id}"})`,
      eval_time: `${minute}m`,
      exp_samples: firing.sort().map(name),
    })),
  };
}

function promtool(tests: readonly unknown[]): { code: number | null; text: string } {
  const file = join(folder, 'test.yml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ rule_files: ['rules.yml'], evaluation_interval: '1m', tests }));
  const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
  return { code: status, text: stdout + stderr };
}

const reason = whyNoPrometheus();
describe.skipIf(reason !== '')(`slo --format prometheus ${reason}`, () => {
  beforeAll(() => writeFileSync(rules, prometheusRules()));

  it('is valid for promtool check rules, with a recording rule and alerts of every objective', () => {
    expect(execFileSync('promtool', ['check', 'rules', rules], { encoding: 'utf8' })).toMatch(
      /SUCCESS: \d+ rules found/,
    );
    for (const { id } of RULED) expect(prometheusRules()).toContain(`record: "r3mes:slo:${id}"`);
    expect(prometheusRules()).toContain('# Not here: delivered_rate');
  });

  it.each(RULED.map((slo) => [slo.id, slo] as const))(
    '%s: silent below its levels, fires at each, and ends',
    (_, slo) => {
      expect(promtool([testOf(slo)])).toEqual({ code: 0, text: expect.stringContaining('SUCCESS') });
    },
  );

  it('tells of probes that are down, blind, or not scraped', () => {
    const firing = (alertname: string) =>
      `count by (alertname) (ALERTS{alertstate="firing", alertname="${alertname}"})`;
    const one = (alertname: string) => ({
      expr: firing(alertname),
      eval_time: '25m',
      exp_samples: [{ labels: `{alertname="${alertname}"}`, value: 1 }],
    });
    const none = (alertname: string) => ({ expr: firing(alertname), eval_time: '25m', exp_samples: [] });
    const down = {
      interval: '1m',
      input_series: [
        { series: 'r3mes_probe_up{probe="redis"}', values: '0x30' },
        { series: 'r3mes_line_level{line="redis_memory",level="NO-DATA"}', values: '1x30' },
      ],
      promql_expr_test: [one('R3mesProbeDown'), one('R3mesNoData'), none('R3mesProbesNotScraped')],
    };
    const gone = {
      interval: '1m',
      input_series: [],
      promql_expr_test: [one('R3mesProbesNotScraped'), none('R3mesProbeDown')],
    };
    expect(promtool([down, gone])).toEqual({ code: 0, text: expect.stringContaining('SUCCESS') });
  });

  it('is a test that fails when a level is another', () => {
    const slo = { ...(SLOS.find(({ id }) => id === 'redis_memory') as Slo), warn: 50 };
    expect(promtool([testOf(slo)]).code).not.toBe(0);
  });
});
