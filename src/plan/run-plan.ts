import { parseDurationMs } from '../duration.ts';
import { HarnessError } from '../errors.ts';
import { deriveScenarios } from './derive-scenarios.ts';
import { networkProblems } from './network-options.ts';
import { overlapping } from './overlapping.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import { readScenario } from './scenario-config.ts';
import { initialVus, maximumVus, regularDurationMs, type ScenarioPlan } from './scenario-plan.ts';
import { dividedScenario } from './segments/divided-scenario.ts';
import { readSegmentation } from './segments/read-segment.ts';
import type { Segmentation } from './segments/segmentation.ts';
import type { Stripe } from './segments/stripe.ts';

/** What a run will do, checked and complete. */
export interface RunPlan {
  /** Those of which this execution segment has a part. */
  scenarios: ScenarioPlan[];
  /** Which of the test's VUs are here. */
  vuStripe: Stripe;
  /** VUs to make before setup. */
  initialVus: number;
  /** VUs that may ever exist. */
  maxVus: number;
  /** Threads that share the load. */
  workers: number;
  totalDurationMs: number;
  /** Consolidated options, scenarios expanded. */
  options: Readonly<Record<string, unknown>>;
  /** What the user should know of it before it runs. */
  warnings: string[];
}

/** Plans a run; throws one HarnessError (104) that lists every problem. */
export function planRun(
  resolved: ResolvedOptions,
  functions: readonly string[],
  workers: WorkersAsked = { asked: 1, cores: 1 },
): RunPlan {
  const whole: ScenarioPlan[] = [];
  const problems: string[] = [];
  const unreadable = resolved.unreadable;
  const derived = deriveScenarios(resolved.options);
  const { configs } = derived;
  for (const [name, config] of Object.entries(configs)) {
    const read = readScenario(name, config as Record<string, unknown>);
    configs[name] = read.config;
    unreadable.push(...read.unreadable);
    if (read.problems.length > 0) {
      problems.push(`scenario ${name} has configuration errors: ${read.problems.join(', ')}`);
    }
    if (read.plan === null) continue;
    whole.push(read.plan);
    if (!functions.includes(read.plan.exec))
      problems.push(`executor ${name}: function '${read.plan.exec}' not found in exports`);
  }
  refuse(
    [...resolved.problems, ...derived.problems, ...networkProblems(resolved.options)],
    unreadable,
    problems,
  );
  const segmentation = segmentationOf(resolved);
  const scenarios = whole.flatMap((plan) => dividedScenario(plan, segmentation) ?? []);
  const { duration: _d, iterations: _i, stages: _s, vus: _v, ...rest } = resolved.options;
  const maxVus = overlapping(scenarios, maximumVus);
  return {
    scenarios,
    vuStripe: segmentation.stripe,
    initialVus: overlapping(scenarios, initialVus),
    maxVus,
    workers: workerCount(workers, maxVus),
    totalDurationMs: Math.max(
      0,
      ...scenarios.map((s) => s.startTimeMs + regularDurationMs(s) + s.gracefulStopMs),
    ),
    options: { ...rest, scenarios: configs },
    warnings: derived.warnings,
  };
}

/** How many threads were asked for (null: as many as fit), and how many cores there are. */
export interface WorkersAsked {
  readonly asked: number | null;
  readonly cores: number;
}

// One core is left to the thread that merges, shows and writes; a thread without a VU would do nothing.
function workerCount({ asked, cores }: WorkersAsked, maxVus: number): number {
  return Math.max(1, Math.min(asked ?? cores - 1, maxVus));
}

function segmentationOf({ options }: ResolvedOptions): Segmentation {
  const read = readSegmentation(options['executionSegment'], options['executionSegmentSequence']);
  if (read.ok) return read.value;
  throw new HarnessError(read.problem, {
    code: 'ERR_PLAN_SEGMENT',
    exit: 'invalidConfig',
    hint: 'The second of four is --execution-segment 1/4:1/2 --execution-segment-sequence 0,1/4,1/2,3/4,1.',
  });
}

function refuse(
  conflicts: readonly string[],
  unreadable: readonly string[],
  problems: readonly string[],
): void {
  if (unreadable.length > 0) {
    const hints = unreadable.filter((text) => HINTS.test(text)).map((text) => HINTS.exec(text)?.[0] ?? '');
    throw new HarnessError(unreadable.map((text) => text.replace(HINTS, '')).join('; '), {
      code: 'ERR_PLAN_UNREADABLE',
      exit: 'invalidConfig',
      loading: true,
      ...(hints.length > 0 ? { hint: hints.join(' ').trim() } : {}),
    });
  }
  if (conflicts.length > 0) {
    throw new HarnessError(conflicts.join('; '), {
      code: 'ERR_PLAN_CONFLICT',
      exit: 'invalidConfig',
    });
  }
  if (problems.length === 0) return;
  const list = problems.map((problem) => `\t- ${problem}`).join('\n');
  throw new HarnessError(`There were problems with the specified script configuration:\n${list}`, {
    code: 'ERR_PLAN_INVALID',
    exit: 'invalidConfig',
  });
}

const HINTS = / \(did you mean "[^"]*"\?\)$/;

/** A duration option in ms, or its default. */
export function durationOptionMs(
  options: Readonly<Record<string, unknown>>,
  name: string,
  fallbackMs: number,
): number {
  const given = options[name];
  if (given === undefined) return fallbackMs;
  const ms = parseDurationMs(given);
  if (ms !== undefined && ms > 0) return ms;
  throw new HarnessError(`${name} ${JSON.stringify(given)} is no duration above zero`, {
    code: 'ERR_PLAN_DURATION',
    exit: 'invalidConfig',
    hint: 'Write e.g. "60s".',
  });
}
