import { findSlo, SLOS } from '../../thresholds.ts';
import type { RunRecord, VerdictLine } from '../store/record/v1.ts';
import type { InfluxConnection } from './influx-connection.ts';
import { ENDS, JUDGED_ON, LEVELS, STATES } from './influx-points.ts';

/** What is known of a run without its record. */
export type KnownRun = Pick<
  RunRecord,
  'id' | 'startedAt' | 'end' | 'exitCode' | 'profile' | 'target' | 'verdict' | 'breakpoint'
> & { phases?: Pick<NonNullable<RunRecord['phases']>, 'judgedOn'> | null; scripts: { path: string }[] };

type Row = Record<string, unknown>;

const VERDICTS = `SELECT "state"::field AS "state", "exit_code", "started_ms", "end", "judged_on", "held_per_second",
  "stated_per_second", "run"::tag, "scenario"::tag, "profile"::tag, "target"::tag FROM "r3mes_verdict"`;
const LINES = `SELECT "value", "level"::field AS "level", "gates", "warn", "critical", "run"::tag, "line"::tag
  FROM "r3mes_line"`;

/** The runs that wrote their verdict to InfluxDB, the oldest first, with the objectives that were judged. */
export async function influxHistory(connection: InfluxConnection): Promise<KnownRun[]> {
  const [verdicts, lines] = [await connection.query(VERDICTS), await connection.query(LINES)];
  const byRun = new Map<string, Row[]>();
  for (const line of lines) {
    const own = byRun.get(text(line['run']));
    if (own === undefined) byRun.set(text(line['run']), [line]);
    else own.push(line);
  }
  // A run that was sent again may have two verdicts: the later one counts.
  const runs = new Map(verdicts.map((row) => [text(row['run']), row]));
  return [...runs]
    .filter(([id]) => id !== '')
    .map(([id, row]) => runOf(id, row, byRun.get(id) ?? []))
    .sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt) || (a.id < b.id ? -1 : 1));
}

function runOf(id: string, row: Row, lines: readonly Row[]): KnownRun {
  const [state, target, judgedOn] = [wordOf(STATES, row['state']), text(row['target']), row['judged_on']];
  const held = number(row['held_per_second']);
  return {
    id,
    startedAt: dateOf(row),
    // Before runs wrote how they ended, only finished ones had a state.
    end: wordOf(ENDS, row['end']) ?? (state === undefined ? 'interrupted' : 'finished'),
    exitCode: number(row['exit_code']) ?? 0,
    profile: text(row['profile']),
    target: target === '' ? null : { name: target, apiUrl: '', parts: [] },
    scripts: text(row['scenario'])
      .split(', ')
      .filter(Boolean)
      .map((path) => ({ path })),
    phases: judgedOn == null ? null : { judgedOn: wordOf(JUDGED_ON, judgedOn) ?? 'slo' },
    breakpoint:
      held === null
        ? null
        : {
            ...{ heldPerSecond: held, statedPerSecond: number(row['stated_per_second']) },
            ...{ brokenPerSecond: null, ceilingPerSecond: 0, gaveWay: null, steps: [] },
          },
    verdict: {
      state: state === undefined || state === 'none' ? null : state,
      sentence: '',
      failOn: 'warn',
      lines: lines.flatMap((line) => lineOf(line) ?? []).sort((a, b) => place(a) - place(b)),
    },
  };
}

const place = ({ id }: VerdictLine): number => SLOS.findIndex((slo) => slo.id === id);

// Of objectives alone: only their names and units are known here.
function lineOf(row: Row): VerdictLine | null {
  const slo = findSlo(text(row['line']));
  const level = wordOf(LEVELS, row['level']);
  if (slo === undefined || level === undefined) return null;
  const { id, title, unit, direction, target, remedy } = slo;
  return {
    ...{ id, title, unit, direction, target, remedy, level },
    ...{ kind: 'slo', source: '', reason: '', expression: null },
    gates: row['gates'] === 1,
    value: number(row['value']),
    warn: number(row['warn']) ?? slo.warn,
    critical: number(row['critical']) ?? slo.critical,
  };
}

function dateOf(row: Row): string {
  const startedMs = number(row['started_ms']);
  const ended = row['time'];
  const date =
    startedMs !== null
      ? new Date(startedMs)
      : new Date(ended instanceof Date ? ended.getTime() : Number(ended));
  return Number.isNaN(date.getTime()) ? '1970-01-01T00:00:00.000Z' : date.toISOString();
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
const wordOf = <T>(words: readonly T[], index: unknown): T | undefined => words[number(index) ?? -1];
