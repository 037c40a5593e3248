import pc from 'picocolors';
import type { SummaryData, SummaryGroup, SummaryMetric } from './summary-data.ts';
import { type ShownUnits, statisticText } from './summary-figures.ts';

/** Metrics that only `--summary-mode=full` shows in their section. */
const LOW_LEVEL =
  /^http_req_(blocked|connecting|tls_handshaking|sending|waiting|receiving)|^(checks|group_duration)$/;
const SECTIONS: readonly [title: string, belongs: RegExp][] = [
  ['HTTP', /^http_req/],
  ['EXECUTION', /^(iterations|iteration_duration|dropped_iterations|vus|vus_max|group_duration)\b/],
  ['WEBSOCKET', /^ws_/],
  ['GRPC', /^grpc_/],
  ['NETWORK', /^data_/],
];
const WIDTH = 27;

/** The end-of-test summary in k6's layout: thresholds, checks, then metrics by section. */
export function summaryText(data: SummaryData, shown: { colour: boolean; mode: 'compact' | 'full' }): string {
  const colours = pc.createColors(shown.colour);
  const units: ShownUnits = { timeUnit: data.options.summaryTimeUnit };
  const names = Object.keys(data.metrics)
    .filter((name) => shown.mode === 'full' || !LOW_LEVEL.test(name))
    .sort();
  const custom = names.filter(
    (name) => name !== 'checks' && !SECTIONS.some(([, belongs]) => belongs.test(name)),
  );
  const section = (title: string, members: readonly string[]): string[] =>
    members.length === 0
      ? []
      : [
          '',
          `    ${colours.bold(title)}`,
          ...members.map((name) => metricLine(name, data.metrics[name], units)),
        ];
  return [
    '',
    ...thresholdLines(data, colours, units),
    '',
    `  █ ${colours.bold('TOTAL RESULTS')}`,
    ...checkLines(data, colours, units),
    ...section('CUSTOM', custom),
    ...SECTIONS.flatMap(([title, belongs]) =>
      section(
        title,
        names.filter((name) => belongs.test(name)),
      ),
    ),
    '',
    '',
  ].join('\n');
}

type Colours = ReturnType<typeof pc.createColors>;

function thresholdLines({ metrics }: SummaryData, colours: Colours, units: ShownUnits): string[] {
  const judged = Object.entries(metrics).filter(([, { thresholds }]) => thresholds !== undefined);
  if (judged.length === 0) return [];
  const lines = judged.flatMap(([name, metric]) => [
    '',
    `    ${name}`,
    ...Object.entries(metric.thresholds ?? {}).map(([source, { ok }]) => {
      const statistic = /^[^<>=!]*/.exec(source)?.[0].trim() ?? '';
      const mark = ok ? colours.green('✓') : colours.red('✗');
      return `    ${mark} '${source}' ${statistic}=${statisticText(metric, statistic, units)}`;
    }),
  ]);
  return [`  █ ${colours.bold('THRESHOLDS')}`, ...lines];
}

function checkLines(
  { root_group, metrics, state }: SummaryData,
  colours: Colours,
  units: ShownUnits,
): string[] {
  const checks = metrics['checks'];
  if (checks === undefined) return [];
  const { passes = 0, fails = 0 } = checks.values;
  const total = passes + fails;
  const share = (count: number): string =>
    `${(Math.floor((10_000 * count) / Math.max(1, total)) / 100).toFixed(2)}%`;
  const perSecond = state.testRunDurationMs > 0 ? total / (state.testRunDurationMs / 1000) : 0;
  const counted = { type: 'counter', contains: 'default', values: { rate: perSecond } } as const;
  return [
    '',
    `    ${dotted('checks_total')} ${total} ${colours.dim(statisticText(counted, 'rate', units))}`,
    `    ${dotted('checks_succeeded')} ${share(passes)} ${colours.dim(`${passes} out of ${total}`)}`,
    `    ${dotted('checks_failed')} ${share(fails)} ${colours.dim(`${fails} out of ${total}`)}`,
    '',
    ...groupLines(root_group, colours, 4),
  ];
}

function groupLines(group: SummaryGroup, colours: Colours, indent: number): string[] {
  const space = ' '.repeat(indent);
  const own = group.checks.flatMap(({ name, passes, fails }) => {
    if (fails === 0) return [`${space}${colours.green('✓')} ${name}`];
    const share = Math.floor((100 * passes) / Math.max(1, passes + fails));
    return [
      `${space}${colours.red('✗')} ${name}`,
      `${space} ${colours.red(`↳  ${share}% — ✓ ${passes} / ✗ ${fails}`)}`,
    ];
  });
  const inner = group.groups.flatMap((each) => [
    '',
    `${space}█ ${each.name}`,
    '',
    ...groupLines(each, colours, indent + 2),
  ]);
  return [...own, ...inner];
}

function metricLine(name: string, metric: SummaryMetric | undefined, units: ShownUnits): string {
  if (metric === undefined) return '';
  const text = (statistic: string): string => statisticText(metric, statistic, units);
  const [base = name, tags] = name.split('{');
  const head = tags === undefined ? `    ${dotted(base)}` : `    ${dotted(`  { ${tags.replace('}', '')} }`)}`;
  const { passes = 0, fails = 0 } = metric.values;
  switch (metric.type) {
    case 'counter':
      return `${head} ${text('count')} ${text('rate')}`;
    case 'gauge':
      return `${head} ${text('value')} min=${text('min')} max=${text('max')}`;
    case 'rate':
      return `${head} ${text('rate')} ${passes} out of ${passes + fails}`;
    case 'trend':
      return `${head} ${Object.keys(metric.values)
        .map((statistic) => `${statistic}=${text(statistic)}`)
        .join(' ')}`;
  }
}

const dotted = (name: string): string => `${name.padEnd(WIDTH, '.')}:`;
