import { readFileSync } from 'node:fs';
import type { EngineEnd, LogEntry } from '../../engine/engine.ts';
import { HarnessError } from '../../errors.ts';
import type { Host } from '../../host.ts';
import type { MetricTotals } from '../../metrics/metric-totals.ts';
import { DEFAULT_TREND_STATS } from '../../plan/option-defaults.ts';
import { durationOptionMs } from '../../plan/run-plan.ts';
import type { K6RunFlags } from './k6-flags.ts';
import type { LoadedRun } from './load-script.ts';
import type { RunSession } from './run-session.ts';
import { summaryBlocks } from './summary-blocks.ts';
import { type SummaryData, summaryData } from './summary-data.ts';
import { summaryExport } from './summary-export.ts';
import { summaryText } from './summary-text.ts';
import { versionedSummary } from './summary-versioned.ts';
import { writeSummary } from './write-summary.ts';

/** Flags that shape the summary. */
export type SummaryFlags = Pick<
  K6RunFlags,
  'summaryExport' | 'summaryMode' | 'newMachineReadableSummary' | 'color'
>;

/** What a run left for its summary. */
export interface Summarised {
  run: LoadedRun;
  session: RunSession;
  totals: MetricTotals;
  end: EngineEnd;
  flags: SummaryFlags;
  log: (entry: LogEntry) => void;
  /** Whether the text is wanted where the script writes none. */
  text: boolean;
}

/** Checks `--summary-mode`; throws HarnessError (usage). */
export function summaryModeOf(given: string | undefined): 'compact' | 'full' | 'disabled' {
  if (given === undefined || given === '') return 'compact';
  if (given === 'compact' || given === 'full' || given === 'disabled') return given;
  throw new HarnessError(`invalid summary mode "${given}"`, {
    code: 'ERR_PLAN_SUMMARY_MODE',
    exit: 'usage',
    hint: 'Modes: compact, full, disabled.',
  });
}

const STATISTIC = /^(avg|min|med|max|count|p\((\d+(\.\d+)?)\))$/;

/** Checks the option `summaryTrendStats`; throws HarnessError (usage). */
export function checkTrendStats(options: Readonly<Record<string, unknown>>): void {
  const stats = options['summaryTrendStats'];
  if (!Array.isArray(stats)) return;
  const wrong = stats.find(
    (stat) => Number(STATISTIC.exec(String(stat))?.[2] ?? (STATISTIC.test(String(stat)) ? 0 : 101)) > 100,
  );
  if (wrong === undefined) return;
  throw new HarnessError(`invalid trend stat '${String(wrong)}', unknown format`, {
    code: 'ERR_PLAN_TREND_STAT',
    exit: 'usage',
    hint: 'Statistics: avg, min, med, max, count, p(N).',
  });
}

/** The end-of-test summary of a run: handleSummary's files or the text, and the export. */
export function writeRunSummary(host: Host, summarised: Summarised): Promise<void> {
  const { run, flags, log, text } = summarised;
  const mode = summaryModeOf(flags.summaryMode);
  const data = dataOf(host, summarised);
  const versioned = flags.newMachineReadableSummary ? versionedOf(host, summarised, data) : null;
  return writeSummary(host, {
    engine: run.engine,
    script: run.loaded,
    data: versioned ?? data,
    exported: () => (versioned === null ? summaryExport(data) : JSON.stringify(versioned, null, 2)),
    text: text ? () => textOf(host, summarised, data) : null,
    settings: {
      mode,
      exportTo: flags.summaryExport,
      timeoutMs: durationOptionMs(run.plan.options, 'handleSummaryTimeout', 120_000),
    },
    log,
  });
}

function versionedOf(host: Host, { run, session, flags }: Summarised, data: SummaryData) {
  const full = flags.summaryMode === 'full';
  const script = readFileSync(run.path, 'utf8');
  return versionedSummary({ data, checks: session.checks, script, nowMs: host.now(), full });
}

function textOf(host: Host, { run, session, totals, flags }: Summarised, data: SummaryData): string {
  const mode = flags.summaryMode;
  const colour = host.out.isTTY && !data.options.noColor;
  const named = { groups: session.groups, scenarios: run.plan.scenarios.map(({ name }) => name) };
  const measured = {
    trendStats: data.options.summaryTrendStats,
    elapsedMs: data.state.testRunDurationMs,
  };
  return summaryText(data, {
    colour,
    full: mode === 'full',
    checks: session.checks,
    blocks: mode === 'full' ? summaryBlocks(totals, named, measured) : [],
  });
}

function dataOf(host: Host, { run, session, totals, end, flags }: Summarised): SummaryData {
  const { options } = run.plan;
  return summaryData({
    totals,
    thresholds: run.thresholds,
    checks: session.checks,
    groups: session.groups,
    options: {
      summaryTrendStats: (options['summaryTrendStats'] as string[] | undefined) ?? DEFAULT_TREND_STATS,
      summaryTimeUnit: typeof options['summaryTimeUnit'] === 'string' ? options['summaryTimeUnit'] : '',
      noColor: !flags.color,
    },
    state: {
      isStdOutTTY: host.out.isTTY,
      isStdErrTTY: host.err.isTTY,
      testRunDurationMs: end.endedMs - end.startedMs,
    },
    setupData: end.setupData,
  });
}
