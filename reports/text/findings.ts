import type { FailureRecord, RouteRecord, RunRecord } from '../../src/store/record/v1.ts';
import { checkPath } from '../check-path.ts';
import { formatClock, formatCount, formatFigure, formatFixed, formatShare } from '../figures.ts';
import { inertLine } from '../inert-text.ts';
import type { Pen } from './pen.ts';
import { type Column, clip, layTable, wrap } from './table.ts';

const MOST = { routes: 10, checks: 10, failures: 8, samples: 2 };

const ROUTE_COLUMNS: Column[] = [
  { head: 'route (times in ms)', align: 'left' },
  { head: 'requests', align: 'right' },
  { head: '/s', align: 'right' },
  { head: 'p50', align: 'right' },
  { head: 'p95', align: 'right' },
  { head: 'p99', align: 'right' },
  { head: 'errors', align: 'right' },
  { head: 'time', align: 'right' },
];

/** On a narrow terminal these give way to the name of the route. */
const WIDE_ONLY = ['/s', 'p50', 'p99'];
const NARROW = 80;

/** The routes that took the most time, those with errors first. */
export function routeSection(record: RunRecord, pen: Pen): string[] {
  if (record.routes.length === 0) return [];
  const sorted = [...record.routes].sort((a, b) => b.errors - a.errors || b.timeShare - a.timeShare);
  const columns = ROUTE_COLUMNS.filter(({ head: name }) => pen.width >= NARROW || !WIDE_ONLY.includes(name));
  const cellsOf = (route: RouteRecord): string[] => {
    const cells = routeCells(route);
    return columns.map((column) => cells[ROUTE_COLUMNS.indexOf(column)] ?? '');
  };
  const [head = '', ...rows] = layTable(columns, sorted.slice(0, MOST.routes).map(cellsOf), pen.width);
  return [
    pen.colours.dim(head),
    ...rows.map((row, index) => ((sorted[index]?.errors ?? 0) > 0 ? pen.colours.red(row) : row)),
    ...more(sorted.length - MOST.routes, 'routes', pen),
  ];
}

function routeCells(route: RouteRecord): string[] {
  const ms = (value: number | undefined) => formatFigure(value ?? null, '');
  return [
    inertLine(route.name),
    formatCount(route.requests),
    formatFixed(route.ratePerSecond, 1),
    ms(route.latencyMs?.med),
    ms(route.latencyMs?.p95),
    ms(route.latencyMs?.p99),
    formatCount(route.errors),
    formatShare(route.timeShare).replace('\u00a0', ''),
  ];
}

/** Checks that failed at least once, the most frequent first. */
export function checkSection(record: RunRecord, pen: Pen): string[] {
  const failed = record.checks.filter((check) => check.fails > 0).sort((a, b) => b.fails - a.fails);
  if (failed.length === 0) return [];
  const rows = failed.slice(0, MOST.checks).map((check) => {
    const all = check.passes + check.fails;
    const count = `${formatCount(check.fails)} of ${formatCount(all)} (${formatShare(check.fails / all)})`;
    return [inertLine(checkPath(check).join(' › ')), count];
  });
  const columns: Column[] = [
    { head: 'check that failed', align: 'left' },
    { head: 'how often', align: 'right' },
  ];
  const [head = '', ...laid] = layTable(columns, rows, pen.width);
  return [pen.colours.dim(head), ...laid, ...more(failed.length - MOST.checks, 'checks', pen)];
}

/** Failures by class, with samples of what was seen. */
export function failureSection(record: RunRecord, pen: Pen): string[] {
  if (record.failures.length === 0) return [];
  const sorted = [...record.failures].sort((a, b) => b.count - a.count);
  return [
    pen.colours.dim('failures'),
    ...sorted.slice(0, MOST.failures).flatMap((failure) => failureLines(failure, pen)),
    ...more(sorted.length - MOST.failures, 'failures', pen),
  ];
}

function failureLines(failure: FailureRecord, pen: Pen): string[] {
  const head = `${formatCount(failure.count)} × ${inertLine(failure.class)}: ${inertLine(failure.subject)}`;
  const samples = failure.samples.slice(0, MOST.samples).map(({ atMs, text }) => {
    return pen.colours.dim(clip(`    ${formatClock(atMs)}  ${inertLine(text)}`, pen.width));
  });
  return [clip(head, pen.width), ...samples];
}

/** One line a probe: what it saw last, and how often it could not see. */
export function probeSection(record: RunRecord, pen: Pen): string[] {
  if (record.probes.length === 0) return [];
  return [
    pen.colours.dim('probes'),
    ...record.probes.flatMap((probe) => {
      const counts = `${formatCount(probe.samples)} ${probe.samples === 1 ? 'sample' : 'samples'}, ${formatCount(probe.failures)} failed`;
      const { last } = probe;
      if (last === null) return [`? ${probe.name}: no sample`];
      if (last.ok) return [`${probe.failures > 0 ? '▲' : '✓'} ${probe.name}: ${counts}`];
      const { stage, message, hint } = last.failure;
      return wrap(
        `✗ ${probe.name}: ${counts}; ${stage}: ${inertLine(message)}. ${inertLine(hint)}`,
        pen.width,
      );
    }),
  ];
}

function more(count: number, what: string, pen: Pen): string[] {
  return count > 0 ? [pen.colours.dim(`${formatCount(count)} more ${what} in the HTML report`)] : [];
}
