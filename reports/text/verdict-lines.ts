import type { Level, RunRecord, VerdictLine } from '../../src/store/record/v1.ts';
import { formatFigure, formatFixed, formatLimit } from '../figures.ts';
import { inertLine } from '../inert-text.ts';
import { LEVEL_MARK, lineMargin } from '../line-outcome.ts';
import type { Pen } from './pen.ts';
import { type Column, layTable, wrap } from './table.ts';

/** One section a kind of line: SLOs, the script's thresholds, the gate and the generator's self-check. */
export function verdictSections(record: RunRecord, pen: Pen): string[][] {
  const of = (...kinds: VerdictLine['kind'][]) =>
    record.verdict?.lines.filter((line) => kinds.includes(line.kind)) ?? [];
  return [
    lineTable('SLO', of('slo'), record, pen),
    lineTable('gate', of('gate'), record, pen),
    lineTable('threshold of the script', of('threshold'), record, pen),
    lineTable('against the baseline', of('baseline'), record, pen),
    lineTable('generator self-check', of('generator'), record, pen),
  ];
}

function lineTable(title: string, lines: readonly VerdictLine[], record: RunRecord, pen: Pen): string[] {
  if (lines.every(({ level }) => level === 'N/A')) return asideLines(title, lines, pen);
  const columns: Column[] = [
    { head: '  level', align: 'left' },
    { head: title, align: 'left' },
    { head: 'value', align: 'right' },
    { head: 'warn', align: 'right' },
    { head: 'critical', align: 'right' },
    { head: 'margin', align: 'right' },
  ];
  const shown = lines.filter(({ level }) => level !== 'N/A');
  const rows = shown.map((line) => cells(line, record.verdict?.failOn ?? 'warn'));
  const [head = '', ...laid] = layTable(columns, rows, pen.width);
  return [
    pen.colours.dim(head),
    ...laid.flatMap((text, index) => {
      const line = shown[index];
      return line === undefined ? [] : [paint(text, line, pen), ...reason(line, pen)];
    }),
    ...asideLines(title, lines, pen),
  ];
}

// A table of what was not judged would push what was off the screen; the page lists it.
function asideLines(title: string, lines: readonly VerdictLine[], { colours, width }: Pen): string[] {
  const aside = lines.filter(({ level }) => level === 'N/A');
  if (aside.length === 0) return [];
  const reasons = [...new Set(aside.map(({ reason: why }) => inertLine(why)).filter(Boolean))];
  const why = reasons.length === 0 ? '' : `: ${reasons.slice(0, 2).join('; ')}`;
  const others = reasons.length > 2 ? ', and so on' : '';
  const text = `· ${title}: ${aside.length} ${aside.length === 1 ? 'line does' : 'lines do'} not apply${why}${others}`;
  return wrap(text, width).map(colours.dim);
}

function cells(line: VerdictLine, failOn: 'warn' | 'critical'): string[] {
  const margin = lineMargin(line, failOn);
  return [
    `${LEVEL_MARK[line.level]} ${line.level}`,
    inertLine(line.kind === 'threshold' ? line.id : line.title),
    formatFigure(line.value, line.unit, [line.warn, line.critical]),
    formatLimit(line.warn, line.unit),
    formatLimit(line.critical, line.unit),
    margin === null ? '' : marginText(margin, line.unit),
  ];
}

function marginText({ amount, share }: { amount: number; share: number | null }, unit: string): string {
  const sign = amount < 0 ? '-' : '+';
  return (
    sign +
    (share === null ? formatFigure(Math.abs(amount), unit) : `${formatFixed(Math.abs(share) * 100, 0)}%`)
  );
}

/** Only lines that are not plainly fine need their sentence here. */
function reason(line: VerdictLine, pen: Pen): string[] {
  if (line.level === 'OK' || line.level === 'N/A') return [];
  const remedy = line.remedy === '' ? '' : ` Runbook: ${line.remedy}.`;
  const shown = line.gates ? '' : ' (shown, not judged)';
  const why = inertLine(line.reason) + shown;
  const stop = remedy === '' || /[.!?]$/.test(why) ? '' : '.';
  return wrap(why + stop + remedy, pen.width - 4).map((text) => pen.colours.dim(`    ${text}`));
}

function paint(text: string, line: VerdictLine, { colours }: Pen): string {
  const paints: Record<Level, (text: string) => string> = {
    OK: colours.green,
    WARN: colours.yellow,
    CRIT: colours.red,
    'NO-DATA': colours.magenta,
    'N/A': colours.dim,
  };
  const end = line.level.length + 2;
  return line.level === 'N/A' ? colours.dim(text) : paints[line.level](text.slice(0, end)) + text.slice(end);
}
