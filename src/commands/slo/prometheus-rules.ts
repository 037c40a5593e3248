import { QUERIES } from '../../../probes/prometheus/queries.ts';
import { probeMetric } from '../../../reports/probe-metric.ts';
import { SLOS, type Slo } from '../../../thresholds.ts';
import { RUNBOOK } from '../../verdict/runbook.ts';

/** How long a level must be held before its alert fires. */
const HELD = { warning: '5m', critical: '1m' } as const;
/** What a load test alone can measure. */
const OF_RUNS_ONLY = ['delivered_rate'];

/** Prometheus' rate of what was counted over the time of a look or more. */
const WINDOW = '5m';

/**
 * Recording and alert rules of every objective, for `rule_files:` of a Prometheus that scrapes `harness probe --serve`.
 * Values in the objectives' own units, levels as in thresholds.ts: at a level is past it.
 */
export function prometheusRules(): string {
  const slos = SLOS.filter(({ id }) => !OF_RUNS_ONLY.includes(id));
  const left = `# Not here: ${OF_RUNS_ONLY.join(', ')}, which only a load test measures.`;
  return [
    '# Made by `harness slo --format prometheus` from thresholds.ts: do not edit, make it again.',
    left,
    'groups:',
    '  - name: r3mes_slo_values',
    '    rules:',
    ...slos.flatMap((slo) =>
      rule([
        ['record', recordOf(slo)],
        ['expr', exprOf(slo)],
      ]),
    ),
    '  - name: r3mes_slo_alerts',
    '    rules:',
    ...slos.flatMap((slo) => [...alert(slo, 'warning'), ...alert(slo, 'critical')]),
    ...blindness(),
    '',
  ].join('\n');
}

const recordOf = ({ id }: Slo): string => `r3mes:slo:${id}`;

/** The value of an objective, in its unit. */
function exprOf(slo: Slo): string {
  const { measure } = slo;
  if (measure.from !== 'probe') return fromMetric(slo);
  if (measure.over === 'growth' && measure.growth !== undefined) {
    const total = probeMetric(measure.probe, measure.growth.total, slo.unit);
    const count = probeMetric(measure.probe, measure.growth.count, 'count');
    return `${scale(total.factor)}rate(${total.name}[${WINDOW}]) / rate(${count.name}[${WINDOW}])`;
  }
  const { name, factor } = probeMetric(measure.probe, measure.value, slo.unit);
  const value = `${scale(factor)}${measure.over === 'mean' ? `avg_over_time(${name}[${WINDOW}])` : name}`;
  return [value, ...queriesOf(slo.id)].join(' or ');
}

/** What clients of a load test measure, as near as a server's metrics and the probes come to it. */
function fromMetric({ id }: Slo): string {
  if (id === 'loop_canary_p95') return '1000 * quantile_over_time(0.95, r3mes_http_request_seconds[15m])';
  if (id === 'rate_limited_share') {
    return `100 * (sum(rate(api_requests_total{status_code="429"}[${WINDOW}])) or vector(0)) / sum(rate(api_requests_total[${WINDOW}]))`;
  }
  return queriesOf(id).join(' or ');
}

function queriesOf(id: string): string[] {
  const query = QUERIES.find((each) => each.id === id);
  return (query?.from ?? []).map(({ promql }) => `(${promql})`);
}

const scale = (factor: number): string => (factor === 1 ? '' : `${Math.round(1 / factor)} * `);

function alert(slo: Slo, severity: 'warning' | 'critical'): string[] {
  const limit = severity === 'warning' ? slo.warn : slo.critical;
  // Two alerts of one level would say the same twice.
  if (severity === 'warning' && slo.warn === slo.critical) return [];
  const past = slo.direction === 'below' ? '>=' : '<=';
  const words = slo.direction === 'below' ? 'at or above' : 'at or below';
  const unit = slo.unit === 'count' ? '' : ` ${slo.unit}`;
  return rule(
    [
      ['alert', `R3mes${camel(slo.id)}${severity === 'warning' ? 'Warning' : 'Critical'}`],
      ['expr', `${recordOf(slo)} ${past} ${limit}`],
      ['for', HELD[severity]],
    ],
    { severity, slo: slo.id },
    {
      summary: `${slo.title}: {{ $value | printf "%.4g" }}${unit} is ${words} the ${severity} level of ${limit}${unit}`,
      ...advice(slo.remedy),
    },
  );
}

/** No news is no good news: probes that fail, cannot see, or are not scraped. */
function blindness(): string[] {
  return [
    ...rule(
      [
        ['alert', 'R3mesProbeDown'],
        ['expr', 'r3mes_probe_up == 0'],
        ['for', HELD.critical],
      ],
      { severity: 'critical' },
      { summary: 'The {{ $labels.probe }} probe is not answered', ...advice('Service Outage') },
    ),
    ...rule(
      [
        ['alert', 'R3mesNoData'],
        ['expr', 'r3mes_line_level{level="NO-DATA"} == 1'],
        ['for', '15m'],
      ],
      { severity: 'warning' },
      { summary: 'Nobody can see {{ $labels.line }}: `harness probe` says why, `harness doctor` what to do' },
    ),
    ...rule(
      [
        ['alert', 'R3mesProbesNotScraped'],
        ['expr', 'absent(r3mes_probe_up)'],
        ['for', HELD.warning],
      ],
      { severity: 'critical' },
      { summary: 'No probes are scraped: is `harness probe --serve` running?' },
    ),
  ];
}

function advice(section: string): Record<string, string> {
  const { steps = [], commands = [] } = RUNBOOK[section] ?? {};
  const lines = [...steps, ...commands.map((command) => `$ ${command.replaceAll('-n NS', '-n r3mes')}`)];
  // `$` and braces of commands are no templates of Prometheus.
  return { runbook: section, description: lines.join('\n').replaceAll('{{', '{{ "{{" }}') };
}

function rule(
  fields: readonly (readonly [string, string])[],
  labels: Readonly<Record<string, string>> = {},
  annotations: Readonly<Record<string, string>> = {},
): string[] {
  const [first, ...rest] = fields.map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const block = (name: string, values: Readonly<Record<string, string>>) => {
    const entries = Object.entries(values).map(
      ([key, value]) => `          ${key}: ${JSON.stringify(value)}`,
    );
    return entries.length === 0 ? [] : [`        ${name}:`, ...entries];
  };
  return [
    `      - ${first}`,
    ...rest.map((line) => `        ${line}`),
    ...block('labels', labels),
    ...block('annotations', annotations),
  ];
}

const camel = (id: string): string =>
  id
    .split('_')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
