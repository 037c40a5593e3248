import pc from 'picocolors';
import type { SummaryBlock } from './summary-blocks.ts';
import { alignedLines, inOrder, metricLines, type Paint, parentOf } from './summary-columns.ts';
import type { SummaryCheck, SummaryData, SummaryMetric } from './summary-data.ts';
import { percentText, statisticText } from './summary-figures.ts';

/** Metrics that only `--summary-mode=full` shows in their section. */
const LOW_LEVEL =
  /^(http_req_(blocked|connecting|tls_handshaking|sending|waiting|receiving)|checks|group_duration)$/;
const SECTIONS: readonly [title: string, belongs: RegExp][] = [
  ['HTTP', /^http_req/],
  ['EXECUTION', /^(iterations|iteration_duration|dropped_iterations|vus|vus_max|group_duration)$/],
  ['NETWORK', /^data_(sent|received)$/],
  ['WEBSOCKET', /^ws_/],
  ['GRPC', /^grpc_/],
];

/** How the text is shown. */
export interface SummaryStyle {
  colour: boolean;
  /** Low-level metrics too. */
  full: boolean;
  /** All checks in the order in which they were first made. */
  checks: readonly Pick<SummaryCheck, 'name' | 'passes' | 'fails'>[];
  /** Groups and scenarios by themselves (mode full). */
  blocks: readonly SummaryBlock[];
}

type Colours = ReturnType<typeof pc.createColors>;

/** The end-of-test summary in k6's layout: thresholds, checks, then metrics by section. */
export function summaryText(data: SummaryData, style: SummaryStyle): string {
  const colours = pc.createColors(style.colour);
  const timeUnit = data.options.summaryTimeUnit;
  const painted = { colours, timeUnit, full: style.full };
  const seconds = data.state.testRunDurationMs / 1000;
  const total = { title: 'TOTAL RESULTS', checks: style.checks, metrics: data.metrics };
  return [
    '',
    '',
    ...thresholdLines(data, painted),
    ...blockLines(total, painted, seconds),
    ...style.blocks.flatMap((block) => ['', ...blockLines(block, painted, seconds)]),
    '',
    '',
    '',
  ].join('\n');
}

interface Painted {
  colours: Colours;
  timeUnit: string;
  full: boolean;
}

function thresholdLines({ metrics }: SummaryData, { colours, timeUnit }: Painted): string[] {
  const judged = inOrder(Object.keys(metrics).filter((name) => metrics[name]?.thresholds !== undefined));
  if (judged.length === 0) return [];
  let parent = '';
  const lines = judged.flatMap((name) => {
    const metric = metrics[name] as SummaryMetric;
    const sub = name.slice(parentOf(name).length);
    const indent = sub === '' ? '    ' : '      ';
    const heads = parentOf(name) === parent || sub === '' ? [] : [`    ${parentOf(name)}`, ''];
    parent = parentOf(name);
    const results = Object.entries(metric.thresholds ?? {}).map(([source, { ok }]) => {
      const statistic = /^[^<>=!]*/.exec(source)?.[0].trim() ?? '';
      const mark = ok ? colours.green('✓') : colours.red('✗');
      const value = statisticText(metric, statistic, timeUnit);
      return `${indent}${mark} '${source}' ${colours.cyan(`${statistic}=${value}`)}`;
    });
    return [...heads, `${indent}${sub === '' ? name : sub}`, ...results, ''];
  });
  return [`  █ ${colours.bold('THRESHOLDS')} `, '', ...lines, ''];
}

// One block: its checks, then its metrics by section.
function blockLines({ title, checks, metrics }: SummaryBlock, painted: Painted, seconds: number): string[] {
  const { colours, timeUnit, full } = painted;
  const paint: Paint = {
    value: colours.cyan,
    more: (text) => colours.dim(colours.cyan(text)),
    dim: colours.dim,
  };
  const shown = Object.fromEntries(
    Object.entries(metrics).filter(([name]) => full || !LOW_LEVEL.test(parentOf(name))),
  );
  const lines = metricLines(shown, { timeUnit, paint });
  const own = (name: string): string =>
    SECTIONS.find(([, fits]) => fits.test(parentOf(name)))?.[0] ?? 'CUSTOM';
  const custom = (name: string): boolean => own(name) === 'CUSTOM' && parentOf(name) !== 'checks';
  const section = (heading: string, names: string[]): string[] =>
    names.length === 0
      ? []
      : [`    ${colours.bold(heading)}`, ...names.map((name) => lines.get(name) ?? ''), ''];
  const names = [...lines.keys()];
  return [
    `  █ ${colours.bold(title)} `,
    '',
    ...checkLines(checks, metrics['checks'], { colours, paint, seconds }),
    ...section('CUSTOM', names.filter(custom)),
    ...SECTIONS.flatMap(([heading]) =>
      section(
        heading,
        names.filter((name) => own(name) === heading),
      ),
    ),
  ];
}

function checkLines(
  checks: readonly Pick<SummaryCheck, 'name' | 'passes' | 'fails'>[],
  metric: SummaryMetric | undefined,
  { colours, paint, seconds }: { colours: Colours; paint: Paint; seconds: number },
): string[] {
  const { passes = 0, fails = 0 } = metric?.values ?? {};
  const total = passes + fails;
  if (total === 0) return [];
  const share = (count: number): string => percentText(count / total);
  const perSecond = {
    type: 'counter',
    contains: 'default',
    values: { rate: seconds > 0 ? total / seconds : 0 },
  } as const;
  const totals = [
    { name: 'checks_total', cells: [String(total), statisticText(perSecond, 'rate', '')] },
    { name: 'checks_succeeded', cells: [share(passes), `${passes} out of ${total}`] },
    { name: 'checks_failed', cells: [share(fails), `${fails} out of ${total}`] },
  ];
  const own = checks.flatMap((check) => {
    if (check.fails === 0) return [`    ${colours.green('✓')} ${check.name}`];
    const percent = Math.floor((100 * check.passes) / (check.passes + check.fails));
    return [
      `    ${colours.red('✗')} ${check.name}`,
      `      ${colours.red(`↳  ${percent}% — ✓ ${check.passes} / ✗ ${check.fails}`)}`,
    ];
  });
  return [...alignedLines(totals, paint), '', ...own, ...(own.length > 0 ? [''] : [])];
}
