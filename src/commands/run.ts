import { basename, resolve } from 'node:path';
import type { ProbeName } from '../../probes/probe.ts';
import { K6Engine } from '../engine/k6/k6-engine.ts';
import { HarnessError, isHarnessError } from '../errors.ts';
import type { Host } from '../host.ts';
import { findScenario, isOurs } from '../plan/find-scenario.ts';
import type { ReadOptions } from '../plan/option-text.ts';
import { lockTarget } from '../store/target-lock.ts';
import { guard } from '../targets/guard-rails.ts';
import { resolveTarget, targetNotChosen } from '../targets/resolve-target.ts';
import type { Target } from '../targets/target.ts';
import type { FailOn } from '../verdict/verdict.ts';
import { declaredByText, declaredProbes, probeNames } from './probe-names.ts';
import { baselineFlags, openBaseline } from './run/baseline.ts';
import { searchFrom, stepFlags } from './run/breakpoint-flags.ts';
import { breakpointRun } from './run/breakpoint-run.ts';
import { completeFlags } from './run/complete-flags.ts';
import { confirmPlan } from './run/confirm-plan.ts';
import { intendedRun } from './run/intended-run.ts';
import { type JudgedEnd, judgedRun } from './run/judged-run.ts';
import type { ReportFile } from './run/keep-run.ts';
import { needLimiterProof } from './run/limiter-proof.ts';
import { type Loading, loadRequest } from './run/load-request.ts';
import type { LoadedRun } from './run/load-script.ts';
import { type EngineFlags, loadWithEngine } from './run/load-with-engine.ts';
import { openRunLog } from './run/open-run-log.ts';
import { plainRun } from './run/plain-run.ts';
import { isReplaced, replacedPlanText } from './run/replaced-plan.ts';
import { watcherFlags } from './run/run-watchers.ts';
import { settingError } from './run/setting-error.ts';
import { watched } from './run/watched-run.ts';
import { checkReportFiles } from './write-report.ts';

/** Flags of `harness run`: k6's, and ours. */
export interface RunFlags extends EngineFlags {
  /** Options of k6 among the flags. */
  options: ReadOptions;
  gate: boolean;
  /** Threads that share the load. */
  workers?: number;
  target?: string;
  /** Where targets are declared. */
  targets?: string;
  /** Loads production without a question. */
  yes?: boolean;
  profile?: string;
  /** The run is to prove that the target's limiter works. */
  expectRateLimit?: boolean;
  /** `http,postgres`, or `none`. */
  probes?: string;
  failOn: FailOn;
  /** Stop once a line was critical for as long as its window says. */
  abortOn?: 'critical';
  outDir: string;
  /** Reports beside those that every run writes. */
  report?: readonly ReportFile[];
  influxdb?: string;
  dashboard?: string | true;
  /** An earlier run to be held against. */
  baseline?: string;
  /** In percent. */
  maxRegression?: number;
  allowDifferences?: boolean;
  /** Keeps what every series got in every second, for `harness collect`. */
  keepSeries?: boolean;
}

/** Runs one scenario or k6 script; gives the exit code. */
export async function runCommand(host: Host, given: string, typed: RunFlags): Promise<number> {
  const flags = completeFlags(host, typed);
  if (flags.gate) return (await gateRun(host, given, flags)).exitCode;
  refuseJudging(flags);
  const log = openRunLog(host, flags);
  try {
    const script = findScenario(given, host.cwd);
    const target = await targetOf(host, script === given ? 'foreign' : 'ours', flags);
    return await underLock(host, { target, what: given }, async () => {
      const run = await guardedRun(host, script, { flags, target, log });
      const { engine } = run;
      return await watched(host, { run, flags, log }, (attach) =>
        engine instanceof K6Engine ? engine.runPlain() : plainRun(host, { run, flags, log, attach }),
      );
    });
  } catch (error) {
    if (!isHarnessError(error)) throw error;
    const path = resolve(host.cwd, given);
    const loading = `could not initialize '${given}': could not load JS test 'file://${path}': `;
    const message = `${error.loading ? loading : ''}${error.message}`;
    // k6 has no suggestions: the one line more is worth it.
    const fields: Record<string, string> = { ...error.logFields };
    if (error.code === 'ERR_PLAN_UNREADABLE' && error.hint !== undefined) fields['hint'] = error.hint;
    log({ level: 'error', message, fields, timeMs: host.now() });
    return error.exitCode;
  }
}

// Flags that have no effect on a run that nothing but its thresholds judges.
function refuseJudging({ baseline, abortOn }: RunFlags): void {
  const refused = (flag: string, code: `ERR_${string}`): HarnessError =>
    new HarnessError(`${flag} needs a judged run`, {
      code,
      exit: 'usage',
      hint: 'Leave out --no-gate: with it nothing is kept and nothing but the thresholds is judged.',
    });
  if (baseline !== undefined) throw refused('--baseline', 'ERR_COMPARE_NO_GATE');
  if (abortOn !== undefined) throw refused('--abort-on', 'ERR_RUN_ABORT_ON');
}

/** A judged run with all that belongs to it. */
export async function gateRun(host: Host, given: string, flags: RunFlags): Promise<JudgedEnd> {
  const log = openRunLog(host, flags);
  await checkReportFiles(host, flags.report ?? []);
  const script = findScenario(given, host.cwd);
  const target = await targetOf(host, script === given ? 'foreign' : 'ours', flags);
  const probes = probesOf(flags.probes, target);
  const outDir = resolve(host.cwd, flags.outDir);
  const baseline = await openBaseline(outDir, baselineFlags(flags));
  const { failOn, abortOn } = flags;
  const name = scenarioName(script);
  // Parts of one run load one target together; what was collected loads none.
  const alone = !isPart(flags) && flags.collected === undefined;
  if (flags.profile === 'breakpoint' && target !== null && alone) {
    if (abortOn !== undefined) {
      const message = '--abort-on critical stops nothing here: a search for the breakpoint ends by itself';
      log({ level: 'warning', message, fields: {}, timeMs: host.now() });
    }
    return underLock(host, { target, what: given }, () =>
      breakpointRun(host, {
        ...{ name, script: given, target, probes, failOn, outDir, flags, log, reports: flags.report ?? [] },
        ...searchFrom(host, target, flags),
        load: ({ ratePerSecond, durationMs, first }) =>
          guardedRun(host, script, {
            flags: stepFlags(flags, { ratePerSecond, durationMs, first }),
            target,
            log,
          }),
      }),
    );
  }
  return underLock(host, { target: alone ? target : null, what: given }, async () => {
    const run = await guardedRun(host, script, { flags, target, log });
    // No report calls a run by a profile that it did not follow.
    const profile = isOurs(script) && isReplaced(run.plan) ? '' : (flags.profile ?? '');
    return watched(host, { run, flags, log }, (attach) =>
      judgedRun(host, {
        ...{ run, name, script: given, profile, target, probes, failOn, abortOn, outDir, flags, log, attach },
        ...{ baseline, reports: flags.report ?? [], watchers: watcherFlags(host, flags) },
        keepSeries: flags.keepSeries === true || isPart(flags),
      }),
    );
  });
}

const isPart = ({ options }: RunFlags): boolean => options.options['executionSegment'] !== undefined;

// Two runs against one target would measure each other.
async function underLock<T>(
  host: Host,
  { target, what }: { target: Target | null; what: string },
  go: () => Promise<T>,
): Promise<T> {
  if (target === null) return go();
  const release = lockTarget({ apiUrl: target.apiUrl, pid: host.pid, what, nowMs: host.now() });
  try {
    return await go();
  } finally {
    release();
  }
}

/** A script's name without folder and ending. */
export const scenarioName = (script: string): string => basename(script).replace(/\.[cm]?[jt]s$/, '');

// Loaded, held against the target's guard rails and confirmed: after this, load is sent.
async function guardedRun(host: Host, script: string, loading: Loading): Promise<LoadedRun> {
  const { target, flags } = loading;
  const request = loadRequest(host, script, loading);
  const run = await loadWithEngine(host, request, flags).catch((error: unknown) => {
    throw flags.gate && isOurs(script) ? settingError(error) : error;
  });
  try {
    if (flags.expectRateLimit) needLimiterProof(run.plan);
    if (flags.gate && isOurs(script)) warnReplaced(host, run, script, loading);
    if (target === null || flags.collected !== undefined) return run;
    const expectsLimit = flags.expectRateLimit ?? false;
    guard(intendedRun(target, scenarioName(script), { run, request, expectsLimit }));
    const { plan } = run;
    await confirmPlan(host, { target, plan, quiet: flags.quiet || !flags.gate, yes: flags.yes ?? false });
    return run;
  } catch (error) {
    await run.engine.close();
    throw error;
  }
}

function warnReplaced(host: Host, { plan }: LoadedRun, script: string, { flags, log }: Loading): void {
  const message = replacedPlanText(scenarioName(script), plan, flags.options.options);
  if (message !== null) log({ level: 'warning', message, fields: {}, timeMs: host.now() });
}

/** The target of a run: a scenario of ours needs one, and R3MES_API_URL alone names it too. Throws HarnessError (104). */
export async function targetOf(
  host: Host,
  kind: 'ours' | 'foreign',
  flags: Pick<RunFlags, 'env' | 'target' | 'targets'>,
): Promise<Target | null> {
  const all = { ...host.env, ...flags.env };
  const place = { env: all, cwd: host.cwd, targets: flags.targets };
  if (flags.target !== undefined) return resolveTarget(flags.target, place);
  if (kind === 'ours' && all['R3MES_API_URL']) return resolveTarget(all['R3MES_API_URL'], place);
  if (flags.targets !== undefined) throw await targetNotChosen(place);
  if (kind === 'foreign') return null;
  throw new HarnessError('no target: the scenario does not know where R3MES is', {
    code: 'ERR_TARGET_MISSING',
    exit: 'invalidConfig',
    hint: 'Give --target http://127.0.0.1:8000, or --target standin while "harness standin" runs.',
  });
}

function probesOf(given: string | undefined, target: Target | null): readonly ProbeName[] | null {
  if (given === 'none') return null;
  const declared = declaredProbes(target);
  if (given === undefined) return target === null ? null : declared;
  const names = probeNames(given);
  const undeclared = names.filter((name) => !declared.includes(name));
  if (undeclared.length === 0) return names;
  throw new HarnessError(`the target does not declare what ${undeclared.join(' and ')} would look at`, {
    code: 'ERR_PROBE_UNDECLARED',
    exit: 'invalidConfig',
    hint:
      target === null ? 'A script of your own has a target by --target only.' : declaredByText(undeclared),
  });
}
