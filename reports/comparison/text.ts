import pc from 'picocolors';
import type { ChangeClass } from '../../src/store/record/v1.ts';
import { inertLine } from '../inert-text.ts';
import { type Column, layTable, wrap } from '../text/table.ts';
import { CHANGE_HEAD, changeCells, comparisonSentences, worstChangesFirst } from './change-cells.ts';
import type { ComparisonReport } from './comparison-report.ts';

/** For a terminal: what changed, each measure a line. */
export const textComparison: ComparisonReport = (comparison, options) => {
  const width = Math.max(60, options.columns);
  const colours = pc.createColors(options.colour);
  const paint: Record<ChangeClass, (text: string) => string> = {
    worse: colours.red,
    better: colours.green,
    same: (text) => text,
    'cannot tell': colours.yellow,
  };
  const changes = worstChangesFirst(comparison);
  const columns = CHANGE_HEAD.map(
    (head, index): Column => ({ head: head.toLowerCase(), align: index < 2 ? 'left' : 'right' }),
  );
  const rows = changes.map((change) => changeCells(change).map(inertLine));
  const [head = '', ...laid] = layTable(columns, rows, Math.max(width, 110));
  const sentences = comparisonSentences(comparison).flatMap((sentence) => wrap(inertLine(sentence), width));
  const lines = [
    colours.bold(inertLine(`${comparison.before} -> ${comparison.after}`)),
    ...sentences,
    '',
    colours.dim(head),
    ...laid.map((line, index) => paint[changes[index]?.class ?? 'same'](line)),
  ];
  return `${lines.join('\n').replaceAll('\u00a0', ' ')}\n`;
};
