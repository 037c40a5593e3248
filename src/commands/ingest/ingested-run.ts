import type { SampleRun } from '../../ingest/sample-run.ts';
import type { Summary } from '../../ingest/summary-file.ts';
import { VERSION } from '../../package.ts';
import { redactValue } from '../../redact.ts';
import type { IntervalRecord, RunRecord } from '../../store/record/v1.ts';
import { metricRecords } from '../../store/record-metrics.ts';
import { routeRecords } from '../../store/record-routes.ts';
import { gateLine } from '../../verdict/built-in-gate.ts';
import { gradeDelivered, gradeErrors, gradeJudged } from '../../verdict/grade-summary.ts';
import { gradeThresholds } from '../../verdict/grade-thresholds.ts';
import { judge } from '../../verdict/judge.ts';
import { readThresholds } from '../../verdict/threshold.ts';
import type { FailOn, VerdictLine } from '../../verdict/verdict.ts';
import { exitCodeOf } from '../run/run-record.ts';

// Later, a date has no four-digit year.
const LAST_DATE_MS = Date.parse('9999-12-31T23:59:59Z');
const LONGEST_RUN_MS = 366 * 86_400_000;

const UNDECLARED = 'CSV holds none: what k6 decided is its exit code, or give its summary or samples as JSON';

/** A run as reports take it. */
export interface IngestedRun {
  record: RunRecord;
  intervals: IntervalRecord[];
}

interface Source {
  /** Name of the file. */
  path: string;
  hash: string;
  /** When it was last written, epoch ms. */
  writtenMs: number;
  failOn: FailOn;
}

/** The run that samples tell of: thresholds of the file are judged anew. */
export function samplesToRun(
  { run, cut, folded }: { run: SampleRun; cut: string | null; folded: number },
  source: Source,
): IngestedRun {
  const { totals, intervals } = run;
  const metrics = metricRecords(totals);
  const read = readThresholds(run.thresholds, totals.registry.all());
  const thresholds = gradeThresholds(read.thresholds, totals);
  const unknown = subMetricNames(totals.subMetrics()).map((name) =>
    unknownThreshold(name, 'its threshold is not in a file of samples: give the summary of the run instead'),
  );
  // CSV declares no metric: whether the script had thresholds, and what became of them, cannot be seen.
  if (run.declared === 0) unknown.push(unknownThreshold('Thresholds of the script', UNDECLARED));
  const lines = [
    ...(cut === null ? [] : [notWhole(cut)]),
    ...thresholds,
    ...unknown,
    ...gradeDelivered(metrics),
    ...(thresholds.length + unknown.length > 0 ? [] : gradeErrors(metrics)),
  ];
  const several = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
  const notes = [
    ...(run.unknownLines - (cut === null ? 0 : 1) > 0
      ? [`${several(run.unknownLines - (cut === null ? 0 : 1), 'line')} of the file could not be read.`]
      : []),
    ...(folded > 0 ? [`${several(folded, 'name')} over the first 2,000 were folded into (other).`] : []),
    ...(run.undeclared.size > 0
      ? [
          `The file does not say of what kind these metrics are; they are shown as trends: ${[...run.undeclared].join(', ')}.`,
        ]
      : []),
  ];
  const iterations = {
    started: 0,
    completed: metrics.find(({ name }) => name === 'iterations')?.values['count'] ?? 0,
    ...{ interrupted: 0, threw: 0 },
    dropped: metrics.find(({ name }) => name === 'dropped_iterations')?.values['count'] ?? 0,
  };
  const record = recordOf(source, {
    lines,
    notes,
    startedMs: run.points > 0 ? run.firstMs : 0,
    durationMs: run.durationMs,
    k6Version: 'unknown version',
    own: {
      metrics,
      checks: run.checks(),
      routes: routeRecords(totals, run.durationMs),
      failures: run.failures.records(),
      iterations: { ...iterations, started: iterations.completed },
    },
  });
  return { record, intervals };
}

// What k6 had still to write may have been the failures.
const notWhole = (cut: string): VerdictLine =>
  gateLine('gate_whole', 'The file holds the whole run', {
    ...{ level: 'NO-DATA', value: null },
    reason: `its last line was cut short (${cut.length} characters) and left out: k6 was killed, its disk was full, or the file was not copied whole`,
  });

// k6 makes a sub-metric for a threshold only, this one apart.
const subMetricNames = (metrics: readonly { name: string }[]): string[] =>
  metrics
    .map(({ name }) => name)
    .filter((name) => name.includes('{') && !name.endsWith('{expected_response:true}'));

function unknownThreshold(name: string, reason: string): VerdictLine {
  const line = gateLine(`${name}: ?`, name, { level: 'NO-DATA', value: null, reason });
  return { ...line, kind: 'threshold' };
}

// What the script judged by limits that are not in the file is neither green nor red here.
function unknownOfSummary({ shape, metrics, thresholds }: Summary): VerdictLine[] {
  if (thresholds.length > 0) return [];
  const reason =
    shape === 'machine-readable'
      ? 'the machine-readable summary holds none: what k6 decided is its exit code, or give --summary-export or the data of handleSummary()'
      : 'its threshold is not in this file: what k6 decided is its exit code';
  const names = subMetricNames(metrics);
  if (names.length === 0 && shape === 'machine-readable') names.push('Thresholds of the script');
  return names.map((name) => unknownThreshold(name, reason));
}

/** The run that a summary tells of: no seconds, no routes; its thresholds are k6's own judgement. */
export function summaryToRun(summary: Summary, source: Source): IngestedRun {
  const { metrics, checks, thresholds, shape } = summary;
  const judged = [...gradeJudged(thresholds, metrics), ...unknownOfSummary(summary)];
  const lines = [...judged, ...gradeDelivered(metrics), ...(judged.length > 0 ? [] : gradeErrors(metrics))];
  const saidMs = summary.generatedAt === null ? Number.NaN : Date.parse(summary.generatedAt);
  const isDated = saidMs >= 0 && saidMs <= LAST_DATE_MS;
  const isTimed = summary.durationMs >= 0 && summary.durationMs <= LONGEST_RUN_MS;
  const count = (name: string) => metrics.find((metric) => metric.name === name)?.values['count'] ?? 0;
  const notes = [
    `From a summary (${shape}): it has no seconds and no routes.`,
    ...(shape === 'machine-readable'
      ? ['Thresholds are not in this file; what k6 decided is its exit code.']
      : []),
    ...(isDated ? [] : ['The file does not say when the run was; its own time is shown.']),
    ...(isTimed ? [] : ['The duration that the file gives cannot be; the run is shown without one.']),
  ];
  const endedMs = isDated ? saidMs : source.writtenMs;
  const durationMs = isTimed ? summary.durationMs : 0;
  const record = recordOf(source, {
    lines,
    notes,
    startedMs: endedMs - durationMs,
    durationMs,
    k6Version: summary.k6Version ?? 'unknown version',
    own: {
      ...{ metrics, checks, routes: [], failures: [] },
      iterations: {
        started: count('iterations'),
        completed: count('iterations'),
        interrupted: 0,
        dropped: count('dropped_iterations'),
        threw: 0,
      },
    },
  });
  return { record, intervals: [] };
}

interface Found {
  lines: VerdictLine[];
  notes: string[];
  startedMs: number;
  durationMs: number;
  k6Version: string;
  own: Pick<RunRecord, 'metrics' | 'checks' | 'routes' | 'failures' | 'iterations'>;
}

function recordOf({ path, hash, failOn }: Source, found: Found): RunRecord {
  const { startedMs, durationMs, own } = found;
  const verdict = judge(found.lines, failOn);
  const startedAt = new Date(startedMs).toISOString();
  return redactValue<RunRecord>({
    version: 1,
    id: `k6-${startedAt.replace(/[-:]/g, '').replace('T', '-').slice(0, 15)}`,
    harness: VERSION,
    engine: { name: 'k6', version: found.k6Version, workers: 1 },
    startedAt,
    endedAt: new Date(startedMs + durationMs).toISOString(),
    durationMs,
    end: 'finished',
    endReason: '',
    exitCode: exitCodeOf({ cause: null, failed: null }, verdict),
    scripts: [{ path, hash }],
    profile: '',
    target: null,
    plan: [],
    options: {},
    // Where k6 ran is not in its files.
    machine: { platform: 'unknown', cpuModel: 'unknown', cores: 0, memoryBytes: 0, node: 'none' },
    verdict,
    ...own,
    annotations: [],
    probes: [],
    notes: found.notes,
  });
}
