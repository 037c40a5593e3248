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
  const lines = [
    ...thresholds,
    ...unknownThresholds(run),
    ...gradeDelivered(metrics),
    ...(thresholds.length > 0 ? [] : gradeErrors(metrics)),
  ];
  const several = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
  const notes = [
    ...(cut === null
      ? []
      : [`The last line of the file was cut short (${cut.length} characters) and left out.`]),
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

// k6 makes a sub-metric for a threshold only, this one apart; what the threshold was is not among the samples.
function unknownThresholds({ totals }: SampleRun): VerdictLine[] {
  const own = totals.subMetrics().filter(({ name }) => !name.endsWith('{expected_response:true}'));
  return own.map(({ name }) => ({
    ...gateLine(`${name}: ?`, name, {
      level: 'NO-DATA',
      value: null,
      reason: 'its threshold is not in a file of samples: give the summary of the run instead',
    }),
    kind: 'threshold',
  }));
}

/** The run that a summary tells of: no seconds, no routes; its thresholds are k6's own judgement. */
export function summaryToRun(summary: Summary, source: Source): IngestedRun {
  const { metrics, checks, thresholds, durationMs, generatedAt, shape } = summary;
  const judged = gradeJudged(thresholds, metrics);
  const lines = [...judged, ...gradeDelivered(metrics), ...(judged.length > 0 ? [] : gradeErrors(metrics))];
  const count = (name: string) => metrics.find((metric) => metric.name === name)?.values['count'] ?? 0;
  const notes = [
    `From a summary (${shape}): it has no seconds and no routes.`,
    ...(shape === 'machine-readable'
      ? ['Thresholds are not in this file; what k6 decided is its exit code.']
      : []),
    ...(generatedAt === null ? ['The file does not say when the run was; its own time is shown.'] : []),
  ];
  const endedMs = generatedAt === null ? source.writtenMs : Date.parse(generatedAt);
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
