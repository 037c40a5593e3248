import { goDuration, parseDurationMs } from '../duration.ts';
import { readShape } from './option-shape.ts';
import { type ScenarioPlan, type Stage, WHOLE_SHARE } from './scenario-plan.ts';
import { COMMON_FIELDS, EXECUTOR_FIELDS } from './scenario-shapes.ts';
import { suggest } from './suggest.ts';

type Config = Readonly<Record<string, unknown>>;

const DEFAULT_GRACE_MS = 30_000;
const DEFAULT_MAX_DURATION_MS = 600_000;
const MAX_TARGET = 100_000_000;

/** What a scenario's configuration came to. */
export interface ReadScenario {
  /** Null when not even its executor is known. */
  plan: ScenarioPlan | null;
  /** Values that are not allowed. */
  problems: string[];
  /** Fields and types that are not the executor's. */
  unreadable: string[];
  /** The configuration with its fields as k6 spells them. */
  config: Config;
}

/** One scenario's configuration as a plan, with every problem found. */
export function readScenario(name: string, given: Config): ReadScenario {
  const executor = Object.entries(given).find(([key]) => key.toLowerCase() === 'executor')?.[1];
  const refused = (unreadable: string): ReadScenario => ({
    plan: null,
    problems: [],
    unreadable: [unreadable],
    config: given,
  });
  if (executor == null || executor === '')
    return refused(`scenario '${name}' doesn't have a specified executor type`);
  if (typeof executor !== 'string' || !(executor in EXECUTOR_FIELDS)) {
    const near = suggest(String(executor), Object.keys(EXECUTOR_FIELDS));
    return refused(`unknown executor type '${String(executor)}'${near ? ` (did you mean "${near}"?)` : ''}`);
  }
  const kind = executor as ScenarioPlan['executor'];
  const unreadable: string[] = [];
  const shape = {
    is: 'object',
    fields: { ...COMMON_FIELDS, ...EXECUTOR_FIELDS[kind] },
    strict: true,
  } as const;
  const config = readShape(shape, given, `scenarios.${name}`, unreadable) as Config;
  // Limits are no news while fields cannot be read.
  if (unreadable.length > 0) return { plan: null, problems: [], unreadable, config };
  const read = new Reader(config);
  const plan = { ...commonPlan(name, read), ...READERS[kind](read) } as ScenarioPlan;
  return { plan, problems: read.problems, unreadable, config };
}

/** Reads fields of one scenario and remembers every problem. */
class Reader {
  readonly problems: string[] = [];
  readonly config: Config;

  constructor(config: Config) {
    this.config = config;
  }

  problem(text: string): void {
    this.problems.push(text);
  }

  durationMs(field: string, fallbackMs: number): number {
    const given = this.config[field];
    return given === undefined ? fallbackMs : (parseDurationMs(given) ?? 0);
  }

  count(field: string, fallback: number): number {
    return (this.config[field] as number | undefined) ?? fallback;
  }

  texts(field: string): Record<string, string> {
    return { ...(this.config[field] as Record<string, string> | undefined) };
  }

  /** A count that must be above zero; `what` is its name in a problem. */
  positive(field: string, what: string, fallback: number): number {
    const count = this.count(field, fallback);
    if (count <= 0) this.problem(`the ${what} must be more than 0`);
    return count;
  }

  /** A time in which iterations start: at least a second. */
  runMs(field: string, fallbackMs: number | null): number {
    if (this.config[field] === undefined && fallbackMs === null) {
      this.problem(`the ${field} is unspecified`);
      return 0;
    }
    const ms = this.durationMs(field, fallbackMs ?? 0);
    if (ms < 1000) this.problem(`the ${field} must be at least 1s, but is ${goDuration(ms)}`);
    return ms;
  }

  stages(): Stage[] {
    const given = (this.config['stages'] ?? []) as readonly { duration?: unknown; target?: number }[];
    if (given.length === 0) this.problem('at least one stage has to be specified');
    return given.map(({ duration, target }, index) => {
      const durationMs = parseDurationMs(duration) ?? 0;
      const number = index + 1;
      if (duration === undefined) this.problem(`stage ${number} doesn't have a duration`);
      if (durationMs < 0) this.problem(`the duration for stage ${number} can't be negative`);
      if (target === undefined) this.problem(`stage ${number} doesn't have a target`);
      else if (target < 0) this.problem(`the target for stage ${number} can't be negative`);
      else if (target > MAX_TARGET)
        this.problem(`the target for stage ${number} exceeds the limit of ${MAX_TARGET}`);
      return { durationMs, target: target ?? 0 };
    });
  }
}

function commonPlan(name: string, read: Reader): object {
  const startTimeMs = read.durationMs('startTime', 0);
  const gracefulStopMs = read.durationMs('gracefulStop', DEFAULT_GRACE_MS);
  if (!/^[0-9a-zA-Z_-]+$/.test(name))
    read.problem('the scenario name should contain only numbers, latin letters, underscores, and dashes');
  if (read.config['exec'] === '') read.problem('exec value cannot be empty');
  if (startTimeMs < 0) read.problem("the startTime can't be negative");
  if (gracefulStopMs < 0) read.problem("the gracefulStop timeout can't be negative");
  return {
    name,
    exec: String(read.config['exec'] ?? 'default'),
    startTimeMs,
    gracefulStopMs,
    env: read.texts('env'),
    tags: read.texts('tags'),
    share: WHOLE_SHARE,
  };
}

const READERS: Readonly<Record<ScenarioPlan['executor'], (read: Reader) => object>> = {
  'constant-vus': (read) => ({
    executor: 'constant-vus',
    vus: read.positive('vus', 'number of VUs', 1),
    durationMs: read.runMs('duration', null),
  }),
  'ramping-vus': rampingVus,
  'per-vu-iterations': (read) => ({
    executor: 'per-vu-iterations',
    vus: read.positive('vus', 'number of VUs', 1),
    iterations: read.positive('iterations', 'number of iterations', 1),
    maxDurationMs: read.runMs('maxDuration', DEFAULT_MAX_DURATION_MS),
  }),
  'shared-iterations': sharedIterations,
  'constant-arrival-rate': constantArrivalRate,
  'ramping-arrival-rate': rampingArrivalRate,
};

function rampingVus(read: Reader): object {
  const startVus = read.count('startVUs', 1);
  const stages = read.stages();
  const gracefulRampDownMs = read.durationMs('gracefulRampDown', DEFAULT_GRACE_MS);
  if (startVus < 0) read.problem("the number of start VUs can't be negative");
  if (gracefulRampDownMs < 0) read.problem("the gracefulRampDown timeout can't be negative");
  if (startVus === 0 && stages.every((stage) => stage.target === 0))
    read.problem("either startVUs or one of the stages' target values must be greater than 0");
  return { executor: 'ramping-vus', startVus, stages, gracefulRampDownMs };
}

function sharedIterations(read: Reader): object {
  const vus = read.positive('vus', 'number of VUs', 1);
  const iterations = read.count('iterations', 1);
  if (iterations < vus)
    read.problem(`the number of iterations (${iterations}) can't be less than the number of VUs (${vus})`);
  const maxDurationMs = read.runMs('maxDuration', DEFAULT_MAX_DURATION_MS);
  return { executor: 'shared-iterations', vus, iterations, maxDurationMs };
}

function constantArrivalRate(read: Reader): object {
  if (read.config['rate'] === undefined) read.problem("the iteration rate isn't specified");
  const rate = read.positive('rate', 'iteration rate', 1);
  const durationMs = read.runMs('duration', null);
  return { executor: 'constant-arrival-rate', rate, durationMs, ...arrivalPool(read) };
}

function rampingArrivalRate(read: Reader): object {
  const startRate = read.count('startRate', 0);
  if (startRate < 0) read.problem("the startRate value can't be negative");
  const stages = read.stages();
  return { executor: 'ramping-arrival-rate', startRate, stages, ...arrivalPool(read) };
}

function arrivalPool(read: Reader): { timeUnitMs: number; preAllocatedVus: number; maxVus: number } {
  const timeUnitMs = read.durationMs('timeUnit', 1000);
  const preAllocatedVus = read.count('preAllocatedVUs', 0);
  const maxVus = read.count('maxVUs', preAllocatedVus);
  if (timeUnitMs <= 0) read.problem('the timeUnit must be more than 0');
  if (read.config['preAllocatedVUs'] === undefined)
    read.problem("the number of preAllocatedVUs isn't specified");
  else if (preAllocatedVus < 0) read.problem("the number of preAllocatedVUs can't be negative");
  if (maxVus < preAllocatedVus) read.problem("maxVUs can't be less than preAllocatedVUs");
  return { timeUnitMs, preAllocatedVus, maxVus };
}
