import type { QuarterlyRecord } from '../../src/store/record/quarterly-v1.ts';
import type { RunRecord } from '../../src/store/record/v1.ts';
import { formatFigure } from '../figures.ts';
import { inertLine } from '../inert-text.ts';
import { layTable } from './table.ts';

type Shown = Pick<RunRecord, 'verdict' | 'profile' | 'target' | 'end'>;

/** A line for each run of a folder, and one for each quarterly test, whose runs have a folder of their own. */
export function runTable(
  {
    runs,
    tests,
  }: {
    runs: readonly { id: string; record: Shown | null; problem: string }[];
    tests: readonly Pick<QuarterlyRecord, 'id' | 'state' | 'endedAt'>[];
  },
  columns: number,
): string {
  const quarterly = tests
    .map(({ id, state, endedAt }) =>
      endedAt === null
        ? `${id}  not at its end: harness quarterly --resume ${id}\n`
        : `${id}  ${state}: harness report ${id}\n`,
    )
    .join('');
  if (runs.length === 0) return quarterly || 'No runs are kept here yet.\n';
  const heads = [
    { head: 'run', align: 'left' },
    { head: 'verdict', align: 'left' },
    { head: 'profile', align: 'left' },
    { head: 'target', align: 'left' },
    { head: 'p95', align: 'right' },
    { head: 'errors', align: 'right' },
  ] as const;
  const rows = runs.map(({ id, record, problem }) => {
    if (record === null) return [id, inertLine(problem), '', '', '', ''];
    const { verdict, profile, target, end } = record;
    const value = (line: string, unit: 'ms' | '%') =>
      formatFigure(verdict?.lines.find((each) => each.id === line)?.value ?? null, unit, []);
    return [
      id,
      verdict?.state ?? end,
      profile,
      inertLine(target?.name ?? ''),
      value('api_latency_p95', 'ms'),
      value('error_rate', '%'),
    ];
  });
  return `${layTable(heads, rows, Math.max(60, columns)).join('\n').replaceAll('\u00a0', ' ')}\n${quarterly}`;
}
