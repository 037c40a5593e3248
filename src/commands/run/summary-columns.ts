import type { SummaryMetric } from './summary-data.ts';
import { statisticText } from './summary-figures.ts';

/** How text is painted; without colours each gives its text back. */
export interface Paint {
  value(text: string): string;
  more(text: string): string;
  dim(text: string): string;
}

/** Dots behind the longest name. */
const DOTS = 3;

/** Lines `name....: value  more`, aligned with each other; cells of a row with one more cell are not padded. */
export function alignedLines(
  rows: readonly { name: string; cells: readonly string[] }[],
  paint: Paint,
): string[] {
  const nameWidth = Math.max(0, ...rows.map(({ name }) => width(name))) + DOTS;
  const widths = columnWidths(rows.map(({ cells }) => cells));
  return rows.map(({ name, cells }) => {
    const [value = '', ...more] = cells;
    const padded = more.length === 1 ? more : more.map((cell, index) => pad(cell, widths[index + 1]));
    const tail = padded.length === 0 ? '' : ` ${paint.more(padded.join(' '))}`;
    return `${dotted(name, nameWidth, paint)} ${paint.value(pad(value, widths[0]))}${tail}`;
  });
}

/** Lines of metrics by name, sub-metrics under their metric; columns are aligned over all of them. */
export function metricLines(
  metrics: Readonly<Record<string, SummaryMetric>>,
  { timeUnit, paint }: { timeUnit: string; paint: Paint },
): Map<string, string> {
  const names = inOrder(Object.keys(metrics));
  const shown = names.map((name) => ({ name, ...metricCells(metrics[name] as SummaryMetric, timeUnit) }));
  const nameWidth = Math.max(0, ...names.map((name) => width(label(name)))) + DOTS;
  const plain = columnWidths(shown.flatMap(({ cells, trend }) => (trend ? [] : [cells])));
  const trends = columnWidths(shown.flatMap(({ cells, trend }) => (trend ? [cells] : [])));
  return new Map(
    shown.map(({ name, cells, trend }) => {
      const head = dotted(label(name), nameWidth, paint);
      if (trend)
        return [name, `${head} ${paint.value(cells.map((cell, i) => pad(cell, trends[i])).join(' '))}`];
      const [value = '', ...more] = cells;
      const padded = more.length === 1 ? more : more.map((cell, i) => pad(cell, plain[i + 1]));
      return [name, `${head} ${paint.value(pad(value, plain[0]))} ${paint.more(padded.join(' '))}`];
    }),
  );
}

function metricCells(metric: SummaryMetric, timeUnit: string): { cells: string[]; trend: boolean } {
  const text = (statistic: string): string => statisticText(metric, statistic, timeUnit);
  const { passes = 0, fails = 0 } = metric.values;
  switch (metric.type) {
    case 'counter':
      return { cells: [text('count'), text('rate')], trend: false };
    case 'gauge':
      return { cells: [text('value'), `min=${text('min')}`, `max=${text('max')}`], trend: false };
    case 'rate':
      return { cells: [text('rate'), `${passes} out of ${passes + fails}`], trend: false };
    case 'trend':
      return { cells: Object.keys(metric.values).map((name) => `${name}=${text(name)}`), trend: true };
  }
}

function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const count = Math.max(0, ...rows.map((cells) => cells.length));
  return Array.from({ length: count }, (_, index) =>
    Math.max(...rows.map((cells) => width(cells[index] ?? ''))),
  );
}

/** The name of a metric without its tags. */
export const parentOf = (name: string): string => name.split('{')[0] as string;

/** Metrics by name, each followed by its sub-metrics. */
export function inOrder(names: readonly string[]): string[] {
  const key = (name: string): string => `${parentOf(name)}\0${name}`;
  return [...names].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function label(name: string): string {
  const brace = name.indexOf('{');
  return brace < 0 ? name : `  { ${name.slice(brace + 1, -1)} }`;
}

const dotted = (name: string, length: number, { dim }: Paint): string =>
  `    ${name}${dim(`${'.'.repeat(length - width(name))}:`)}`;

const pad = (text: string, length = 0): string => text + ' '.repeat(Math.max(0, length - width(text)));

const width = (text: string): number => [...text].length;
