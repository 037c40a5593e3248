import { bundleScenario } from '../../build/bundle.ts';
import { suspendBundle } from '../../build/suspend/suspend-bundle.ts';
import { EmbeddedEngine } from '../engine/embedded/embedded-engine.ts';
import type { EngineEnd, EngineObserver, LoadedScript, LogEntry } from '../engine/engine.ts';
import { HarnessError } from '../errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { MetricTotals } from '../metrics/metric-totals.ts';
import { MetricRegistry } from '../metrics/registry.ts';
import { resolveOptions } from '../plan/resolve-options.ts';
import { durationOptionMs, planRun, type RunPlan } from '../plan/run-plan.ts';
import { defaultVuOptions } from '../plan/vu-options.ts';
import { redactText } from '../redact.ts';
import { holds, type MetricThresholds, readThresholds } from '../verdict/threshold.ts';
import { writeSummary } from './write-summary.ts';

/** Flags of `harness run`, as commander gives them. */
export interface RunFlags {
  vus?: number;
  duration?: string;
  iterations?: number;
  env: Readonly<Record<string, string>>;
  quiet: boolean;
  thresholds: boolean;
}

/** Runs one k6 script in the embedded engine; gives the exit code. */
export async function runCommand(host: Host, script: string, flags: RunFlags): Promise<number> {
  const bundle = await bundleScenario(script, host.cwd);
  const birth = {
    script: { entryPath: bundle.entryPath, suspended: suspendBundle(bundle) },
    env: { ...definedOnly(host.env), ...flags.env },
    options: defaultVuOptions({}),
  };
  const log = (entry: LogEntry): void => host.err.write(logLine(entry));
  const { engine, script: loaded } = await EmbeddedEngine.load(
    new URL('./engine-worker.js', import.meta.url),
    birth,
    log,
  );
  const off = host.onSignal(interrupter(host, engine));
  try {
    return await runLoaded(host, { engine, loaded, log }, flags);
  } finally {
    off();
    await engine.close();
  }
}

interface Loaded {
  engine: EmbeddedEngine;
  loaded: LoadedScript;
  log: (entry: LogEntry) => void;
}

async function runLoaded(host: Host, { engine, loaded, log }: Loaded, flags: RunFlags): Promise<number> {
  const scriptOptions = JSON.parse(loaded.exports['options'] ?? '{}') as Record<string, unknown>;
  const { vus, duration, iterations } = flags;
  const resolved = resolveOptions(scriptOptions, { vus, duration, iterations });
  const warn = (message: string): void => log({ level: 'warning', message, fields: {}, timeMs: host.now() });
  resolved.warnings.forEach(warn);
  const plan = planRun(resolved, loaded.functions);
  const registry = new MetricRegistry();
  for (const metric of loaded.metrics) registry.declare(metric);
  const totals = new MetricTotals(registry);
  const thresholds = flags.thresholds ? checkedThresholds(plan, loaded) : [];
  for (const { key, metric, tags } of thresholds)
    if (Object.keys(tags).length > 0) totals.addSubMetric(key, metric, tags);
  const observer: EngineObserver = {
    onPhase() {},
    onLog: log,
    onInterval: (worker, interval) => interval.deltas.forEach((delta) => void totals.apply(worker, delta)),
  };
  const end = await engine.run(enginePlan(plan, loaded.functions, host.now()), observer);
  totals.setElapsed(end.endedMs - end.startedMs);
  if ((totals.metric('iterations')?.statistic('count') ?? 0) === 0) {
    warn('No script iterations fully finished, consider making the test duration longer');
  }
  await writeSummary(host, { engine, functions: loaded.functions, totals, log });
  return exitCode({ end, thresholds, totals, log, nowMs: host.now() });
}

function enginePlan(plan: RunPlan, functions: readonly string[], testStartMs: number) {
  const { options } = plan;
  return {
    scenarios: plan.scenarios,
    options: defaultVuOptions(options),
    optionsJson: JSON.stringify(options),
    runTags: (options['tags'] ?? {}) as Record<string, string>,
    maxVus: plan.maxVus,
    initialVus: plan.initialVus,
    minIterationDurationMs:
      options['minIterationDuration'] === undefined
        ? 0
        : durationOptionMs(options, 'minIterationDuration', 0),
    keepRaw: false,
    testStartMs,
    runSetup: functions.includes('setup') && options['noSetup'] !== true,
    runTeardown: functions.includes('teardown') && options['noTeardown'] !== true,
    setupTimeoutMs: durationOptionMs(options, 'setupTimeout', 60_000),
    teardownTimeoutMs: durationOptionMs(options, 'teardownTimeout', 60_000),
  };
}

function checkedThresholds(plan: RunPlan, loaded: LoadedScript): MetricThresholds[] {
  const { thresholds, problems } = readThresholds(
    (plan.options['thresholds'] ?? {}) as object as Record<string, unknown>,
    loaded.metrics,
  );
  if (problems.length === 0) return thresholds;
  throw new HarnessError(`invalid thresholds:\n${problems.map((p) => `\t- ${p}`).join('\n')}`, {
    code: 'ERR_PLAN_THRESHOLDS',
    exit: 'invalidConfig',
  });
}

interface Judged {
  end: EngineEnd;
  thresholds: readonly MetricThresholds[];
  totals: MetricTotals;
  log: (entry: LogEntry) => void;
  nowMs: number;
}

function exitCode({ end, thresholds, totals, log, nowMs }: Judged): number {
  const error = (message: string): void => log({ level: 'error', message, fields: {}, timeMs: nowMs });
  const crossed = thresholds.filter(({ key, metric, tags, expressions }) => {
    const sub = totals.subMetrics().find((s) => s.name === key)?.sink;
    const sink = Object.keys(tags).length > 0 ? sub : (totals.metric(metric) ?? totals.select(metric));
    return sink !== undefined && !expressions.every((expression) => holds(expression, sink));
  });
  const names = crossed.map(({ key }) => key).sort();
  if (names.length > 0) error(`thresholds on metrics '${names.join(', ')}' have been crossed`);
  if (end.cause !== null) {
    error(end.cause.message);
    return EXIT_CODES[end.cause.exit].code;
  }
  if (end.failed !== null) return EXIT_CODES.scriptFailed.code;
  return names.length > 0 ? EXIT_CODES.thresholds.code : EXIT_CODES.success.code;
}

function interrupter(host: Host, engine: EmbeddedEngine): () => void {
  let signals = 0;
  return () => {
    if (++signals > 1) host.exitNow(EXIT_CODES.interrupted.code);
    engine.stop({ exit: 'interrupted', message: 'test run was aborted because of a signal' });
  };
}

const definedOnly = (env: Host['env']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

function logLine({ level, message, fields, timeMs }: LogEntry): string {
  const all = { time: new Date(timeMs).toISOString(), level, msg: redactText(message), ...fields };
  const quote = (value: string): string => (/^[\w./:+-]+$/.test(value) ? value : JSON.stringify(value));
  return `${Object.entries(all)
    .map(([name, value]) => `${name}=${quote(redactText(value))}`)
    .join(' ')}\n`;
}
