import type { RunRecord } from '../../src/store/record/v1.ts';
import { formatFigure } from '../figures.ts';
import { inertLine } from '../inert-text.ts';
import type { Pen } from './pen.ts';
import { layTable } from './table.ts';

/** The steps of a search for the breaking point, by rate. */
export function breakpointLines({ breakpoint }: RunRecord, pen: Pen): string[] {
  if (breakpoint == null) return [];
  const heads = [
    { head: 'rate', align: 'right' },
    { head: 'step', align: 'left' },
    { head: 'outcome', align: 'left' },
    { head: 'med', align: 'right' },
    { head: 'p95', align: 'right' },
    { head: 'errors', align: 'right' },
    { head: 'why', align: 'left' },
  ] as const;
  const rows = [...breakpoint.steps]
    .sort((a, b) => a.ratePerSecond - b.ratePerSecond)
    .map(({ ratePerSecond, kind, held, med, p95, errorsPercent, reason }) => [
      ...[`${ratePerSecond}/s`, kind, held ? '✓ held' : '✗ broke'],
      ...[formatFigure(med, 'ms', []), formatFigure(p95, 'ms', []), formatFigure(errorsPercent, '%', [])],
      inertLine(reason),
    ]);
  return [pen.colours.bold('Breaking point'), ...layTable(heads, rows, pen.width)];
}
