import type { Host } from '../../host.ts';
import type { MetricTotals } from '../../metrics/metric-totals.ts';
import { regularDurationMs, type ScenarioPlan } from '../../plan/scenario-plan.ts';
import { perSecond } from './plan-banner.ts';
import type { RunSession } from './run-session.ts';

/** What a plain run shows while it goes on. */
export interface PlainProgress {
  second(): void;
  /** Takes the redrawn lines away, before other text is written. */
  clear(): void;
  /** The last state stays. */
  end(): void;
}

/** What is shown of a run. */
export interface ShownRun {
  scenarios: readonly ScenarioPlan[];
  totals: MetricTotals;
  session: Pick<RunSession, 'phase' | 'counters' | 'loadStartedMs'>;
  startedMs: number;
}

/** k6's progress on standard output: redrawn on a terminal, else a block every second; nothing when quiet. */
export function plainProgress(host: Host, quiet: boolean, shown: ShownRun): PlainProgress {
  if (quiet) return { second() {}, clear() {}, end() {} };
  const { out } = host;
  let drawn = 0;
  const clear = (): void => {
    if (drawn > 0) out.write(`\u001b[${drawn}A\u001b[J`);
    drawn = 0;
  };
  const draw = (): void => {
    const lines = progressLines(shown, host.now());
    clear();
    out.write(`\n${lines.join('\n')}\n`);
    if (out.isTTY) drawn = lines.length + 1;
  };
  return {
    second() {
      if (shown.session.phase !== 'ended') draw();
    },
    clear,
    end() {
      draw();
      drawn = 0;
    },
  };
}

/** One line about the whole, and one for each scenario. */
export function progressLines({ scenarios, totals, session, startedMs }: ShownRun, nowMs: number): string[] {
  const { phase, counters } = session;
  const words = {
    init: 'init',
    setup: 'setup()',
    running: 'running',
    teardown: 'teardown()',
    ended: 'running',
  };
  const vus = (name: string): number => totals.metric(name)?.statistic('value') ?? 0;
  const digits = Math.max(2, String(vus('vus_max')).length);
  const count = (name: string): string => String(vus(name)).padStart(digits, '0');
  const head = `${words[phase]} (${clock(nowMs - startedMs)}), ${count('vus')}/${count('vus_max')} VUs`;
  const done = `${counters.completed} complete and ${counters.interrupted} interrupted iterations`;
  const rows = scenarios.map((plan) => scenarioRow(plan, { totals, session, nowMs }));
  const widths = [0, 1, 2, 3].map((index) => Math.max(...rows.map((row) => (row[index] ?? '').length)));
  return [
    `${head}, ${done}`,
    ...rows.map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join(' ')
        .trimEnd(),
    ),
  ];
}

function scenarioRow(
  plan: ScenarioPlan,
  { totals, session, nowMs }: { totals: MetricTotals; session: ShownRun['session']; nowMs: number },
): string[] {
  const wholeMs = regularDurationMs(plan);
  const started = session.loadStartedMs;
  const sinceMs = started === null ? -1 : nowMs - started - plan.startTimeMs;
  if (sinceMs < 0) return [plan.name, '• [   0% ]', 'waiting', ''];
  const finished = totals.select('iterations', { where: { scenario: plan.name } })?.statistic('count') ?? 0;
  const planned = plannedIterations(plan);
  const share = planned === null ? sinceMs / wholeMs : finished / planned;
  const isDone = share >= 1 || session.phase === 'teardown' || session.phase === 'ended';
  const percent = `${Math.floor(100 * Math.min(1, Math.max(0, share)))}`.padStart(3);
  const time = `${clock(Math.min(sinceMs, wholeMs))}/${clock(wholeMs)}`;
  return [
    plan.name,
    `${isDone ? (share >= 1 ? '✓' : '✗') : ' '} [ ${percent}% ]`,
    time,
    paceText(plan, { finished, planned }),
  ];
}

function plannedIterations(plan: ScenarioPlan): number | null {
  if (plan.executor === 'shared-iterations') return plan.iterations;
  return plan.executor === 'per-vu-iterations' ? plan.iterations * plan.vus : null;
}

function paceText(
  plan: ScenarioPlan,
  { finished, planned }: { finished: number; planned: number | null },
): string {
  switch (plan.executor) {
    case 'shared-iterations':
      return `${finished}/${planned} shared iters`;
    case 'per-vu-iterations':
      return `${finished}/${planned} iters, ${plan.iterations} per VU`;
    case 'constant-arrival-rate':
      return `${perSecond(plan.rate, plan.timeUnitMs)} iters/s`;
    case 'ramping-arrival-rate':
      return `${plan.stages.length} stages of iters/s`;
    default:
      return `${'vus' in plan ? plan.vus : `${plan.stages.length} stages of`} VUs`;
  }
}

// 00m01.0s, and hours where there are any.
function clock(ms: number): string {
  const tenths = Math.max(0, Math.floor(ms / 100));
  const minutes = Math.floor(tenths / 600);
  const seconds = `${String(Math.floor((tenths % 600) / 10)).padStart(2, '0')}.${tenths % 10}`;
  const hours = minutes < 60 ? '' : `${Math.floor(minutes / 60)}h`;
  return `${hours}${String(minutes % 60).padStart(2, '0')}m${seconds}s`;
}
