import type { RunRecord, VerdictLine } from '../../src/store/record/v1.ts';
import { lineMargin } from '../line-outcome.ts';

/** What an SLO line was in one quarter. */
export interface TrendCell {
  /** Median over the runs of the quarter, in the line's unit. */
  value: number;
  /** From the value to the level that fails, as a share of that level; null where it is 0. */
  marginShare: number | null;
  runs: number;
  /** Runs in which the line was past a level. */
  past: number;
}

/** The highest rate that held in a quarter's breakpoint runs, and what is stated. */
export interface CapacityCell {
  heldPerSecond: number;
  statedPerSecond: number | null;
}

/** How the SLOs of one target went over quarters. */
export interface Trend {
  target: string;
  /** `2026 Q4`, the oldest first. */
  quarters: string[];
  lines: { id: string; title: string; unit: VerdictLine['unit']; cells: (TrendCell | null)[] }[];
  capacity: (CapacityCell | null)[];
}

/** What a trend takes of a run. */
export type TrendRun = Pick<RunRecord, 'startedAt' | 'end' | 'verdict' | 'target' | 'breakpoint'> & {
  phases?: Pick<NonNullable<RunRecord['phases']>, 'judgedOn'> | null;
};

/** One trend a target, from finished runs whose generator was well; stress and the like are judged on other things. */
export function trendsOf(records: readonly TrendRun[]): Trend[] {
  const whole = records.filter(
    ({ end, verdict }) => end === 'finished' && verdict?.state && verdict.state !== 'INVALID',
  );
  const targets = [...new Set(whole.map(targetOf))].sort();
  return targets.map((target) =>
    trendOf(
      target,
      whole.filter((record) => targetOf(record) === target),
    ),
  );
}

const targetOf = ({ target }: TrendRun): string => target?.name ?? 'no target';

function trendOf(target: string, records: readonly TrendRun[]): Trend {
  const quarters = [...new Set(records.map(quarterOf))].sort();
  const judged = records.filter(({ phases }) => !phases || phases.judgedOn === 'slo');
  const ids = new Map<string, VerdictLine>();
  for (const line of judged.flatMap(({ verdict }) => verdict?.lines ?? []))
    if (line.kind === 'slo' && line.gates) ids.set(line.id, line);
  return {
    target,
    quarters,
    lines: [...ids.values()].map(({ id, title, unit }) => ({
      ...{ id, title, unit },
      cells: quarters.map((quarter) =>
        cellOf(
          id,
          judged.filter((record) => quarterOf(record) === quarter),
        ),
      ),
    })),
    capacity: quarters.map((quarter) =>
      capacityOf(records.filter((record) => quarterOf(record) === quarter)),
    ),
  };
}

/** The quarter in which a run began, UTC. */
function quarterOf({ startedAt }: TrendRun): string {
  const date = new Date(startedAt);
  return `${date.getUTCFullYear()} Q${Math.floor(date.getUTCMonth() / 3) + 1}`;
}

function cellOf(id: string, records: readonly TrendRun[]): TrendCell | null {
  const lines = records.flatMap(
    ({ verdict }) => verdict?.lines.filter((line) => line.id === id && line.value !== null) ?? [],
  );
  const last = lines.at(-1);
  if (last === undefined) return null;
  const values = lines.map(({ value }) => value ?? 0).sort((a, b) => a - b);
  const middle = values.length >> 1;
  const value =
    values.length % 2 === 1 ? (values[middle] ?? 0) : ((values[middle - 1] ?? 0) + (values[middle] ?? 0)) / 2;
  return {
    value,
    marginShare: lineMargin({ ...last, value }, 'warn')?.share ?? null,
    runs: lines.length,
    past: lines.filter(({ level }) => level === 'WARN' || level === 'CRIT').length,
  };
}

function capacityOf(records: readonly TrendRun[]): CapacityCell | null {
  const found = records.flatMap(({ breakpoint }) => (breakpoint?.heldPerSecond == null ? [] : [breakpoint]));
  const best = found.reduce<number | null>(
    (most, { heldPerSecond }) => Math.max(most ?? 0, heldPerSecond ?? 0),
    null,
  );
  return best === null
    ? null
    : { heldPerSecond: best, statedPerSecond: found.at(-1)?.statedPerSecond ?? null };
}
